"""A removal: what has expired, who confirmed it, and the tombstone of what was removed."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse

from reports.retention.enums import DisposalState, RuleKey
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.audit.models import Move
from zhengzhou_ideology.audit.tracking import tracked

OPEN = (DisposalState.PROPOSED, DisposalState.CONFIRMED)


class DisposalQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def confirmed(self) -> Self:
        return self.filter(state=DisposalState.CONFIRMED)

    def newest_first(self) -> Self:
        return self.order_by("-pk")


@tracked()
class Disposal(models.Model):
    """`keys` are the rows that had expired when it was proposed, `tombstone` what stands in the place of those removed."""

    state = models.CharField("状态", max_length=10, choices=DisposalState, default=DisposalState.PROPOSED)
    rule = models.CharField("类别", max_length=20, choices=RuleKey)
    term = models.CharField("期限", max_length=120)
    expired_before = models.DateField("截止日期")
    keys = models.JSONField("对象", default=list)
    rows = models.PositiveIntegerField("数量")
    proposed_at = models.DateTimeField("提出时间", db_default=Now(), editable=False)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    done_at = models.DateTimeField("执行时间", null=True, blank=True)
    tombstone = models.JSONField("销毁登记", default=list, blank=True)

    objects = DisposalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "到期处理"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule"],
                condition=models.Q(state__in=["proposed", "confirmed"]),
                name="one_open_disposal_per_rule",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="done") | models.Q(confirmed_at__isnull=False, done_at__isnull=False),
                name="disposal_done_was_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rule_display()}（{self.rows} 项）"

    def get_absolute_url(self) -> str:
        return reverse("retention:disposal", args=[self.pk])

    @property
    def content_sha256(self) -> str:
        """Of what is to be removed, so that the log says what was confirmed."""
        return sha256_of({"rule": self.rule, "keys": self.keys})


class DisposalMove(Move):
    disposal = models.ForeignKey(Disposal, models.PROTECT, related_name="moves")

    class Meta(Move.Meta):
        verbose_name = verbose_name_plural = "到期处理记录"
