"""Seats in authorities: proposed by one, confirmed by another, taken by a third (三员分立, GB/T 22239-2019, 8.1.5)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse

from organizations.enums import AUTHORITY_ROLES, AuthorityKind, Role, SeatState
from organizations.models.accounts import User
from organizations.models.places import Authority
from organizations.models.seat_guards import SEAT_TRIGGERS
from organizations.reach import subtree
from zhengzhou_ideology.audit.models import Move
from zhengzhou_ideology.audit.tracking import tracked


class SeatQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """All for the security administrator and the auditor; a supervisor's line; what an administrator may propose."""
        acting = user.acting
        if acting is None or acting.authority is None:
            return self.none()
        if acting.role in (Role.SECURITY_ADMINISTRATOR, Role.AUDITOR):
            return self.all()
        if acting.role == Role.ADMINISTRATOR:
            return self.filter(role=Role.SECURITY_ADMINISTRATOR)
        if acting.role != Role.SUPERVISOR:
            return self.none()
        # The city bureau answers for units that have no place in the tree, too.
        every = acting.authority.kind == AuthorityKind.CITY_BUREAU
        return self.all() if every else self.filter(authority__in=subtree(acting.authority_id))

    def proposed(self) -> Self:
        return self.filter(state=SeatState.PROPOSED)

    def under_way(self) -> Self:
        """Proposed, or confirmed and not taken yet."""
        return self.filter(state__in=(SeatState.PROPOSED, SeatState.CONFIRMED)).untaken()

    def founding(self) -> Self:
        return self.filter(is_founding=True)

    def untaken(self) -> Self:
        return self.filter(holder__isnull=True)

    def latest_first(self) -> Self:
        return self.order_by("-proposed_at", "-pk")

    def for_listing(self) -> Self:
        return self.select_related("authority", "account", "proposed_by", "confirmed_by", "holder")


def _apart(one: str, other: str, sentence: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{one}__isnull": True}) | Q(**{f"{other}__isnull": True}) | ~Q(**{one: F(other)}),
        name=f"seat_{one}_is_not_{other}",
        violation_error_message=sentence,
    )


@tracked()
class Seat(models.Model):
    """An account's place in an authority, from the proposal to its end; the days of it stand on the membership.

    `account` is who is meant, if that person has an account already; else `name` and `email` say whom to invite.
    """

    content_sha256 = ""

    role = models.CharField("角色", max_length=30, choices=[(role.value, role.label) for role in AUTHORITY_ROLES])
    authority = models.ForeignKey(Authority, models.PROTECT, verbose_name="机关单位", related_name="seats")
    name = models.CharField("姓名", max_length=40)
    email = models.EmailField("电子邮箱", blank=True)
    account = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="已有账号", related_name="seats_offered"
    )
    reason = models.CharField("依据", max_length=300, blank=True, help_text="例如任职文件的名称和文号。")
    state = models.CharField("状态", max_length=20, choices=SeatState, default=SeatState.PROPOSED)
    proposed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="提名人", related_name="+"
    )
    proposed_at = models.DateTimeField("提名时间", db_default=Now())
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="确认人", related_name="+"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    holder = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="就任账号", related_name="seats_held"
    )
    is_founding = models.BooleanField("首次安装", default=False, db_default=False)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "机关席位"
        ordering = ["-proposed_at", "-pk"]
        triggers = SEAT_TRIGGERS
        constraints = [
            models.CheckConstraint(
                condition=Q(is_founding=True, proposed_by__isnull=True)
                | Q(is_founding=False, proposed_by__isnull=False),
                name="seat_has_a_proposer",
                violation_error_message="席位须有提名人。",
            ),
            models.CheckConstraint(
                condition=~Q(state=SeatState.CONFIRMED) | Q(is_founding=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="seat_is_confirmed_by_somebody",
                violation_error_message="席位须由审批负责人确认。",
            ),
            _apart("confirmed_by", "proposed_by", "提名人不能确认自己提名的席位。"),
            _apart("holder", "proposed_by", "提名人不能就任自己提名的席位。"),
            _apart("holder", "confirmed_by", "确认人不能就任自己确认的席位。"),
            models.UniqueConstraint(
                fields=["role"],
                condition=Q(is_founding=True),
                name="seat_founded_once",
                violation_error_message="首次安装的席位只设一次。",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["authority"], name="seat_proposed", condition=Q(state=SeatState.PROPOSED)),
        ]

    def __str__(self) -> str:
        return f"{self.authority} · {self.get_role_display()}（{self.name}）"

    def get_absolute_url(self) -> str:
        return reverse("organizations:seat", args=[self.pk])

    @property
    def is_taken(self) -> bool:
        return self.holder_id is not None


class SeatMove(Move):
    """Who proposed, confirmed, refused, took or ended a seat."""

    seat = models.ForeignKey(Seat, models.PROTECT, verbose_name="机关席位", related_name="moves")

    class Meta(Move.Meta):
        verbose_name = verbose_name_plural = "席位办理记录"
