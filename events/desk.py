"""The officers' desk of events: who has a filing in hand, who looks at it now, notes, messages."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied

from events import notices
from events.models import Assignment, EventFiling, InternalNote, Message, Presence
from events.rules import DECIDERS
from organizations.desk import Desk, authority_of
from organizations.models import User
from zhengzhou_ideology.workflow import act

LOOKING = timedelta(seconds=90)
WORK = "events.work_on_eventfiling"
DESK = Desk(
    assignments=Assignment,
    notes=InternalNote,
    messages=Message,
    column=lambda filing: "filing",
    roles=DECIDERS,
    assigned=notices.assigned,
    said=notices.said,
)


@act(perm=WORK)
def assign(filing: EventFiling, *, by: User, now: datetime, officer: User) -> Assignment:
    return DESK.assign(filing, by=by, now=now, officer=officer)


@act(perm=WORK)
def take(filing: EventFiling, *, by: User, now: datetime) -> Assignment:
    return DESK.assign(filing, by=by, now=now, officer=by)


@act(perm=WORK)
def note(filing: EventFiling, *, by: User, text: str) -> InternalNote:
    return DESK.note(filing, by=by, text=text)


@act(perm="events.write_message_eventfiling")
def write_message(filing: EventFiling, *, by: User, now: datetime, text: str) -> Message:
    return DESK.write_message(filing, by=by, now=now, text=text)


def look(filing: EventFiling, *, by: User, now: datetime) -> list[User]:
    """Note that this officer has the page open; return who else of the own authority has."""
    if not by.has_perm(WORK, filing):
        raise PermissionDenied(WORK)
    authority = authority_of(by)
    Presence.objects.update_or_create(filing=filing, user=by, defaults={"authority": authority, "seen_at": now})
    others = Presence.objects.filter(filing=filing, authority=authority, seen_at__gte=now - LOOKING).exclude(user=by)
    return [presence.user for presence in others.select_related("user").order_by("user__name")]
