"""The wall calendar: one sheet that says what the year's page says."""

import io
from datetime import date

import pikepdf
import pytest
import time_machine
from django.urls import reverse

from tests.papers.archive import faults_of
from tests.reports.pdf import running_text_of
from zhengzhou_ideology.workcalendar.models import CalendarDay

pytestmark = pytest.mark.django_db


def sheet(cast, year, name="secretary"):
    response = cast.client(name).get(reverse("workcalendar:wall", args=[year]))
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    return response.content


@time_machine.travel("2026-11-24 09:00+08:00")
def test_published_year_is_one_landscape_sheet_with_all_that_counts(cast):
    content = sheet(cast, 2026)

    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == 1
        _, _, width, height = pdf.pages[0].mediabox
        assert width > height
    text = running_text_of(content)
    assert [month for month in range(1, 13) if f"{month}月" not in text] == []
    legend = "休放假班调休上班六周末报季度报告截止日"
    assert legend in text
    sheets = text.replace(legend, "").split("季度报告截止日：")[0]
    assert (sheets.count("休"), sheets.count("班"), sheets.count("报")) == (33, 6, 4)
    for day in ("1月15日周四（2025年第四季度）", "4月15日周三", "7月15日周三", "10月15日周四（2026年第三季度）"):
        assert day in text
    assert "依据：国务院办公厅节假日安排通知（2026年）" in text
    assert "2026年11月24日打印" in text
    assert "暂定" not in text


def test_unpublished_year_is_provisional_and_names_no_source(cast):
    text = running_text_of(sheet(cast, 2027))

    assert "2027年工作日历（暂定）" in text
    assert "季度报告截止日（暂定）" in text
    assert "放假安排尚未公布" in text
    assert "依据" not in text


def test_corrected_day_moves_the_due_day_and_is_said(cast):
    CalendarDay.objects.create(
        date=date(2026, 10, 15), is_working_day=False, name="防汛停工", source="豫政办〔2026〕1号"
    )

    text = running_text_of(sheet(cast, 2026))

    assert "10月16日周五（2026年第三季度）" in text
    assert "并含本门户录入的调整" in text


@pytest.mark.parametrize("year", [2004, 2020, 2023, 2028, 2099])
def test_any_year_fits_on_one_sheet(cast, year):
    with pikepdf.open(io.BytesIO(sheet(cast, year, "auditor"))) as pdf:
        assert len(pdf.pages) == 1


def test_year_outside_the_calendar_has_no_sheet(cast):
    assert cast.client("secretary").get("/calendar/2003.pdf").status_code == 404


def test_the_years_page_leads_to_its_sheet(cast):
    assert "/calendar/2027.pdf" in cast.client("secretary").get("/calendar/2027/").content.decode()


@pytest.mark.parametrize("year", [2026, 2027])
def test_sheet_keeps_the_rules_of_the_archive_and_of_readers(cast, year, tmp_path):
    assert faults_of(sheet(cast, year), tmp_path / "paper.pdf") == []
