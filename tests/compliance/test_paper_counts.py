"""What papers come to is kept by triggers: whatever changes a paper, the figures are those of the papers themselves."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import F

from compliance.enums import ReportState
from compliance.models import Duty, DutyYearCount, PeriodCount, QuarterlyReport
from compliance.models.status import counts
from compliance.tasks import fold_counts
from organizations.models import Authority, Organization
from tests.factories import (
    AuthorityFactory,
    OrganizationFactory,
    QuarterlyReportFactory,
    ReportingPeriodFactory,
    duty_of,
)

pytestmark = pytest.mark.django_db

DUE = date(2026, 1, 15)
COLUMNS = tuple(counts())
BUREAUS = ("410100-MZJ", "410103-MZJ", "410105-MZJ")


@pytest.fixture
def papers(cast):
    """Three reports and their duties: one of them without a competent authority, one in another district."""
    units = (cast.organization, OrganizationFactory(competent_authority=None), OrganizationFactory())
    for unit in units:
        QuarterlyReportFactory(organization=unit, due_on=DUE)
        duty_of(unit, "study")
    return QuarterlyReport.objects.order_by("pk")


def asked(model, by):
    """Of the papers themselves: what the figures of each authority come to that has any, and of all above it."""
    return {
        authority: sorted(
            tuple(row[name] for name in (*by, *COLUMNS))
            for row in model.objects.counted_in(authority).current().order_by().values(*by).annotate(**counts())
        )
        for authority in concerned()
    }


def kept(model):
    columns = model.key[: len(model.by)]
    found = {}
    for authority in concerned():
        rows = model.objects.counted_in(authority).summed(*columns)
        cells = (tuple(row[name] for name in (*columns, *(f"sum_{one}" for one in COLUMNS))) for row in rows)
        found[authority] = sorted(cell for cell in cells if any(cell[len(columns) :]))
    return found


def concerned():
    """The bureau of the city, two of its districts, and every unit that is competent for somebody."""
    units = {
        *Organization.objects.filter(competent_authority__isnull=False).values_list("competent_authority", flat=True)
    }
    return [*units, *Authority.objects.filter(code__in=BUREAUS).values_list("pk", flat=True)]


def agree():
    return (kept(PeriodCount), kept(DutyYearCount)) == (
        asked(QuarterlyReport, ("period",)),
        asked(Duty, ("year", "kind")),
    )


def bulk(**values):
    return lambda: (QuarterlyReport.objects.update(**values), Duty.objects.update(**values))


def raw(statement):
    def run():
        with connection.cursor() as cursor:
            for table in ("compliance_quarterlyreport", "compliance_duty"):
                cursor.execute(statement.format(table=table))

    return run


SUBMITTED = {
    "state": ReportState.SUBMITTED,
    "submitted_at": "2026-01-10T08:00:00Z",
    "content_sha256": "0" * 64,
}
WAYS = {
    "came in time": bulk(**SUBMITTED, first_submitted_on=DUE),
    "came late": bulk(**SUBMITTED, first_submitted_on=DUE + timedelta(days=400)),
    "lapsed, never came": bulk(state=ReportState.LAPSED),
    "due later": bulk(due_on=F("due_on") + timedelta(days=30)),
    "a version that holds no more": bulk(is_current=False),
    "another authority": lambda: bulk(registration_authority=AuthorityFactory(other_district=True))(),
    "no competent authority": bulk(competent_authority=None),
    "in the figures of another": lambda: bulk(counts_for=AuthorityFactory(other_district=True))(),
    "by SQL": raw("UPDATE {table} SET state = 'certifying', first_submitted_on = due_on + 1"),
    "nothing that counts": raw("UPDATE {table} SET due_provisional = NOT due_provisional"),
}


@pytest.mark.parametrize("way", WAYS)
def test_figures_kept_are_those_of_the_papers_whatever_changes_them(way, papers):
    assert agree()
    before = asked(QuarterlyReport, ("period",))

    WAYS[way]()

    assert agree()
    assert (asked(QuarterlyReport, ("period",)) == before) == (way in ("nothing that counts", "due later"))


def test_every_state_is_counted_as_the_papers_have_it(papers):
    for state in ReportState.values:
        for came in (None, DUE, DUE + timedelta(days=1)):
            more = {
                "submitted_at": "2026-01-10T08:00:00Z",
                "accepted_at": "2026-01-10T08:00:00Z",
                "content_sha256": "0",
            }
            QuarterlyReport.objects.filter(pk=papers[0].pk).update(state=state, first_submitted_on=came, **more)
            assert agree(), (state, came)


def test_papers_that_are_new_or_gone_are_counted_or_not(papers, cast):
    QuarterlyReportFactory(
        organization=cast.organization, period=ReportingPeriodFactory(year=2026, quarter=1), due_on=DUE
    )
    assert agree()

    raw("DELETE FROM {table}")()
    assert agree()
    assert not any(row["sum_total"] for row in PeriodCount.objects.summed("period_id"))


def test_cells_are_folded_into_one_row_each_and_counted_anew_the_same(papers):
    bulk(**SUBMITTED, first_submitted_on=DUE)()
    rows = PeriodCount.objects.count()

    for _ in range(2):
        fold_counts.delay()
    folded = PeriodCount.objects.count()

    assert agree()
    assert folded == PeriodCount.objects.values(*PeriodCount.key).distinct().count() < rows
    PeriodCount.objects.recount()
    assert agree()


def test_what_changes_no_figure_writes_no_cell(papers):
    rows = PeriodCount.objects.count()

    papers.update(findings="已开展分析研判。")

    assert PeriodCount.objects.count() == rows
