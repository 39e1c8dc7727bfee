"""A year whose figures are known: four quarters of one organization, each in another state."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from compliance.duties import settle
from compliance.duty_years import open_year
from compliance.enums import DutyKind, MeetingKind, ReportState
from compliance.models import Duty, QuarterlyReport
from organizations.enums import Post
from organizations.models import Organization
from tests.factories import (
    MeetingFactory,
    OrganizationFactory,
    QuarterlyReportFactory,
    ReportingPeriodFactory,
    ResponsiblePersonFactory,
)
from tests.papers.authority import Certified, install

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 10, 20, 9, 30, tzinfo=SHANGHAI)
TODAY = NOW.date()


def at(year: int, month: int, day: int, hour: int = 10) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


def accepted(organization: Organization, quarter: int, due_on: date, submitted: datetime, **facts) -> QuarterlyReport:
    period = ReportingPeriodFactory(quarter=quarter, due_on=due_on)
    return QuarterlyReportFactory(
        organization=organization,
        period=period,
        state=ReportState.ACCEPTED,
        submitted_at=submitted,
        first_submitted_on=submitted.date(),
        content_sha256="0" * 64,
        accepted_at=submitted.replace(hour=16),
        **facts,
    )


@pytest.fixture
def known(cast) -> Organization:
    """Q1 accepted in time with both meetings; Q2 accepted three days late with one joint meeting; Q3 draft, overdue."""
    organization = cast.organization
    organization.name = "郑州市镕𬬮文化促进会"
    organization.save()
    ResponsiblePersonFactory(organization=organization, post=Post.LEADER, name="王某某")
    ResponsiblePersonFactory(
        organization=organization, post=Post.BRANCH_SECRETARY, name="赵某某", term_until=date(2026, 3, 1)
    )
    first = accepted(organization, 1, date(2026, 4, 15), at(2026, 4, 8))
    MeetingFactory(report=first, kind=MeetingKind.SPECIAL_STUDY, held_on=date(2026, 2, 10), expected=12, present=11)
    MeetingFactory(report=first, kind=MeetingKind.COUNCIL, held_on=date(2026, 3, 20), expected=9, present=9)
    second = accepted(organization, 2, date(2026, 7, 15), at(2026, 7, 18))
    MeetingFactory(report=second, kind=MeetingKind.COUNCIL, held_on=date(2026, 6, 5), is_joint=True)
    third = QuarterlyReportFactory(organization=organization, period=ReportingPeriodFactory())
    MeetingFactory(report=third, kind=MeetingKind.COUNCIL, held_on=date(2026, 9, 1))
    open_year(2026, today=TODAY)
    for part, day in ((1, date(2026, 3, 3)), (2, date(2026, 7, 4))):
        facts = {"done_on": day, "reason": "集中学习", "by": cast.secretary, "now": at(2026, 7, 5)}
        duty = settle(organization, DutyKind.STUDY, 2026, part=part, **facts)
        Duty.objects.filter(pk=duty.pk).update(headcount=20)
    return organization


@pytest.fixture
def registrar_key(keys, stamps, settings, known, root) -> None:
    """The registration authority has a key, and so has the education authority; their signatures are stamped."""
    signer = known.registration_authority
    install(keys, signer.code, Certified(signer.name, root), root)
    settings.SIGNING_TSA_URL = stamps.address


@pytest.fixture
def several(cast) -> list[Organization]:
    return OrganizationFactory.create_batch(3)
