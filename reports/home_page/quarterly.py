"""Quarterly reports and organizations on the home page."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from compliance.enums import EDITABLE, ReportState
from compliance.models import Exemption, Extension, QuarterlyReport
from compliance.models.reports import QuarterlyReportQuerySet
from organizations.models import Membership, Organization, User
from organizations.reach import subtree
from reports.home_page.todos import SHOWN, Todo, TodoList
from zhengzhou_ideology.paging import capped_count

# From the first reminder on.
SOON = timedelta(days=14)


def _section(
    title: str,
    reports: QuarterlyReportQuerySet,
    *,
    query: str = "",
    named: Callable[[QuarterlyReport], str],
    empty: str,
    is_quiet: bool = False,
) -> TodoList:
    return TodoList(
        title=title,
        todos=[_todo(report, named(report)) for report in reports.for_listing().due_first()[:SHOWN]],
        count=capped_count(reports),
        more_url=reverse("compliance:report_list") + query,
        empty=empty,
        is_quiet=is_quiet,
    )


def _todo(report: QuarterlyReport, title: str) -> Todo:
    settled = report.first_submitted_on is not None
    return Todo(
        title=title,
        url=report.get_absolute_url(),
        state=report.state,
        state_label=report.get_state_display(),
        due_on=None if settled else report.due_on,
        provisional=report.due_provisional,
        note=report.get_return_ground_display() if report.state == ReportState.RETURNED else "",
    )


def _by_quarter(report: QuarterlyReport) -> str:
    return f"{report.period}报告"


def _by_organization(report: QuarterlyReport) -> str:
    return f"{report.organization} {report.period}报告"


def to_prepare(user: User, today: date) -> TodoList:
    reports = QuarterlyReport.objects.within_reach(user).filter(state__in=EDITABLE)
    return _section("待填报的季度报告", reports, named=_by_quarter, empty="没有需要填报的季度报告。")


def with_the_leader(user: User, today: date) -> TodoList:
    reports = QuarterlyReport.objects.within_reach(user).filter(state=ReportState.CERTIFYING)
    return _section(
        "等待负责人确认", reports, query="?state=certifying", named=_by_quarter, empty="没有等待确认的报告。"
    )


def to_certify(user: User, today: date) -> TodoList:
    reports = QuarterlyReport.objects.within_reach(user).filter(state=ReportState.CERTIFYING)
    return _section("待您确认", reports, query="?state=certifying", named=_by_quarter, empty="没有待确认的报告。")


def still_owed(user: User, today: date) -> TodoList:
    reports = QuarterlyReport.objects.within_reach(user).filter(state__in=EDITABLE)
    return _section("秘书处填报中", reports, named=_by_quarter, empty="没有正在填报的报告。")


def to_decide(user: User, today: date) -> TodoList:
    """Those that the user's line of bureaus accepts or sends back; a competent authority only reads them."""
    authority = user.acting.authority_id if user.acting else None
    reports = QuarterlyReport.objects.submitted().filter(registration_authority__in=subtree(authority))
    return _section(
        "待审核的季度报告",
        reports,
        query="?state=submitted",
        named=_by_organization,
        empty="没有待审核的报告。",
        is_quiet=user.authority is not None and not user.authority.registers,
    )


def to_grant(user: User, today: date) -> TodoList:
    """Extensions and exemptions that organizations of the user's line of bureaus ask for."""
    authority = user.acting.authority_id if user.acting else None
    asked = {"report__registration_authority__in": subtree(authority)}
    extensions, exemptions = Extension.objects.asked().filter(**asked), Exemption.objects.asked().filter(**asked)
    shown = [*_plea(extensions, "延期"), *_plea(exemptions, "豁免")]
    return TodoList(
        title="待审批的延期、豁免申请",
        todos=shown[:SHOWN],
        count=capped_count(extensions) + capped_count(exemptions),
        more_url=reverse("compliance:extension_list"),
        is_quiet=True,
    )


def _plea(asked: QuerySet[Any], what: str) -> list[Todo]:
    return [
        Todo(
            title=f"{_by_organization(plea.report)}：申请{what}",
            url=reverse("compliance:extension_list"),
            state="submitted",
            state_label=plea.get_state_display(),
            due_on=plea.report.due_on,
            provisional=plea.report.due_provisional,
        )
        for plea in asked.for_listing().order_by("report__due_on", "pk")[:SHOWN]  # type: ignore[attr-defined]
    ]


def overdue(user: User, today: date) -> TodoList:
    reports = QuarterlyReport.objects.within_reach(user).overdue(today)
    return _section(
        "逾期未报", reports, query="?state=overdue", named=_by_organization, empty="没有逾期未报的社会组织。"
    )


def unheard(user: User, today: date) -> TodoList:
    """Organizations that owe a report and have no account: nobody receives a reminder, so that nothing is proposed either."""
    owed = QuarterlyReport.objects.never_submitted().current().filter(due_on__lte=today + SOON)
    people = Membership.objects.current(today).filter(organization=OuterRef("pk"))
    reach = Organization.objects.within_reach(user).active()
    organizations = reach.filter(~Exists(people), Exists(owed.filter(organization=OuterRef("pk"))))
    return TodoList(
        title="无人接收催办的社会组织",
        todos=[
            Todo(
                str(organization),
                f"{reverse('organizations:invitation_new')}?organization={organization.uscc}",
                "draft",
                "待邀请",
                note="有季度报告待报送，没有账号能收到催办",
            )
            for organization in organizations.for_listing().order_by("uscc")[:SHOWN]
        ],
        count=capped_count(organizations),
        more_url=reverse("organizations:organization_list") + "?status=active&lacking=without_secretary",
        is_quiet=True,
    )


def without_secretary(user: User, today: date) -> TodoList:
    organizations = Organization.objects.within_reach(user).active().without_secretary(today)
    return TodoList(
        title="无秘书账号的社会组织",
        todos=[
            Todo(str(organization), organization.get_absolute_url(), "draft", "待邀请")
            for organization in organizations.for_listing().order_by("uscc")[:SHOWN]
        ],
        count=capped_count(organizations),
        more_url=reverse("organizations:organization_list") + "?status=active&lacking=without_secretary",
        empty="各社会组织均有秘书账号。",
    )
