"""The scope of a filing: its partners, places and countries."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from events.enums import ScopeKind
from events.models.filings import EventFiling
from organizations.models import Organization
from zhengzhou_ideology.audit.tracking import tracked


@tracked()
class ScopeDetail(models.Model):
    """A partner organization, a place or a partner's country that a scope flag stands for."""

    filing = models.ForeignKey(EventFiling, models.CASCADE, related_name="scope_details")
    kind = models.CharField("类别", max_length=10, choices=ScopeKind)
    name = models.CharField("名称", max_length=120)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, verbose_name="登记的社会组织", related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "活动范围"
        ordering = ["filing", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "kind", "name"], name="event_scope_detail_once"),
            models.CheckConstraint(
                condition=Q(organization__isnull=True) | Q(kind=ScopeKind.PARTNER),
                name="event_scope_only_partners_are_registered",
            ),
        ]

    def __str__(self) -> str:
        return self.name
