"""Statements are frozen, and made again only when the figures have changed."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import ProgrammingError, connection, transaction

from compliance.enums import ReportState
from compliance.models import QuarterlyReport
from organizations.enums import OrganizationStatus
from reports.issuing import issue, issue_one
from reports.models import AnnualStatement
from tests.factories import OrganizationFactory, QuarterlyReportFactory
from tests.reports.conftest import NOW
from zhengzhou_ideology.workflow import Refused


@pytest.mark.django_db
def test_unchanged_figures_give_the_same_statement(known, cast):
    first = issue_one(known, 2026, now=NOW, by=cast.secretary)

    again = issue_one(known, 2026, now=NOW + timedelta(days=3), by=cast.registrar)

    assert (again.pk, AnnualStatement.objects.count()) == (first.pk, 1)


@pytest.mark.django_db
def test_changed_figures_give_a_new_version(known):
    first = issue_one(known, 2026, now=NOW)
    QuarterlyReport.objects.filter(organization=known, period__quarter=3).update(state=ReportState.EXEMPTED)

    second = issue_one(known, 2026, now=NOW)

    assert (first.version, second.version) == (1, 2)
    assert (first.is_superseded, second.is_superseded) == (True, False)
    assert first.verification_code != second.verification_code


@pytest.mark.django_db
def test_years_do_not_supersede_each_other(known):
    last_year = issue_one(known, 2025, now=NOW)
    issue_one(known, 2026, now=NOW)

    assert not last_year.is_superseded


@pytest.mark.django_db
@pytest.mark.parametrize("year", [2018, 2027])
def test_year_outside_the_regime_is_refused(known, year):
    with pytest.raises(Refused, match="年度应在 2019 至 2026 之间"):
        issue_one(known, year, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "facts",
    [
        {"founded_on": date(2026, 1, 1)},
        {"status": OrganizationStatus.DEREGISTERED, "ended_on": date(2024, 12, 31)},
    ],
)
def test_year_without_registration_is_refused(cast, facts):
    organization = OrganizationFactory(**facts)

    with pytest.raises(Refused, match="不在登记状态"):
        issue_one(organization, 2025, now=NOW)
    assert not AnnualStatement.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["update", "delete"])
def test_database_refuses_to_alter_a_statement(known, change):
    statement = AnnualStatement.objects.filter(pk=issue_one(known, 2026, now=NOW).pk)

    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        statement.update(year=2020) if change == "update" else statement.delete()


@pytest.mark.django_db
def test_many_are_issued_in_as_many_queries_as_one(known, several, django_assert_num_queries):
    for organization in several:
        QuarterlyReportFactory(organization=organization)

    with django_assert_num_queries(35):
        issue([known.pk], 2026, now=NOW)
    with django_assert_num_queries(35):
        issue([known.pk, *(one.pk for one in several)], 2026, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_who_issue_at_once_make_each_statement_once(known, several):
    keys, start, results = [known.pk, *(one.pk for one in several)], Barrier(2), []

    def work():
        start.wait()
        results.append([row.pk for row in issue(keys, 2026, now=NOW)])
        connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results[0] == results[1]
    assert AnnualStatement.objects.count() == 4
