"""The roll-up of a year for an authority: sums over the statements of its organizations, frozen as they are."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse

from organizations.models import Authority, User
from reports.models.batches import authorities_of
from reports.models.codes import CODE_LENGTH, new_code, printed
from reports.models.publications import Publication
from zhengzhou_ideology.audit.tracking import append_only


class RollUpQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(authority__in=authorities_of(user))

    def latest(self) -> Self:  # type: ignore[override]
        """The last one of each authority and year."""
        return self.order_by("authority_id", "year", "-version").distinct("authority_id", "year")

    def for_listing(self) -> Self:
        return self.select_related("authority", "issued_by", "publication").defer("snapshot")


class RollUp(models.Model):
    """One version; unchanged sums are no reason for another. Whoever took it out of the portal stands on the row."""

    authority = models.ForeignKey(Authority, models.PROTECT, verbose_name="机关单位", related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    # 发文字号, 主送 and 签发人 of an upward paper (GB/T 9704-2012, 7.2.5, 7.2.6, 7.3.2); empty on those of before.
    document_number = models.CharField("发文字号", max_length=120, blank=True, default="", db_default="")
    addressee = models.CharField("主送机关", max_length=120, blank=True, default="", db_default="")
    signatory = models.CharField("签发人", max_length=40, blank=True, default="", db_default="")
    version = models.PositiveSmallIntegerField("版本", default=1)
    publication = models.ForeignKey(
        Publication, models.PROTECT, null=True, blank=True, verbose_name="年度发布", related_name="+"
    )
    snapshot = models.JSONField("汇总数据")
    snapshot_sha256 = models.CharField("数据校验值", max_length=64)
    verification_code = models.CharField("核验码", max_length=CODE_LENGTH, unique=True, default=new_code)
    issued_at = models.DateTimeField("出具时间")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="出具人", related_name="+"
    )

    objects = RollUpQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度汇总"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "year", "version"], name="rollup_version_once"),
            models.UniqueConstraint(
                fields=["authority", "document_number"],
                condition=~models.Q(document_number=""),
                name="rollup_number_once",
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.snapshot['authority']['name']} {self.year} 年度合规情况汇总"

    def get_absolute_url(self) -> str:
        return reverse("reports:rollup_pdf", args=[self.pk])

    @property
    def printed_code(self) -> str:
        return printed(self.verification_code)

    @property
    def is_superseded(self) -> bool:
        later = RollUp.objects.filter(authority=self.authority_id, year=self.year)
        return later.filter(version__gt=self.version).exists()
