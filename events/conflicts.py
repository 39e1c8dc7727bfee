"""Other filings of the same organization on the same days, for the filer and the officer to see; nothing is decided by it."""

from datetime import date

from django.db.models import QuerySet

from events.enums import FilingState
from events.models import EventFiling
from organizations.models import Organization

GIVEN_UP = (FilingState.CANCELLED, FilingState.REFUSED, FilingState.REVOKED, FilingState.LAPSED, FilingState.SUPERSEDED)


def conflicts(organization: Organization, first: date, last: date, *, besides: int | None = None) -> QuerySet:
    found = EventFiling.objects.current().filter(organization=organization).overlapping(first, last)
    others = found.exclude(pk=besides) if besides else found
    return others.exclude(state__in=GIVEN_UP).order_by("starts_on", "pk")
