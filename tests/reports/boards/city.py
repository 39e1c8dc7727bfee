"""A city of a few organizations in which papers, events, cases and a report of a matter stand in many ways; small, so that its lists can be counted."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from compliance.cases import case_workflow, proposals
from compliance.cases.enums import CaseGround
from compliance.cases.models import AccountabilityCase
from compliance.duty_years import open_year
from compliance.enums import ReportState
from compliance.models import Duty, MatterReport, QuarterlyReport
from events.enums import RecordState
from events.models import EventFiling, EventRecord
from organizations.enums import OrganizationKind
from organizations.models import Authority, Organization
from tests.conftest import CAST, Cast
from tests.factories import OrganizationFactory, QuarterlyReportFactory, ReportingPeriodFactory, credit_code
from tests.snapshot import Snapshot

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 10, 9, 10, tzinfo=SHANGHAI)
TODAY = NOW.date()
PERIODS = {1: date(2026, 4, 15), 2: date(2026, 7, 15), 3: date(2026, 10, 15)}
HASH = "0" * 64


@dataclass
class City:
    cast: Cast
    organizations: list[Organization]


def report(
    organization: Organization, quarter: int, *, year: int = 2026, came: int | None = None, **facts
) -> QuarterlyReport:
    """`came` so many days after its due day, and was decided on `took` days later."""
    due_on = PERIODS[quarter].replace(year=year)
    period = ReportingPeriodFactory(year=year, quarter=quarter, due_on=due_on)
    if came is not None:
        day = due_on + timedelta(days=came)
        moment = datetime.combine(day, time(23, 30), SHANGHAI)
        facts = {"submitted_at": moment, "first_submitted_on": day, "content_sha256": HASH} | facts
        if "took" in facts:
            facts["accepted_at"] = moment + timedelta(days=facts.pop("took"))
    return QuarterlyReportFactory(organization=organization, period=period, **facts)


def filing(organization: Organization, cast: Cast, state: str, day: date, **facts) -> EventFiling:
    return EventFiling.objects.create(
        organization=organization,
        registration_authority=organization.registration_authority,
        competent_authority=organization.competent_authority,
        district=organization.district,
        kind=facts.pop("kind", "forum"),
        title="行业发展论坛",
        starts_on=day,
        starts_time=time(9),
        ends_on=day,
        ends_time=time(17),
        prepared_by=cast.secretary,
        state=state,
        submitted_at=NOW - timedelta(days=6),
        first_submitted_on=TODAY - timedelta(days=6),
        content_sha256=HASH,
        decide_by=facts.pop("decide_by", TODAY - timedelta(days=1)),
        **facts,
    )


def opened_case(organization: Organization, cast: Cast, ground: CaseGround) -> AccountabilityCase:
    case = proposals.propose(organization, by=cast.registrar, today=TODAY, ground=ground, reason="逾期。")
    facts = {"ground": ground, "account": "至今未报送。", "reason": "经核查属实。"}
    opened: AccountabilityCase = case_workflow.open_case(case, by=cast.supervisor, today=TODAY, **facts)
    return opened


def _build() -> City:
    cast = CAST.restore()
    ours, bureau = cast.organization, cast.organization.registration_authority
    theirs = Authority.objects.get(code="410103-MZJ")
    there = {"registration_authority": theirs, "district_id": "410103"}
    organizations = [
        ours,
        OrganizationFactory(
            kind=OrganizationKind.FOUNDATION, uscc=credit_code(901, "53410100"), competent_authority=None
        ),
        OrganizationFactory(kind=OrganizationKind.SERVICE_INSTITUTION, uscc=credit_code(902, "52410100")),
        OrganizationFactory(**there),
        OrganizationFactory(**there, competent_authority=None),
        OrganizationFactory(registration_authority=bureau.parent, district_id="410100"),
    ]
    _reports(organizations, cast)
    open_year(2026, today=TODAY)
    Duty.objects.filter(organization=ours, kind="commitment").update(
        state=ReportState.SUBMITTED, submitted_at=NOW, first_submitted_on=date(2026, 3, 9), content_sha256=HASH
    )
    Duty.objects.filter(organization=organizations[3], kind="annual_plan").update(state=ReportState.EXEMPTED)
    _filings(organizations, cast)
    opened_case(organizations[1], cast, CaseGround.DUTY_UNRECORDED)
    closed = opened_case(ours, cast, CaseGround.REPORT_MISSING)
    case_workflow.close_without_measure(closed, by=cast.supervisor, today=TODAY, reason="已经补办。")
    MatterReport.objects.create(
        organization=ours,
        state="sent",
        title="活动室漏水",
        kind="safety",
        prepared_by=cast.secretary,
        sent_at=NOW - timedelta(days=9),
        content_sha256=HASH,
    )
    return City(cast, organizations)


def _reports(organizations: list[Organization], cast: Cast) -> None:
    by_officer = {"state": ReportState.ACCEPTED, "decided_by": cast.registrar}
    for place, organization in enumerate(organizations):
        report(organization, 1, came=place - 2, took=place, **by_officer)
        report(organization, 1, year=2025, came=-1, took=2, **by_officer)
    report(organizations[0], 2)
    report(organizations[1], 2, came=-3, state=ReportState.RETURNED)
    report(organizations[2], 2, came=1, state=ReportState.SUBMITTED)
    report(organizations[3], 2, state=ReportState.EXEMPTED)
    report(organizations[4], 2, state=ReportState.CERTIFYING)
    report(organizations[5], 2, due_on=date(2026, 10, 20), times_extended=1)
    first = report(organizations[0], 3, came=-8, took=0, **by_officer)
    QuarterlyReportFactory(
        organization=organizations[0], period=first.period, version=2, is_current=False, state=ReportState.DRAFT
    )
    for organization in organizations[1:]:
        report(organization, 3)


def _filings(organizations: list[Organization], cast: Cast) -> None:
    said = {"decided_by": cast.competent, "decided_at": NOW - timedelta(days=2)}
    filing(organizations[0], cast, "submitted", date(2026, 10, 20))
    filing(organizations[0], cast, "approved", date(2026, 8, 20), kind="lecture", **said)
    filing(organizations[3], cast, "refused", date(2026, 10, 21), ground="duplicate", reason="重复申报。", **said)
    filing(organizations[4], cast, "submitted", date(2026, 10, 11), is_late=True, late_reason="场地临时调整。")
    filing(organizations[4], cast, "submitted", date(2027, 1, 11), decide_by=TODAY)
    filing(organizations[1], cast, "returned", date(2026, 11, 2), ground="incomplete", reason="缺少议程。", **said)
    filing(organizations[2], cast, "certifying", date(2026, 11, 3))
    filing(organizations[3], cast, "draft", date(2026, 11, 4))
    for there in EventFiling.objects.exclude(state="certifying"):
        EventRecord.objects.create(
            filing=there,
            organization=there.organization,
            registration_authority=there.registration_authority,
            received_on=there.first_submitted_on,
        )
    recorded = {"state": RecordState.RECORDED, "recorded_at": NOW, "recorded_by": cast.registrar}
    EventRecord.objects.filter(filing__state="approved").update(**recorded)


CITY = Snapshot(_build)
