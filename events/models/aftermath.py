"""After the event: its summary, and the report of one that was held without a filing."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from events.enums import EventKind
from events.models.filings import EventFiling
from organizations.models import Authority, Organization, User
from organizations.reach import in_reach, taken_over
from zhengzhou_ideology.audit.tracking import tracked


@tracked()
class PostEventSummary(models.Model):
    """Held or not, with how many, and what came of it."""

    filing = models.OneToOneField(EventFiling, models.PROTECT, related_name="summary")
    was_held = models.BooleanField("活动是否如期举办")
    actual_headcount = models.PositiveIntegerField("实际人数", null=True, blank=True)
    not_held_reason = models.TextField("未举办的原因", max_length=1000, blank=True)
    results = models.TextField("活动成效", max_length=2000, blank=True)
    difficulties = models.TextField("存在困难", max_length=2000, blank=True)
    next_steps = models.TextField("下一步打算", max_length=2000, blank=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="填报人", related_name="+")
    filed_on = models.DateField("填报日期")

    class Meta:
        verbose_name = verbose_name_plural = "活动总结"
        constraints = [
            models.CheckConstraint(
                condition=Q(was_held=True, actual_headcount__isnull=False) & ~Q(results="")
                | Q(was_held=False) & ~Q(not_held_reason=""),
                name="event_summary_says_what_happened",
                violation_error_message="已举办的须填写实际人数和活动成效，未举办的须填写原因。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.filing}的总结"

    @property
    def is_late(self) -> bool:
        return self.filing.summary_due_on is not None and self.filed_on > self.filing.summary_due_on


class AfterTheFactReportQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        reach = in_reach(user)
        return self.none() if reach is None else self.filter(reach | taken_over(user))

    def proposed(self) -> Self:
        """An officer proposes to open a case."""
        return self.filter(proposed_at__isnull=False)


@tracked()
class AfterTheFactReport(models.Model):
    """Told after the fact: an event that had begun when nobody had filed it, or that was held without approval."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name="社会组织", related_name="event_reports"
    )
    registration_authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    competent_authority = models.ForeignKey(Authority, models.PROTECT, null=True, blank=True, related_name="+")
    filing = models.ForeignKey(
        EventFiling,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="有关申报",
        related_name="reports_after_the_fact",
    )
    kind = models.CharField("活动类别", max_length=20, choices=EventKind)
    title = models.CharField("活动名称", max_length=100)
    held_from = models.DateField("举办首日")
    held_until = models.DateField("举办结束日期")
    place = models.CharField("活动场所", max_length=200)
    headcount = models.PositiveIntegerField("实际人数")
    why_not_filed = models.TextField("未事先申报或者未经批准的原因", max_length=2000)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="报告人", related_name="+")
    reported_at = models.DateTimeField("报告时间", db_default=Now(), editable=False)
    # An officer's proposal to open a case; a person opens or dismisses it elsewhere, never this room.
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="建议人", related_name="+"
    )
    proposed_at = models.DateTimeField("建议时间", null=True, blank=True)
    proposal_reason = models.TextField("建议理由", max_length=2000, blank=True)

    objects = AfterTheFactReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事后报告"
        ordering = ["-held_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(held_until__gte=models.F("held_from")),
                name="after_the_fact_ends_after_start",
                violation_error_message="举办结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=True)
                | (Q(proposed_at__isnull=False) & ~Q(proposal_reason="") & ~Q(proposed_by=models.F("reported_by"))),
                name="after_the_fact_proposal_is_reasoned",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:after_the_fact", args=[self.pk])
