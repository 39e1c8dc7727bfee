"""Yearly duties besides the meetings (articles 1, 2, 5 to 9): that they were done, when, and with how many."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse

from compliance.enums import ARTICLE_OF_DUTY, DutyKind
from organizations.models import Organization, User
from organizations.models.of_organization import OfOrganization
from organizations.reach import in_reach, received_before
from zhengzhou_ideology.audit.tracking import tracked
from zhengzhou_ideology.files.models import StoredFile


class DutyRecordQuerySet(OfOrganization):
    def visible_to(self, user: User) -> Self:
        reach = in_reach(user, prefix="organization__")
        if reach is None:
            return self.none()
        return self.filter(reach | received_before(user, received="recorded_at"))

    def of_year(self, year: int) -> Self:
        return self.filter(year=year)


@tracked()
class DutyRecord(models.Model):
    """An act that the organization records: date, headcount, summary and papers."""

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="社会组织", related_name="duty_records")
    kind = models.CharField("事项", max_length=20, choices=DutyKind)
    year = models.PositiveSmallIntegerField("年度")
    done_on = models.DateField("日期")
    headcount = models.PositiveIntegerField("参加人数", null=True, blank=True)
    summary = models.TextField("情况摘要", max_length=2000)
    files = models.ManyToManyField(StoredFile, verbose_name="附件", blank=True, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="记录人", related_name="+")
    recorded_at = models.DateTimeField("记录时间", db_default=Now(), editable=False)

    objects = DutyRecordQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "履职记录"
        ordering = ["-done_on", "-pk"]
        indexes = [models.Index(fields=["organization", "year", "kind"], name="duty_organization_year")]

    def __str__(self) -> str:
        return f"{self.organization} {self.get_kind_display()}（{self.done_on}）"

    def get_absolute_url(self) -> str:
        return reverse("compliance:duty", args=[self.pk])

    @property
    def article(self) -> str:
        return ARTICLE_OF_DUTY[DutyKind(self.kind)]
