"""Quarterly reports and organizations on the home page."""

from datetime import date

from django.urls import reverse

from compliance.enums import EDITABLE, ReportState
from compliance.models import QuarterlyReport
from organizations.models import Organization, User
from reports.home_page.papers import section
from reports.home_page.todos import SHOWN, Todo, TodoList
from zhengzhou_ideology.paging import capped_count


def to_prepare(user: User, today: date) -> TodoList:
    reports = QuarterlyReport.objects.within_reach(user).filter(state__in=EDITABLE)
    return section("待填报的季度报告", reports, empty="没有需要填报的季度报告。")


def with_the_leader(user: User, today: date) -> TodoList:
    reports = QuarterlyReport.objects.within_reach(user).filter(state=ReportState.CERTIFYING)
    return section("等待负责人确认", reports, query="?state=certifying", empty="没有等待确认的报告。")


def to_certify(user: User, today: date) -> TodoList:
    reports = QuarterlyReport.objects.within_reach(user).filter(state=ReportState.CERTIFYING)
    return section("待您确认", reports, query="?state=certifying", empty="没有待确认的报告。")


def still_owed(user: User, today: date) -> TodoList:
    reports = QuarterlyReport.objects.within_reach(user).filter(state__in=EDITABLE)
    return section("秘书处填报中", reports, empty="没有正在填报的报告。")


def to_decide(user: User, today: date) -> TodoList:
    reports = QuarterlyReport.objects.within_reach(user).submitted()
    return section(
        "待审核的季度报告", reports, query="?state=submitted", with_organization=True, empty="没有待审核的报告。"
    )


def overdue(user: User, today: date) -> TodoList:
    reports = QuarterlyReport.objects.within_reach(user).overdue(today)
    return section(
        "逾期未报", reports, query="?state=overdue", with_organization=True, empty="没有逾期未报的社会组织。"
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
