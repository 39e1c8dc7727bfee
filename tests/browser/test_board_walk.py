"""A board at a desk and on a telephone: charts drawn from what the tables say, a picture to take away, and nothing that hinders."""

import pytest
from django.utils.timezone import localdate, now

from reports.boards.refreshing import refresh
from tests.browser.widths import AT_A_DESK
from tests.factories import OrganizationFactory, QuarterlyReportFactory, ReportingPeriodFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


CLIPPED = """tables => tables.filter(table => {
  const [inner, outer] = [table.getBoundingClientRect(), table.closest(".table-box").getBoundingClientRect()];
  return inner.right > outer.right + 1 || inner.right > document.documentElement.clientWidth + 1;
}).length"""
# Of a sheet of A4 within its margins, in pixels.
PAPER = {"width": 718, "height": 1047}


def as_printed(officer) -> None:
    """Tables as wide as the sheet, the day that they are of, and nothing to press."""
    page, window = officer.page, officer.page.viewport_size
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    shown = {
        "tables": page.locator(".board-table table").filter(visible=True).count() > 5,
        "as of": page.get_by_text("统计日期：").is_visible(),
        "to press": page.locator("button, .btn, form, nav").filter(visible=True).count(),
        "clipped": page.locator(".board-table table").evaluate_all(CLIPPED),
    }
    officer.look("board-2-print")
    page.emulate_media(media="screen")
    page.set_viewport_size(window)

    assert shown == {"tables": True, "as of": True, "to press": 0, "clipped": 0}


@AT_A_DESK
def test_board_is_read_and_followed(width, scripts, cast, arrive):
    year = localdate().year
    for quarter, month in ((1, 4), (2, 7)):
        period = ReportingPeriodFactory(year=year, quarter=quarter, due_on=f"{year}-{month:02}-15")
        for organization in (cast.organization, OrganizationFactory(registration_authority=cast.registrar.authority)):
            QuarterlyReportFactory(organization=organization, period=period)
    refresh(now())
    officer = arrive(cast.supervisor.username, width, scripts=scripts)
    page = officer.page

    page.get_by_role("main").get_by_role("link", name="统计看板").click()
    page.get_by_role("heading", name=f"{year}年季度报告统计看板").wait_for()
    if scripts:
        page.locator("[data-chart-picture=period]").wait_for()
        with page.expect_download() as caught:
            page.locator("[data-chart-picture=period]").click()
        assert caught.value.suggested_filename == "按季度.png"
        assert page.locator("[data-chart=period] canvas").count() == 1
    officer.look("board-1-reports")
    as_printed(officer)
    page.get_by_role("row", name="第一季度").get_by_role("link", name="2").first.click()
    page.get_by_text("共 2 份").wait_for()

    assert officer.problems == []
