"""The notice of a year out of a file: what is understood, and what is said about the rest."""

from datetime import date, datetime
from io import BytesIO

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError

from zhengzhou_ideology.workcalendar import year_file
from zhengzhou_ideology.workcalendar.statutory import DayRule

NOTICE = "国办发明电〔2026〕9号"
HEADER = ["日期", "类型", "名称"]


def workbook(rows):
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def parsed(rows):
    return year_file.parse(rows, year=2027, source=NOTICE).days


@pytest.mark.parametrize(
    "written", ["2027-02-06", "2027/2/6", "2027.2.6", "2027年2月6日", "20270206", 20270206.0, datetime(2027, 2, 6), date(2027, 2, 6)]
)  # fmt: skip
def test_date_is_understood_however_it_is_written(written):
    assert parsed([HEADER, [written, "休", "春节"]]) == {date(2027, 2, 6): DayRule(False, "春节", NOTICE)}


@pytest.mark.parametrize(
    ("header", "written", "is_working_day"),
    [("类型", "休", False), ("类型", " 班 ", True), ("是否工作日", "是", True), ("是否工作日", "否", False),
     ("是否工作日", 1.0, True), ("是否工作日", True, True), ("类型", "放假", False), ("安排", "调休上班", True)],
)  # fmt: skip
def test_kind_is_understood_however_it_is_written(header, written, is_working_day):
    assert (
        parsed([["日期", header, "名称"], ["2027-02-07", written, "春节"]])[date(2027, 2, 7)].is_working_day
        is is_working_day
    )


def test_range_title_row_and_last_december_are_understood():
    rows = [
        ["2027年部分节假日安排"],
        [],
        ["名称", "日期", "类型"],
        ["元旦", "2026-12-31至2027-01-02", "休"],
        ["", "", ""],
    ]

    assert list(parsed(rows)) == [date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)]


def test_file_is_the_same_as_xlsx_and_as_csv_in_any_encoding():
    rows = [HEADER, ["2027-10-01", "休", "国庆节"], ["2027-10-09", "班", "国庆节"]]
    text = "\r\n".join(",".join(row) for row in rows)
    files = [
        ("a.xlsx", workbook(rows)),
        *(
            (name, text.encode(encoding))
            for name, encoding in (("a.csv", "utf-8-sig"), ("A.CSV", "gb18030"), ("b.csv", "utf-16"))
        ),
    ]

    days = [parsed(year_file.read_upload(content, name)) for name, content in files]

    assert (
        days
        == [{date(2027, 10, 1): DayRule(False, "国庆节", NOTICE), date(2027, 10, 9): DayRule(True, "国庆节", NOTICE)}]
        * 4
    )


@pytest.mark.parametrize(
    ("rows", "sentences"),
    [
        ([], ["没有找到表头，第一行应为：日期、类型、名称。"]),
        ([["日期", "备注", "名称"]], ["表头应包括：日期、类型（或是否工作日）、名称。"]),
        ([HEADER, ["", "", ""]], ["文件中没有任何日期。"]),
        ([HEADER, ["2027-02-30", "休", "春节"], ["2027-01-01", "?", "元旦"], ["2027-01-02", "休"], ["2028-01-01", "休", "元旦"],
          ["2027-05-01", "休", "劳动节"], ["2027-05-01", "休", "劳动节"], ["2027-05-05至2027-05-01", "休", "劳动节"]],
         ["第2行：“2027-02-30”不是有效的日期。", "第3行：类型“?”无法识别，应为“休”或“班”。", "第4行：名称应为1至50个字。",
          "第5行：日期2028-01-01不属于2027年的安排。", "第7行：日期2027-05-01重复。",
          "第8行：日期范围“2027-05-05至2027-05-01”有误。"]),
    ],
)  # fmt: skip
def test_wrong_rows_are_named_and_nothing_is_read(rows, sentences):
    with pytest.raises(ValidationError) as refusal:
        parsed(rows)

    assert refusal.value.messages == sentences


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"%PDF", "请上传 xlsx 或 csv 文件。"),
        ("a.xlsx", b"not a workbook", "文件已损坏"),
        ("a.csv", b"\xff\xff\xff", "不是可以读取的表格文件"),
        ("a.csv", b"<table><tr><td>x</td></tr></table>", "文件内容不是表格"),
        ("a.csv", b"x" * (year_file.MOST_BYTES + 1), "文件过大"),
    ],
)
def test_wrong_file_is_refused(name, content, sentence):
    with pytest.raises(ValidationError) as refusal:
        year_file.read_upload(content, name)

    assert sentence in refusal.value.messages[0]


def test_missing_fixed_holidays_and_make_up_days_are_pointed_out():
    read = year_file.parse(
        [HEADER, ["2027-01-01", "休", "元旦"], ["2027-10-01", "班", "国庆节"]], year=2027, source=NOTICE
    )

    assert read.warnings == ["劳动节当日未列为休息日，请核对。", "国庆节当日未列为休息日，请核对。"]
