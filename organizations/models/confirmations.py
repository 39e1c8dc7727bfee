"""That an organization has confirmed what the register says of it: its outlets for a year, its posts for half a year."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from organizations.enums import ConfirmationKind, OutletAnswer, OutletKind, Post
from organizations.models.memberships import LOGGED_LENGTH
from organizations.models.of_organization import OfOrganization
from organizations.models.register import Organization
from zhengzhou_ideology.audit.tracking import append_only


def period_label(kind: str, year: int, part: int) -> str:
    """“2026年度”, “2026年上半年”."""
    if kind == ConfirmationKind.OUTLETS:
        return f"{year}年度"
    return f"{year}年{'上' if part == 1 else '下'}半年"


class ConfirmationQuerySet(OfOrganization):
    def of_period(self, kind: str, year: int, part: int) -> Self:
        return self.filter(kind=kind, year=year, part=part)


class Confirmation(models.Model):
    """One act of confirming: what was confirmed, word for word, by whom and when. Written once.

    `part` is 1 for the whole year, or the half of the year. `content` holds the rows as they stood then.
    """

    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="社会组织", related_name="confirmations"
    )
    kind = models.CharField("事项", max_length=10, choices=ConfirmationKind)
    year = models.PositiveSmallIntegerField("年度")
    part = models.PositiveSmallIntegerField("期次", default=1)
    content = models.JSONField("确认的内容")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="确认人", related_name="+")
    acting_as = models.CharField("确认人身份", max_length=LOGGED_LENGTH)
    at = models.DateTimeField("确认时间", db_default=Now(), editable=False)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "登记信息确认"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "year", "part"],
                name="confirmation_once",
                violation_error_message="本期已经确认，不必重复。",
            ),
            models.CheckConstraint(
                condition=Q(kind=ConfirmationKind.OUTLETS, part=1) | Q(kind=ConfirmationKind.POSTS, part__in=(1, 2)),
                name="confirmation_part_of_its_kind",
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.period}{self.get_kind_display()}"

    @property
    def period(self) -> str:
        return period_label(self.kind, self.year, self.part)

    @property
    def header(self) -> tuple[str, ...]:
        if self.kind == ConfirmationKind.OUTLETS:
            return "类别", "名称", "网址、账号或地址", "责任人", "启用日期", "停用日期", "确认"
        return "职务", "姓名", "办公电话", "办公邮箱"

    @property
    def rows(self) -> list[list[tuple[str, str]]]:
        """Each row of the content with its labels, as people read it."""
        return [list(zip(self.header, self._cells(row), strict=True)) for row in self.content]

    def _cells(self, row: dict[str, str]) -> tuple[str, ...]:
        if self.kind == ConfirmationKind.POSTS:
            return Post(row["post"]).label, row["name"], row["office_phone"], row["office_email"]
        plain = tuple(row[name] or "" for name in ("name", "address", "responsible", "since", "until"))
        return OutletKind(row["kind"]).label, *plain, OutletAnswer(row["answer"]).label
