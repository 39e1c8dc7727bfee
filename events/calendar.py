"""Events by day: how many there are, and the first few of each day, at a cost that does not grow with their number."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import Left, RowNumber
from django.urls import reverse

from events.enums import FilingState
from events.models.filings import EventFilingQuerySet
from organizations.models import District

SHOWN, SHOWN_IN_WEEK = 2, 8
NOT_HELD = (
    FilingState.DRAFT,
    FilingState.CERTIFYING,
    FilingState.CANCELLED,
    FilingState.LAPSED,
    FilingState.REFUSED,
    FilingState.REVOKED,
)


@dataclass
class Day:
    date: date
    count: int = 0
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.count - len(self.events)


def days_of(
    filings: EventFilingQuerySet, first: date, last: date, *, district: District | None = None, roomy: bool = False
) -> list[Day]:
    """Each day from `first` to `last`: an event of several days stands on each of them."""
    found = filings.current().exclude(state__in=NOT_HELD).overlapping(first, last)
    if district:
        found = found.filter(district=district)
    shown = SHOWN_IN_WEEK if roomy else SHOWN
    counts: Counter[date] = Counter()
    for starts_on, ends_on, count in found.order_by().values_list("starts_on", "ends_on").annotate(Count("pk")):
        counts.update(dict.fromkeys(_within(starts_on, ends_on, first, last), count))
    days = {day: Day(day, counts[day]) for day in _within(first, last, first, last)}
    root = reverse("events:filing_list")
    for event in _first_of_each_day(found, shown):
        event["url"] = f"{root}{event['pk']}/"
        for day in _within(event["starts_on"], event["ends_on"], first, last):
            if len(days[day].events) < shown:
                days[day].events.append(event)
    return list(days.values())


def _first_of_each_day(found: QuerySet, shown: int) -> QuerySet:
    rank = Window(RowNumber(), partition_by=F("starts_on"), order_by=("starts_time", "pk"))
    return (
        found.annotate(rank=rank)
        .filter(rank__lte=shown)
        .order_by("starts_on", "rank")
        .values("pk", "state", "starts_on", "ends_on", "starts_time", name=Left("title", 14))
    )


def _within(start: date, end: date, first: date, last: date) -> list[date]:
    start, end = max(start, first), min(end, last)
    return [start + timedelta(days=count) for count in range((end - start).days + 1)]
