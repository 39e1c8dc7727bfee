"""A later due day, or none: asked for by an organization, or granted by a supervisor without being asked."""

from __future__ import annotations

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from compliance.enums import PleaState
from compliance.models.duties import Duty
from compliance.models.owed import OwedPaper
from compliance.models.reports import QuarterlyReport
from organizations.models import User
from organizations.reach import in_reach, subtree
from zhengzhou_ideology.audit.tracking import tracked
from zhengzhou_ideology.files.models import StoredFile


def decided_is_final() -> pgtrigger.Protect:
    """Once granted or refused a row is never altered; one that only asks may be decided."""
    return pgtrigger.Protect(
        name="decided_is_final",
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Q(old__state__in=[PleaState.GRANTED.value, PleaState.REFUSED.value]),
    )


class PleaQuerySet(models.QuerySet):
    """Extensions and exemptions."""

    def visible_to(self, user: User) -> Self:
        """Those that concern papers which the acting account answers for."""
        if user.acting and (own := user.acting.organization_id):
            # Two ways by two indexes; in one condition each paper of the city would be asked whose it is.
            of_reports, of_duties = self.filter(report__organization=own), self.filter(duty__organization=own)
            return self.filter(pk__in=of_reports.values("pk").union(of_duties.values("pk")))
        of_report = in_reach(user, prefix="report__", own="report__organization")
        of_duty = in_reach(user, prefix="duty__", own="duty__organization")
        return self.none() if of_report is None or of_duty is None else self.filter(of_report | of_duty)

    def of(self, papers: models.QuerySet) -> Self:
        """Those that concern these papers, which are of one kind."""
        return self.filter(**{f"{papers.model.field}__in": papers.order_by().values("pk")})

    def of_organizations(self, organizations: models.QuerySet) -> Self:
        keys = organizations.order_by().values("pk")
        return self.filter(Q(report__organization__in=keys) | Q(duty__organization__in=keys))

    def asked(self) -> Self:
        return self.filter(state=PleaState.ASKED)

    def awaiting(self, user: User) -> Self:
        """Those that the user's line of bureaus grants or refuses."""
        bureaus = subtree(user.acting.authority_id if user.acting else None)
        mine = Q(report__registration_authority__in=bureaus) | Q(duty__registration_authority__in=bureaus)
        return self.asked().filter(mine)

    def granted(self) -> Self:
        return self.filter(state=PleaState.GRANTED)

    def for_listing(self) -> Self:
        return self.select_related(
            *("report__organization", "report__period", "report__registration_authority"),
            *("duty__organization", "duty__entry", "duty__registration_authority", "evidence", "decided_by"),
        ).defer(
            *("report__due_steps", "report__period__due_steps", "report__organization__name_bigrams"),
            *("duty__due_steps", "duty__organization__name_bigrams"),
        )


class Plea(models.Model):
    """What was asked and what was decided, by whom and why."""

    report = models.ForeignKey(
        QuarterlyReport, models.PROTECT, null=True, blank=True, verbose_name="季度报告", related_name="%(class)ss"
    )
    duty = models.ForeignKey(
        Duty, models.PROTECT, null=True, blank=True, verbose_name="年度事项", related_name="%(class)ss"
    )
    state = models.CharField("状态", max_length=20, choices=PleaState, default=PleaState.ASKED, db_default="asked")
    reason = models.TextField("理由", max_length=1000)
    evidence = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, verbose_name="证明材料", related_name="+"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="申请人", related_name="+"
    )
    asked_at = models.DateTimeField("申请时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="审批人", related_name="+"
    )
    decided_as = models.CharField("审批身份", max_length=160, blank=True, default="", db_default="")
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    remark = models.TextField("审批意见", max_length=1000, blank=True, default="", db_default="")
    created_at = models.DateTimeField("登记时间", db_default=Now(), editable=False)

    objects = PleaQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["asked_at", "id"], name="%(class)s_waiting", condition=Q(state=PleaState.ASKED)),
            models.Index(fields=["-decided_at", "-id"], name="%(class)s_decided"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=PleaState.ASKED, decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state=PleaState.ASKED) & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="%(class)s_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["report"], condition=Q(state=PleaState.ASKED), name="%(class)s_asked_once_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["duty"], condition=Q(state=PleaState.ASKED), name="%(class)s_of_duty_asked_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(report__isnull=False, duty__isnull=True) | Q(report__isnull=True, duty__isnull=False),
                name="%(class)s_is_of_one_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper}：{self.get_state_display()}"

    @property
    def paper(self) -> OwedPaper:
        """What it is asked for."""
        paper = self.report or self.duty
        if paper is None:
            raise TypeError("a plea of no paper")  # the constraint forbids it
        return paper


@tracked()
class Extension(Plea):
    """延期: the due day moves, once granted."""

    old_due = models.DateField("原截止日期")
    new_due = models.DateField("延至日期")

    class Meta(Plea.Meta):
        verbose_name = verbose_name_plural = "延期"
        constraints = [
            *Plea.Meta.constraints,
            models.CheckConstraint(
                condition=Q(new_due__gt=F("old_due")),
                name="extension_is_later",
                violation_error_message="延至日期应晚于原截止日期。",
            ),
        ]
        triggers = [decided_is_final()]


@tracked()
class Exemption(Plea):
    """豁免: nothing is due any more, once granted."""

    class Meta(Plea.Meta):
        verbose_name = verbose_name_plural = "豁免"
        triggers = [decided_is_final()]
