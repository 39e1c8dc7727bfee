"""What happens to an organization: each change with its day, its paper and who entered it; none rewrites the past."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from organizations.enums import ENDS, ChangeKind
from organizations.models.imports import ImportBatch
from organizations.models.list_guards import deleted_with_its_list
from organizations.models.places import Authority
from organizations.models.register import Organization
from organizations.reach import subtree
from zhengzhou_ideology.audit.tracking import tracked
from zhengzhou_ideology.files.models import StoredFile

# Once a change is entered only its taking effect and its being taken back are written.
ENTERED = ("organization", "kind", "effective_on", "reason", "paper", "after", "entered_by", "entered_as", "batch")


class OrganizationChangeQuerySet(models.QuerySet):
    def applied(self) -> Self:
        return self.filter(applied_at__isnull=False)

    def coming(self) -> Self:
        """Entered for a day ahead, and neither in effect nor taken back."""
        return self.filter(applied_at__isnull=True, revoked_at__isnull=True)

    def due(self, today: date) -> Self:
        return self.coming().filter(effective_on__lte=today).order_by("effective_on", "pk")

    def handed_on_from(self, authority: int) -> Self:
        """Transfers in effect that led away from the authority or one below it."""
        reach = subtree(authority)
        return self.applied().filter(Q(old_registration_authority__in=reach) | Q(old_competent_authority__in=reach))

    def rewound(self) -> Self:
        """In the order in which one goes back in time; a corrected slip of the pen was never true."""
        return self.applied().exclude(kind=ChangeKind.CORRECTION).order_by("-effective_on", "-pk")

    def followed_one_by_one(self) -> Self:
        """Those by which papers end or rest; transfers are followed by the set."""
        kinds = (*ENDS, ChangeKind.DIVISION, ChangeKind.SUSPENSION, ChangeKind.RESUMPTION)
        return self.filter(kind__in=kinds)

    def for_reading(self) -> Self:
        rows = self.select_related("paper", "entered_by", "batch").defer("batch__lists")
        return rows.prefetch_related("successors")


@tracked()
class OrganizationChange(models.Model):
    """One act in the life of an organization. `before` and `after` hold the facts that it changes, as stored.

    `batch` is the imported list that it rests on instead of a paper; one imported on the command line was entered by nobody.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="社会组织", related_name="changes")
    kind = models.CharField("事项", max_length=20, choices=ChangeKind)
    effective_on = models.DateField("生效日期")
    reason = models.TextField("说明", max_length=1000, blank=True)
    paper = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, verbose_name="依据文件", related_name="+"
    )
    before = models.JSONField("变更前", default=dict, blank=True)
    after = models.JSONField("变更后", default=dict, blank=True)
    old_registration_authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, verbose_name="原登记管理机关", related_name="+"
    )
    old_competent_authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, verbose_name="原业务主管单位", related_name="+"
    )
    successors = models.ManyToManyField(Organization, verbose_name="承继组织", blank=True, related_name="succeeds_by")
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, verbose_name="所据名录", related_name="changes"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="录入人", related_name="+"
    )
    entered_as = models.CharField("身份", max_length=160)
    entered_at = models.DateTimeField("录入时间", db_default=Now(), editable=False)
    applied_at = models.DateTimeField("生效时间", null=True, blank=True)
    revoked_at = models.DateTimeField("撤回时间", null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="撤回人", related_name="+"
    )
    revoked_because = models.TextField("撤回原因", max_length=1000, blank=True)

    objects = OrganizationChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "组织变更"
        ordering = ["-effective_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True) | Q(revoked_at__isnull=True),
                name="change_in_effect_is_not_taken_back",
                violation_error_message="已生效的变更不能撤回。",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(revoked_because=""),
                name="change_taken_back_with_reason",
                violation_error_message="撤回变更须写明原因。",
            ),
            models.CheckConstraint(
                condition=Q(paper__isnull=False)
                | Q(batch__isnull=False)
                | Q(kind__in=(ChangeKind.CORRECTION, ChangeKind.REGISTRATION)),
                name="change_rests_on_a_paper",
                violation_error_message="请上传变更的依据文件。",
            ),
            models.CheckConstraint(
                condition=Q(entered_by__isnull=False) | Q(batch__isnull=False),
                name="change_is_entered_by_somebody_or_by_a_list",
                violation_error_message="变更须有录入人或者所据名录。",
            ),
            models.UniqueConstraint(
                fields=["organization", "kind"],
                condition=Q(applied_at__isnull=True, revoked_at__isnull=True),
                name="one_coming_change_of_a_kind",
                violation_error_message="该组织已有一项同类变更等待生效。",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "-effective_on"], name="change_organization"),
            models.Index(
                fields=["effective_on"],
                name="change_coming",
                condition=Q(applied_at__isnull=True, revoked_at__isnull=True),
            ),
            # Whom an officer has taken over, which each page of a district asks.
            models.Index(
                fields=["organization"],
                name="change_taken_over",
                condition=Q(kind=ChangeKind.TRANSFER, applied_at__isnull=False),
            ),
        ]
        triggers = [
            deleted_with_its_list("r.batch_id = OLD.batch_id"),
            pgtrigger.Protect(
                name="settled_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__applied_at__isnull=False) | pgtrigger.Q(old__revoked_at__isnull=False),
            ),
            pgtrigger.ReadOnly(name="as_entered", fields=list(ENTERED)),
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.get_kind_display()}（{self.effective_on}）"

    @property
    def is_coming(self) -> bool:
        return self.applied_at is None and self.revoked_at is None


def as_of(organization: Organization, day: date, changes: Any) -> dict[str, Any]:
    """What the changes since `day` altered, as it stood on that day; `changes` are its own, `rewound`.

    A fact that no later change touched is missing: it is as it is stored.
    """
    facts: dict[str, Any] = {}
    for change in changes:
        if change.effective_on > day and change.kind != ChangeKind.REGISTRATION:
            facts |= change.before
    return facts
