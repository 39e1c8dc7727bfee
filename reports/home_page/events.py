"""Major events on the home page: who acts next, nearest deadline first."""

from collections.abc import Callable
from datetime import date
from functools import cache

from django.urls import reverse

from events.due_now import DueNow, due_as_stored, due_now
from events.enums import FilingState, ReviewOutcome
from events.models import EventFiling, Review
from events.models.filings import EventFilingQuerySet
from events.rules import own_authorities
from events.waiting import undecided_by
from organizations.models import User
from reports.home_page.todos import HomeSection, Todo, section
from zhengzhou_ideology.template_service import full_day
from zhengzhou_ideology.workcalendar.loading import load_deadlines


def _section(
    title: str,
    filings: EventFilingQuerySet,
    *,
    first: str,
    due: Callable[[EventFiling], DueNow | None],
    state: str = "",
    is_quiet: bool = False,
    address: str = "events:filing",
) -> HomeSection:
    """`first` orders them; `due` is the deadline of what has to be done here, `address` the page where it is done."""

    def todo(filing: EventFiling) -> Todo:
        running = due(filing)
        return Todo(
            title=f"{filing.organization}：{filing.title}",
            url=reverse(address, args=[filing.pk]),
            state=filing.state,
            state_label=filing.get_state_display(),
            due_on=running.on if running else None,
            provisional=running.provisional if running else False,
            note="，".join([f"活动首日 {full_day(filing.starts_on)}", *([running.label] if running else [])]),
        )

    return section(
        title,
        filings.select_related("organization", "record").defer("organization__name_bigrams").order_by(first, "pk"),
        todo,
        more_url=reverse("events:filing_list") + (f"?state={state}" if state else ""),
        empty="没有待办的重大活动。",
        is_quiet=is_quiet,
    )


def _next() -> Callable[[EventFiling], DueNow | None]:
    """What runs for whoever is next; the work calendar is read once for a section, and only where something stands in it."""
    read = cache(load_deadlines)
    return lambda filing: due_now(filing, deadlines=read())


def _of_the_record(filing: EventFiling) -> DueNow | None:
    record = filing.record
    return DueNow("备案期限", record.due_on, record.due_provisional) if record.due_on else None


def _of_the_event(filing: EventFiling) -> DueNow:
    """As long as nothing is approved the event may not be held: its own day is the limit."""
    return DueNow("活动首日前未获批准的，不得举办", filing.starts_on, False)


def to_file(user: User, today: date) -> HomeSection:
    filings = EventFiling.objects.within_reach(user).filter(state__in=(FilingState.DRAFT, FilingState.RETURNED))
    return _section("待申报的重大活动", filings, first="starts_on", due=_next(), address="events:filing_edit")


def to_certify(user: User, today: date) -> HomeSection:
    filings = EventFiling.objects.within_reach(user).filter(state=FilingState.CERTIFYING)
    return _section("待您确认的重大活动", filings, first="starts_on", due=_next(), state="certifying")


def to_approve(user: User, today: date) -> HomeSection:
    return _section("待审批的重大活动", undecided_by(user), first="decide_by", due=due_as_stored, state="submitted")


def to_approve_directly(user: User, today: date) -> HomeSection:
    """Of organizations without a competent authority: recorded or not, they stay here until they are decided."""
    return _section(
        "待审批的重大活动", undecided_by(user), first="decide_by", due=due_as_stored, state="submitted", is_quiet=True
    )


def to_review(user: User, today: date) -> HomeSection:
    """Reviews at the user's authority of decisions that others made."""
    pending = Review.objects.filter(outcome=ReviewOutcome.PENDING, authority__in=own_authorities(user))
    reviews = pending.exclude(contested_decider=user).exclude(asked_by=user)
    listed = reviews.select_related("filing__organization").defer("filing__organization__name_bigrams")
    return section(
        "待复核的重大活动",
        listed.order_by("filing__starts_on", "pk"),
        lambda review: Todo(
            title=f"{review.filing.organization}：{review.filing.title}",
            url=review.filing.get_absolute_url(),
            state=review.outcome,
            state_label=review.get_outcome_display(),
            note=f"活动首日 {full_day(review.filing.starts_on)}",
        ),
        more_url=reverse("events:filing_list"),
        is_quiet=True,
    )


def to_record(user: User, today: date) -> HomeSection:
    return _section(
        "待备案的重大活动",
        EventFiling.objects.within_reach(user).unrecorded(),
        first="record__due_on",
        due=_of_the_record,
    )


def in_danger(user: User, today: date) -> HomeSection:
    """The event is about to begin without an approval: as things stand it may not be held."""
    filings = EventFiling.objects.within_reach(user).on_the_eve(today)
    return _section("临近举办仍未批准的活动（不得举办）", filings, first="starts_on", due=_of_the_event)


def owing_summary(user: User, today: date) -> HomeSection:
    filings = EventFiling.objects.within_reach(user).owing_summary()
    return _section("待报送总结的重大活动", filings, first="summary_due_on", due=due_as_stored)
