"""The log of moves that every workflow writes, and the trail over all logs: seals, the tree of leaves, and its signed heads."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from pghistory.models import Context

from zhengzhou_ideology.audit.tracking import append_only, written_once
from zhengzhou_ideology.workflow.labels import label_of

written_once(Context)


class Move(models.Model):
    """One change of state: who, acting as what, when, from, to, why, and over which content. Never altered."""

    name = models.CharField("动作", max_length=40)
    before = models.CharField("原状态", max_length=20)
    after = models.CharField("新状态", max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="操作人", related_name="+")
    acting_as = models.CharField("身份", max_length=160)
    reason = models.TextField("理由", blank=True)
    content_sha256 = models.CharField("内容校验值", max_length=64, blank=True)
    at = models.DateTimeField("时间", db_default=Now(), editable=False)

    class Meta:
        abstract = True
        ordering = ["at", "pk"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.name}: {self.before} → {self.after}"

    @property
    def label(self) -> str:
        return label_of(self)

    @property
    def who(self) -> str:
        """The person with the capacity; a sweep has none."""
        return f"{self.by}（{self.acting_as}）" if self.by else self.acting_as


class DailySeal(models.Model):
    """A day under one hash, as long as sealing was nightly and nothing was signed. Nobody writes any; under seal like every log."""

    day = models.DateField("日期", unique=True)
    tables = models.JSONField("各表行数与校验值")
    sha256 = models.CharField("SHA-256", max_length=64)
    sm3 = models.CharField("SM3", max_length=64)
    sealed_at = models.DateTimeField("封存时间", db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "每日封存（旧）"
        ordering = ["day"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.sha256[:12]}"


class TrailRow(models.Model):
    """A row of the trail itself, which is no row under seal: verification recomputes it."""

    class Meta:
        abstract = True
        triggers = [append_only()]


class Seal(TrailRow):
    """All rows that came into the logs since the seal before, under one hash, chained, with the signed head of the tree.

    `tables`: for each table with new rows `{"to": last key, "rows": n, "sha256": …, "leaves": …, "columns": […], "rules": …}`;
    the columns, and a hash of what a history is judged by, only where one of them is another than at the seal before, or they
    were not said for a hundred seals. A table that is seen first, or says them again, is there even without rows.
    """

    number = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("封存时间")
    tables = models.JSONField("各表行数与校验值")
    before = models.CharField("上一次封存", max_length=64)
    sha256 = models.CharField("SHA-256", max_length=64)
    sm3 = models.CharField("SM3", max_length=64)
    size = models.BigIntegerField("叶数", db_index=True)
    root = models.CharField("树根", max_length=64)
    key = models.CharField("密钥编号", max_length=16)
    signature = models.BinaryField("签名")

    class Meta(TrailRow.Meta):
        verbose_name = verbose_name_plural = "封存"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"第{self.number}次封存 {self.sha256[:12]}"

    @property
    def head(self) -> dict[str, Any]:
        """What is signed, as canonical JSON: which rows (`seal`), which tree (`size`, `root`), after which seal (`before`)."""
        return {
            "kind": "head",
            "number": self.number,
            "at": self.at.isoformat(),
            "before": self.before,
            "seal": self.sha256,
            "sm3": self.sm3,
            "size": self.size,
            "root": self.root,
            "key": self.key,
        }

    @property
    def published(self) -> dict[str, Any]:
        """The head with its signature: what is anchored outside and shown to everybody. Nothing in it is personal."""
        return self.head | {"signature": b64encode(bytes(self.signature)).decode()}


class Leaf(TrailRow):
    """Where in the tree a row stands, and what the leaf says of it: when the row says that it was written (`at`), the SHA-256
    of the row, and that of the content which the row freezes or names, if any. Nothing of it is personal.
    """

    number = models.BigIntegerField("序号", primary_key=True)
    table = models.CharField("表", max_length=63)
    key = models.BigIntegerField("主键")
    at = models.CharField("所载时间", max_length=40, blank=True)
    row = models.CharField("行校验值", max_length=64)
    content = models.CharField("内容校验值", max_length=64, blank=True)

    class Meta(TrailRow.Meta):
        verbose_name = verbose_name_plural = "叶"
        constraints = [models.UniqueConstraint(fields=["table", "key"], name="leaf_once")]
        indexes = [models.Index(fields=["content"], name="leaf_content", condition=~models.Q(content=""))]

    def __str__(self) -> str:
        return f"{self.number}: {self.table} {self.key}"

    @property
    def text(self) -> dict[str, Any]:
        return {"table": self.table, "key": self.key, "at": self.at, "row": self.row, "content": self.content}


class Node(TrailRow):
    """A complete subtree: the `number`th of its level, over leaves number·2^level and on. Level 0 are the leaves' own hashes."""

    LEVELS = 64

    place = models.BigIntegerField("位置", primary_key=True, help_text="序号×64＋层")
    sha256 = models.BinaryField("SHA-256")

    class Meta(TrailRow.Meta):
        verbose_name = verbose_name_plural = "节点"

    def __str__(self) -> str:
        return f"{self.place // self.LEVELS} / {self.place % self.LEVELS}"


class Anchored(TrailRow):
    """A head went out: by which channel, and when."""

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="anchored")
    channel = models.CharField("渠道", max_length=10)
    at = models.DateTimeField("时间", db_default=Now(), editable=False)

    class Meta(TrailRow.Meta):
        verbose_name = verbose_name_plural = "外部存证"
        constraints = [models.UniqueConstraint(fields=["seal", "channel"], name="anchored_once")]

    def __str__(self) -> str:
        return f"{self.seal_id} {self.channel}"


class Acknowledgement(models.Model):
    """Somebody has looked into a break: which one, why it is there, who says so. Verification goes on listing it."""

    mark = models.CharField("问题编号", max_length=12, unique=True)
    what = models.TextField("问题")
    reason = models.TextField("说明")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="确认人", related_name="+")
    at = models.DateTimeField("时间")
    key = models.CharField("密钥编号", max_length=16)
    signature = models.BinaryField("签名")

    class Meta:
        verbose_name = verbose_name_plural = "核验问题确认"
        ordering = ["at", "pk"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.mark}：{self.reason}"

    @property
    def signed(self) -> dict[str, Any]:
        return {
            "kind": "acknowledgement",
            "mark": self.mark,
            "what": self.what,
            "reason": self.reason,
            "by": self.by_id,
            "at": self.at.isoformat(),
            "key": self.key,
        }
