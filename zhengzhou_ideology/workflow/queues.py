"""What waits for an officer, one after another within a filter: where one stands, what comes before and after.

A decision made in a queue carries the queue's address with it (`?queue=`): whatever goes wrong comes back there, and when
it is done the next one follows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlsplit

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from zhengzhou_ideology.htmx import HtmxHttpRequest
from zhengzhou_ideology.own_address import own_address
from zhengzhou_ideology.paging import capped_count, neighbours
from zhengzhou_ideology.workflow.offers import Offer

PARAM = "queue"
# Where one stands in the queue; all else in the address is the filter.
PLACES = ("at", "after")


@dataclass(frozen=True, slots=True)
class Place:
    """`position` and `count` go no further than the cap of counts; `back` is the queue at this row."""

    position: int
    count: int
    previous: str
    next: str
    back: str
    list_url: str
    title: str

    def decisions(self, offers: Iterable[Offer], names: Iterable[str]) -> list[Offer]:
        """What one decides here; all else is done on the whole page of the row."""
        wanted = set(names)
        return [
            replace(offer, url=f"{offer.url}?{PARAM}={quote(self.back)}") for offer in offers if offer.name in wanted
        ]


@dataclass(frozen=True, kw_only=True)
class Queue:
    """`waiting(request, filter)` are the rows, `every(request)` all that the reader may see, in the order `by` (never null).

    `page(request, row, queue=place)` shows one; `title` is said where none waits.
    """

    address: str
    list_address: str
    title: str
    waiting: Callable[[Any, QueryDict], Any]
    every: Callable[[Any], Any]
    by: tuple[str, ...]
    page: Callable[..., HttpResponse]

    def viewing(self) -> Callable[[HtmxHttpRequest], HttpResponse]:
        @require_GET
        def view(request: HtmxHttpRequest) -> HttpResponse:
            """The row `at` that key, or the next `after` it, or the first."""
            filters = _filters(request.GET)
            rows = self.waiting(request, filters)
            key = self._key(request, rows)
            if key is None:
                return render(request, "queue/empty.html", {"title": self.title, "list_url": self._list(filters)})
            if request.GET.get("at") != str(key):
                return redirect(self._at(filters, key))
            row = rows.get(pk=key)
            return self.page(request, row, queue=self.place(request, row, filters))

        return view

    def found(self, request: HtmxHttpRequest, row: Any) -> Place | None:
        """Where a decision was made, if it was made in this queue."""
        back = urlsplit(queue_of(request))
        if back.path != reverse(self.address):
            return None
        return self.place(request, row, _filters(QueryDict(back.query)))

    def place(self, request: HtmxHttpRequest, row: Any, filters: QueryDict) -> Place:
        rows = self.waiting(request, filters)
        before, after, position = neighbours(rows, row, by=self.by)
        return Place(
            position=position,
            count=capped_count(rows),
            previous=self._at(filters, before) if before else "",
            next=self._at(filters, after) if after else "",
            back=self._at(filters, row.pk),
            list_url=self._list(filters),
            title=self.title,
        )

    def _key(self, request: HtmxHttpRequest, rows: Any) -> int | None:
        at, after = (request.GET.get(name, "") for name in PLACES)
        if at.isdecimal() and rows.filter(pk=at).exists():
            return int(at)
        if after.isdecimal() and (last := self.every(request).filter(pk=after).first()):
            following = neighbours(rows, last, by=self.by)[1]
            if following:
                return following
        first: int | None = rows.order_by(*self.by).values_list("pk", flat=True).first()
        return first

    def _at(self, filters: QueryDict, key: int) -> str:
        query = filters.copy()
        query["at"] = str(key)
        return f"{reverse(self.address)}?{query.urlencode()}"

    def _list(self, filters: QueryDict) -> str:
        return f"{reverse(self.list_address)}?{filters.urlencode()}"


def queue_of(request: HtmxHttpRequest) -> str:
    """The queue that a decision was made in, of this host; empty outside any."""
    return own_address(request.GET.get(PARAM, ""))


def following(request: HtmxHttpRequest, row: Any) -> str:
    """Where a decision in a queue leads: to whatever comes after this row; empty outside any."""
    back = urlsplit(queue_of(request))
    if not back.path:
        return ""
    query = _filters(QueryDict(back.query))
    query["after"] = str(row.pk)
    return f"{back.path}?{query.urlencode()}"


def _filters(query: QueryDict) -> QueryDict:
    filters = query.copy()
    for name in PLACES:
        filters.pop(name, None)
    return filters
