"""Which rung each unsettled matter is to get on a day: all rungs of a kind in one statement, for windows never overlap."""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, When

from organizations.ladder.holds import held
from organizations.ladder.models import Reminder
from organizations.ladder.rungs import HEARD_WORKING_DAYS, Rung, Window, long_ago, windows
from organizations.ladder.sources import Matters, moment, sources
from organizations.models import Membership, User
from zhengzhou_ideology.workcalendar.deadlines import Deadlines
from zhengzhou_ideology.workcalendar.working_days import WorkCalendar

CHUNK = 10_000
# A place is the number of the ladder and that of the rung in one; more rungs no ladder has.
RUNGS = 100


@dataclass(frozen=True)
class ReachedRung:
    """A rung with the keys of the matters that are to get it now."""

    source: Matters
    rung: Rung
    begun: Q  # those whose ladder is of this policy: began while it held
    keys: Sequence[int]


@dataclass
class Climbing:
    """The matters of a kind, each with the place (`reached`) of the rung that it is to get; what gets none is not among them."""

    source: Matters
    matters: QuerySet
    begun: dict[int, Q] = field(default_factory=dict)
    rungs: dict[int, Rung] = field(default_factory=dict)

    def reached(self) -> Iterator[ReachedRung]:
        keys: dict[int, array[int]] = defaultdict(lambda: array("q"))
        for key, place in self.matters.order_by("pk").values_list("pk", "reached").iterator(chunk_size=CHUNK):
            keys[abs(place)].append(key)
        for place, rung in self.rungs.items():
            yield ReachedRung(self.source, rung, self.begun[place], keys[place])


def reached_rungs(
    today: date, now: datetime | None, deadlines: Deadlines, *, user: User | None = None
) -> Iterator[ReachedRung]:
    """Every rung with the matters that are to get it now, of what the user answers for; of everything without one."""
    for climbing in climbings(today, now, deadlines, user=user):
        yield from climbing.reached()


def climbings(
    today: date, now: datetime | None, deadlines: Deadlines, *, user: User | None = None
) -> Iterator[Climbing]:
    """Every kind of which something is outstanding, without what is held back."""
    holding, at = held(today), moment(today, now)
    for source in sources():
        ladders = _ladders(source, at, deadlines)
        if not ladders:
            continue
        matters = source.counted(source.outstanding(at))
        climbing = Climbing(source, source.within_reach(matters, user) if user else matters)
        _climb(climbing, ladders, today, deadlines.calendar)
        for place, rung in climbing.rungs.items():
            if back := holding(rung):
                climbing.matters = climbing.matters.exclude(Q(reached__in=(place, -place)) & back)
        yield climbing


def _ladders(source: Matters, at: datetime, deadlines: Deadlines) -> dict[tuple[Rung, ...], list[Any]]:
    """Each ladder that is climbed, with what selects its matters."""
    ladders: dict[tuple[Rung, ...], list[Any]] = {}
    for begun in source.begun(at):
        ladders.setdefault(source.ladder(begun, deadlines.policy_on(begun.on)), []).append(begun.value)
    return ladders


def _climb(climbing: Climbing, ladders: dict[tuple[Rung, ...], list[Any]], today: date, calendar: WorkCalendar) -> None:
    """Each matter with the highest rung that it has reached, unless one as high was given before.

    Nobody is proposed unheard: the last rung waits until an overdue one has been in the organization's hands for some
    days, and what reached it in silence begins with the first overdue one; the place of that one is then negative.
    """
    source, kind = climbing.source, climbing.source.kind
    reached, last, latest = [], [], today
    for number, (ladder, began) in enumerate(ladders.items(), start=1):
        # Where there is one ladder all climb it: hundreds of days in each condition would say nothing.
        begun = Q((f"{source.began}__in", began)) if len(ladders) > 1 else Q()
        for window in windows(ladder, today, calendar):
            rung, place, within = window.rung, number * RUNGS + window.rung.number, begun & _within(window)
            climbing.rungs[place], climbing.begun[place] = rung, begun
            latest = max(latest, window.until)
            if rung.proposes:
                first = next(rung for rung in ladder if rung.overdue and rung.tells_organization)
                unheard = ~_given(kind, number__gte=first.number, heard=True)
                reached.append(When(within & unheard, then=-(number * RUNGS + first.number)))
                last.append((place, first.number))
            reached.append(When(within, then=place))
    found = climbing.matters.filter(due_on__lte=latest).annotate(
        reached=Case(*reached, default=None, output_field=IntegerField())
    )
    as_high = _given(kind, number__gte=OuterRef("reached") % RUNGS)
    found = found.filter(Q(reached__lt=0) | Q(reached__gt=0) & ~as_high)
    since = long_ago(today, HEARD_WORKING_DAYS, calendar)
    for place, first_number in last:
        long_heard = _given(kind, number__gte=first_number, heard=True, reached_on__lte=since)
        found = found.filter(~Q(reached=place) | long_heard)
    desks = [place for place, rung in climbing.rungs.items() if rung.tells_desks]
    climbing.matters = found.filter(Q(reached__in=desks) | Q(people_of(today)))


def _within(window: Window) -> Q:
    reached = Q(due_on__lte=window.until, counts_from__lte=window.until)
    if window.after:
        reached &= Q(counts_from__gt=window.after)
    return reached if window.rung.overdue else reached & Q(counts_from=F("due_on"))


def _given(kind: str, **rungs: Any) -> Q:
    """The matter was given such a rung in this round."""
    return Q(Exists(Reminder.objects.filter(kind=kind, matter=OuterRef("pk"), round=OuterRef("round"), **rungs)))


def people_of(today: date) -> Exists:
    """The organization has an account that can receive something; where it has none, the registrar is asked to invite."""
    return Exists(Membership.objects.current(today).filter(organization=OuterRef("organization")))
