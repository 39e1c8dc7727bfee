"""The sweep: each unsettled matter gets the highest rung that it has reached, once, and those concerned are told."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import BooleanField, CharField, DateField, SmallIntegerField, Value
from django.db.models.expressions import Combinable, RawSQL

from organizations.ladder.climbing import CHUNK, ReachedRung, people_of, reached_rungs
from organizations.ladder.letters import LadderEntry, compose
from organizations.ladder.models import Reminder, Sweep
from organizations.ladder.rungs import Rung
from organizations.ladder.sources import moment, sources
from organizations.ladder.telling import tell_desks, tell_organizations
from organizations.models import User
from zhengzhou_ideology.insert_select import insert_select_keys
from zhengzhou_ideology.key_arrays import these
from zhengzhou_ideology.workcalendar.deadlines import Deadlines
from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workcalendar.working_days import checked

# Two sweeps at once take turns; the number only has to be the same for both.
TURN = 94_2019


@dataclass(frozen=True, slots=True)
class Swept:
    on: date
    rungs: dict[str, int]
    notices: int

    def as_json(self) -> dict[str, Any]:
        return {"on": self.on.isoformat(), "rungs": self.rungs, "notices": self.notices}


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
    for reached in reached_rungs(today, now, load_deadlines(), user=user):
        matters = reached.source.read(reached.source.of(these(reached.keys))) if reached.keys else []
        found.append(LadderEntry(reached.source, reached.rung, matters))
    return found


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
    source, rung, keys = reached.source, reached.rung, reached.keys
    given = told = 0
    with transaction.atomic() if rung.tells_desks else nullcontext():
        for start in range(0, len(keys), CHUNK):
            with transaction.atomic():
                new = _write(reached, run, these(keys[start : start + CHUNK]), at)
                told += tell_organizations(source, rung, source.of(these(new)), run.on) if new else 0
            given += len(new)
        if given:
            reminded = Reminder.objects.filter(sweep=run, kind=rung.kind, rung=rung.key).values("matter")
            told += tell_desks(source, rung, source.of(reminded).filter(reached.begun), run.on)
    return given, told


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
    """What tells no desk is given to nobody but those who can hear it, see `climbing`."""
    if rung.tells_organization and rung.tells_desks:
        return people_of(today)
    return Value(rung.tells_organization, BooleanField())


def _summary(today: date, deadlines: Deadlines, given: Mapping[str, int], told: int) -> Swept:
    """Rungs that nothing has reached count too, as zero."""
    policy = deadlines.policy_on(today)
    none = {rung.key: 0 for source in sources() for rung in source.rungs(policy)}
    return Swept(today, {**none, **given}, told)
