"""A small city in which every ledger has rows, and some of each that a filter leaves out."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from compliance import entry_workflow
from compliance.cases import case_workflow, proposals
from compliance.cases.enums import CaseGround
from compliance.duty_years import open_year
from compliance.enums import MatterKind, ReportState
from compliance.matters import drafting
from compliance.models import Duty, Exemption, Extension, QuarterlyReport
from events.models import AfterTheFactReport
from organizations import invitations
from organizations.enums import OutletKind, Post, Role
from organizations.models import Invitation, Organization, Outlet, ResponsiblePerson
from tests.compliance.test_paper_entries import facts
from tests.conftest import CAST, Cast
from tests.events.factories import concluded, refused, submitted
from tests.factories import (
    OrganizationFactory,
    QuarterlyReportFactory,
    ReportingPeriodFactory,
    ResponsiblePersonFactory,
    credit_code,
)
from tests.snapshot import Snapshot

NOW = datetime(2026, 10, 20, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = NOW.date()
# More than a page of a list holds.
MANY = 60


def _city() -> Cast:
    cast = CAST.build()
    for made in (
        _organizations,
        _register,
        _reports,
        _duties,
        _filings,
        _told_later,
        _entry,
        _matters,
        _case,
        _invitations,
    ):
        made(cast)
    return cast


def _organizations(cast: Cast) -> None:
    one = cast.organization
    Organization.objects.bulk_create(
        Organization(
            uscc=credit_code(5000 + number),
            name=f"郑州市{'足球' if number % 2 else '书画'}协会第{number}分会",
            kind=one.kind,
            registration_authority=one.registration_authority,
            competent_authority=one.competent_authority,
            district=one.district,
            founded_on=date(2018, 5, 1),
        )
        for number in range(MANY)
    )


def _register(cast: Cast) -> None:
    one = cast.organization
    former = ResponsiblePersonFactory(
        organization=one, post=Post.LEADER, name="赵某某", term_from=date(2020, 1, 1), term_until=date(2024, 1, 1)
    )
    leader = ResponsiblePersonFactory(organization=one, post=Post.LEADER, name="=王某某", term_from=date(2024, 1, 2))
    facts = {"organization": one, "responsible": leader}
    Outlet.objects.create(kind=OutletKind.WEBSITE, name="协会网站", address="https://www.example.org", **facts)
    Outlet.objects.create(kind=OutletKind.VENUE, name="活动室", responsible=former, organization=one)
    Outlet.objects.create(kind=OutletKind.VENUE, name="旧活动室", until=date(2025, 1, 1), **facts)
    others = Organization.objects.filter(name__contains="足球")[:3]
    ResponsiblePerson.objects.bulk_create(
        ResponsiblePerson(organization=other, post=Post.LIAISON, name="钱某某") for other in others
    )


def _reports(cast: Cast) -> None:
    second, third = ReportingPeriodFactory(quarter=2, due_on=date(2026, 7, 15)), ReportingPeriodFactory()
    organizations = Organization.objects.filter(registration_authority=cast.organization.registration_authority)
    first_day = date(2026, 7, 1)
    for number, one in enumerate(organizations.order_by("pk")):
        facts = {"organization": one, "period": second, "content_sha256": "0" * 64}
        came = first_day + timedelta(days=number % 20)
        moment = datetime(came.year, came.month, came.day, 10, tzinfo=NOW.tzinfo)
        QuarterlyReportFactory(
            state=ReportState.ACCEPTED,
            submitted_at=moment,
            first_submitted_on=came,
            accepted_at=moment + timedelta(days=1),
            **facts,
        )
        if number % 3 == 0:
            QuarterlyReportFactory(organization=one, period=third)
    report = QuarterlyReport.objects.filter(period=third).first()
    Extension.objects.create(
        report=report,
        reason="办公场所搬迁。",
        old_due=date(2026, 10, 15),
        new_due=date(2026, 10, 30),
        asked_by=cast.secretary,
        asked_at=NOW,
    )
    Exemption.objects.create(
        report=QuarterlyReport.objects.filter(period=third).last(),
        reason="停业整修。",
        state="granted",
        decided_by=cast.supervisor,
        decided_at=NOW,
    )


def _duties(cast: Cast) -> None:
    open_year(2026, today=date(2026, 10, 9))
    Duty.objects.exclude(organization=cast.organization).exclude(kind__in=("commitment", "study")).delete()


def _filings(cast: Cast) -> None:
    submitted(cast, title="行业论坛")
    refused(cast, title="行业讲座")
    concluded(cast, title="行业年会")


def _told_later(cast: Cast) -> None:
    one = cast.organization
    AfterTheFactReport.objects.create(
        organization=one,
        registration_authority=one.registration_authority,
        competent_authority=one.competent_authority,
        kind="forum",
        title="行业座谈",
        held_from=date(2026, 9, 1),
        held_until=date(2026, 9, 1),
        place="三楼会议室",
        headcount=40,
        why_not_filed="经办人更换，未及时申报。",
        reported_by=cast.secretary,
    )


def _entry(cast: Cast) -> None:
    """Of an organization without an account."""
    offline = OrganizationFactory(name="郑州市无账号协会", address="郑州市金水区测试路1号")
    report = QuarterlyReportFactory(organization=offline, complete=True)
    signatory = ResponsiblePersonFactory(organization=offline, name="周某某")
    entry_workflow.enter(report, by=cast.registrar, now=NOW, **facts(signatory))


def _matters(cast: Cast) -> None:
    for kind in (MatterKind.MEDIA, MatterKind.MEDIA, MatterKind.FINANCES):
        drafting.start(cast.organization, by=cast.secretary, now=NOW, facts={"title": "活动室漏水", "kind": kind})


def _case(cast: Cast) -> None:
    proposed = proposals.propose(
        cast.organization, by=cast.registrar, today=TODAY, ground=CaseGround.REPORT_MISSING, reason="逾期未报送。"
    )
    facts = {"account": "你单位2026年第三季度报告至今未报送。", "reason": "经核查属实。"}
    case_workflow.open_case(proposed, by=cast.supervisor, today=TODAY, ground=CaseGround.REPORT_MISSING, **facts)


def _invitations(cast: Cast) -> None:
    one = cast.organization
    drafts = [Invitation(role=role, organization=one, name="孙某某") for role in (Role.SECRETARY, Role.LEADER)]
    invitations.issue(drafts, by=cast.registrar, now=NOW)


CITY = Snapshot(_city)
