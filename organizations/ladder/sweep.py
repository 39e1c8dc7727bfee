"""The sweep: each unsettled matter gets the highest rung that it has reached, once, and those concerned are told."""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    SmallIntegerField,
    Value,
)
from django.db.models.expressions import Combinable, RawSQL

from organizations.ladder.holds import held
from organizations.ladder.letters import LadderEntry, compose
from organizations.ladder.models import Reminder, Sweep
from organizations.ladder.rungs import HEARD_WORKING_DAYS, Rung, Window, long_ago, windows
from organizations.ladder.sources import Matters, moment, sources
from organizations.ladder.telling import tell_desks, tell_organizations
from organizations.models import Membership, User
from zhengzhou_ideology.insert_select import insert_select_keys
from zhengzhou_ideology.workcalendar.deadlines import Deadlines
from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workcalendar.working_days import WorkCalendar, checked

# Two sweeps at once take turns; the number only has to be the same for both.
TURN = 94_2019
CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class Swept:
    on: date
    rungs: dict[str, int]
    notices: int

    def as_json(self) -> dict[str, Any]:
        return {"on": self.on.isoformat(), "rungs": self.rungs, "notices": self.notices}


@dataclass(frozen=True)
class ReachedRung:
    """A rung with the matters that are to get it now."""

    source: Matters
    rung: Rung
    begun: Q  # those whose ladder is of this policy: began while it held
    matters: QuerySet


def sweep(today: date, *, now: datetime | None = None, dry_run: bool = False) -> Swept:
    """Safe to run twice, at once, or after a week of silence; a dry run counts the same and writes nothing."""
    checked(today)
    deadlines = load_deadlines()
    if dry_run:
        entries = entries_for(today, now=now)
        given = Counter[str]()
        for entry in entries:
            given[entry.rung.key] += len(entry.matters)
        return _summary(today, deadlines, given, len(compose(entries, today).letters))
    for source in sources():
        source.settle(moment(today, now))
    with _turn():
        run = Sweep.objects.create(on=today)
        given, told = Counter[str](), 0
        for reached in reached_rungs(today, now, deadlines):
            count, letters = _climb(reached, run, moment(today, now))
            given[reached.rung.key] += count
            told += letters
    return _summary(today, deadlines, given, told)


def entries_for(today: date, *, now: datetime | None = None, user: User | None = None) -> list[LadderEntry]:
    """What a sweep as of `today` would send, of what the user answers for; everything without one."""
    found = []
    for reached in reached_rungs(today, now, load_deadlines()):
        matters = reached.source.within_reach(reached.matters, user) if user else reached.matters
        found.append(LadderEntry(reached.source, reached.rung, reached.source.read(matters)))
    return found


def reached_rungs(today: date, now: datetime | None, deadlines: Deadlines) -> Iterator[ReachedRung]:
    """Every rung with the matters that are to get it now, without what is held back."""
    holding, at = held(today), moment(today, now)
    for source in sources():
        ladders: dict[tuple[Rung, ...], list[Any]] = {}
        for base, began in source.begun(at):
            ladders.setdefault(source.ladder(began, deadlines.policy_on(base)), []).append(began)
        for ladder, began in ladders.items():
            begun = Q((f"{source.began}__in", began))
            counted = source.counted(source.outstanding(at).filter(begun))
            for rung, reached in _climbed(ladder, today, deadlines.calendar):
                yield ReachedRung(source, rung, begun, counted.filter(reached).exclude(holding(rung)))


def _climbed(ladder: Sequence[Rung], today: date, calendar: WorkCalendar) -> Iterator[tuple[Rung, Q]]:
    """Each rung with what is to get it: the highest that a matter has reached, unless one as high was given before.

    Nobody is proposed unheard: the last rung waits until an overdue one has been in the organization's hands for some
    days, and what reached it in silence begins with the first overdue one.
    """
    windows_of = {window.rung: _within(window) for window in windows(ladder, today, calendar)}
    climbed = {rung: reached & ~_given(rung.kind, number__gte=rung.number) for rung, reached in windows_of.items()}
    for last in (rung for rung in ladder if rung.proposes):
        first = next(rung for rung in ladder if rung.overdue and rung.tells_organization)
        heard = {"number__gte": first.number, "heard": True}
        since = long_ago(today, HEARD_WORKING_DAYS, calendar)
        unheard = windows_of[last] & ~_given(last.kind, **heard)
        climbed[first] |= unheard & Q(_people(today)) if first.tells_desks else unheard
        climbed[last] &= _given(last.kind, **heard, reached_on__lte=since)
    for rung, reached in climbed.items():
        yield rung, reached if rung.tells_desks else reached & Q(_people(today))


def _within(window: Window) -> Q:
    reached = Q(due_on__lte=window.until, counts_from__lte=window.until)
    if window.after:
        reached &= Q(counts_from__gt=window.after)
    if window.rung.overdue:
        return reached
    # The first day once more, as the index has it.
    after = Q(due_on__gt=window.after) if window.after else Q()
    return reached & Q(counts_from=F("due_on")) & after


def _given(kind: str, **rungs: Any) -> Q:
    """The matter was given such a rung in this round."""
    return Q(Exists(Reminder.objects.filter(kind=kind, matter=OuterRef("pk"), round=OuterRef("round"), **rungs)))


def _people(today: date) -> Exists:
    """The organization has an account that can receive something; where it has none, the registrar is asked to invite."""
    return Exists(Membership.objects.current(today).filter(organization=OuterRef("organization")))


@contextmanager
def _turn() -> Iterator[None]:
    """Of the session, not of a transaction: a sweep commits as it goes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [TURN])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [TURN])


def _climb(reached: ReachedRung, run: Sweep, at: datetime) -> tuple[int, int]:
    """Give the rung and tell of it, so many matters at a time with a commit each; how many matters, how many letters.

    A desk gets one letter of all its matters, so that a rung which tells desks is given as a whole or not at all. The keys
    are read before anything is written: a statement that reads the table it fills goes by what the planner knew of it before.
    """
    source, rung = reached.source, reached.rung
    keys = array("q", reached.matters.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK))
    given = told = 0
    with transaction.atomic() if rung.tells_desks else nullcontext():
        for start in range(0, len(keys), CHUNK):
            with transaction.atomic():
                new = _write(reached, run, _these(keys[start : start + CHUNK]), at)
                told += tell_organizations(source, rung, source.of(_these(new)), run.on) if new else 0
            given += len(new)
        if given:
            reminded = Reminder.objects.filter(sweep=run, kind=rung.kind, rung=rung.key).values("matter")
            told += tell_desks(source, rung, source.of(reminded).filter(reached.begun), run.on)
    return given, told


def _these(keys: Sequence[int]) -> RawSQL:
    """As an array, of which the planner knows how long it is."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])


def _write(reached: ReachedRung, run: Sweep, keys: RawSQL, at: datetime) -> list[int]:
    """The rung for those of these matters that are still outstanding; returns their keys."""
    columns: dict[str, str | Combinable] = {
        "sweep": Value(run.pk),
        "kind": Value(reached.rung.kind, CharField()),
        "matter": "pk",
        "round": "round",
        "number": Value(reached.rung.number, SmallIntegerField()),
        "rung": Value(reached.rung.key, CharField()),
        "heard": _heard(reached.rung, run.on),
        "due_on": "due_on",
        "reached_on": Value(run.on, DateField()),
    }
    rows = reached.source.outstanding(at).filter(pk__in=keys).order_by().values_list(*columns.values())
    return insert_select_keys(Reminder, rows, tuple(columns), key="matter")


def _heard(rung: Rung, today: date) -> Combinable:
    """What tells no desk is given to nobody but those who can hear it, see `_climbed`."""
    if rung.tells_organization and rung.tells_desks:
        return _people(today)
    return Value(rung.tells_organization, BooleanField())


def _summary(today: date, deadlines: Deadlines, given: Mapping[str, int], told: int) -> Swept:
    """Rungs that nothing has reached count too, as zero."""
    policy = deadlines.policy_on(today)
    none = {rung.key: 0 for source in sources() for rung in source.rungs(policy)}
    return Swept(today, {**none, **given}, told)
