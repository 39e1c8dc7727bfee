"""How one comes by an account: invitations, each used once."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from organizations.enums import InvitationState, Role
from organizations.models.accounts import User
from organizations.models.memberships import LOGGED_LENGTH, SITS_WHERE_THE_ROLE_DOES
from organizations.models.places import Authority
from organizations.models.seat_guards import INVITATION_TRIGGERS
from organizations.models.seats import Seat
from organizations.reach import in_reach
from zhengzhou_ideology.audit.tracking import tracked

if TYPE_CHECKING:
    from organizations.models.register import Organization


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Invitations to organizations in reach; those into authorities stand on the page of their seat."""
        acting, reach = user.acting, in_reach(user, prefix="organization__")
        if acting is None or reach is None or acting.authority_id is None:
            return self.none()
        return self.filter(reach)

    def usable(self, now: datetime) -> Self:
        return self.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)

    def open_on(self, today: date) -> Self:
        return self.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__date__gte=today)

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
        return self.select_related("organization", "authority", "seat", "person", "invited_by", "used_by").defer(
            "organization__name_bigrams"
        )


@tracked(exclude=["code_sha256", "send_after", "sent_at", "attempts", "last_error"])
class Invitation(models.Model):
    """A single-use way to an account, sent by e-mail or handed over as a printed slip; only its hash is kept."""

    code_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    name = models.CharField("姓名", max_length=40, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    role = models.CharField("角色", max_length=30, choices=Role)
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, blank=True, verbose_name="社会组织"
    )
    authority = models.ForeignKey(Authority, models.PROTECT, null=True, blank=True, verbose_name="机关单位")
    seat = models.ForeignKey(
        Seat, models.PROTECT, null=True, blank=True, verbose_name="机关席位", related_name="invitations"
    )
    person = models.ForeignKey(
        "organizations.ResponsiblePerson",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="对应的任职",
        related_name="invitations",
    )
    # Nobody invites the founders of an installation.
    invited_by = models.ForeignKey(User, models.PROTECT, null=True, verbose_name="邀请人", related_name="+")
    invited_as = models.CharField("邀请人身份", max_length=LOGGED_LENGTH, blank=True, default="", db_default="")
    created_at = models.DateTimeField("发出时间", db_default=Now(), editable=False)
    expires_at = models.DateTimeField("有效期至")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)
    used_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, verbose_name="使用账号", related_name="+")
    revoked_at = models.DateTimeField("作废时间", null=True, blank=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, verbose_name="作废人", related_name="+")
    send_after = models.DateTimeField("下次发送时间", null=True, blank=True, editable=False)
    sent_at = models.DateTimeField("发送时间", null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField("发送次数", default=0, editable=False)
    last_error = models.CharField("发送失败原因", max_length=200, blank=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "邀请"
        ordering = ["-created_at", "-pk"]
        triggers = INVITATION_TRIGGERS
        constraints = [
            models.CheckConstraint(condition=SITS_WHERE_THE_ROLE_DOES, name="invitation_sits_where_its_role_does")
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="invitation_latest"),
            models.Index(fields=["send_after"], name="invitation_to_send", condition=Q(send_after__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.body} · {self.get_role_display()}"

    @property
    def body(self) -> Organization | Authority:
        return self.organization or self.authority  # type: ignore[return-value]

    def state_at(self, now: datetime) -> InvitationState:
        if self.used_at:
            return InvitationState.USED
        if self.revoked_at:
            return InvitationState.REVOKED
        return InvitationState.EXPIRED if self.expires_at <= now else InvitationState.OPEN
