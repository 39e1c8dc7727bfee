"""The desk of quarterly reports and duties: who has one in hand, notes among officers, messages with the organization."""

from django.db import models
from django.db.models import Q

from compliance.models.duties import Duty
from compliance.models.reports import QuarterlyReport
from organizations.models.desk import Assigned, Noted, Said
from zhengzhou_ideology.audit.tracking import tracked


class OfPaper(models.Model):
    """Belongs to one paper of either kind."""

    report = models.ForeignKey(
        QuarterlyReport, models.PROTECT, null=True, blank=True, verbose_name="季度报告", related_name="%(class)ss"
    )
    duty = models.ForeignKey(
        Duty, models.PROTECT, null=True, blank=True, verbose_name="年度事项", related_name="%(class)ss"
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(report__isnull=False, duty__isnull=True) | Q(report__isnull=True, duty__isnull=False),
                name="%(class)s_is_of_one_paper",
            )
        ]


@tracked()
class PaperAssignment(OfPaper, Assigned):
    class Meta(Assigned.Meta):
        ordering = ["pk"]
        constraints = [
            *OfPaper.Meta.constraints,
            *(
                models.UniqueConstraint(
                    fields=[paper, "authority"],
                    condition=Q(ended_at__isnull=True),
                    name=f"one_officer_per_{paper}_and_authority",
                )
                for paper in ("report", "duty")
            ),
        ]

    def __str__(self) -> str:
        return str(self.officer)


class PaperNote(OfPaper, Noted):
    class Meta(Noted.Meta):
        ordering = ["at", "pk"]
        constraints = OfPaper.Meta.constraints

    def __str__(self) -> str:
        return self.text[:20]


class PaperMessage(OfPaper, Said):
    class Meta(Said.Meta):
        ordering = ["at", "pk"]
        constraints = OfPaper.Meta.constraints

    def __str__(self) -> str:
        return self.text[:20]
