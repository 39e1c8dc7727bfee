"""The officers' desk: who has a filing in hand, who looks at it now, notes, messages, saved filters."""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from events import notices
from events.models import Assignment, EventFiling, InternalNote, Message, Presence, SavedFilter
from events.rules import DECIDERS
from organizations.models import Authority, Membership, User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workflow import Refused, act, need

LOOKING = timedelta(seconds=90)
WORK = "events.work_on_eventfiling"


@act(perm=WORK)
def assign(filing: EventFiling, *, by: User, now: datetime, officer: User) -> Assignment:
    """Give the filing to an officer of the own authority, or take it over oneself; the assignment itself is the record."""
    authority = _authority(by)
    if not colleagues(by, day_of(now)).filter(pk=officer.pk).exists():
        raise Refused("只能分派给本单位的经办人。")
    held = Assignment.objects.filter(filing=filing, authority=authority, ended_at__isnull=True)
    if held.filter(officer=officer).exists():
        raise Refused(f"该申报已由{officer}经办。")
    held.update(ended_at=now)
    assignment = Assignment.objects.create(filing=filing, authority=authority, officer=officer, assigned_by=by)
    if officer != by:
        notices.assigned(filing, officer, by, assignment.pk)
    return assignment


@act(perm=WORK)
def take(filing: EventFiling, *, by: User, now: datetime) -> Assignment:
    return assign(filing, by=by, now=now, officer=by)


def colleagues(user: User, today: date) -> QuerySet[User]:
    """Those at the same authority who may decide or record today."""
    held = Membership.objects.current(today).of_role(*DECIDERS)
    authority = user.acting.authority_id if user.acting else None
    return User.objects.filter(pk__in=held.filter(authority=authority).values("user")).order_by("name", "pk")


def in_hand(filing: EventFiling, authority: Authority | None) -> Assignment | None:
    return (
        Assignment.objects.filter(filing=filing, authority=authority, ended_at__isnull=True)
        .select_related("officer")
        .first()
    )


def look(filing: EventFiling, *, by: User, now: datetime) -> list[User]:
    """Note that this officer has the page open; return who else of the own authority has."""
    if not by.has_perm(WORK, filing):
        raise PermissionDenied(WORK)
    authority = _authority(by)
    Presence.objects.update_or_create(filing=filing, user=by, defaults={"authority": authority, "seen_at": now})
    others = Presence.objects.filter(filing=filing, authority=authority, seen_at__gte=now - LOOKING).exclude(user=by)
    return [presence.user for presence in others.select_related("user").order_by("user__name")]


@act(perm=WORK)
def note(filing: EventFiling, *, by: User, text: str) -> InternalNote:
    need(text, "请填写备注内容。")
    return InternalNote.objects.create(filing=filing, authority=_authority(by), author=by, text=text)


def notes_for(filing: EventFiling, user: User) -> QuerySet[InternalNote]:
    """Those of the own authority only; to a filer there are none."""
    acting = user.acting
    authority = acting.authority_id if acting else None
    if authority is None:
        return InternalNote.objects.none()
    return InternalNote.objects.filter(filing=filing, authority=authority).select_related("author")


@act(perm="events.write_message_eventfiling")
def write_message(filing: EventFiling, *, by: User, now: datetime, text: str) -> Message:
    need(text, "请填写消息内容。")
    message = Message.objects.create(filing=filing, author=by, acting_as=by.acting_label, text=text)
    body = f"{by.acting_label}：{text}"
    if by.acting and by.acting.organization_id:
        notices.authorities_told(filing, "有新消息", body, f"message{message.pk}", today=day_of(now))
    else:
        notices.organization_told(filing, "有新消息", body, f"message{message.pk}", today=day_of(now))
    return message


def save_filter(user: User, *, name: str, query: str) -> SavedFilter:
    saved, _ = SavedFilter.objects.update_or_create(user=user, name=name, defaults={"query": query})
    return saved


def delete_filter(saved: SavedFilter, *, by: User) -> None:
    if saved.user_id != by.pk:
        raise PermissionDenied("events.delete_savedfilter")
    saved.delete()


def _authority(by: User) -> Authority:
    return by.acting.authority  # type: ignore[union-attr, return-value] # the permission is for officers alone
