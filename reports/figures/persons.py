"""Who held which post from which day to which (article 3): name and post, and nothing else of the person."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from organizations.enums import Post
from organizations.models import ResponsiblePerson
from reports.figures.days import iso


@dataclass(frozen=True, slots=True)
class Term:
    post: Post
    name: str
    since: date | None
    until: date | None

    def held_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def as_json(self) -> dict[str, Any]:
        """An end that lies after the year was unknown in it, and stays out."""
        return {
            "post": self.post.value,
            "label": self.post.label,
            "name": self.name,
            "since": iso(self.since),
            "until": iso(self.until),
        }


def terms(organizations: Collection[int], first: date, last: date) -> dict[int, list[Term]]:
    """Those that cover some day from `first` to `last`, by post, the earlier first."""
    overlapping = Q(term_from__isnull=True) | Q(term_from__lte=last)
    open_then = Q(term_until__isnull=True) | Q(term_until__gte=first)
    rows = ResponsiblePerson.objects.filter(overlapping, open_then, organization__in=organizations)
    found: dict[int, list[Term]] = defaultdict(list)
    for row in rows.only("organization_id", "post", "name", "term_from", "term_until").order_by("pk"):
        until = row.term_until if row.term_until and row.term_until <= last else None
        found[row.organization_id].append(Term(Post(row.post), row.name, row.term_from, until))
    order = list(Post).index
    for held in found.values():
        held.sort(key=lambda term: (order(term.post), term.since or date.min))
    return found


def in_office(held: Iterable[Term], day: date) -> list[dict[str, Any]]:
    """Who held each post on the day; of two the later one."""
    names = {term.post: term.name for term in held if term.held_on(day)}
    return [{"post": post.value, "label": post.label, "name": names.get(post, "")} for post in Post]
