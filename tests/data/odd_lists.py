"""Five lists as bureaus send them, with what a careful clerk would make of each row: `python tests/data/odd_lists.py` writes them.

Each comes with a key: which columns are read as what, which are not, and for each row of data its verdict and its facts.
"""

import csv
import json
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import xlsxwriter
from stdnum.cn import uscc

HERE = Path(__file__).parent
DISTRICTS = {"金水区": "410105", "二七区": "410103", "中原区": "410102", "新郑市": "410184", "郑州市": "410100"}
KINDS = {"51": "association", "52": "service_institution", "53": "foundation"}
ENDINGS = {"51": "协会", "52": "服务中心", "53": "基金会"}
TOPICS = ("书法", "武术", "园艺", "棋类", "摄影", "舞蹈", "陶艺", "茶艺", "合唱", "剪纸", "骑行", "羽毛球")
NAMES = ("王某", "李某某", "张某", "赵某某", "周某", "吴某某")
COMPETENT = ("郑州市教育局", "郑州市体育局", "郑州市民政局")


def organization(number: int, kind: str = "51", district: str = "金水区") -> dict[str, Any]:
    """The clean facts of one organization, as the register is to have them."""
    body = f"{kind}{DISTRICTS[district]}MJ8{number:06d}"
    return {
        "name": f"{district}{TOPICS[number % len(TOPICS)]}{ENDINGS[kind]}",
        "uscc": body + uscc.calc_check_digit(body),
        "kind": KINDS[kind],
        "registration_authority": f"{district}民政局",
        "competent_authority": COMPETENT[number % len(COMPETENT)],
        "district": district,
        "leader": NAMES[number % 6],
        "branch_secretary": NAMES[(number + 2) % 6],
        "liaison": NAMES[(number + 4) % 6],
        "phone": f"199{30000000 + number}",
        "founded_on": f"20{10 + number % 10}-0{1 + number % 9}-1{number % 9}",
    }


class Book:
    """A workbook, and what is to come of each row written into it."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def open(self, path: Path) -> xlsxwriter.Workbook:
        book = xlsxwriter.Workbook(str(path))
        book.set_properties({"created": datetime(2026, 11, 1)})
        return book

    def expect(self, row: int, verdict: str, facts: dict[str, Any], sheet: str = "") -> None:
        self.rows.append({"sheet": sheet, "row": row, "verdict": verdict, **facts})

    def key(self, path: Path, **more: Any) -> None:
        text = json.dumps({**more, "rows": self.rows}, ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8")


def merged(folder: Path) -> None:
    """Two header rows merged both ways, sub-columns below persons, and data cells merged downwards."""
    book = Book()
    written = book.open(folder / "odd_merged.xlsx")
    sheet = written.add_worksheet("名录")
    sheet.merge_range("A1:M1", "金水区社会组织登记情况一览表")
    sheet.merge_range("A2:M2", "填报单位：金水区民政局　2026年10月")
    for cells, text in (
        ("A3:A4", "序号"),
        ("B3:E3", "社会组织基本信息"),
        ("F3:F4", "业务主管部门"),
        ("G3:G4", "登记机关"),
        ("H3:I3", "法定代表人"),
        ("K3:L3", "联系人"),
        ("M3:M4", "所属县（市、区）"),
    ):
        sheet.merge_range(cells, text)
    sheet.write("J3", "党组织书记")
    below = ("社会组织名称", "统一社会信用代码", "类型", "成立日期", "", "", "姓名", "联系电话", "姓名", "姓名", "电话")
    for place, text in enumerate(below, start=1):
        if text:
            sheet.write(3, place, text)
    found = [organization(number, "51" if number % 3 else "52") for number in range(1, 13)]
    for number, one in enumerate(found):
        one["competent_authority"] = COMPETENT[number // 4]
        cells = [number + 1, one["name"], one["uscc"], {"51": "社会团体", "52": "民办非企业单位"}[one["uscc"][:2]]]
        cells += [one["founded_on"], None, None, one["leader"], "13700000000", one["branch_secretary"]]
        cells += [one["liaison"], one["phone"], "金水区"]
        for place, cell in enumerate(cells):
            if cell is not None:
                sheet.write(4 + number, place, cell)
        book.expect(5 + number, "new", one)
    for start in (4, 8, 12):
        sheet.merge_range(start, 5, start + 3, 5, COMPETENT[(start - 4) // 4])
    sheet.merge_range(4, 6, 15, 6, "金水区民政局")
    sheet.merge_range("A17:B17", "合计")
    sheet.write("C17", "12家")
    written.close()
    book.key(
        folder / "odd_merged.key.json",
        unread_columns=["A 序号", "I 法定代表人／联系电话"],
        read={"F": "业务主管单位", "H": "法定代表人", "J": "党支部书记", "L": "联系电话"},
        unread_sheets=[],
    )


def sheet_per_kind(folder: Path) -> None:
    """A sheet for each kind without the column 类型, one of them in another order; two sheets that hold no list."""
    book = Book()
    written = book.open(folder / "odd_sheet_per_kind.xlsx")
    written.add_worksheet("填报说明").write("A1", "请各单位如实填报。")
    header = [
        "单位名称",
        "信用代码",
        "登记机关",
        "主管单位",
        "区县",
        "负责人",
        "支部书记",
        "联系人",
        "电话",
        "成立时间",
    ]
    keys = ["name", "uscc", "registration_authority", "competent_authority", "district"]
    keys += ["leader", "branch_secretary", "liaison", "phone", "founded_on"]
    for place, (kind, name) in enumerate((("51", "社会团体"), ("52", "民非"), ("53", "基金会"))):
        sheet = written.add_worksheet(name)
        columns = list(zip(header, keys, strict=True))
        if kind == "52":
            columns.reverse()
        sheet.write_row(1, 0, [title for title, _ in columns])
        for number in range(5):
            one = organization(100 + place * 10 + number, kind, "二七区")
            sheet.write_row(2 + number, 0, [one[key] for _, key in columns])
            book.expect(3 + number, "new", one, name)
    again = organization(100, "51", "二七区")
    sheet.write_row(7, 0, [again[key] for key in keys])
    book.expect(8, "error", {"reason": "与工作表“社会团体”第 3 行的统一社会信用代码重复。"}, "基金会")
    phones = written.add_worksheet("联系方式")
    phones.write_row(0, 0, ["单位名称", "联系人", "电话"])
    phones.write_row(1, 0, [again["name"], again["liaison"], again["phone"]])
    written.close()
    book.key(
        folder / "odd_sheet_per_kind.key.json",
        unread_columns=[],
        read={},
        unread_sheets=["填报说明", "联系方式"],
    )


def no_district(folder: Path) -> None:
    """csv in GB18030 as an old program writes it, without 区县 and 类型; a row of the city, a wrong check digit, a made-up bureau."""
    book = Book()
    header = [
        "序号",
        "社会组织名称",
        "统一社会信用代码",
        "登记管理机关",
        "业务主管单位",
        "法人",
        "成立登记时间",
        "备注",
    ]
    lines: list[list[Any]] = [["新郑市社会组织名录"], header]
    for number in range(8):
        one = organization(200 + number, ("51", "52", "53")[number % 3], "新郑市" if number != 3 else "郑州市")
        one = {key: value for key, value in one.items() if key not in {"branch_secretary", "liaison", "phone"}}
        year, month, day = one["founded_on"].split("-")
        said = [number + 1, one["name"], one["uscc"], one["registration_authority"], one["competent_authority"]]
        lines.append([*said, one["leader"], f"{year}年{int(month)}月{int(day)}日", ""])
        book.expect(3 + number, "new", one)
    bad = organization(210, "51", "新郑市")
    wrong = bad["uscc"][:-1] + ("0" if bad["uscc"][-1] != "0" else "1")
    lines.append([9, bad["name"], wrong, "新郑市民政局", "直接登记", "王某", "2015.3.2", ""])
    book.expect(11, "error", {"reason": "统一社会信用代码校验位不正确。"})
    lines.append([10, bad["name"], bad["uscc"], "某某县民政局", "直接登记", "王某", "2015.3.2", ""])
    book.expect(12, "error", {"reason": "系统中没有这个登记管理机关。"})
    lines.append(["制表人：李某某"])
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(lines)
    (folder / "odd_no_district.csv").write_bytes(text.getvalue().encode("gb18030"))
    book.key(
        folder / "odd_no_district.key.json",
        unread_columns=["A 序号", "H 备注"],
        read={"F": "法定代表人"},
        unread_sheets=[],
    )


def pages(folder: Path) -> None:
    """The header in rows 6 and 7 below a merged block of titles, repeated with the title on each printed page, sums and banners between."""
    book = Book()
    written = book.open(folder / "odd_pages.xlsx")
    sheet = written.add_worksheet("Sheet1")
    sheet.merge_range("A1:I3", "中原区社会组织登记名录")
    sheet.merge_range("A4:D4", "填报单位：中原区民政局")
    sheet.merge_range("A5:I5", "统计日期：2026年10月31日")
    line = 5

    def header() -> None:
        nonlocal line
        for place, text in enumerate(("社会组织名称", "统一社会信用代码", "登记管理机关", "业务主管单位", "所属区县")):
            sheet.merge_range(line, place, line + 1, place, text)
        sheet.merge_range(line, 5, line, 6, "第一责任人")
        sheet.write_row(line + 1, 5, ["法定代表人", "党支部书记"])
        sheet.merge_range(line, 7, line + 1, 7, "成立登记日期")
        sheet.merge_range(line, 8, line + 1, 8, "备注")
        line += 2

    keys = ["name", "uscc", "registration_authority", "competent_authority", "district"]
    keys += ["leader", "branch_secretary", "founded_on"]
    for page in range(3):
        if page:
            sheet.merge_range(line, 0, line, 8, "中原区社会组织登记名录")
            line += 1
        header()
        sheet.merge_range(
            line, 0, line, 8, f"{('一', '二', '三')[page]}、{('社会团体', '社会服务机构', '基金会')[page]}"
        )
        line += 1
        for number in range(4):
            one = organization(300 + page * 10 + number, ("51", "52", "53")[page], "中原区")
            facts = {key: value for key, value in one.items() if key not in {"liaison", "phone"}}
            sheet.write_row(line, 0, [one[key] for key in keys])
            line += 1
            book.expect(line, "new", facts)
        sheet.write_row(line, 0, ["本页小计", "4家"])
        line += 1
    sheet.merge_range(line, 0, line + 1, 8, "注：以上名录截至2026年10月31日。")
    written.close()
    book.key(
        folder / "odd_pages.key.json",
        unread_columns=["I 备注"],
        read={"F": "法定代表人", "G": "党支部书记"},
        unread_sheets=[],
    )


UNKNOWN = ("金水区教育文化体育局", "金水区卫生和计划生育委员会", "郑州市委网信办")


def unknown_units(folder: Path) -> None:
    """A district's own list: most rows name units of the district and the city's 宣传部, which the register does not know;
    市委宣传部 it does."""
    book = Book()
    written = book.open(folder / "odd_unknown_units.xlsx")
    sheet = written.add_worksheet("名录")
    header = [
        "社会组织名称",
        "统一社会信用代码",
        "登记管理机关",
        "业务主管单位",
        "法定代表人",
        "负责人",
        "办公电话",
        "手机",
        "成立日期",
    ]
    sheet.write_row(0, 0, header)
    for number in range(46):
        one = organization(400 + number)
        one = {key: value for key, value in one.items() if key not in {"branch_secretary", "liaison"}}
        unknown = UNKNOWN[0] if number < 20 else UNKNOWN[1] if number < 32 else UNKNOWN[2] if number < 40 else ""
        one["competent_authority"] = unknown or ("市委宣传部" if number < 43 else one["competent_authority"])
        said = [one["name"], one["uscc"], one["registration_authority"], one["competent_authority"], one["leader"]]
        sheet.write_row(1 + number, 0, [*said, "钱某", "0371-65550000", one["phone"], one["founded_on"]])
        if one["competent_authority"] == "市委宣传部":
            one["competent_authority"] = "中共郑州市委宣传部"
        one["phone"] = "0371-65550000"
        book.expect(2 + number, "waiting" if unknown else "new", one)
    written.close()
    book.key(
        folder / "odd_unknown_units.key.json",
        unread_columns=["F 负责人", "H 手机"],
        read={"E": "法定代表人", "G": "联系电话"},
        unread_sheets=[],
        proposals={UNKNOWN[0]: 20, UNKNOWN[1]: 12, UNKNOWN[2]: 8},
    )


LISTS = {
    "odd_merged.xlsx": merged,
    "odd_sheet_per_kind.xlsx": sheet_per_kind,
    "odd_no_district.csv": no_district,
    "odd_pages.xlsx": pages,
    "odd_unknown_units.xlsx": unknown_units,
}

if __name__ == "__main__":
    for write in LISTS.values():
        write(HERE)
