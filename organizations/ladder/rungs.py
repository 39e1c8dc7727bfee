"""The rungs that an unsettled matter climbs, and when (article 3: 分级负责).

The table of a kind of deadline stands with its room's source (`organizations.ladder.sources`); offsets come from the
policy under which the matter began, or from the table where the policy knows none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from organizations.ladder.desks import DESK_ROLE, TO_LABELS, To
from zhengzhou_ideology.workcalendar.policy import Policy
from zhengzhou_ideology.workcalendar.working_days import WorkCalendar, shifted

# Working days that the organization has had since an overdue rung reached it, before the last one lays the matter before
# a person (article 3: 分级负责; nobody is proposed unheard). Shown among what is settled on the page of the policy.
HEARD_WORKING_DAYS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a ladder's table: where the policy holds the offset, or the offset itself, and who is told.

    Days before the due day are calendar days, days after it working days.
    """

    to: tuple[To, ...]
    rule: str = ""
    place: int = 0
    offset: int = 0
    overdue: bool = True
    proposes: bool = False
    called: str = ""

    def offset_under(self, policy: Policy) -> int:
        return getattr(policy, self.rule)[self.place] if self.rule else self.offset


@dataclass(frozen=True, slots=True)
class Rung:
    """A line of the table under one policy. `number` is its place on the ladder, counted from 1."""

    kind: str
    number: int
    offset: int
    overdue: bool
    to: tuple[To, ...]
    proposes: bool = False
    called: str = ""

    @property
    def key(self) -> str:
        return f"{self.kind}:{'overdue' if self.overdue else 'before'}_{self.offset}"

    @property
    def label(self) -> str:
        return self.called or label_of(self.key)

    @property
    def to_label(self) -> str:
        return "、".join(TO_LABELS[to] for to in self.to)

    @property
    def tells_organization(self) -> bool:
        return any(to not in DESK_ROLE for to in self.to)

    @property
    def tells_desks(self) -> bool:
        return any(to in DESK_ROLE for to in self.to)

    def reached_on(self, due_on: date, calendar: WorkCalendar) -> date:
        return calendar.add_working_days(due_on, self.offset) if self.overdue else shifted(due_on, -self.offset)

    def latest_due(self, today: date, calendar: WorkCalendar) -> date:
        """The latest due day whose matters have reached this rung today: the inverse of `reached_on`."""
        if not self.overdue:
            return shifted(today, self.offset)
        return long_ago(today, self.offset, calendar)


@dataclass(frozen=True, slots=True)
class Window:
    """The due days whose highest rung is this one: after the first day (if any), up to the second."""

    rung: Rung
    after: date | None
    until: date


def long_ago(today: date, days: int, calendar: WorkCalendar) -> date:
    """The latest day since which that many working days have come: the inverse of `add_working_days`."""
    worked = today if calendar.is_working_day(today) else calendar.last_working_day_before(today)
    return calendar.add_working_days(worked, 1 - days) - timedelta(days=1)


def label_of(key: str) -> str:
    """What a rung is called, also one of a policy that holds no more: “逾期后第5个工作日”."""
    side, _, offset = key.partition(":")[2].partition("_")
    return f"逾期后第{offset}个工作日" if side == "overdue" else f"到期前{offset}日"


def rungs(kind: str, table: Sequence[Row], policy: Policy) -> tuple[Rung, ...]:
    return tuple(
        Rung(kind, number, row.offset_under(policy), row.overdue, row.to, row.proposes, row.called)
        for number, row in enumerate(table, start=1)
    )


def windows(ladder: Sequence[Rung], today: date, calendar: WorkCalendar) -> Iterator[Window]:
    """Windows never overlap, so that a matter is on one rung at most: the highest that it has reached."""
    latest = [rung.latest_due(today, calendar) for rung in ladder]
    for rung, until, after in zip(ladder, latest, [*latest[1:], None], strict=True):
        yield Window(rung, after, until)
