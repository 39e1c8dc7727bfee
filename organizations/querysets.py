"""How the first floor is read: adjectives filter, and `visible_to` says what an account may see."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL

from organizations.enums import SUBSTITUTABLE_ROLES, AuthorityKind, InvitationState, OrganizationStatus, Post, Role
from zhengzhou_ideology.bigrams import contains

if TYPE_CHECKING:
    from organizations.models import Authority, User

SUBTREE = """
WITH RECURSIVE tree(id) AS (
  SELECT %s::bigint
  UNION
  SELECT child.id FROM organizations_authority child JOIN tree ON child.parent_id = tree.id
) SELECT id FROM tree
"""


class AuthorityQuerySet(models.QuerySet):
    def subtree_of(self, authority_id: int) -> Self:
        """The authority and all below it (属地管理、分级负责)."""
        return self.filter(pk__in=RawSQL(SUBTREE, [authority_id]))  # noqa: S611 - the one parameter is bound

    def registering(self) -> Self:
        return self.filter(kind__in=(AuthorityKind.CITY_BUREAU, AuthorityKind.DISTRICT_BUREAU))

    def competent(self) -> Self:
        """Units that may be an organization's 业务主管单位; a bureau may be one too."""
        return self.exclude(kind=AuthorityKind.PARTY)


def in_reach(user: User, *, prefix: str = "", own: str = "organization") -> Q | None:
    """Rows that concern an organization, as the user's acting role may see them; None if it sees none.

    `prefix` leads to the columns `registration_authority` and `competent_authority`, `own` to the organization's key.
    """
    acting = user.acting
    if acting is None:
        return None
    if acting.organization_id:
        return Q((own, acting.organization_id))
    reach = RawSQL(SUBTREE, [acting.authority_id])  # noqa: S611 - the one parameter is bound
    return Q((f"{prefix}registration_authority__in", reach)) | Q((f"{prefix}competent_authority__in", reach))


class OrganizationQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        reach = in_reach(user, own="pk")
        return self.none() if reach is None else self.filter(reach)

    def matching(self, text: str) -> Self:
        """Name contains the text, or the credit code begins with it."""
        words = text.strip()
        code = words.upper()
        if len(code) >= 2 and code.isascii() and code.isalnum():
            return self.filter(Q(uscc__startswith=code) | contains(words, bigrams="name_bigrams", of="name"))
        return self.filter(contains(words, bigrams="name_bigrams", of="name"))

    def active(self) -> Self:
        return self.filter(status=OrganizationStatus.ACTIVE)

    def active_in(self, first: date, last: date) -> Self:
        """Registered on some day from `first` to `last`."""
        return self.filter(founded_on__lte=last).filter(Q(status=OrganizationStatus.ACTIVE) | Q(ended_on__gt=first))

    def without_holder(self, role: Role, today: date) -> Self:
        """No account acts in this role for it."""
        members: MembershipQuerySet = apps.get_model("organizations", "Membership").objects.all()
        return self.exclude(pk__in=members.current(today).filter(role=role).values("organization"))

    def without_secretary(self, today: date) -> Self:
        """No account may prepare its papers."""
        return self.without_holder(Role.SECRETARY, today)

    def uninvited(self, role: Role, now: datetime) -> Self:
        """No invitation into this role is still open."""
        invitations: InvitationQuerySet = apps.get_model("organizations", "Invitation").objects.all()
        return self.exclude(pk__in=invitations.usable(now).filter(role=role).values("organization"))

    def for_listing(self) -> Self:
        return self.select_related("registration_authority", "competent_authority", "district").defer("name_bigrams")


class ResponsiblePersonQuerySet(models.QuerySet):
    def current(self, today: date) -> Self:
        return self.filter(Q(term_until__isnull=True) | Q(term_until__gte=today))

    def first_responsible(self) -> Self:
        return self.filter(post__in=Post.first_responsible())

    def latest_term_first(self) -> Self:
        """The open term before those that have an end."""
        return self.order_by(F("term_until").desc(nulls_first=True), F("term_from").desc(nulls_last=True), "-pk")


class OutletQuerySet(models.QuerySet):
    def open_first(self) -> Self:
        return self.order_by(F("until").desc(nulls_first=True), "kind", "name", "pk")


class MembershipQuerySet(models.QuerySet):
    def current(self, today: date) -> Self:
        """Held on that day; a substitution also falls with the membership that it stands for."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=today),
            Q(substitutes__isnull=True)
            | Q(substitutes__user__is_active=True)
            & (Q(substitutes__ends_on__isnull=True) | Q(substitutes__ends_on__gte=today)),
            starts_on__lte=today,
            revoked_at__isnull=True,
            user__is_active=True,
        )

    def in_person(self) -> Self:
        """Without those held as somebody's substitute."""
        return self.filter(substitutes__isnull=True)

    def substitutable_by(self, user: User) -> Self:
        """Memberships for which this account may name a substitute: its own, and those it answers for."""
        rows = self.in_person().filter(role__in=SUBSTITUTABLE_ROLES)
        acting, own = user.acting, Q(user=user)
        if acting is None:
            return rows.filter(own)
        if acting.role == Role.LEADER:
            return rows.filter(own | Q(role=Role.SECRETARY, organization=acting.organization_id))
        if acting.role in (Role.SUPERVISOR, Role.ADMINISTRATOR):
            return rows.filter(own | Q(authority__in=RawSQL(SUBTREE, [acting.authority_id])))  # noqa: S611
        return rows.filter(own)

    def for_acting(self) -> Self:
        return self.select_related("organization", "authority", "user", "substitutes__user").order_by("pk")

    def of_role(self, *roles: Role) -> Self:
        return self.filter(role__in=roles)

    def at(self, authority: Authority) -> Self:
        return self.filter(authority=authority)


class SubstitutionQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Those that the account is deputy in, or may grant and end."""
        memberships: MembershipQuerySet = apps.get_model("organizations", "Membership").objects.all()
        return self.filter(
            Q(membership__user=user) | Q(membership__substitutes__in=memberships.substitutable_by(user).values("pk"))
        )

    def overlapping(self, first: date, last: date) -> Self:
        """Not ended early, and holding on some day from `first` to `last`."""
        return self.filter(
            membership__revoked_at__isnull=True, membership__starts_on__lte=last, membership__ends_on__gte=first
        )

    def for_listing(self) -> Self:
        return self.select_related(
            "granted_by",
            "membership__user",
            "membership__organization",
            "membership__authority",
            "membership__substitutes__user",
        ).defer("membership__organization__name_bigrams")


class SelfCertificationQuerySet(models.QuerySet):
    def valid_on(self, day: date) -> Self:
        return self.filter(valid_from__lte=day, valid_until__gte=day)


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Invitations to organizations in reach and into the acting authority and below; an administrator sees all."""
        acting = user.acting
        if acting is None or acting.authority_id is None:
            return self.none()
        if acting.role == Role.ADMINISTRATOR:
            return self.all()
        organizations: OrganizationQuerySet = apps.get_model("organizations", "Organization").objects.all()
        return self.filter(
            Q(organization__in=organizations.visible_to(user)) | Q(authority__in=RawSQL(SUBTREE, [acting.authority_id]))  # noqa: S611
        )

    def usable(self, now: datetime) -> Self:
        return self.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)

    def in_state(self, state: InvitationState, now: datetime) -> Self:
        """The counterpart of `Invitation.state_at`."""
        if state == InvitationState.USED:
            return self.filter(used_at__isnull=False)
        if state == InvitationState.REVOKED:
            return self.filter(used_at__isnull=True, revoked_at__isnull=False)
        if state == InvitationState.EXPIRED:
            return self.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__lte=now)
        return self.usable(now)

    def to_send(self, now: datetime) -> Self:
        return self.usable(now).filter(send_after__lte=now)

    def unsendable(self, now: datetime) -> Self:
        """Still open, but the mail did not get out at the last attempt."""
        return self.usable(now).filter(send_after__isnull=False).exclude(last_error="")

    def for_listing(self) -> Self:
        return self.select_related("organization", "authority", "invited_by", "used_by").defer(
            "organization__name_bigrams"
        )
