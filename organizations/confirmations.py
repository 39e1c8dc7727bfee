"""An organization confirms what the register says of it: its outlets once a year, its posts and contact each half year.

What depends on it in the rooms above is told through `settings.CONFIRMATION_SOURCES`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from organizations.appointments import current_holder
from organizations.enums import ConfirmationKind, OutletAnswer, Post
from organizations.models import Confirmation, Organization, Outlet, User
from organizations.models.confirmations import period_label
from organizations.registration import close_outlet, correct_outlet, refuse_other_version, refuse_unless_in_post
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workflow import Refused, act, under_lock

CONFIRM_OUTLETS = "organizations.confirm_outlets"
CONFIRM_POSTS = "organizations.confirm_posts"


class ConfirmationSource:
    """What a room above does once something is confirmed, such as to settle the duty of that year; in the same transaction."""

    def confirmed(self, confirmation: Confirmation, *, by: User, now: datetime) -> None:
        """`confirmation` says of which organization, what (`kind`), and for which `year` and `part` of it."""


@dataclass(frozen=True, slots=True)
class OutletReply:
    """What is said of one outlet; `version` is what its row was when the page was opened, `facts` what was typed."""

    outlet: Outlet
    answer: OutletAnswer
    version: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    until: date | None = None


def part_on(kind: ConfirmationKind, day: date) -> int:
    return 2 if kind == ConfirmationKind.POSTS and day.month > 6 else 1


def periods(kind: ConfirmationKind, today: date) -> list[tuple[int, int]]:
    """What may be confirmed on that day: the year, or the half, that is running, and the one before it, belatedly."""
    year, part = today.year, part_on(kind, today)
    before = (year, 1) if part == 2 else (year - 1, 2 if kind == ConfirmationKind.POSTS else 1)
    return [(year, part), before]


def made(organization: Organization, kind: ConfirmationKind, year: int, part: int) -> Confirmation | None:
    return organization.confirmations.of_period(kind, year, part).select_related("by").first()


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """What an organization has not confirmed yet in the period that is running."""

    kind: ConfirmationKind
    year: int
    part: int

    def __str__(self) -> str:
        return f"{period_label(self.kind, self.year, self.part)}{self.kind.label}"


def to_confirm(organization: Organization, today: date) -> list[ToConfirm]:
    """Nothing of an organization that has ended."""
    if organization.has_ended:
        return []
    asked = [ToConfirm(kind, *periods(kind, today)[0]) for kind in ConfirmationKind]
    these = reduce(or_, (Q(kind=one.kind, year=one.year, part=one.part) for one in asked))
    there = {*organization.confirmations.filter(these).values_list("kind", "year", "part")}
    return [one for one in asked if (one.kind, one.year, one.part) not in there]


@act(perm=CONFIRM_OUTLETS, weighty=True)
def confirm_outlets(
    organization: Organization, *, by: User, now: datetime, year: int, has_none: bool, replies: Sequence[OutletReply]
) -> Confirmation:
    """All outlets in one step: those that are still right, changed or closed. May raise `Collision`."""
    today = day_of(now)
    _refuse_unless_open(organization, ConfirmationKind.OUTLETS, year, 1, today)
    if {reply.outlet.pk for reply in replies} != set(organization.outlets.open().values_list("pk", flat=True)):
        raise Refused("您填写期间阵地的登记已有变化，请核对后重新确认。")
    if not replies and not has_none:
        raise Refused("没有阵地的，请勾选“本组织没有阵地”；有阵地的，请先登记。")
    for reply in replies:
        _apply(reply, organization, by=by, today=today)
    organization.outlets.open().update(confirmed_on=today, confirmed_by=by)
    answers = {reply.outlet.pk: reply.answer for reply in replies}
    content = [
        _outlet(outlet) | {"answer": answers[outlet.pk]}
        for outlet in organization.outlets.filter(pk__in=answers).select_related("responsible").order_by("pk")
    ]
    return _confirm(organization, ConfirmationKind.OUTLETS, year, 1, content, by=by, now=now)


def _apply(reply: OutletReply, organization: Organization, *, by: User, today: date) -> None:
    under_lock(reply.outlet)
    if reply.answer == OutletAnswer.CHANGED:
        correct_outlet(reply.outlet, by=by, today=today, version=reply.version, facts=reply.facts)
        return
    refuse_other_version(reply.outlet, reply.version, reply.facts)
    if reply.answer == OutletAnswer.CLOSED:
        close_outlet(reply.outlet, by=by, today=today, until=reply.until)
    else:
        refuse_unless_in_post(reply.outlet.responsible, organization, today)


def _outlet(outlet: Outlet) -> dict[str, Any]:
    facts = {name: getattr(outlet, name) for name in ("kind", "name", "address")}
    days = {name: day.isoformat() if day else None for name, day in (("since", outlet.since), ("until", outlet.until))}
    return {"outlet": outlet.pk, **facts, "responsible": outlet.responsible.name, **days}


@dataclass(frozen=True, slots=True)
class PostsOnRecord:
    """Who holds which post on a day, as it is shown and confirmed."""

    holders: list[tuple[Post, Any]]

    @classmethod
    def of(cls, organization: Organization, today: date) -> "PostsOnRecord":
        return cls([(post, current_holder(organization, post, today)) for post in Post])

    @property
    def content(self) -> list[dict[str, str]]:
        names = ("name", "office_phone", "office_email")
        return [
            {"post": post.value, **{name: getattr(person, name, "") if person else "" for name in names}}
            for post, person in self.holders
        ]

    @property
    def sha256(self) -> str:
        return sha256_of({"posts": self.content})


@act(perm=CONFIRM_POSTS, weighty=True)
def confirm_posts(
    organization: Organization, *, by: User, now: datetime, year: int, part: int, seen: str
) -> Confirmation:
    """Posts and contact are what the register says; `seen` is the hash of what the page showed."""
    today = day_of(now)
    _refuse_unless_open(organization, ConfirmationKind.POSTS, year, part, today)
    posts = PostsOnRecord.of(organization, today)
    if seen != posts.sha256:
        raise Refused("您填写期间任职的登记已有变化，请核对后重新确认。")
    return _confirm(organization, ConfirmationKind.POSTS, year, part, posts.content, by=by, now=now)


def _refuse_unless_open(organization: Organization, kind: ConfirmationKind, year: int, part: int, today: date) -> None:
    if organization.has_ended:
        raise Refused("本组织已经终止，不必确认。")
    if (year, part) not in periods(kind, today):
        raise Refused("只能确认本期或者上一期的登记信息。")
    if made(organization, kind, year, part):
        raise Refused(f"{period_label(kind, year, part)}的{kind.label}已经办理，不必重复。")


def _confirm(
    organization: Organization,
    kind: ConfirmationKind,
    year: int,
    part: int,
    content: list[Any],
    *,
    by: User,
    now: datetime,
) -> Confirmation:
    confirmation = Confirmation(
        organization=organization, kind=kind, year=year, part=part, content=content, by=by, acting_as=by.acting_label
    )
    confirmation.at = now
    confirmation.save()
    for path in settings.CONFIRMATION_SOURCES:
        import_string(path)().confirmed(confirmation, by=by, now=now)
    return confirmation
