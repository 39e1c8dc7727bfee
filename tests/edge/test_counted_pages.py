"""A list that is counted: as without, and where few rows answer they are found by their keys."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance.models import QuarterlyReport
from tests.factories import OrganizationFactory, QuarterlyReportFactory, ReportingPeriodFactory
from zhengzhou_ideology import paging
from zhengzhou_ideology.paging import keyset_page

pytestmark = pytest.mark.django_db

CAP = 6
BY = ("-due_on", "pk")


@pytest.fixture
def reports(monkeypatch):
    """Of eight quarters, two due on each day."""
    monkeypatch.setattr(paging, "COUNT_CAP", CAP)
    organization = OrganizationFactory()
    for number in range(8):
        period = ReportingPeriodFactory(year=2024 + number // 4, quarter=1 + number % 4)
        due = date(2026, 1, 15) + timedelta(days=number // 2)
        QuarterlyReportFactory(organization=organization, period=period, due_on=due)
    return QuarterlyReport.objects.all()


def walked(rows, **how):
    """The keys of every page from the first to the last, and back again."""
    pages, token = [], None
    while True:
        page = keyset_page(rows.for_listing(), by=BY, after=token, per=2, **how)
        pages.append([row.pk for row in page])
        token = page.next
        if token is None:
            break
    back = []
    while page.previous:
        page = keyset_page(rows.for_listing(), by=BY, after=page.previous, per=2, **how)
        back.append([row.pk for row in page])
    return pages, back


@pytest.mark.parametrize("days", range(5))
def test_pages_are_the_same_counted_or_not(days, reports):
    """Up to the cap, and beyond."""
    rows = reports.filter(due_on__lt=date(2026, 1, 15) + timedelta(days=days))

    page = keyset_page(rows.for_listing(), by=BY, per=2, counted=rows)

    assert page.count == min(2 * days, CAP + 1)
    assert walked(rows, counted=rows) == walked(rows)


def test_few_that_answer_are_not_looked_for_along_all_others(reports):
    few, many = reports.filter(due_on__gte=date(2026, 1, 16)), reports.filter(due_on__gte=date(2026, 1, 15))

    def ordered(rows):
        with CaptureQueriesContext(connection) as asked:
            keyset_page(rows.for_listing(), by=BY, counted=rows)
        (statement,) = [one["sql"] for one in asked if "ORDER BY" in one["sql"]]
        return ["2026-01-1" in statement, "= ANY(" in statement]

    assert ordered(few) == [False, True]
    assert ordered(many) == [True, False]


def test_nothing_is_asked_twice_where_nothing_answers(reports):
    with CaptureQueriesContext(connection) as asked:
        page = keyset_page(reports.none(), by=BY, counted=reports.filter(due_on__lt=date(2020, 1, 1)))

    assert (page.items, page.count) == ([], 0)
    assert len(asked) <= 2
