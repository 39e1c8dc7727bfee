"""The permission under which one person prepares and certifies the papers of an organization."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from organizations.models.register import Organization
from zhengzhou_ideology.audit.tracking import tracked


class SelfCertificationQuerySet(models.QuerySet):
    def valid_on(self, day: date) -> Self:
        return self.filter(valid_from__lte=day, valid_until__gte=day)


@tracked()
class SelfCertification(models.Model):
    """Permission of the registration authority that one person prepares and certifies, where one person does everything."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="社会组织", related_name="self_certifications"
    )
    reason = models.TextField("理由")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="批准人", related_name="+")
    granted_at = models.DateTimeField("批准时间", db_default=Now(), editable=False)
    valid_from = models.DateField("生效日期")
    valid_until = models.DateField("截止日期")

    objects = SelfCertificationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "一人兼任许可"
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")),
                name="self_certification_ends_after_start",
                violation_error_message="截止日期不能早于生效日期。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization}：{self.valid_from} 至 {self.valid_until}"
