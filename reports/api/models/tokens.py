"""Tokens by which other systems read: whose, for what, how far, from where and until when; of the secret only a hash."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now
from django.urls import reverse

from organizations.enums import Role
from organizations.models import Authority, Membership, User
from reports.api.enums import TokenScope, TokenState
from reports.api.models.token_guards import TOKEN_TRIGGERS
from reports.models.batches import authorities_of
from zhengzhou_ideology.audit.models import Move
from zhengzhou_ideology.audit.tracking import tracked
from zhengzhou_ideology.clock import day_of

LONGEST = timedelta(days=366)
# How exactly the last use is known: a token that reads all day writes no row a request.
USE_NOTED_EVERY = timedelta(minutes=1)
ROLES = (Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR)


def checked_range(text: str) -> None:
    """An address or a range of addresses (CIDR), written as it is stored: no bits behind the mask."""
    try:
        ipaddress.ip_network(text)
    except ValueError as error:
        raise ValidationError(f"“{text}”不是有效的地址或者地址段，应写作 10.8.1.0/24 或者 10.8.1.20。") from error


class AccessTokenQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Those of the authorities that an administrator, security administrator or auditor looks after."""
        if not user.acts_as(*ROLES):
            return self.none()
        return self.filter(authority__in=authorities_of(user))

    def live(self, now: datetime) -> Self:
        return self.filter(state=TokenState.ISSUED, expires_at__gt=now)

    def called(self, text: str) -> Self:
        return self.filter(Q(name__icontains=text) | Q(system__icontains=text))

    def latest_first(self) -> Self:
        return self.order_by("-pk")

    def for_listing(self) -> Self:
        return self.select_related("authority", "proposed_by", "confirmed_by", "revoked_by")

    def for_reading(self) -> Self:
        return self.select_related("authority")


@tracked(exclude=["token_sha256", "last_used_at"])
class AccessToken(models.Model):
    """One system's right to read. What was proposed is what was confirmed: another scope or reach is another token."""

    content_sha256 = ""

    name = models.CharField("名称", max_length=60)
    system = models.CharField("使用系统", max_length=100, help_text="例如“市政务数据共享交换平台”。")
    contact = models.CharField(
        "联系科室和电话",
        max_length=100,
        help_text="写科室和办公电话，不写个人。例如“市大数据局数据资源处，0371-00000000”。",
    )
    authority = models.ForeignKey(
        Authority,
        models.PROTECT,
        verbose_name="数据范围",
        related_name="+",
        help_text="只能读取该单位及其下级单位管辖的数据。",
    )
    scopes = ArrayField(models.CharField(max_length=20, choices=TokenScope), verbose_name="可以读取")
    addresses = ArrayField(models.CharField(max_length=43, validators=[checked_range]), verbose_name="允许的来源地址")
    expires_at = models.DateTimeField("有效期至")
    state = models.CharField("状态", max_length=20, choices=TokenState, default=TokenState.PROPOSED)
    token_sha256 = models.CharField(max_length=64, blank=True, default="", editable=False)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="申请人", related_name="+")
    proposed_at = models.DateTimeField("申请时间", db_default=Now())
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="确认人", related_name="+"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="停用人", related_name="+"
    )
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    revoked_because = models.TextField("停用理由", max_length=2000, blank=True)
    last_used_at = models.DateTimeField("最近使用时间", null=True, blank=True, editable=False)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "数据接口令牌"
        ordering = ["-pk"]
        triggers = TOKEN_TRIGGERS
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("proposed_at")) & Q(expires_at__lte=F("proposed_at") + Value(LONGEST)),
                name="token_ends_within_a_year",
                violation_error_message="有效期须晚于今天，最长一年。",
            ),
            models.CheckConstraint(
                condition=Q(scopes__len__gt=0, addresses__len__gt=0),
                name="token_has_scope_and_addresses",
                violation_error_message="须选择可以读取的数据，并写明允许的来源地址。",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="token_confirmed_by_another",
                violation_error_message="申请人不能确认自己申请的令牌。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(TokenState.CONFIRMED, TokenState.ISSUED))
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="token_in_use_was_confirmed",
                violation_error_message="令牌须由安全管理员确认。",
            ),
            models.CheckConstraint(
                condition=~Q(state=TokenState.ISSUED) | ~Q(token_sha256=""),
                name="issued_token_has_hash",
            ),
            models.UniqueConstraint(
                fields=["token_sha256"], condition=~Q(token_sha256=""), name="one_token_for_a_secret"
            ),
            models.CheckConstraint(
                condition=~Q(state=TokenState.REVOKED)
                | (Q(revoked_by__isnull=False, revoked_at__isnull=False) & ~Q(revoked_because="")),
                name="token_revoked_by_somebody_with_reason",
                violation_error_message="停用令牌须写明理由。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name}（{self.system}）"

    def get_absolute_url(self) -> str:
        return reverse("api:token", args=[self.pk])

    @property
    def scope_labels(self) -> list[str]:
        return [str(TokenScope(scope).label) for scope in self.scopes]

    @property
    def last_day(self) -> date:
        """The last day on which it is good: it ends with the day."""
        return day_of(self.expires_at - timedelta(microseconds=1))

    @property
    def reader(self) -> User:
        """It reads what an auditor of its authority reads: an account of nobody, which is never stored."""
        reader = User(username=f"token:{self.pk}", name=self.name)
        reader.acting = Membership(role=Role.AUDITOR, authority=self.authority)
        return reader

    def has_expired(self, now: datetime) -> bool:
        return self.expires_at <= now

    def may_come_from(self, address: str) -> bool:
        try:
            known = ipaddress.ip_address(address)
        except ValueError:
            return False
        known = getattr(known, "ipv4_mapped", None) or known
        return any(known in network for network in networks(self.addresses))

    def use_is_noted(self, now: datetime) -> bool:
        return self.last_used_at is not None and now - self.last_used_at < USE_NOTED_EVERY


def networks(ranges: Collection[str]) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return [ipaddress.ip_network(text) for text in ranges]


class TokenMove(Move):
    """Who proposed, confirmed, refused, handed out or revoked a token."""

    token = models.ForeignKey(AccessToken, models.PROTECT, verbose_name="令牌", related_name="moves")

    class Meta(Move.Meta):
        verbose_name = verbose_name_plural = "令牌办理记录"
