"""What is taken out of the portal as a ledger: each export is a row with who, which rows, how far, and until when."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Now

from organizations.models import Membership, User
from organizations.models.memberships import LOGGED_LENGTH
from reports.claims import ClaimedQuerySet
from reports.exports.enums import ExportState
from zhengzhou_ideology.audit.models import Move

# A worker says how far it is after each two thousand rows; one that has been silent for so long is gone.
SILENCE = timedelta(minutes=3)
ATTEMPTS = 3
UNFINISHED = (ExportState.QUEUED, ExportState.RUNNING)
FETCHED = "download"
# In the storage; nothing else lies there.
FOLDER = "exports"


def export_path(_row: models.Model, name: str) -> str:
    """A name that nobody can guess, with the ending of the file that was made."""
    return f"{FOLDER}/{uuid4().hex}{PurePosixPath(name).suffix}"


class ExportQuerySet(ClaimedQuerySet):
    waiting, taken = ExportState.QUEUED, ExportState.RUNNING
    silence, most_attempts = SILENCE, ATTEMPTS

    def of_owner(self, user: User) -> Self:
        return self.filter(owner=user)

    def over(self, now: datetime) -> Self:
        return self.filter(state=ExportState.DONE, expires_at__lte=now)

    def same_as(self, export: Export) -> Self:
        """Finished ones of the same rows in the same columns, for the same seat."""
        alike = self.filter(membership=export.membership_id, ledger=export.ledger, asked_sha256=export.asked_sha256)
        return alike.filter(state=ExportState.DONE).exclude(fingerprint="").exclude(file="")

    def for_listing(self) -> Self:
        return self.select_related("owner").annotate(downloads=Count("moves", filter=Q(moves__name=FETCHED)))


class Export(models.Model):
    """One file that somebody asked for."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="申请人", related_name="exports")
    membership = models.ForeignKey(Membership, models.PROTECT, verbose_name="所用身份", related_name="+")
    acting_as = models.CharField("身份", max_length=LOGGED_LENGTH)
    ledger = models.CharField("台账", max_length=40)
    title = models.CharField("名称", max_length=120)
    parameters = models.JSONField("条件", default=dict)
    filters = models.TextField("条件说明")
    columns = ArrayField(models.CharField(max_length=40), verbose_name="栏目")
    asked_sha256 = models.CharField("申请内容校验值", max_length=64)
    fingerprint = models.CharField("数据指纹", max_length=64, blank=True, default="")
    state = models.CharField("状态", max_length=10, choices=ExportState, default=ExportState.QUEUED)
    total = models.PositiveIntegerField("应导出行数", default=0)
    progress = models.PositiveIntegerField("已写行数", default=0)
    rows = models.PositiveIntegerField("行数", default=0)
    file = models.FileField("文件", upload_to=export_path, max_length=200, blank=True)
    size = models.PositiveBigIntegerField("大小（字节）", default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, default="")
    asked_at = models.DateTimeField("申请时间", db_default=Now(), editable=False)
    claimed_at = models.DateTimeField("最近活动时间", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    expires_at = models.DateTimeField("到期时间", null=True, blank=True)
    error = models.CharField("未能完成的原因", max_length=300, blank=True, default="")

    objects = ExportQuerySet.as_manager()

    moves: Any
    downloads: int

    class Meta:
        verbose_name = verbose_name_plural = "导出"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ExportState.DONE)
                | Q(finished_at__isnull=False, expires_at__isnull=False) & ~Q(file="") & ~Q(sha256=""),
                name="export_done_has_its_file",
            ),
            models.CheckConstraint(
                condition=~Q(state=ExportState.FAILED) | ~Q(error=""), name="export_failed_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-id"], name="export_of_owner"),
            models.Index(fields=["id"], name="export_unfinished", condition=Q(state__in=UNFINISHED)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def content_sha256(self) -> str:
        """What the log rests on: the file, once there is one."""
        return self.sha256

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    @property
    def ending(self) -> str:
        """Of its file, without the dot."""
        return PurePosixPath(str(self.file.name)).suffix.removeprefix(".")

    @property
    def file_name(self) -> str:
        return f"{self.title}.{self.ending}"


class ExportMove(Move):
    """Who took what out of the portal: asked for, made, fetched; `reason` says which rows."""

    export = models.ForeignKey(Export, models.PROTECT, related_name="moves")
    rows = models.PositiveIntegerField("行数", default=0)

    class Meta(Move.Meta):
        verbose_name = verbose_name_plural = "导出记录"


class ColumnChoice(models.Model):
    """The columns in which somebody last took a ledger away."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="column_choices")
    ledger = models.CharField("台账", max_length=40)
    columns = ArrayField(models.CharField(max_length=40), verbose_name="栏目")

    class Meta:
        verbose_name = verbose_name_plural = "栏目选择"
        ordering = ["ledger"]
        constraints = [models.UniqueConstraint(fields=["user", "ledger"], name="columns_chosen_once")]

    def __str__(self) -> str:
        return self.ledger
