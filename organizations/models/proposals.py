"""Names of authorities that a list uses and the register does not know: one question for each, however many rows wait for it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from organizations.enums import ImportState, ProposalState
from organizations.models.accounts import User
from organizations.models.imports import ImportBatch
from organizations.models.places import Authority
from zhengzhou_ideology.audit.models import Move
from zhengzhou_ideology.audit.tracking import tracked

# Of the notices about them.
NOTICE_KIND = "registry"


class AuthorityProposalQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(batch__in=ImportBatch.objects.visible_to(user))

    def open(self) -> Self:
        """Unanswered, in lists that were not given up."""
        return self.filter(state=ProposalState.OPEN).exclude(batch__state=ImportState.DISCARDED)

    def left(self) -> Self:
        """Names that are to stay errors of their rows."""
        return self.filter(state=ProposalState.LEFT)

    def for_listing(self) -> Self:
        return self.select_related("batch", "authority", "suggested_by", "suggested_authority").defer("batch__lists")

    def open_first(self) -> Self:
        return self.order_by(models.Case(models.When(state=ProposalState.OPEN, then=0), default=1), "name", "pk")


@tracked()
class AuthorityProposal(models.Model):
    """新设机关单位，还是某单位的别名？ Asked once for each name in an import, answered for all its rows."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, verbose_name="名录导入", related_name="proposals")
    name = models.CharField("名录中的名称", max_length=80)
    rows = models.PositiveIntegerField("涉及行数", default=0)
    state = models.CharField("状态", max_length=20, choices=ProposalState, default=ProposalState.OPEN)
    authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, verbose_name="答复的机关单位", related_name="+"
    )
    suggestion = models.JSONField("处理意见", default=dict, blank=True)
    suggested_authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, verbose_name="建议认作的机关单位", related_name="+"
    )
    suggested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="意见提出人", related_name="+"
    )

    objects = AuthorityProposalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "名录中的未知单位"
        ordering = ["batch", "name"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "name"], name="authority_proposal_once_per_name"),
            models.CheckConstraint(
                condition=Q(state__in=(ProposalState.OPEN, ProposalState.LEFT), authority__isnull=True)
                | Q(state__in=(ProposalState.ALIAS, ProposalState.NEW), authority__isnull=False),
                name="authority_proposal_answer_names_the_authority",
                violation_error_message="答复为别名或新设单位的，须写明是哪一个机关单位；否则不能写明。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organizations:authority_proposal", args=[self.pk])

    @property
    def content_sha256(self) -> str:
        """What its log is about: the file that uses the name."""
        return self.batch.file_sha256


class AuthorityProposalMove(Move):
    """Who suggested and who answered what, and when."""

    proposal = models.ForeignKey(
        AuthorityProposal, models.PROTECT, verbose_name="名录中的未知单位", related_name="moves"
    )

    class Meta(Move.Meta):
        verbose_name = verbose_name_plural = "未知单位办理记录"
