"""Statements of all organizations of an authority: a batch in chunks, each of which any worker may take and take again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce, Now
from django.urls import reverse

from organizations.enums import AuthorityKind, Role
from organizations.models import Authority, User
from reports.claims import ClaimedQuerySet
from reports.enums import BatchState, ChunkState
from reports.models.publications import Publication
from zhengzhou_ideology.audit.tracking import tracked

# In the storage; nothing else lies there.
FOLDER = "statements"


def archive_path(_row: models.Model, _name: str) -> str:
    """A name that nobody can guess."""
    return f"{FOLDER}/{uuid4().hex}.zip"


# A worker that makes a chunk says so after each statement; one that has been silent for so long is gone.
SILENCE = timedelta(minutes=5)
ATTEMPTS = 5


def authorities_of(user: User) -> models.QuerySet[Authority]:
    """Authorities whose statements the acting role may ask for: its own subtree, for the city bureau every one."""
    acting = user.acting
    if acting is None or acting.authority is None:
        return Authority.objects.none()
    if acting.authority.kind == AuthorityKind.CITY_BUREAU and acting.role != Role.SUPERVISOR:
        return Authority.objects.competent()
    return Authority.objects.subtree_of(acting.authority.pk)


class StatementBatchQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        acting = user.acting
        if acting is None or acting.role not in (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR):
            return self.none()
        return self.filter(authority__in=authorities_of(user))

    def running(self) -> Self:
        return self.filter(state=BatchState.RUNNING)

    def with_archive_finished_before(self, moment: datetime) -> Self:
        return self.exclude(archive="").filter(finished_at__lt=moment)

    def with_progress(self) -> Self:
        return self.annotate(
            done=Coalesce(Sum("chunks__done"), 0),
            failed=Coalesce(Sum("chunks__failed"), 0),
            handled=F("done") + F("failed"),
            unfinished_chunks=Count("chunks", filter=Q(chunks__state__in=(ChunkState.OPEN, ChunkState.CLAIMED))),
        )

    def without_unfinished_chunks(self) -> Self:
        return self.with_progress().filter(unfinished_chunks=0)

    def for_listing(self) -> Self:
        return self.select_related("authority", "started_by").with_progress()

    def latest_first(self) -> Self:
        return self.order_by("-pk")


@tracked()
class StatementBatch(models.Model):
    """What an administrator asked for; how far it is, is counted from its chunks.

    With a `publication` it freezes statements and prints none.
    """

    authority = models.ForeignKey(Authority, models.PROTECT, verbose_name="机关单位", related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    state = models.CharField("状态", max_length=10, choices=BatchState, default=BatchState.RUNNING)
    publication = models.OneToOneField(
        Publication, models.PROTECT, null=True, blank=True, verbose_name="年度发布", related_name="batch"
    )
    merged = models.BooleanField("另附合订本", default=False, db_default=False)
    total = models.PositiveIntegerField("社会组织数", default=0)
    archive = models.FileField("压缩包", upload_to=archive_path, max_length=200, blank=True)
    archive_size = models.PositiveBigIntegerField("压缩包大小（字节）", default=0)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="发起人", related_name="+")
    created_at = models.DateTimeField("发起时间", db_default=Now(), editable=False)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    error = models.TextField("失败原因", blank=True, default="")

    objects = StatementBatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "批量年度报告"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "year"],
                condition=Q(state=BatchState.RUNNING, publication__isnull=True),
                name="one_running_batch_per_authority_and_year",
                violation_error_message="该单位本年度的批量任务正在进行。",
            ),
            models.CheckConstraint(
                condition=Q(state=BatchState.RUNNING) | Q(finished_at__isnull=False), name="ended_batch_has_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.year} 年度合规报告"

    def get_absolute_url(self) -> str:
        return reverse("reports:batch", args=[self.pk])


class StatementChunkQuerySet(ClaimedQuerySet):
    waiting, taken = ChunkState.OPEN, ChunkState.CLAIMED
    silence, most_attempts = SILENCE, ATTEMPTS

    def claimable(self, now: datetime) -> Self:
        return super().claimable(now).filter(batch__state=BatchState.RUNNING)


class StatementChunk(models.Model):
    """Some organizations of a batch."""

    batch = models.ForeignKey(StatementBatch, models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField("序号")
    organizations = ArrayField(models.BigIntegerField(), verbose_name="社会组织")
    state = models.CharField("状态", max_length=10, choices=ChunkState, default=ChunkState.OPEN)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    claimed_at = models.DateTimeField("最近活动时间", null=True, blank=True)
    done = models.PositiveIntegerField("已生成", default=0)
    failed = models.PositiveIntegerField("未生成", default=0)
    lines = models.JSONField("目录行", default=list)
    part = models.FileField("分包", upload_to=archive_path, max_length=200, blank=True)
    error = models.TextField("错误", blank=True, default="")

    objects = StatementChunkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "批量年度报告分组"
        ordering = ["batch", "number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="chunk_once")]
        indexes = [
            models.Index(
                fields=["state", "id"],
                name="chunk_unfinished",
                condition=Q(state__in=(ChunkState.OPEN, ChunkState.CLAIMED)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch}（{self.number}）"
