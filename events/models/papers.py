"""Papers of a filing: those that the organization hands in, and the numbered ones that authorities issue."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from events.enums import FilingState, IssuedKind, Outcome, PaperKind
from events.models.filings import EventFiling
from organizations.models import Authority
from zhengzhou_ideology.audit.tracking import append_only, tracked
from zhengzhou_ideology.drafting.models import Attachment


@tracked()
class EventPaper(Attachment):
    """A file that the organization hands in with a filing."""

    filing = models.ForeignKey(EventFiling, models.PROTECT, related_name="papers")
    kind = models.CharField("材料", max_length=20, choices=PaperKind)

    class Meta(Attachment.Meta):
        verbose_name = verbose_name_plural = "申报材料"
        ordering = ["filing", "kind", "pk"]


class IssuedPaper(models.Model):
    """A decision on paper: its content frozen, so that the PDF can be made again, with number and verification code."""

    filing = models.ForeignKey(EventFiling, models.PROTECT, related_name="issued_papers")
    authority = models.ForeignKey(Authority, models.PROTECT, verbose_name="发文机关", related_name="+")
    kind = models.CharField("文书", max_length=20, choices=IssuedKind)
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveIntegerField("编号")
    code = models.CharField("验证码", max_length=32, unique=True)
    content = models.JSONField("内容")
    sha256 = models.CharField("内容校验值", max_length=64)
    issued_on = models.DateField("成文日期")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="签发人", related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "活动文书"
        ordering = ["filing", "pk"]
        constraints = [models.UniqueConstraint(fields=["authority", "year", "number"], name="event_paper_number_once")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.full_number

    def get_absolute_url(self) -> str:
        return reverse("events:issued_paper", args=[self.pk])

    @property
    def stands(self) -> bool:
        """An approval holds only while the filing is approved or concluded, a refusal while it is refused; others stay."""
        holding = {
            IssuedKind.APPROVAL: (FilingState.APPROVED, FilingState.CONCLUDED),
            IssuedKind.REFUSAL: (FilingState.REFUSED,),
        }
        return self.kind not in holding or self.filing.state in holding[IssuedKind(self.kind)]

    @property
    def waits_for_others(self) -> bool:
        """Its authority has approved this text of a joint event, and another has not decided yet."""
        filing = self.filing
        approved = filing.decisions.filter(authority=self.authority_id, outcome=Outcome.APPROVED)
        return (
            self.kind == IssuedKind.APPROVAL
            and filing.state == FilingState.SUBMITTED
            and self.content["content_sha256"] == filing.content_sha256
            and approved.exists()
        )

    @property
    def full_number(self) -> str:
        """As it stands on the paper; early ones do not hold it."""
        return self.content.get("number") or f"{self.content['authority']}重大活动〔{self.year}〕{self.number}号"
