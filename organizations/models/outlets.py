"""Where an organization speaks (各类阵地, article 5), each with a person responsible for it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F

from organizations.enums import OutletKind
from organizations.models.register import Organization, ResponsiblePerson
from zhengzhou_ideology.audit.tracking import tracked


class OutletQuerySet(models.QuerySet):
    def open_first(self) -> Self:
        return self.order_by(F("until").desc(nulls_first=True), "kind", "name", "pk")


@tracked()
class Outlet(models.Model):
    """阵地: a website, public account, publication or venue that the organization looks after (articles 5 and 9).

    A register of what there is and who answers for it; the portal never reads or watches it.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name="社会组织", related_name="outlets")
    kind = models.CharField("类别", max_length=20, choices=OutletKind)
    name = models.CharField("名称", max_length=80)
    address = models.CharField("网址、账号或地址", max_length=200, blank=True)
    responsible = models.ForeignKey(ResponsiblePerson, models.PROTECT, verbose_name="责任人", related_name="outlets")
    since = models.DateField("启用日期", null=True, blank=True)
    until = models.DateField("停用日期", null=True, blank=True)

    objects = OutletQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "阵地"
        ordering = ["organization", "kind", "name"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.name}"
