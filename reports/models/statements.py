"""The annual statement: the year's figures, frozen, so that the same paper can be made again."""

from __future__ import annotations

import secrets
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from organizations.models import Organization, User
from organizations.reach import in_reach, received_before
from zhengzhou_ideology.audit.tracking import append_only

# Without the letters and digits that are mistaken for one another when a code is typed from paper.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 16


def new_code() -> str:
    """80 random bits: nobody finds a statement by trying."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


class AnnualStatementQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        reach = in_reach(user, prefix="organization__")
        if reach is None:
            return self.none()
        return self.filter(reach | received_before(user, received="issued_at"))

    def latest(self) -> Self:  # type: ignore[override]
        """The last one of each organization and year."""
        return self.order_by("organization_id", "year", "-version").distinct("organization_id", "year")


class AnnualStatement(models.Model):
    """One version of an organization's statement on one year; the database refuses to change or delete it."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="社会组织", related_name="annual_statements"
    )
    year = models.PositiveSmallIntegerField("年度")
    version = models.PositiveSmallIntegerField("版本", default=1)
    snapshot = models.JSONField("数据快照")
    snapshot_sha256 = models.CharField("数据校验值", max_length=64)
    verification_code = models.CharField("核验码", max_length=CODE_LENGTH, unique=True, default=new_code)
    issued_at = models.DateTimeField("出具时间", default=timezone.now)  # noqa: TID251 (when the row is written)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="出具人", related_name="+"
    )

    objects = AnnualStatementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度合规报告"
        ordering = ["-year", "organization", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "year", "version"], name="statement_version_once"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.snapshot['organization']['name']} {self.year} 年度合规报告"

    def get_absolute_url(self) -> str:
        return reverse("reports:statement_pdf", args=[self.pk])

    @property
    def printed_code(self) -> str:
        """In groups of four, as it stands on the paper."""
        return "-".join(self.verification_code[i : i + 4] for i in range(0, CODE_LENGTH, 4))

    @property
    def is_superseded(self) -> bool:
        """A later version of the same year exists."""
        later = AnnualStatement.objects.filter(organization=self.organization_id, year=self.year)
        return later.filter(version__gt=self.version).exists()
