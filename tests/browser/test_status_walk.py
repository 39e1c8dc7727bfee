"""The year of an organization at a desk and on a telephone, with and without scripts."""

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from compliance.duty_years import open_year
from tests.browser.widths import AT_A_DESK
from tests.factories import QuarterlyReportFactory, ReportingPeriodFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@AT_A_DESK
def test_year_says_why_each_obligation_stands_as_it_does(width, scripts, cast, arrive):
    year = localdate().year
    open_year(year, today=localdate())
    period = ReportingPeriodFactory(year=year, quarter=1, due_on=localdate().replace(month=1, day=15))
    QuarterlyReportFactory(organization=cast.organization, period=period)
    secretary = arrive(cast.secretary.username, width, scripts=scripts)

    secretary.page.goto(secretary.address + cast.organization.get_absolute_url())
    secretary.page.get_by_role("link", name="年度履职情况").click()
    secretary.page.get_by_role("heading", name=f"{year}年度履职情况").wait_for()
    secretary.look("status-1-year")
    secretary.page.get_by_text("期限如何推算").nth(4).click()
    secretary.look("status-2-explained")
    secretary.page.goto(secretary.address + reverse("compliance:duty_list"))
    secretary.look("status-3-list")

    assert secretary.page.locator("tbody tr").count() > 5
    assert secretary.problems == []
