"""Major events on the home page: who acts next, nearest deadline first."""

from datetime import date

from django.urls import reverse

from events.enums import FilingState
from events.models import EventFiling
from events.models.filings import EventFilingQuerySet
from organizations.models import User
from reports.home_page.todos import SHOWN, Todo, TodoList
from zhengzhou_ideology.paging import capped_count


def _section(title: str, filings: EventFilingQuerySet, *, due: str, state: str = "") -> TodoList:
    shown = filings.select_related("organization").order_by(due, "pk")[:SHOWN]
    return TodoList(
        title=title,
        todos=[
            Todo(
                title=f"{filing.organization}：{filing.title}",
                url=filing.get_absolute_url(),
                state=filing.state,
                state_label=filing.get_state_display(),
                due_on=getattr(filing, due),
                note="" if due == "starts_on" else f"活动首日 {filing.starts_on:%-m月%-d日}",
            )
            for filing in shown
        ],
        count=capped_count(filings),
        more_url=reverse("events:filing_list") + (f"?state={state}" if state else ""),
        empty="没有待办的重大活动。",
    )


def to_file(user: User, today: date) -> TodoList:
    filings = EventFiling.objects.within_reach(user).filter(state__in=(FilingState.DRAFT, FilingState.RETURNED))
    return _section("待申报的重大活动", filings, due="starts_on")


def to_certify(user: User, today: date) -> TodoList:
    filings = EventFiling.objects.within_reach(user).filter(state=FilingState.CERTIFYING)
    return _section("待您确认的重大活动", filings, due="starts_on", state="certifying")


def to_approve(user: User, today: date) -> TodoList:
    filings = EventFiling.objects.within_reach(user).undecided()
    return _section("待审批的重大活动", filings, due="decide_by", state="submitted")


def to_record(user: User, today: date) -> TodoList:
    return _section("待备案的重大活动", EventFiling.objects.within_reach(user).unrecorded(), due="starts_on")


def in_danger(user: User, today: date) -> TodoList:
    """The event is about to begin without an approval: as things stand it may not be held."""
    filings = EventFiling.objects.within_reach(user).on_the_eve(today)
    return _section("临近举办仍未批准的活动（不得举办）", filings, due="starts_on")


def owing_summary(user: User, today: date) -> TodoList:
    filings = EventFiling.objects.within_reach(user).owing_summary()
    return _section("待报送总结的重大活动", filings, due="summary_due_on")
