"""The commitment letter of the year (承诺书, article 9): its fixed text by effective date, and each letter that went in."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse

from compliance.enums import LetterWay, ReportState
from compliance.models.duties import DutySubmission
from zhengzhou_ideology.audit.tracking import append_only


class LetterTextQuerySet(models.QuerySet):
    def holding_on(self, day: date) -> Self:
        """One row: the latest version that was in force on that day."""
        return self.filter(effective_from__lte=day).latest_first()[:1]

    def latest_first(self) -> Self:
        return self.order_by("-effective_from", "-pk")


class LetterText(models.Model):
    """One version of what every organization commits itself to, a paragraph to a line. Versions are only added."""

    effective_from = models.DateField("生效日期")
    text = models.TextField("承诺书正文", max_length=2000)
    source = models.CharField("调整依据", max_length=200)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="登记人", related_name="+"
    )
    created_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)

    objects = LetterTextQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "承诺书正文"
        ordering = ["-effective_from", "-pk"]
        constraints = [models.UniqueConstraint(fields=["effective_from"], name="letter_text_once_a_day")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"承诺书正文（自{self.effective_from:%Y-%m-%d}起）"

    @property
    def paragraphs(self) -> list[str]:
        return [line.strip() for line in self.text.splitlines() if line.strip()]


class CommitmentLetter(models.Model):
    """A letter as it went in: the frozen text is its submission's, the code is what it is verified by."""

    submission = models.OneToOneField(DutySubmission, models.PROTECT, verbose_name="提交记录", related_name="letter")
    way = models.CharField("签署方式", max_length=10, choices=LetterWay)
    code = models.CharField("验证码", max_length=32, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "承诺书"
        ordering = ["pk"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.submission.duty}（{self.get_way_display()}）"

    def get_absolute_url(self) -> str:
        return reverse("compliance:letter_pdf", args=[self.submission.duty_id])

    @property
    def stands(self) -> bool:
        """It is the last one that went in, and was neither taken back, returned nor amended."""
        duty = self.submission.duty
        in_force = duty.is_current and duty.state in (ReportState.SUBMITTED, ReportState.ACCEPTED)
        return in_force and duty.latest_submission == self.submission
