"""Papers that wait for an officer."""

from datetime import date

import pytest

from compliance import report_workflow
from compliance.enums import MeetingKind
from compliance.models import QuarterlyReport
from tests.compliance.conftest import NOW
from tests.factories import MeetingFactory, QuarterlyReportFactory, ReportingPeriodFactory


def submit(cast, year: int, quarter: int) -> QuarterlyReport:
    """A report of the cast's organization that waits to be accepted; due in mid-month after its quarter."""
    due_on = date(year + quarter // 4, quarter * 3 % 12 + 1, 15)
    period = ReportingPeriodFactory(year=year, quarter=quarter, due_on=due_on)
    report = QuarterlyReportFactory(organization=cast.organization, period=period, findings="无", measures="无")
    for kind in MeetingKind:
        MeetingFactory(report=report, kind=kind, held_on=period.first_day)
    report_workflow.send_for_certification(report, by=cast.secretary, now=NOW)
    return report_workflow.certify(report, by=cast.leader, now=NOW)


@pytest.fixture
def submitted_report(cast) -> QuarterlyReport:
    return submit(cast, 2026, 3)


@pytest.fixture
def waiting(cast) -> list[QuarterlyReport]:
    """Five, the nearest due day first."""
    return [submit(cast, year, quarter) for year, quarter in ((2025, 2), (2025, 3), (2025, 4), (2026, 1), (2026, 2))]


@pytest.fixture
def draft_report(cast) -> QuarterlyReport:
    return QuarterlyReportFactory(organization=cast.organization)
