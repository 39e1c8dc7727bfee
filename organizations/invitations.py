"""Invitations: the only way to an account, for one person or for many organizations at once.

A code exists in the mail or on the printed slip only; the portal keeps its hash. So a mail's code is made at the moment
of sending, and every further attempt makes another one.
"""

import secrets
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.urls import reverse

from organizations import voices
from organizations.enums import InvitationState, Post, Role
from organizations.models import Invitation, Membership, Organization, ResponsiblePerson, User
from organizations.models.register import OrganizationQuerySet
from organizations.seating import take
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.security.enums import SecurityEventKind
from zhengzhou_ideology.security.events import note
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workflow import Refused, act, need_proof

# Nothing that a reader of a printed slip takes for something else: no 0 and O, no 1, I and L, no U beside V.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16  # 78 bits, so that a stolen table of hashes is of no use
GROUP = 4
SLIPS_AT_ONCE = 200  # 25 sheets, 5 s of work


class Slip(NamedTuple):
    """An invitation with its code, to be printed now or never."""

    invitation: Invitation
    code: str

    @property
    def url(self) -> str:
        return link(self.code)


class Invited(NamedTuple):
    """What inviting came to; `left` could not be printed at once."""

    mailed: int
    slips: list[Slip]
    left: int = 0


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def grouped(code: str) -> str:
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def code_hash(text: str) -> str:
    """The hash of a code as typed or pasted: full width folded, spaces and hyphens gone, upper case."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return sha256("".join(char for char in folded if char.isalnum()).encode()).hexdigest()


def link(code: str) -> str:
    return settings.SITE_URL + reverse("organizations:invitation", args=[grouped(code)])


def find(text: str) -> Invitation | None:
    return Invitation.objects.for_listing().filter(code_sha256=code_hash(text)).first()


def issue(drafts: Iterable[Invitation], *, by: User | None, now: datetime) -> Invited:
    """Store the drafts; those with an e-mail address wait to be sent, the others come back as slips.

    Whoever holds a seat of an organization is told at once who is invited into it, and by whom. Without `by` it is the
    installation that invites: its two founders.
    """
    need_proof(by)
    mailed, slips = [], []
    for draft in drafts:
        code = new_code()
        draft.code_sha256 = code_hash(code)
        draft.invited_by, draft.invited_as = by, by.acting_label if by else ""
        draft.expires_at = now + timedelta(days=settings.INVITATION_DAYS)
        if draft.email:
            draft.send_after = now
            mailed.append(draft)
        else:
            slips.append(Slip(draft, code))
    stored = Invitation.objects.bulk_create([*mailed, *(slip.invitation for slip in slips)], batch_size=1000)
    voices.announce(stored, today=day_of(now))
    return Invited(len(mailed), slips)


def candidates(by: User, role: Role, *, reissue: bool, today: date, now: datetime) -> OrganizationQuerySet:
    """Organizations in reach for which nobody acts in the role; those already invited only if invited anew."""
    missing = Organization.objects.within_reach(by).active().without_holder(role, today)
    return missing if reissue else missing.uninvited(role, now)


@transaction.atomic
def invite_many(
    organizations: QuerySet[Organization], role: Role, *, by: User, now: datetime, by_mail: bool
) -> Invited:
    """Invite one person of each organization, by mail where one is known and wanted; open invitations give way.

    Slips are printed as many as one request can carry; whoever was invited least recently comes first.
    """
    # A second click waits here, and then finds nobody left to invite.
    User.objects.select_for_update().get(pk=by.pk)
    last_invited = Max("invitation__created_at", filter=Q(invitation__role=role))
    found = organizations.annotate(last_invited=last_invited).order_by(F("last_invited").asc(nulls_first=True), "uscc")
    mailed: list[Organization] = []
    printed: list[Organization] = []
    for organization in found.only("pk", "name", "uscc", "email"):
        (mailed if by_mail and organization.email else printed).append(organization)
    chosen = [*mailed, *printed[:SLIPS_AT_ONCE]]
    Invitation.objects.usable(now).filter(role=role, organization__in=chosen).update(revoked_at=now)
    posts = _posts_of(chosen, day_of(now)) if role == Role.LEADER else {}
    drafts = (
        Invitation(role=role, organization=one, email=one.email if by_mail else "", person=posts.get(one.pk))
        for one in chosen
    )
    return issue(drafts, by=by, now=now)._replace(left=len(printed[SLIPS_AT_ONCE:]))


def _posts_of(organizations: Iterable[Organization], today: date) -> dict[int, ResponsiblePerson]:
    """The main leader of each, in one statement: whom an invitation of a leader is meant for."""
    held = ResponsiblePerson.objects.current(today).filter(post=Post.LEADER, organization__in=organizations)
    return {person.organization_id: person for person in held.order_by("term_from", "pk")}


@act(perm="organizations.revoke_invitation")
def revoke(invitation: Invitation, *, by: User, now: datetime) -> None:
    """By an officer who may invite, or by whoever holds a seat of the organization; the inviter is told."""
    if problem := fault(invitation, now):
        raise Refused(problem)
    invitation.revoked_at, invitation.revoked_by = now, by
    invitation.save(update_fields=["revoked_at", "revoked_by"])
    voices.told_of_revocation(invitation, by=by, today=day_of(now))


@transaction.atomic
def reissue(invitation: Invitation, *, by: User, now: datetime) -> Invited:
    """A fresh invitation for the same person; the old code is void."""
    old = _lock(invitation)
    if old.used_at:
        raise Refused(fault(old, now))
    if old.revoked_at is None:
        old.revoked_at, old.revoked_by = now, by
        old.save(update_fields=["revoked_at", "revoked_by"])
    fresh = Invitation(name=old.name, email=old.email, role=old.role, organization=old.organization, person=old.person)
    return issue([fresh], by=by, now=now)


def fault(invitation: Invitation, now: datetime) -> str:
    """Why the invitation cannot be accepted, in a sentence for the one who holds it; empty if it can."""
    match invitation.state_at(now):
        case InvitationState.USED:
            used_on = dated(day_of(invitation.used_at))  # type: ignore[arg-type] # used
            return f"此邀请已于{used_on}被接受，不能再次使用。如果是您本人接受的，请直接登录。"
        case InvitationState.REVOKED:
            revoked_on = dated(day_of(invitation.revoked_at))  # type: ignore[arg-type] # revoked
            return f"此邀请已于{revoked_on}作废，请使用最新收到的邀请，或与邀请人联系。"
        case InvitationState.EXPIRED:
            return f"此邀请已于{dated(day_of(invitation.expires_at))}过期，请与邀请人联系，重新发出邀请。"
    return ""


@transaction.atomic
def accept(invitation: Invitation, *, account: User, now: datetime) -> Membership:
    """The account, new or known, gets the role or the seat that the invitation offers; of two clicks one succeeds."""
    locked = _lock(invitation)
    if problem := fault(locked, now):
        raise Refused(problem)
    if account.pk and account.pk == locked.invited_by_id:
        raise Refused("不能接受本人发出的邀请。")
    today = day_of(now)
    if not account.pk:
        account.save()
    membership = _seated(locked, account, today) if locked.authority else _joined(locked, account, today)
    locked.used_at, locked.used_by = now, account
    locked.save(update_fields=["used_at", "used_by"])
    if locked.organization_id:
        voices.seated(membership, locked, today=today)
    return membership


def _joined(invitation: Invitation, account: User, today: date) -> Membership:
    place = {"role": invitation.role, "organization": invitation.organization}
    if account.memberships.current(today).in_person().filter(**place).exists():
        raise Refused("您的账号已有此身份，无需接受邀请。")
    membership = Membership(user=account, starts_on=today, invitation=invitation, **place)
    voices.take_seat(membership, today=today)
    membership.full_clean()
    membership.save()
    note(
        SecurityEventKind.SEAT_GRANTED,
        about=f"membership:{membership.pk}",
        detail=f"{account.name_and_account()}：{membership}",
    )
    return membership


def _seated(invitation: Invitation, account: User, today: date) -> Membership:
    if invitation.seat is None:
        raise Refused("此邀请没有经过席位确认，不能使用，请与安全管理员联系。")
    return take(invitation.seat, account=account, today=today)


def _lock(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_for_update(of=("self",)).for_listing().get(pk=invitation.pk)
