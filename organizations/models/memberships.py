"""What an account may act as: a role in an organization or in an authority, with its dates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate  # noqa: TID251 (`starts_on`: a seat begins on the day on which it is given)

from organizations.enums import AUTHORITY_ROLES, ORGANIZATION_ROLES, SUBSTITUTABLE_ROLES, Role
from organizations.models.accounts import User
from organizations.models.guards import SEAT_TRIGGERS
from organizations.models.places import Authority
from organizations.models.seat_guards import MEMBERSHIP_TRIGGERS
from organizations.reach import in_reach, subtree
from zhengzhou_ideology.audit.tracking import tracked

if TYPE_CHECKING:
    from organizations.models.register import Organization

# A role belongs to an organization or to an authority, never to both or to neither.
SITS_WHERE_THE_ROLE_DOES = Q(role__in=ORGANIZATION_ROLES, organization__isnull=False, authority__isnull=True) | Q(
    role__in=AUTHORITY_ROLES, organization__isnull=True, authority__isnull=False
)

# Officers who may invite into an organization, and check who holds an account there.
CHECKING_ROLES = (Role.REGISTRAR, Role.SUPERVISOR)

# As long as `acting_as` in the logs.
LOGGED_LENGTH = 160


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

    def not_over(self, today: date) -> Self:
        """Held on that day or some day later, whether or not the account is active."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), revoked_at__isnull=True)

    def in_person(self) -> Self:
        """Without those held as somebody's substitute."""
        return self.filter(substitutes__isnull=True)

    def substitutable_by(self, user: User) -> Self:
        """Memberships for which this account may name a substitute: its own, and those it answers for."""
        rows = self.in_person().filter(role__in=SUBSTITUTABLE_ROLES)
        acting, own = user.acting, Q(user=user)
        if acting is None:
            return rows.filter(own)
        if acting.role == Role.LEADER and acting.acts:
            return rows.filter(own | Q(role=Role.SECRETARY, organization=acting.organization_id))
        if acting.role == Role.SUPERVISOR:
            return rows.filter(own | Q(authority__in=subtree(acting.authority_id)))
        return rows.filter(own)

    def with_body(self) -> Self:
        """What each request needs of the one that it acts as: of a substitution, which is rare, the rest is read when asked for."""
        return self.select_related("organization", "authority").order_by("pk")

    def for_acting(self) -> Self:
        return self.with_body().select_related("user", "substitutes__user")

    def of_organizations(self) -> Self:
        return self.filter(organization__isnull=False)

    def waiting(self) -> Self:
        """Seats that do not act yet: neither consented to nor checked."""
        return self.filter(needs_check=True, identity_checks__isnull=True)

    def acting(self) -> Self:
        """The counterpart of `Membership.acts`."""
        return self.filter(~Exists(Membership.objects.waiting().filter(pk=OuterRef("pk"))))

    def checkable_by(self, officer: User) -> Self:
        """Seats of organizations in reach whose holders this officer may check: neither its own nor one it invited into."""
        reach = in_reach(officer, prefix="organization__")
        if reach is None or not officer.acts_as(*CHECKING_ROLES):
            return self.none()
        return self.filter(reach, organization__isnull=False).exclude(
            Q(user=officer) | Q(invitation__invited_by=officer)
        )

    def made_by(self, officer: User) -> Self:
        """Seats that this officer invited into, or whose holder this officer checked."""
        return self.filter(Q(invitation__invited_by=officer) | Q(identity_checks__by=officer)).distinct()

    def of_role(self, *roles: Role) -> Self:
        return self.filter(role__in=roles)

    def at(self, authority: Authority) -> Self:
        return self.filter(authority=authority)


@tracked()
class Membership(models.Model):
    """A role of an account in an organization or an authority, with its dates."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name="账号", related_name="memberships")
    role = models.CharField("角色", max_length=30, choices=Role)
    organization = models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="社会组织",
        related_name="memberships",
    )
    authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, verbose_name="机关单位", related_name="memberships"
    )
    starts_on = models.DateField("开始日期", default=localdate)
    ends_on = models.DateField("结束日期", null=True, blank=True)
    substitutes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="所代身份", related_name="substitutes_held"
    )
    revoked_at = models.DateTimeField("提前终止时间", null=True, blank=True)
    seat = models.OneToOneField(
        "organizations.Seat", models.PROTECT, null=True, blank=True, verbose_name="机关席位", related_name="membership"
    )
    invitation = models.OneToOneField(
        "organizations.Invitation",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="所接受的邀请",
        related_name="joined",
    )
    needs_check = models.BooleanField("须经同意或者核验", default=False, db_default=False, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "身份"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=SITS_WHERE_THE_ROLE_DOES,
                name="membership_sits_where_its_role_does",
                violation_error_message="社会组织角色须选择社会组织，机关角色须选择机关单位。",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "organization"],
                condition=Q(ends_on__isnull=True),
                name="membership_once_in_organization",
                violation_error_message="该账号已有此身份。",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "authority"],
                condition=Q(ends_on__isnull=True),
                name="membership_once_in_authority",
                violation_error_message="该账号已有此身份。",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="membership_ends_after_start",
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(substitutes__isnull=True) | Q(role__in=SUBSTITUTABLE_ROLES, ends_on__isnull=False),
                name="substitute_is_dated_and_signs_nothing",
                violation_error_message="只有秘书和经办人可以由他人代理，并须写明结束日期。",
            ),
        ]
        indexes = [models.Index(fields=["organization"], condition=Q(needs_check=True), name="membership_to_check")]
        triggers = [*MEMBERSHIP_TRIGGERS, *SEAT_TRIGGERS]

    def __str__(self) -> str:
        """What the logs keep as well; a substitution names both persons, so the body gives way if it gets too long."""
        if self.substitutes is None:
            return f"{self.body} · {self.get_role_display()}"
        capacity = f" · {self.get_role_display()}（{self.user}代{self.substitutes.user}）"
        return f"{self.body}"[: LOGGED_LENGTH - len(capacity)] + capacity

    @property
    def body(self) -> Organization | Authority:
        return self.organization or self.authority  # type: ignore[return-value]

    @property
    def acts(self) -> bool:
        """A further leader's account signs in and reads, but acts only once it is consented to or checked."""
        return not self.needs_check or self.identity_checks.exists()

    def is_current(self, today: date) -> bool:
        """The counterpart of `MembershipQuerySet.current` as far as days go."""
        held = self.starts_on <= today and (self.ends_on is None or today <= self.ends_on) and self.revoked_at is None
        return held and (self.substitutes is None or self.substitutes.is_current(today))
