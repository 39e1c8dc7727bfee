"""The columns of every paper that one account prepares and a first responsible person certifies (article 3)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from organizations.models.certified_guards import CERTIFIED_TRIGGERS
from organizations.models.self_certifications import SelfCertification
from zhengzhou_ideology.drafting.models import Draft


class CertifiedPaper(Draft):
    """Prepared, certified by another account or under a permission to certify one's own, submitted with its hash."""

    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="填报人", related_name="+"
    )
    certified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="确认人", related_name="+"
    )
    self_certification = models.ForeignKey(
        SelfCertification, models.PROTECT, null=True, blank=True, verbose_name="一人兼任许可", related_name="+"
    )
    first_submitted_on = models.DateField("首次提交日期", null=True, blank=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    content_sha256 = models.CharField("内容校验值", max_length=64, blank=True, default="", db_default="")

    submissions: Any

    class Meta:
        abstract = True
        triggers = CERTIFIED_TRIGGERS
        constraints = [
            models.CheckConstraint(
                condition=~Q(prepared_by=F("certified_by")) | Q(self_certification__isnull=False),
                name="%(class)s_preparer_is_not_certifier",
                violation_error_message="填报人与确认人不能为同一账号。",
            )
        ]

    @property
    def latest_submission(self) -> Any:
        """What an officer reads: the last submitted text, never a draft."""
        return self.submissions.order_by("-number").first()
