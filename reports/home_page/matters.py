"""Reports of matters on the home page: what is urgent first."""

from datetime import date

from django.urls import reverse

from compliance.models import MatterAddressee, MatterReport
from compliance.models.matters import MatterReportQuerySet
from organizations.models import User
from reports.home_page.todos import HomeSection, Todo, section


def _section(
    title: str, reports: MatterReportQuerySet, user: User, *, query: str, is_quiet: bool = True
) -> HomeSection:
    own = user.organization is not None
    return section(
        title,
        reports.for_listing().with_due().urgent_first(),
        lambda report: Todo(
            title=report.title if own else f"{report.organization}：{report.title}",
            url=report.get_absolute_url(),
            state="urgent" if report.is_urgent else report.state,
            state_label=f"紧急，{report.get_state_display()}" if report.is_urgent else report.get_state_display(),
            due_on=report.due_on,
            note=report.get_kind_display(),
        ),
        more_url=reverse("compliance:matter_list") + query,
        empty="没有待办的随时报告。",
        is_quiet=is_quiet,
    )


def to_acknowledge(user: User, today: date) -> HomeSection:
    awaited = MatterAddressee.objects.answered_by(user).awaited()
    return _section("待确认收悉的随时报告", MatterReport.objects.addressed(awaited), user, query="?state=awaited")


def received(user: User, today: date) -> HomeSection:
    """The same for whom it is all that there is to do."""
    awaited = MatterAddressee.objects.answered_by(user).awaited()
    reports = MatterReport.objects.addressed(awaited)
    return _section("待确认收悉的随时报告", reports, user, query="?state=awaited", is_quiet=False)


def in_hand(user: User, today: date) -> HomeSection:
    acknowledged = MatterAddressee.objects.answered_by(user).acknowledged()
    reports = MatterReport.objects.addressed(acknowledged)
    return _section("办理中的随时报告", reports, user, query="?state=acknowledged")


def to_answer(user: User, today: date) -> HomeSection:
    reports = MatterReport.objects.within_reach(user).asked()
    return _section("随时报告有询问待答复", reports, user, query="?state=acknowledged")


def to_send(user: User, today: date) -> HomeSection:
    reports = MatterReport.objects.within_reach(user).drafts()
    return _section("尚未报送的随时报告", reports, user, query="?state=draft")
