"""What the roll-up tables say, for pages, papers and machines: sums for an authority and all below it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet

from compliance.enums import DutyKind, DutyStatus
from compliance.status import period_of
from organizations.models import Authority
from reports.boards.models import DutyTally, TallyRefresh
from reports.boards.models.tallies import TallyQuerySet
from reports.boards.sources import REPORT
from zhengzhou_ideology.replica import connection_now

DUTIES = tuple(DutyKind.values)
Sums = dict[str, dict[str, dict[str, int]]]


def reach_of(authority: int) -> list[int]:
    """The keys of the authority and of all below it; read first, so that the planner knows how few they are."""
    return list(Authority.objects.subtree_of(authority).values_list("pk", flat=True))


def sums(authority: Authority, year: int, *, district: str = "") -> Sums:
    """`{"quarterly_report": {"2026Q1": {"met": 41, …}, …}, "study": {"2026H1": …}, …}`: every status of every period."""
    found = DutyTally.objects.in_reach(reach_of(authority.pk)).of_year(year).of_district(district)
    said: Sums = defaultdict(dict)
    for row in found.summed("source", "part", "parts"):
        statuses = {status.value: row[f"sum_{status}"] for status in DutyStatus}
        said[row["source"]][_period(row["source"], year, row["part"], row["parts"])] = statuses
    return dict(said)


def as_of() -> tuple[date, datetime] | None:
    """The day as of which statuses are counted, and the moment; None before the first refresh."""
    last = TallyRefresh.objects.first()
    return (last.as_of, last.refreshed_at) if last else None


def by_each(
    tallies: TallyQuerySet, groups: Sequence[tuple[str, ...]], counts: Mapping[str, Any]
) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """The sums of `counts` for each of several groupings, all in one pass over the rows."""
    names = list(dict.fromkeys(name for group in groups for name in group))
    rows = tallies.order_by().values_list(*names, *(expression for expression in counts.values()))
    try:
        inner, values = rows.query.sql_with_params()
    except EmptyResultSet:  # a year beyond all that the column holds
        return {group: [] for group in groups}
    columns = [f"g{place}" for place, _ in enumerate(names)]
    counted = [f"n{place}" for place, _ in enumerate(counts)]
    sets = ", ".join(f"({', '.join(columns[names.index(name)] for name in group)})" for group in groups)
    grouped, totals = ", ".join(columns), ", ".join(f"sum({name})::bigint" for name in counted)
    statement = (
        f"SELECT GROUPING({grouped}), {grouped}, {totals} FROM ({inner}) AS rows ({', '.join([*columns, *counted])}) "  # noqa: S608
        f"GROUP BY GROUPING SETS ({sets}) ORDER BY {grouped}"
    )
    with connection_now().cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchall()
    masks = {_mask(names, group): group for group in groups}
    said: dict[tuple[str, ...], list[dict[str, Any]]] = {group: [] for group in groups}
    for mask, *cells in found:
        said[masks[mask]].append(dict(zip([*names, *counts], cells, strict=True)))
    return said


def percentile(days: Iterable[tuple[int, int]], fraction: float) -> int | None:
    """Of pairs of a number of days and how often it occurs: the least that covers the fraction, as `percentile_disc` has it."""
    ordered = sorted(days)
    wanted, passed = fraction * sum(often for _, often in ordered), 0
    for number, often in ordered:
        passed += often
        if passed >= wanted:
            return number
    return None


def _mask(names: list[str], group: tuple[str, ...]) -> int:
    """PostgreSQL's GROUPING: a bit for each name that is summed over, the first name the highest."""
    return sum(1 << (len(names) - 1 - place) for place, name in enumerate(names) if name not in group)


def _period(source: str, year: int, part: int, parts: int) -> str:
    return f"{year}Q{part}" if source == REPORT else period_of(year, part, parts)
