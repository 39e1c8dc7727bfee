"""The sweep: each unsettled matter gets the highest rung that it has reached, once, and those concerned are told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import CharField, DateField, Exists, F, OuterRef, Q, QuerySet, SmallIntegerField, Value
from django.db.models.expressions import Combinable

from organizations.ladder.holds import held
from organizations.ladder.letters import LadderEntry, Mailing, compose
from organizations.ladder.models import Reminder, Sweep
from organizations.ladder.rungs import Rung, windows
from organizations.ladder.sources import Matter, Matters, moment, sources
from organizations.models import User
from zhengzhou_ideology.insert_select import insert_select
from zhengzhou_ideology.notices import outbox
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
        return _summary(today, deadlines, entries, compose(entries, today))
    for source in sources():
        source.settle(moment(today, now))
    with transaction.atomic():
        _take_turns()
        run = Sweep.objects.create(on=today)
        entries = []
        for reached in reached_rungs(today, now, deadlines):
            written = _write(reached, run)
            entries.append(LadderEntry(reached.source, reached.rung, _written(reached, run) if written else []))
        mailing = compose(entries, today)
        _tell(mailing)
    return _summary(today, deadlines, entries, mailing)


def entries_for(today: date, *, now: datetime | None = None, user: User | None = None) -> list[LadderEntry]:
    """What a sweep as of `today` would send, of what the user may see; everything without one."""
    found = []
    for reached in reached_rungs(today, now, load_deadlines()):
        matters = reached.source.visible_to(reached.matters, user) if user else reached.matters
        found.append(LadderEntry(reached.source, reached.rung, reached.source.read(matters)))
    return found


def reached_rungs(today: date, now: datetime | None, deadlines: Deadlines) -> Iterator[ReachedRung]:
    """Every rung with its matters: highest reached, not held back, nothing as high given before in this round."""
    holding, at = held(today), moment(today, now)
    for source in sources():
        ladders: dict[tuple[Rung, ...], list[Any]] = {}
        for base, began in source.begun(at):
            ladders.setdefault(source.ladder(began, deadlines.policy_on(base)), []).append(began)
        for ladder, began in ladders.items():
            begun = Q((f"{source.began}__in", began))
            counted = source.counted(source.outstanding(at).filter(begun))
            for window in windows(ladder, today, deadlines.calendar):
                reached = counted.filter(due_on__lte=window.until, counts_from__lte=window.until)
                if window.after:
                    reached = reached.filter(counts_from__gt=window.after)
                if not window.rung.overdue:
                    reached = reached.filter(counts_from=F("due_on"))
                given = Reminder.objects.filter(
                    kind=source.kind,
                    matter=OuterRef("pk"),
                    round=OuterRef("round"),
                    number__gte=window.rung.number,
                )
                yield ReachedRung(
                    source, window.rung, begun, reached.exclude(holding(window.rung)).filter(~Exists(given))
                )


def _take_turns() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def _write(reached: ReachedRung, run: Sweep) -> int:
    columns: dict[str, str | Combinable] = {
        "sweep": Value(run.pk),
        "kind": Value(reached.rung.kind, CharField()),
        "matter": "pk",
        "round": "round",
        "number": Value(reached.rung.number, SmallIntegerField()),
        "rung": Value(reached.rung.key, CharField()),
        "due_on": "due_on",
        "reached_on": Value(run.on, DateField()),
    }
    rows = reached.matters.order_by().values_list(*columns.values())
    return insert_select(Reminder, rows, tuple(columns), ignore_conflicts=True)


def _written(reached: ReachedRung, run: Sweep) -> list[Matter]:
    keys = Reminder.objects.filter(sweep=run, kind=reached.rung.kind, rung=reached.rung.key).values("matter")
    return reached.source.read(reached.source.of(keys).filter(reached.begun))


def _tell(mailing: Mailing) -> None:
    for kind, letters in mailing.by_kind.items():
        outbox.post_each(letters, kind=kind)
    for post in mailing.posts.values():
        outbox.post_to_groups(
            [post.authority], kind=post.kind, subject=post.subject, body=post.body, key=post.key, url=post.url
        )


def _summary(today: date, deadlines: Deadlines, entries: Sequence[LadderEntry], mailing: Mailing) -> Swept:
    """Rungs that nothing has reached count too, as zero."""
    policy = deadlines.policy_on(today)
    counts = {rung.key: 0 for source in sources() for rung in source.rungs(policy)}
    for entry in entries:
        counts[entry.rung.key] = counts.get(entry.rung.key, 0) + len(entry.matters)
    return Swept(today, counts, len(mailing.letters))
