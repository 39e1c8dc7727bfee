"""Accounts, and what was done to each; what they act as stands in `memberships`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import rules
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.timezone import localdate  # noqa: TID251 (`acting`: permissions are asked without a clock)

from organizations.enums import AccountAct, Role
from organizations.models.places import Authority
from zhengzhou_ideology.audit.models import Move
from zhengzhou_ideology.audit.tracking import tracked

if TYPE_CHECKING:
    from organizations.models.memberships import Membership
    from organizations.models.register import Organization


@tracked(exclude=["password", "last_login"])
class User(AbstractUser):
    """An account of one person; it may hold several memberships and picks one to act as."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField("姓名", max_length=40)
    email = models.EmailField("电子邮箱", blank=True)
    phone = models.CharField("办公电话", max_length=30, blank=True)

    REQUIRED_FIELDS = ["name"]
    # Whether this session proved a moment ago to be the account's; set for each request. Elsewhere nobody is asked.
    proved: Callable[[], bool] | None = None
    # A new account that is about to take a seat in an authority.
    joins_an_authority = False

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="user_email_once",
                violation_error_message="该电子邮箱已被其他账号使用。",
            ),
            models.CheckConstraint(
                condition=models.Q(is_superuser=False, is_staff=False),
                name="user_stands_under_the_rules",
                violation_error_message="任何账号都不能凌驾于规则之上。",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def name_and_account(self) -> str:
        """Tells apart two persons of the same name."""
        return f"{self.name}（{self.username}）"

    @cached_property
    def capacities(self) -> list[Membership]:
        """All that the account could act as today; read once for a page."""
        return list(self.memberships.current(localdate()).with_body())

    @cached_property
    def acting(self) -> Membership | None:
        """The membership that the account acts as: the one picked in this session (set by middleware), else the first."""
        return next(iter(self.capacities), None)

    @property
    def acting_label(self) -> str:
        return str(self.acting) if self.acting else "无身份"

    @property
    def must_prove(self) -> bool:
        """An act of weight has to wait until the account has proved itself once more."""
        return self.proved is not None and not self.proved()

    @property
    def sits_in_an_authority(self) -> bool:
        return self.memberships.current(localdate()).filter(authority__isnull=False).exists()

    @property
    def needs_second_factor(self) -> bool:
        """With a seat in an authority, or as a leader; whatever the account acts as just now."""
        held = Q(authority__isnull=False) | Q(role=Role.LEADER)
        return self.memberships.current(localdate()).filter(held).exists()

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """What the rules say of the account as it acts now, and nothing else: no flag, no group stands above them."""
        return self.is_active and rules.has_perm(perm, self, obj)

    def has_module_perms(self, app_label: str) -> bool:
        """The admin site asks its own rule (`inspection.INSPECT`)."""
        return False

    def acts_as(self, *roles: Role) -> bool:
        return self.acting is not None and self.acting.role in roles

    def holds_first_post(self, organization: int, day: date) -> bool:
        """The account's person is a first responsible person of the organization on that day (article 3)."""
        return self.posts.first_responsible().current(day).filter(organization=organization).exists()

    def is_first_responsible(self, organization: int) -> bool:
        """The same for today, because permissions are asked without a clock."""
        return self.holds_first_post(organization, localdate())

    @property
    def organization(self) -> Organization | None:
        """Whose voice the account is now."""
        return self.acting.organization if self.acting else None

    @property
    def authority(self) -> Authority | None:
        """At whose desk the account sits now."""
        return self.acting.authority if self.acting else None


class AccountMove(Move):
    """What an administrator did to an account, and why."""

    # A role stands here where a membership ends.
    before = models.CharField("原状态", max_length=30)
    account = models.ForeignKey(User, models.PROTECT, verbose_name="账号", related_name="moves")

    class Meta(Move.Meta):
        verbose_name = verbose_name_plural = "账号办理记录"

    @property
    def label(self) -> str:
        return AccountAct(self.name).label
