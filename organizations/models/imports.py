"""Registry imports: what a workbook said, row by row, so that it can be previewed, confirmed and undone."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now

from organizations.enums import ImportState, Role, Verdict
from organizations.models.accounts import User
from organizations.models.places import Authority
from organizations.models.register import Organization
from organizations.reach import subtree
from zhengzhou_ideology.audit.models import Move


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Imports of the acting authority and those below it; an administrator also sees those of the command line."""
        acting = user.acting
        if acting is None or acting.authority_id is None or acting.role == Role.SECURITY_ADMINISTRATOR:
            return self.none()
        own = Q(authority__in=subtree(acting.authority_id))
        return self.filter(own | Q(authority__isnull=True)) if acting.role == Role.ADMINISTRATOR else self.filter(own)

    def for_listing(self) -> Self:
        return self.select_related("uploaded_by", "authority").defer("lists")


class ImportBatch(models.Model):
    """One workbook that somebody handed in."""

    file_name = models.CharField("文件名", max_length=200)
    file_sha256 = models.CharField("文件校验值", max_length=64)
    state = models.CharField("状态", max_length=20, choices=ImportState, default=ImportState.PREVIEWED)
    counts = models.JSONField("统计", default=dict)
    # Of each sheet with a list: its name and number, its rows down to the header's end, its columns (`Listing.stored`).
    lists = models.JSONField("各表的表头和列", default=list)
    unread = models.JSONField("未读取的工作表", default=list)
    # The day of the last comparison, and the last keys of what tells of changes to the register; empty: whatever it is now.
    compared = models.JSONField("比对时的名录", default=dict, editable=False)
    registers_directly = models.BooleanField(
        "没有业务主管单位的新增组织均为直接登记",
        default=False,
        db_default=False,
        help_text="名录没有业务主管单位一列时，由导入人答复。",
    )
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

    @property
    def content_sha256(self) -> str:
        """What its log is about: the file."""
        return self.file_sha256


class ImportMove(Move):
    """What was done with an import: answered, confirmed, given up, taken back, and which rows that left."""

    batch = models.ForeignKey(ImportBatch, models.PROTECT, verbose_name="名录导入", related_name="moves")

    class Meta(Move.Meta):
        verbose_name = verbose_name_plural = "名录导入办理记录"


class ImportRowQuerySet(models.QuerySet):
    def written(self) -> Self:
        """What stands in the register because of the import."""
        return self.filter(verdict__in=(Verdict.NEW, Verdict.CHANGED), undone=False)

    def naming(self, unknown: str) -> Self:
        """Rows that use this name of an authority, which the register did not know."""
        return self.filter(errors__contains=[{"unknown": unknown}])

    def new_without_competent(self) -> Self:
        """New organizations of which the list does not say whether they have a 业务主管单位."""
        return self.filter(verdict=Verdict.NEW).exclude(values__has_key="competent_authority")


class ImportRow(models.Model):
    """One row of the workbook: what it says, how that compares with the register, and what is wrong with it."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    sheet = models.PositiveSmallIntegerField("工作表序号", default=0, db_default=0)
    row = models.PositiveIntegerField("行号")
    verdict = models.CharField("结论", max_length=10, choices=Verdict)
    uscc = models.CharField("统一社会信用代码", max_length=40, blank=True)
    name = models.CharField("名称", max_length=200, blank=True)
    cells = models.JSONField("原始单元格", default=list)
    values = models.JSONField("导入值", default=dict)
    implied = models.JSONField("推得的值", default=dict, db_default=Value({}, models.JSONField()))
    before = models.JSONField("原值", default=dict)
    errors = models.JSONField("错误", default=list)
    effects = models.JSONField("任期变动", default=dict)
    organization = models.ForeignKey(Organization, models.SET_NULL, null=True, blank=True, related_name="+")
    undone = models.BooleanField("已撤回", default=False, db_default=False)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入行"
        ordering = ["batch", "sheet", "row"]
        constraints = [models.UniqueConstraint(fields=["batch", "sheet", "row"], name="import_row_once")]
        indexes = [models.Index(fields=["batch", "verdict", "sheet", "row"], name="import_row_verdict")]

    def __str__(self) -> str:
        return f"{self.row}"
