"""The publication of a year: all its statements frozen at once, by one act of an administrator, and never taken back."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from reports.enums import PublicationState
from zhengzhou_ideology.audit.models import Move
from zhengzhou_ideology.audit.tracking import tracked


class PublicationQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.filter(state=PublicationState.PUBLISHED)

    def for_listing(self) -> Self:
        return self.select_related("by").annotate(
            revisions=models.Count("statements", filter=Q(statements__revision__gt=0)),
            organizations=models.Count("statements", filter=Q(statements__revision=0)),
        )


@tracked()
class Publication(models.Model):
    """`as_of` is the day whose figures were frozen; `content_sha256` stands over all the statements of the year."""

    year = models.PositiveSmallIntegerField("年度", unique=True, error_messages={"unique": "该年度已经发布。"})
    state = models.CharField(
        "状态", max_length=10, choices=PublicationState, default=PublicationState.FREEZING, db_default="freezing"
    )
    as_of = models.DateField("数据截至")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="发布人", related_name="+")
    acting_as = models.CharField("身份", max_length=160)
    started_at = models.DateTimeField("发起时间", db_default=Now(), editable=False)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    content_sha256 = models.CharField("内容校验值", max_length=64, blank=True, default="", db_default="")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度发布"
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=PublicationState.FREEZING, published_at__isnull=True)
                | Q(state=PublicationState.PUBLISHED, published_at__isnull=False) & ~Q(content_sha256=""),
                name="published_year_has_time_and_hash",
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} 年度合规报告"

    def get_absolute_url(self) -> str:
        return reverse("reports:publication", args=[self.year])

    @property
    def is_published(self) -> bool:
        return self.state == PublicationState.PUBLISHED


class PublicationMove(Move):
    """The append-only log: begun, resumed, published, and each revision with its reason."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="moves")

    class Meta(Move.Meta):
        verbose_name = verbose_name_plural = "年度发布记录"
