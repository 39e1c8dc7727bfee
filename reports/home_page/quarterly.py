"""Quarterly reports and organizations on the home page."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce
from django.urls import reverse

from compliance.enums import EDITABLE, ReportState
from compliance.models import Duty, Exemption, Extension, QuarterlyReport
from compliance.models.extensions import PleaQuerySet
from organizations.enums import Gap
from organizations.models import Membership, Organization, User
from reports.home_page import todos
from reports.home_page.papers import section
from reports.home_page.todos import HomePart, HomeSection, Todo, part

# From the first reminder on.
SOON = timedelta(days=14)


def to_prepare(user: User, today: date) -> HomeSection:
    reports = QuarterlyReport.objects.within_reach(user).filter(state__in=EDITABLE)
    return section("待填报的季度报告", reports, empty="没有需要填报的季度报告。", to_form=True)


def with_the_leader(user: User, today: date) -> HomeSection:
    reports = QuarterlyReport.objects.within_reach(user).filter(state=ReportState.CERTIFYING)
    return section("等待负责人确认", reports, query="?state=certifying", empty="没有等待确认的报告。")


def to_certify(user: User, today: date) -> HomeSection:
    reports = QuarterlyReport.objects.within_reach(user).filter(state=ReportState.CERTIFYING)
    return section("待您确认", reports, query="?state=certifying", empty="没有待确认的报告。")


def still_owed(user: User, today: date) -> HomeSection:
    reports = QuarterlyReport.objects.within_reach(user).filter(state__in=EDITABLE)
    return section("秘书处填报中", reports, empty="没有正在填报的报告。")


def to_decide(user: User, today: date) -> HomeSection:
    return section(
        "待审核的季度报告",
        QuarterlyReport.objects.awaiting(user),
        query="?state=submitted",
        with_organization=True,
        empty="没有待审核的报告。",
        is_quiet=user.authority is not None and not user.authority.registers,
    )


def to_grant(user: User, today: date) -> HomeSection:
    """Extensions and exemptions that organizations of the user's line of bureaus ask for."""
    return HomeSection(
        "待审批的延期、豁免申请",
        [_pleas(Extension.objects.awaiting(user), "延期"), _pleas(Exemption.objects.awaiting(user), "豁免")],
        facts={"more_url": reverse("compliance:extension_list"), "is_quiet": True},
    )


def _pleas(asked: PleaQuerySet, what: str) -> HomePart:
    return part(
        asked.for_listing().order_by(Coalesce("report__due_on", "duty__due_on"), "pk"),
        lambda plea: Todo(
            title=f"{plea.paper}：申请{what}",
            url=reverse("compliance:extension_list"),
            state="submitted",
            state_label=plea.get_state_display(),
            due_on=plea.paper.due_on,
            provisional=plea.paper.due_provisional,
        ),
    )


def overdue(user: User, today: date) -> HomeSection:
    reports = QuarterlyReport.objects.within_reach(user).overdue(today)
    return section(
        "逾期未报", reports, query="?state=overdue", with_organization=True, empty="没有逾期未报的社会组织。"
    )


def unheard(user: User, today: date) -> HomeSection:
    """Organizations that owe a paper and have no account: nobody receives a reminder, so that nothing is proposed either."""
    reports, duties = (
        model.objects.never_submitted().current().filter(due_on__lte=today + SOON, organization=OuterRef("pk"))
        for model in (QuarterlyReport, Duty)
    )
    people = Membership.objects.current(today).filter(organization=OuterRef("pk"))
    reach = Organization.objects.within_reach(user).active().possibly_lacking(Gap.ACCOUNT, within=user)
    organizations = reach.filter(~Exists(people), Exists(reports) | Exists(duties))
    return todos.section(
        "无人接收催办的社会组织",
        organizations.only("uscc", "name").order_by("pk"),
        lambda organization: Todo(
            str(organization),
            f"{reverse('organizations:invitation_new')}?organization={organization.uscc}",
            "draft",
            "待邀请",
            note="有季度报告或年度事项待报送，没有账号能收到催办",
        ),
        more_url=reverse("organizations:organization_list") + "?status=active&lacking=without_secretary",
        is_quiet=True,
    )


def without_secretary(user: User, today: date) -> HomeSection:
    reach = Organization.objects.within_reach(user).active().possibly_lacking(Gap.SECRETARY, within=user)
    organizations = reach.without_secretary(today)
    return todos.section(
        "无秘书账号的社会组织",
        organizations.only("uscc", "name").order_by("pk"),
        lambda organization: Todo(str(organization), organization.get_absolute_url(), "draft", "待邀请"),
        more_url=reverse("organizations:organization_list") + "?status=active&lacking=without_secretary",
        empty="各社会组织均有秘书账号。",
    )
