"""`manage.py import_registry`, as scripts and operators rely on it."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from python_calamine import CalamineWorkbook

from organizations.models import ImportBatch, Organization, ResponsiblePerson
from tests.organizations.lists import CODES, csv_text, row, table, xlsx

DATA = Path(__file__).parents[1] / "data"
# Why a row of the key is wrong, and the column and the words by which the report must say so.
REASONS = {
    "duplicate of an earlier code": ("统一社会信用代码", "重复"),
    "blank name": ("社会组织名称", "未填写"),
    "code of 17 characters": ("统一社会信用代码", "现为 17 位"),
    "wrong check digit": ("统一社会信用代码", "校验位"),
    "code kind contradicts the kind column": ("社会组织类型", "不一致"),
    "unknown kind": ("社会组织类型", "不在规定范围内"),
    "unknown registration authority": ("登记管理机关", "没有这个登记管理机关"),
    "impossible date": ("成立登记日期", "不存在"),
}

pytestmark = pytest.mark.django_db


def run(path: Path, *options: str) -> dict:
    out = StringIO()
    call_command("import_registry", str(path), "--json", *options, stdout=out)
    return json.loads(out.getvalue())


def counts(report: dict) -> tuple[int, int, int, int]:
    return report["new"], report["changed"], report["unchanged"], report["error"]


@pytest.fixture
def listed(tmp_path):
    def write(*rows: dict, name: str = "list.xlsx", **kwargs) -> Path:
        path = tmp_path / name
        path.write_bytes(xlsx(table(*rows, **kwargs)))
        return path

    return write


@pytest.mark.parametrize("name", ["registry_small", "registry"])
def test_import_agrees_with_the_key_row_for_row(name):
    key = json.loads((DATA / f"{name}.key.json").read_text())
    wrong = {one["sheet_row"]: REASONS[one["why"]] for one in key["dirty"] if one["verdict"] == "error"}

    report = run(DATA / f"{name}.xlsx")

    assert counts(report) == (key["create"], 0, 0, key["error"])
    assert sorted(one["row"] for one in report["errors"]) == sorted(wrong)
    for one in report["errors"]:
        column, words = wrong[one["row"]]
        assert (one["column"], words in one["reason"]) == (column, True)
    sheet = CalamineWorkbook.from_path(str(DATA / f"{name}.xlsx")).get_sheet_by_index(0).to_python()
    first = key["first_data_row"]
    rows = range(first, first + key["sheet_rows"])
    good = {sheet[number - 1][1] for number in rows if number not in wrong}
    assert set(Organization.objects.values_list("name", flat=True)) == good
    assert Organization.objects.count() == key["create"]


def test_import_again_changes_nothing():
    run(DATA / "registry_small.xlsx")
    before = list(Organization.objects.order_by("pk").values())
    persons = list(ResponsiblePerson.objects.order_by("pk").values())

    report = run(DATA / "registry_small.xlsx")

    assert counts(report) == (0, 0, 292, 8)
    assert list(Organization.objects.order_by("pk").values()) == before
    assert list(ResponsiblePerson.objects.order_by("pk").values()) == persons


def test_import_stores_what_the_row_says(listed):
    run(
        listed(row(成立登记日期=date(2015, 3, 2), 联系电话=19912345678.0, 社会组织类型="社团", 业务主管单位="市教育局"))
    )

    organization = Organization.objects.get()
    assert {
        "uscc": organization.uscc,
        "name": organization.name,
        "kind": organization.kind,
        "registration_authority": organization.registration_authority.name,
        "competent_authority": organization.competent_authority.name,
        "district": organization.district.name,
        "phone": organization.phone,
        "email": organization.email,
        "founded_on": organization.founded_on,
        "address": organization.address,
        "status": organization.status,
    } == {
        "uscc": "51410104MJWAE3CLX5",
        "name": "金水区餐饮协会",
        "kind": "association",
        "registration_authority": "金水区民政局",
        "competent_authority": "郑州市教育局",
        "district": "金水区",
        "phone": "19912345678",
        "email": "lianxi@example.org",
        "founded_on": date(2015, 3, 2),
        "address": "金水区农业路1号",
        "status": "active",
    }
    assert set(organization.responsible_persons.values_list("post", "name", "term_from", "term_until")) == {
        ("leader", "王某某", None, None),
        ("branch_secretary", "李某", None, None),
        ("liaison", "张某某", None, None),
    }


@pytest.mark.parametrize(
    ("changed", "column", "words"),
    [
        ({"社会组织名称": "无"}, "社会组织名称", "未填写"),
        ({"社会组织名称": "长" * 121}, "社会组织名称", "超过 120 个字"),
        ({"统一社会信用代码": ""}, "统一社会信用代码", "未填写"),
        ({"统一社会信用代码": "51410104MJWAE3CLXI"}, "统一社会信用代码", "不允许的字符"),
        ({"统一社会信用代码": "51110105MJ0000000K"}, "统一社会信用代码", "行政区划 110105 不在郑州市"),
        ({"社会组织类型": ""}, "社会组织类型", "未填写"),
        ({"登记管理机关": "郑州市教育局"}, "登记管理机关", "没有这个登记管理机关"),
        ({"业务主管单位": "某某局"}, "业务主管单位", "没有这个业务主管单位"),
        ({"业务主管单位": "市社会组织党委"}, "业务主管单位", "没有这个业务主管单位"),
        ({"所属区县": "洛阳市"}, "所属区县", "不是郑州市"),
        ({"联系电话": "不详"}, "联系电话", "不是有效的电话号码"),
        ({"电子邮箱": "某某某"}, "电子邮箱", "不是有效的电子邮箱"),
        ({"成立登记日期": "2999-01-01"}, "成立登记日期", "晚于今天"),
        ({"成立登记日期": "1800-01-01"}, "成立登记日期", "早于 1900 年"),
        ({"成立登记日期": "3/2/2015"}, "成立登记日期", "无法确定"),
        ({"状态": "停业"}, "状态", "不在规定范围内"),
    ],
)
def test_bad_cell_is_an_error_of_its_row_and_stops_no_other(listed, changed, column, words):
    good = row(序号=2, 社会组织名称="巩义市书法学会", 统一社会信用代码=CODES[1])

    report = run(listed(row(**changed), good))

    assert counts(report) == (1, 0, 0, 1)
    assert [(one["row"], one["column"], one["value"]) for one in report["errors"]] == [(2, column, changed[column])]
    assert words in report["errors"][0]["reason"]


def test_changed_cells_are_written_and_a_changed_holder_begins_a_term(listed, time_machine):
    run(listed(row()))
    time_machine.move_to(date(2026, 10, 9))

    report = run(listed(row(住所="金水区文化路2号", 法定代表人="赵某", 党支部书记="", 状态="注销", 业务主管单位="")))

    assert counts(report) == (0, 1, 0, 0)
    organization = Organization.objects.get()
    assert (organization.address, organization.status, organization.competent_authority) == (
        "金水区文化路2号",
        "deregistered",
        None,
    )
    assert set(organization.responsible_persons.values_list("post", "name", "term_from", "term_until")) == {
        ("leader", "王某某", None, date(2026, 10, 9)),
        ("leader", "赵某", date(2026, 10, 9), None),
        ("branch_secretary", "李某", None, None),
        ("liaison", "张某某", None, None),
    }


def test_column_that_is_missing_changes_nothing(listed):
    run(listed(row()))
    required = ["社会组织名称", "统一社会信用代码", "社会组织类型", "登记管理机关", "所属区县", "成立登记日期"]

    assert counts(run(listed(row(), header=required))) == (0, 0, 1, 0)


def test_end_of_an_organization_is_read_and_taken_back_with_its_status(listed):
    header = [*row(), "注销日期"]
    run(listed(row(状态="注销", 注销日期="2020.5.6"), header=header))
    ended = Organization.objects.get().ended_on

    report = run(listed(row()))

    assert (ended, counts(report), Organization.objects.get().ended_on) == (date(2020, 5, 6), (0, 1, 0, 0), None)


def test_dry_run_counts_and_leaves_nothing():
    report = run(DATA / "registry_small.xlsx", "--dry-run")

    assert counts(report) == (292, 0, 0, 8)
    assert (Organization.objects.count(), ImportBatch.objects.count()) == (0, 0)


def test_errors_workbook_marks_the_bad_cells_where_they_stood(tmp_path):
    import openpyxl

    marked = tmp_path / "marked.xlsx"

    run(DATA / "registry_small.xlsx", "--errors", str(marked))

    sheet = openpyxl.load_workbook(marked).worksheets[0]
    commented = {cell.coordinate: cell.comment.text for cells in sheet.iter_rows() for cell in cells if cell.comment}
    coloured = {
        cell.coordinate for cells in sheet.iter_rows() for cell in cells if cell.fill.start_color.rgb == "FFFCE8E6"
    }
    assert set(commented) == coloured == {"C37", "B51", "C143", "D207", "C219", "D295", "E296", "M301"}
    assert commented["C143"] == "统一社会信用代码应为 18 位，现为 17 位。"
    assert [sheet["B2"].value, sheet["C130"].value] == ["社会组织名称", "５１４１０１００ＭＪＥＫＱＦ４Ｊ７Ｃ"]


def test_errors_workbook_can_be_imported_again(tmp_path):
    marked = tmp_path / "marked.xlsx"
    run(DATA / "registry_small.xlsx", "--errors", str(marked))

    assert counts(run(marked)) == (0, 0, 292, 8)


def test_csv_in_gb18030_is_read_like_the_workbook(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(csv_text(table(row())).encode("gb18030"))

    assert counts(run(path)) == (1, 0, 0, 0)


def test_report_for_people_names_row_column_value_and_reason(capsys):
    call_command("import_registry", str(DATA / "registry_small.xlsx"), "--dry-run")

    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [
        "新增 292，变更 0，无变化 0，错误 8",
        "第 37 行　统一社会信用代码　“52410182MJUU4RGL05”　与第 21 行的统一社会信用代码重复。",
    ]
    assert len(lines) == 9


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["missing.xlsx"], "无法读写文件“missing.xlsx”：文件或目录不存在。"),
        (["tests"], "无法读写文件“tests”：这是一个目录。"),
        (["README.md"], "没有找到表头行。名录中须有一行写明“社会组织名称”“统一社会信用代码”等列名。"),
        (
            ["manage.py", "--nonsense"],
            "参数有误，用法：import_registry FILE [--dry-run] [--errors OUT.xlsx] [--json]。",
        ),
        ([], "参数有误，用法：import_registry FILE [--dry-run] [--errors OUT.xlsx] [--json]。"),
    ],
)
def test_wrong_input_is_one_line_and_status_2(arguments, line, capsys, tmp_path, monkeypatch):
    (tmp_path / "tests").mkdir()
    (tmp_path / "README.md").write_text("portal")
    monkeypatch.chdir(tmp_path)

    with pytest.raises(SystemExit) as ended:
        call_command("import_registry", *arguments)

    assert (ended.value.code, capsys.readouterr()) == (2, ("", f"{line}\n"))
    assert ImportBatch.objects.count() == 0
