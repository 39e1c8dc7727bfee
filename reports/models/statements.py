"""The annual statement: the year's figures, frozen, so that the same paper can be made again."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from organizations.models import Authority, District, Organization, User
from organizations.reach import in_reach, received_before, subtree
from reports.enums import PublicationState
from reports.models.codes import CODE_LENGTH, new_code, printed
from reports.models.publications import Publication
from zhengzhou_ideology.audit.tracking import append_only
from zhengzhou_ideology.clock import day_of


class AnnualStatementQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        reach = in_reach(user, prefix="organization__")
        if reach is None:
            return self.none()
        return self.issued().filter(reach | received_before(user, received="issued_at"))

    def issued(self) -> Self:
        """Without those that wait for the whole of their year to be frozen."""
        return self.exclude(publication__state=PublicationState.FREEZING)

    def provisional(self) -> Self:
        return self.filter(publication__isnull=True)

    def published(self) -> Self:
        return self.filter(publication__state=PublicationState.PUBLISHED)

    def latest(self) -> Self:  # type: ignore[override]
        """The one that holds for each organization and year: the last published one, or the last where none is."""
        published_first = F("publication").desc(nulls_last=True)
        rows = self.issued().order_by("organization_id", "year", published_first, "-version")
        return rows.distinct("organization_id", "year")

    def of_authority(self, authority: Authority) -> Self:
        """Those of organizations that it, or one below it, registered or was competent for when the year ended."""
        reach = subtree(authority.pk)
        return self.filter(Q(registration_authority__in=reach) | Q(competent_authority__in=reach))


class AnnualStatement(models.Model):
    """One version of an organization's statement on one year; the database refuses to change or delete it.

    Without a publication it is provisional. Of a published year the first is the one that was frozen with all others; a
    later `revision` corrects it, with its reason. Authorities and district are those of the year's end.
    """

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

    publication = models.ForeignKey(
        Publication, models.PROTECT, null=True, blank=True, verbose_name="年度发布", related_name="statements"
    )
    revision = models.PositiveSmallIntegerField("更正次数", default=0, db_default=0)
    revision_reason = models.TextField("更正理由", max_length=1000, blank=True, default="", db_default="")
    registration_authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, verbose_name="登记管理机关", related_name="+"
    )
    competent_authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, verbose_name="业务主管单位", related_name="+"
    )
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="所属县（市、区）",
        related_name="+",
        db_index=False,
    )

    objects = AnnualStatementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度合规报告"
        ordering = ["-year", "organization", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "year", "version"], name="statement_version_once"),
            models.UniqueConstraint(
                fields=["organization", "publication", "revision"],
                condition=Q(publication__isnull=False),
                name="statement_published_once",
            ),
            models.CheckConstraint(
                condition=Q(revision=0) | Q(publication__isnull=False) & ~Q(revision_reason=""),
                name="statement_revision_has_reason",
                violation_error_message="更正须写明理由。",
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.snapshot['organization']['name']} {self.year} 年度合规报告"

    def get_absolute_url(self) -> str:
        return reverse("reports:statement_pdf", args=[self.pk])

    @property
    def printed_code(self) -> str:
        """In groups of four, as it stands on the paper."""
        return printed(self.verification_code)

    @property
    def as_of(self) -> date:
        """The day up to which its figures go."""
        if self.publication is not None and not self.revision:
            return self.publication.as_of
        return day_of(self.issued_at)

    @property
    def standing(self) -> str:
        """What kind of issue it is, in a word."""
        if self.publication_id is None:
            return "预发稿"
        return f"第{self.revision}次更正" if self.revision else "正式发布"

    @property
    def is_superseded(self) -> bool:
        """Another one of the same year holds."""
        of_year = AnnualStatement.objects.filter(organization=self.organization_id, year=self.year)
        return of_year.latest().values_list("pk", flat=True).first() != self.pk
