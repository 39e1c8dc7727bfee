"""The ladders: which rungs an unsettled matter climbs, when, and who is told (article 3: 分级负责).

The offsets come from the policy under which the matter began. A further kind of deadline is a further table here and
a source of its matters in `settings.LADDER_SOURCES` (see `compliance.matters`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from zhengzhou_ideology.workcalendar.policy import Policy
from zhengzhou_ideology.workcalendar.working_days import WorkCalendar, shifted

QUARTERLY_REPORT = "quarterly_report"


class To(StrEnum):
    """Who is told: people of the organization, or a desk of an authority."""

    SECRETARY = "secretary"
    LIAISON = "liaison"
    FIRST_RESPONSIBLE = "first_responsible"
    REGISTRATION_DESK = "registration_desk"
    CITY_DESK = "city_desk"
    SUPERVISORS = "supervisors"


TO_LABELS = {
    To.SECRETARY: "秘书处经办人",
    To.LIAISON: "日常工作联系人",
    To.FIRST_RESPONSIBLE: "第一责任人",
    To.REGISTRATION_DESK: "登记管理机关经办人",
    To.CITY_DESK: "市民政局经办人",
    To.SUPERVISORS: "登记管理机关审批负责人",
}
STAFF = (To.SECRETARY, To.LIAISON)
ORGANIZATION = (*STAFF, To.FIRST_RESPONSIBLE)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a ladder's table: the rule of the policy that holds the offset, its place there, and who is told."""

    rule: str
    place: int
    to: tuple[To, ...]
    overdue: bool = True
    proposes: bool = False


# Days before the due day are calendar days, days after it working days.
LADDERS: dict[str, tuple[Row, ...]] = {
    QUARTERLY_REPORT: (
        Row("report_reminder_days_before", 0, STAFF, overdue=False),
        Row("report_reminder_days_before", 1, STAFF, overdue=False),
        Row("report_reminder_days_before", 2, STAFF, overdue=False),
        Row("report_overdue_working_days", 0, ORGANIZATION),
        Row("report_overdue_working_days", 1, (*ORGANIZATION, To.REGISTRATION_DESK)),
        Row("report_overdue_working_days", 2, (*ORGANIZATION, To.CITY_DESK)),
        Row("report_overdue_working_days", 3, (To.SUPERVISORS,), proposes=True),
    )
}


@dataclass(frozen=True, slots=True)
class Rung:
    """A line of the table under one policy. `number` is its place on the ladder, counted from 1."""

    kind: str
    number: int
    offset: int
    overdue: bool
    to: tuple[To, ...]
    proposes: bool

    @property
    def key(self) -> str:
        return f"{self.kind}:{'overdue' if self.overdue else 'before'}_{self.offset}"

    @property
    def label(self) -> str:
        return label_of(self.key)

    @property
    def to_label(self) -> str:
        return "、".join(TO_LABELS[to] for to in self.to)

    def reached_on(self, due_on: date, calendar: WorkCalendar) -> date:
        return calendar.add_working_days(due_on, self.offset) if self.overdue else shifted(due_on, -self.offset)

    def latest_due(self, today: date, calendar: WorkCalendar) -> date:
        """The latest due day whose matters have reached this rung today: the inverse of `reached_on`."""
        if not self.overdue:
            return shifted(today, self.offset)
        worked = today if calendar.is_working_day(today) else calendar.last_working_day_before(today)
        return calendar.add_working_days(worked, 1 - self.offset) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """The due days whose highest rung is this one: after the first day (if any), up to the second."""

    rung: Rung
    after: date | None
    until: date


def label_of(key: str) -> str:
    """What a rung is called, also one of a policy that holds no more: “逾期后第5个工作日”."""
    side, _, offset = key.partition(":")[2].partition("_")
    return f"逾期后第{offset}个工作日" if side == "overdue" else f"到期前{offset}日"


def rungs(kind: str, policy: Policy) -> tuple[Rung, ...]:
    return tuple(
        Rung(kind, number, getattr(policy, row.rule)[row.place], row.overdue, row.to, row.proposes)
        for number, row in enumerate(LADDERS[kind], start=1)
    )


def windows(ladder: Sequence[Rung], today: date, calendar: WorkCalendar) -> Iterator[Window]:
    """Windows never overlap, so that a matter is on one rung at most: the highest that it has reached."""
    latest = [rung.latest_due(today, calendar) for rung in ladder]
    for rung, until, after in zip(ladder, latest, [*latest[1:], None], strict=True):
        yield Window(rung, after, until)
