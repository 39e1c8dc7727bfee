"""Filling in with a spreadsheet: the workbook of a draft, handed back, is what the page would have saved."""

from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from compliance.enums import ReportState
from compliance.models import Duty, Meeting, QuarterlyReport
from compliance.workbooks.reading import address
from tests.compliance.test_drafting import FILLED
from tests.factories import QuarterlyReportFactory, ReportingPeriodFactory, duty_of

pytestmark = pytest.mark.django_db

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def report(cast) -> QuarterlyReport:
    return QuarterlyReportFactory(organization=cast.organization)


def page(paper: Any) -> str:
    return reverse(f"compliance:workbook_{'duties' if isinstance(paper, Duty) else 'reports'}", args=[paper.pk])


def downloaded(client, paper: Any) -> bytes:
    answer = client.get(page(paper).rstrip("/") + ".xlsx")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def rows_of(content: bytes, **options: Any) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python(**options)


def filled(
    content: bytes, typed: dict[str, Any], *, key: int = 0, place: int = 2, without: str = ""
) -> SimpleUploadedFile:
    """The workbook as somebody hands it back: what is typed stands in the cells of its fields."""
    rows = [row for row in rows_of(content, skip_empty_area=False) if row[key] != without or not without]
    for row in rows:
        if row[key] in typed:
            row[place] = typed[row[key]]
    return written(rows, "填报")


def written(rows: list[list[Any]], name: str) -> SimpleUploadedFile:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, day = book.add_worksheet(name), book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, date | datetime):
                    sheet.write_datetime(number, place, cell, day)
                else:
                    sheet.write(number, place, cell)
    return SimpleUploadedFile("填报.xlsx", out.getvalue(), XLSX)


# As people type in a spreadsheet: days as days and as serial numbers, numbers as numbers.
TYPED = FILLED | {
    "special_study-held_on": date(2026, 7, 15),
    "council-held_on": 46254,
    "council-expected": 11,
    "council-present": 10.0,
    "council-is_joint": "否",
    "council-conclusions": "会议形成决议。\n由秘书处落实。",
}


def test_workbook_comes_with_facts_filled_in_and_only_the_inputs_open(cast, report):
    content = downloaded(cast.client("secretary"), report)

    rows = {row[0]: row for row in rows_of(content)}
    sheet = ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    names = ZipFile(BytesIO(content)).read("xl/sharedStrings.xml").decode()
    assert (rows["paper"][2], rows["version"][2]) == (f"report-{report.pk}", "0")
    assert {*FILLED, "council-chair", "council-is_joint"} < {*rows}
    assert cast.organization.name in names
    assert "<sheetProtection" in sheet
    assert [said in sheet for said in ('type="list"', "是,否", 'type="date"')] == [True] * 3
    assert rows["council-held_on"][1] == "理事会会议：召开日期"


def test_filled_in_workbook_is_a_draft_and_is_sent_nowhere(cast, report):
    client = cast.client("secretary")

    answer = client.post(page(report), {"file": filled(downloaded(client, report), TYPED)})

    report.refresh_from_db()
    council = Meeting.objects.get(report=report, kind="council")
    assert (answer.status_code, answer.url) == (302, f"/reports/{report.pk}/edit/")
    assert (report.state, report.edit_version, report.findings, report.prepared_by) == (
        ReportState.DRAFT,
        1,
        "无",
        cast.secretary,
    )
    assert (council.held_on, council.expected, council.present) == (date(2026, 8, 20), 11, 10)
    assert council.conclusions == "会议形成决议。\n由秘书处落实。"
    assert report.moves.count() == 0


def test_what_was_saved_comes_back_in_the_next_workbook(cast, report):
    client = cast.client("secretary")
    client.post(page(report), {"file": filled(downloaded(client, report), TYPED | {"findings": "=1+1"})})

    rows = {row[0]: row[2] for row in rows_of(downloaded(client, report))}

    assert (rows["version"], rows["council-held_on"], rows["findings"]) == ("1", date(2026, 8, 20), "=1+1")
    answer = client.post(page(report), {"file": SimpleUploadedFile("再报.xlsx", downloaded(client, report), XLSX)})
    report.refresh_from_db()
    assert (answer.status_code, report.findings, report.edit_version) == (302, "=1+1", 2)


def test_errors_are_told_by_cell_and_the_rest_is_written(cast, report):
    client = cast.client("secretary")
    content = downloaded(client, report)
    wrong = TYPED | {"council-held_on": "八月下旬", "council-present": "十人", "council-is_joint": "也许"}

    answer = client.post(page(report), {"file": filled(content, wrong)})

    lines = {row[0]: number + 1 for number, row in enumerate(rows_of(content, skip_empty_area=False))}
    council = Meeting.objects.get(report=report, kind="council")
    faults = [(fault.sheet, fault.cell, fault.value) for fault in answer.context["faults"]]
    assert answer.status_code == 422
    assert faults == [
        ("填报", f"C{lines['council-held_on']}", "八月下旬"),
        ("填报", f"C{lines['council-present']}", "十人"),
        ("填报", f"C{lines['council-is_joint']}", "也许"),
    ]
    assert "无法确定是哪一天" in answer.context["faults"][0].reason
    assert all(fault.reason for fault in answer.context["faults"])
    assert (council.place, council.held_on, council.present) == ("三楼会议室", None, None)


def test_collision_leads_to_the_merge_page_with_both_words(cast, report):
    client = cast.client("secretary")
    content = downloaded(client, report)
    client.post(f"/reports/{report.pk}/edit/", {**FILLED, "findings": "网页上填写的", "version": 0})

    answer = client.post(page(report), {"file": filled(content, TYPED | {"findings": "表格里填写的"})})

    merge = client.get(answer.url).content.decode()
    report.refresh_from_db()
    assert answer.url == f"/reports/{report.pk}/merge/"
    assert report.findings == "网页上填写的"
    assert [words in merge for words in ("表格里填写的", "网页上填写的")] == [True, True]


def test_workbook_of_another_paper_is_refused(cast, report):
    client = cast.client("secretary")
    other = QuarterlyReportFactory(organization=cast.organization, period=ReportingPeriodFactory(quarter=2))

    answer = client.post(page(report), {"file": filled(downloaded(client, other), TYPED)})

    report.refresh_from_db()
    assert (answer.status_code, report.edit_version) == (422, 0)
    assert "填的是另一份材料" in answer.content.decode()


@pytest.mark.parametrize("without", ["findings", "version", "paper"])
def test_workbook_without_its_keys_is_refused_whole(without, cast, report):
    client = cast.client("secretary")

    answer = client.post(page(report), {"file": filled(downloaded(client, report), TYPED, without=without)})

    report.refresh_from_db()
    assert (answer.status_code, report.edit_version) == (422, 0)
    assert "请重新下载" in answer.content.decode()


@pytest.mark.parametrize("content", [b"not a workbook", "名称,代码\n一,二\n".encode()])
def test_other_files_are_refused_in_a_sentence(content, cast, report):
    answer = cast.client("secretary").post(page(report), {"file": SimpleUploadedFile("表.xlsx", content, XLSX)})

    assert answer.status_code == 422
    assert "这不是从本门户下载的填报表格" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "status"),
    [("secretary", 200), ("leader", 403), ("registrar", 403), ("stranger", 404), ("strange_registrar", 404)],
)
def test_who_fills_in_by_workbook(name, status, cast, report):
    client = cast.client(name)

    assert [client.get(page(report)).status_code, client.get(page(report).rstrip("/") + ".xlsx").status_code] == [
        status,
        status,
    ]
    assert client.post(page(report)).status_code == (422 if status == 200 else status)


def test_sent_report_takes_no_workbook_any_more(cast, certifying):
    client = cast.client("secretary")

    answers = [client.get(page(certifying)), client.get(page(certifying).rstrip("/") + ".xlsx")]

    assert [answer.status_code for answer in answers] == [302, 409]


def test_duty_is_filled_in_the_same_way(cast):
    duty, client = duty_of(cast.organization, "annual_plan"), cast.client("secretary")
    content = downloaded(client, duty)
    typed = {"done_on": date(2026, 1, 20), "meeting": "第三届理事会第五次会议", "planned_together": "是"}

    answer = client.post(page(duty), {"file": filled(content, typed)})

    duty.refresh_from_db()
    assert (answer.status_code, duty.done_on, duty.meeting) == (302, date(2026, 1, 20), "第三届理事会第五次会议")
    assert (duty.planned_together, duty.state, duty.edit_version) == (True, ReportState.DRAFT, 1)


@pytest.mark.parametrize(("row", "place", "name"), [(0, 0, "A1"), (8, 25, "Z9"), (1, 26, "AA2"), (0, 701, "ZZ1")])
def test_cells_are_called_as_spreadsheets_call_them(row, place, name):
    assert address(row, place) == name
