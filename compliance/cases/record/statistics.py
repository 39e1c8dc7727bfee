"""Accountability cases in sums only: no organization, no person, and no duration that fewer than three cases make up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import ExtractYear

from compliance.cases.enums import CaseGround, CaseReviewOutcome, CaseState, Measure
from compliance.cases.models import AccountabilityCase, CaseReview
from compliance.cases.models.case import CaseQuerySet
from organizations.models import Authority, User

# A median of two cases tells of each of them.
FEWEST = 3
TOO_FEW = "—（少于3件）"
DAY = timedelta(days=1)


class Percentile(Aggregate):
    """PostgreSQL's `percentile_cont`, which interpolates between the two nearest values."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()

    def __init__(self, expression: Any, *, fraction: float, **extra: Any) -> None:
        super().__init__(expression, fraction=fraction, **extra)


@dataclass(frozen=True, slots=True)
class Table:
    """A title, the heads of its columns, and rows that begin with their label."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]

    @property
    def cells(self) -> list[list[tuple[str, str | int]]]:
        """Each cell with the head of its column, which a phone shows beside it."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


def in_reach(user: User) -> CaseQuerySet:
    """Opened cases of the acting authority's line of bureaus."""
    acting = user.acting
    if acting is None or acting.authority_id is None:
        return AccountabilityCase.objects.none()
    line = Authority.objects.subtree_of(acting.authority_id)
    return AccountabilityCase.objects.filter(registration_authority__in=line).ever_opened()


def years(cases: CaseQuerySet) -> list[int]:
    found = cases.annotate(year=ExtractYear("opened_on")).values_list("year", flat=True)
    return list(found.order_by("-year").distinct())


def tables(cases: CaseQuerySet) -> list[Table]:
    return [
        _counted("按事由", "事由", cases, "ground", CaseGround.choices),
        _counted("按办理阶段", "阶段", cases, "state", _stages()),
        _outcomes(cases),
        _reviews(cases),
        _durations(cases),
        _grouped("按立案年度", "年度", cases.annotate(group=ExtractYear("opened_on"))),
        _grouped("按登记管理机关", "登记管理机关", cases.annotate(group=F("registration_authority__name"))),
    ]


def _stages() -> list[tuple[str, str]]:
    return [(state.value, state.label) for state in CaseState if state not in {CaseState.PROPOSED, CaseState.DISMISSED}]


def _counted(title: str, head: str, cases: CaseQuerySet, name: str, choices: Iterable[tuple[str, str]]) -> Table:
    counts = dict(cases.order_by().values_list(name).annotate(Count("pk")))
    rows = tuple((label, counts.get(value, 0)) for value, label in choices)
    return Table(title, (head, "件数"), rows)


def _outcomes(cases: CaseQuerySet) -> Table:
    """Each case once: the measure that stands, or why there is none."""
    decided = cases.filter(decided_on__isnull=False).exclude(state=CaseState.ANNULLED)
    counts = dict(decided.order_by().values_list("measure").annotate(Count("pk")))
    without = cases.filter(state=CaseState.CLOSED, decided_on__isnull=True).count()
    annulled = cases.filter(state=CaseState.ANNULLED).count()
    waiting = cases.undecided().count()
    rows: list[tuple[str | int, ...]] = [(measure.label, counts.get(measure.value, 0)) for measure in Measure]
    rows += [("不采取措施结案", without), ("决定经复核撤销", annulled), ("尚未作出决定", waiting)]
    return Table("按处理结果", ("结果", "件数"), tuple(rows))


def _reviews(cases: CaseQuerySet) -> Table:
    reviews = CaseReview.objects.filter(case__in=cases)
    counts = dict(reviews.order_by().values_list("outcome").annotate(Count("pk")))
    return Table("按复核结论", ("结论", "件数"), tuple((o.label, counts.get(o.value, 0)) for o in CaseReviewOutcome))


def _durations(cases: CaseQuerySet) -> Table:
    rows = []
    for label, until in (("立案至决定", "decided_on"), ("立案至办结", "closed_on")):
        found = cases.aggregate(n=_number(until), median=_percentile(until, 0.5), ninetieth=_percentile(until, 0.9))
        rows.append((label, found["n"], _days(found["n"], found["median"]), _days(found["n"], found["ninetieth"])))
    return Table("办理时长（日历日）", ("阶段", "件数", "中位数", "第90百分位"), tuple(rows))


def _grouped(title: str, head: str, cases: CaseQuerySet) -> Table:
    found = (
        cases.order_by()
        .values("group")
        .annotate(
            opened=Count("pk"),
            decided=_number("decided_on"),
            ended=_number("closed_on"),
            to_decision=_percentile("decided_on", 0.5),
            to_end=_percentile("closed_on", 0.5),
        )
        .order_by("group")
    )
    rows = tuple(
        (
            str(row["group"]),
            row["opened"],
            row["decided"],
            row["ended"],
            _days(row["decided"], row["to_decision"]),
            _days(row["ended"], row["to_end"]),
        )
        for row in found
    )
    return Table(title, (head, "立案", "已决定", "已办结", "立案至决定中位数", "立案至办结中位数"), rows)


def _number(until: str) -> Count:
    return Count("pk", filter=Q(**{f"{until}__isnull": False}))


def _percentile(until: str, fraction: float) -> Percentile:
    took = ExpressionWrapper(F(until) - F("opened_on"), output_field=DurationField())
    return Percentile(took, fraction=fraction, filter=Q(**{f"{until}__isnull": False}))


def _days(cases: int, took: timedelta | None) -> str:
    if cases < FEWEST or took is None:
        return TOO_FEW
    return f"{took / DAY:.1f}".removesuffix(".0")
