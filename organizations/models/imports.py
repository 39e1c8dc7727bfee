"""Registry imports: what a workbook said, row by row, so that it can be previewed, confirmed and undone."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from organizations.enums import ImportState, Role, Verdict
from organizations.models.accounts import User
from organizations.models.places import Authority
from organizations.models.register import Organization
from organizations.reach import subtree


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Imports of the acting authority and those below it; an administrator also sees those of the command line."""
        acting = user.acting
        if acting is None or acting.authority_id is None:
            return self.none()
        own = Q(authority__in=subtree(acting.authority_id))
        return self.filter(own | Q(authority__isnull=True)) if acting.role == Role.ADMINISTRATOR else self.filter(own)

    def for_listing(self) -> Self:
        return self.select_related("uploaded_by", "authority").defer("header")


class ImportBatch(models.Model):
    """One workbook that somebody handed in."""

    file_name = models.CharField("文件名", max_length=200)
    file_sha256 = models.CharField("文件校验值", max_length=64)
    state = models.CharField("状态", max_length=20, choices=ImportState, default=ImportState.PREVIEWED)
    counts = models.JSONField("统计", default=dict)
    header = models.JSONField("表头及以上各行", default=list)
    places = models.JSONField("各列位置", default=dict)
    authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, verbose_name="导入单位", related_name="+"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="上传人", related_name="+"
    )
    uploaded_at = models.DateTimeField("上传时间", db_default=Now(), editable=False)
    applied_at = models.DateTimeField("导入时间", null=True, blank=True)
    undone_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "名录导入"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.file_name}（{self.get_state_display()}）"


class ImportRow(models.Model):
    """One row of the workbook: what it says, how that compares with the register, and what is wrong with it."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField("行号")
    verdict = models.CharField("结论", max_length=10, choices=Verdict)
    uscc = models.CharField("统一社会信用代码", max_length=40, blank=True)
    name = models.CharField("名称", max_length=200, blank=True)
    cells = models.JSONField("原始单元格", default=list)
    values = models.JSONField("导入值", default=dict)
    before = models.JSONField("原值", default=dict)
    errors = models.JSONField("错误", default=list)
    effects = models.JSONField("任期变动", default=dict)
    organization = models.ForeignKey(Organization, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "导入行"
        ordering = ["batch", "row"]
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="import_row_once")]
        indexes = [models.Index(fields=["batch", "verdict", "row"], name="import_row_verdict")]

    def __str__(self) -> str:
        return f"{self.row}"
