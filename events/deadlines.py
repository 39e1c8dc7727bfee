"""Deadlines of filings that are near or past, who is to be told, and the ladder that tells each of them once.

Window plus row, never "today equals due plus one": a missed run heals itself, and a matter gets only the highest rung
that it has reached. An escalation tells a senior officer; it decides nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import DateField, Exists, F, OuterRef, QuerySet, Value
from django.utils.timezone import localdate, make_aware, now

from events import lapses
from events.enums import DeadlineKind
from events.models import EventFiling, EventReminder
from events.notices import officers_at, people_of
from organizations.enums import Role
from organizations.models import User
from zhengzhou_ideology.insert_select import insert_select
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.workcalendar.deadlines import Deadlines
from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workcalendar.working_days import WorkCalendar

SUMMARY_DAYS_BEFORE = 3
SUMMARY_WORKING_DAYS_AFTER = (1, 5)
TOLD_AT_A_TIME = 500
NOT_LAWFUL = "未经批准，活动不得举办；逾期未答复不视为批准。"


@dataclass(frozen=True)
class Rung:
    """A step of one deadline's ladder: which filings have reached it, who is told, and what."""

    deadline: DeadlineKind
    number: int
    reached: Callable[[date, Deadlines], QuerySet]
    due: str
    tell: Callable[[EventFiling], QuerySet[User]]
    subject: str
    body: str


def latest_due(today: date, working_days: int, calendar: WorkCalendar) -> date:
    """The last due day that is so many working days past on `today`."""
    day = today
    while calendar.add_working_days(day, working_days) > today:
        day -= timedelta(days=1)
    return day


def unanswered(step: int) -> Callable[[date, Deadlines], QuerySet]:
    def reached(today: date, deadlines: Deadlines) -> QuerySet:
        days = deadlines.policy_on(today).event_silence_working_days[step]
        return (
            EventFiling.objects.current().undecided().filter(decide_by__lte=latest_due(today, days, deadlines.calendar))
        )

    return reached


def on_the_eve(today: date, deadlines: Deadlines) -> QuerySet:
    return EventFiling.objects.on_the_eve(today).filter(first_submitted_on__isnull=False)


def summary_near(today: date, deadlines: Deadlines) -> QuerySet:
    return EventFiling.objects.owing_summary().filter(
        ends_on__lt=today, summary_due_on__lte=today + timedelta(days=SUMMARY_DAYS_BEFORE)
    )


def summary_overdue(days: int) -> Callable[[date, Deadlines], QuerySet]:
    def reached(today: date, deadlines: Deadlines) -> QuerySet:
        return EventFiling.objects.owing_summary().filter(
            summary_due_on__lte=latest_due(today, days, deadlines.calendar)
        )

    return reached


def own_supervisors(filing: EventFiling) -> QuerySet[User]:
    """The supervisors of the authorities that have not answered."""
    authorities = filing.decisions.filter(outcome="pending").values_list("authority", flat=True)
    return officers_at(authorities, Role.SUPERVISOR)


def registration_authority(filing: EventFiling) -> QuerySet[User]:
    return officers_at([filing.registration_authority_id], Role.REGISTRAR, Role.SUPERVISOR)


def supervisors_and_secretary(filing: EventFiling) -> QuerySet[User]:
    return own_supervisors(filing) | people_of(filing, Role.SECRETARY)


def secretary(filing: EventFiling) -> QuerySet[User]:
    return people_of(filing, Role.SECRETARY)


def secretary_and_leader(filing: EventFiling) -> QuerySet[User]:
    return people_of(filing, Role.SECRETARY, Role.LEADER)


LADDER = (
    Rung(
        DeadlineKind.DECISION, 1, unanswered(0), "decide_by", own_supervisors,
        "活动申报逾期未审批", f"该申报已过审批期限，请督促办理。{NOT_LAWFUL}",
    ),
    Rung(
        DeadlineKind.DECISION, 2, unanswered(1), "decide_by", registration_authority,
        "活动申报逾期未审批，提请登记管理机关督办", f"该申报已过审批期限，业务主管单位仍未答复。{NOT_LAWFUL}",
    ),
    Rung(
        DeadlineKind.EVE, 1, on_the_eve, "starts_on", supervisors_and_secretary,
        "活动临近仍未获批准", f"活动即将开始，尚未获得批准。{NOT_LAWFUL}",
    ),
    Rung(
        DeadlineKind.SUMMARY, 1, summary_near, "summary_due_on", secretary,
        "活动总结即将到期", "请在期限内填报活动总结（是否举办、实际人数、成效、困难、下一步打算）。",
    ),
    Rung(
        DeadlineKind.SUMMARY, 2, summary_overdue(SUMMARY_WORKING_DAYS_AFTER[0]), "summary_due_on", secretary_and_leader,
        "活动总结已逾期", "活动总结已过期限，请尽快填报；逾期填报仍予接收，并标明逾期。",
    ),
    Rung(
        DeadlineKind.SUMMARY, 3, summary_overdue(SUMMARY_WORKING_DAYS_AFTER[1]), "summary_due_on", registration_authority,
        "活动总结逾期未报", "该活动的总结逾期未报，请督促。",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Matter:
    """A deadline that has reached a rung: what, since when, and who is to be told."""

    filing: EventFiling
    rung: Rung
    due_on: date
    recipients: QuerySet[User]


def matters(today: date) -> list[Matter]:
    """What the ladder would tell today, with due day and recipients; writes nothing."""
    deadlines, found, seen = load_deadlines(), [], set()
    for rung in reversed(LADDER):
        for filing in _due(rung, today, deadlines).for_reading():
            key = (filing.pk, rung.deadline)
            if key not in seen:
                seen.add(key)
                found.append(Matter(filing, rung, getattr(filing, rung.due), rung.tell(filing)))
    return found


def climb(today: date) -> int:
    """Write the highest rung that each matter has reached, one statement per rung; return how many are new."""
    deadlines = load_deadlines()
    return sum(_write(rung, today, deadlines) for rung in reversed(LADDER))


def _write(rung: Rung, today: date, deadlines: Deadlines) -> int:
    columns: dict[str, Any] = {
        "filing": F("pk"),
        "deadline": Value(rung.deadline.value),
        "rung": Value(rung.number),
        "due_on": F(rung.due),
        "reached_on": Value(today, DateField()),
    }
    rows = _due(rung, today, deadlines).order_by().values_list(*columns.values())
    return insert_select(EventReminder, rows, tuple(columns), ignore_conflicts=True)


def _due(rung: Rung, today: date, deadlines: Deadlines) -> Any:
    """Those at the rung that have not been told at this rung or a higher one of the same due day."""
    told = EventReminder.objects.filter(
        filing=OuterRef("pk"), deadline=rung.deadline, due_on=OuterRef(rung.due), rung__gte=rung.number
    )
    return rung.reached(today, deadlines).filter(~Exists(told))


@transaction.atomic
def tell(at: datetime) -> int:
    """Write the notices of reminders that have none; the lock lets two hosts share the work."""
    rungs = {(rung.deadline, rung.number): rung for rung in LADDER}
    untold = EventReminder.objects.filter(told_at__isnull=True).select_related("filing__organization").order_by("pk")
    batch = list(untold.select_for_update(of=("self",), skip_locked=True)[:TOLD_AT_A_TIME])
    for reminder in batch:
        rung, filing = rungs[DeadlineKind(reminder.deadline), reminder.rung], reminder.filing
        outbox.post(
            rung.tell(filing),
            kind="event_deadline",
            subject=f"{rung.subject}：{filing.title}",
            body=f"{filing.organization}“{filing.title}”，活动首日{filing.starts_on:%Y年%-m月%-d日}，"
            f"期限{reminder.due_on:%Y年%-m月%-d日}。{rung.body}",
            url=filing.get_absolute_url(),
            key=f"event-reminder:{reminder.pk}",
        )
    EventReminder.objects.filter(pk__in=[reminder.pk for reminder in batch]).update(told_at=at)
    return len(batch)


def sweep(today: date | None = None) -> dict[str, int]:
    """Lapse, climb, tell: as of now, or as of the end of another day."""
    at = now()
    if today is not None and today != localdate(at):
        at = make_aware(datetime.combine(today, time(23, 59)))
    today = today or localdate(at)
    lapsed, climbed, told = lapses.lapse_begun(at), climb(today), 0
    while batch := tell(now()):
        told += batch
    return {"lapsed": lapsed, "reminders": climbed, "told": told}
