"""Where an organization speaks (各类阵地, article 5), each with a person responsible for it."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import Now

from organizations.enums import OutletKind
from organizations.models.accounts import User
from organizations.models.of_organization import OfOrganization
from organizations.models.persons import ResponsiblePerson
from organizations.models.register import Organization
from organizations.reach import in_reach
from zhengzhou_ideology.audit.tracking import append_only, tracked


class OutletQuerySet(OfOrganization):
    def within_reach(self, user: User) -> Self:
        """Those of organizations that the acting account answers for now."""
        reach = in_reach(user, prefix="organization__")
        return self.none() if reach is None else self.filter(reach)

    def open(self) -> Self:
        return self.filter(until__isnull=True)

    def unconfirmed_in(self, year: int) -> Self:
        """In use, and not confirmed on any day of the year."""
        return self.open().exclude(confirmed_on__year__gte=year)

    def without_responsible(self, today: date) -> Self:
        """In use, and nobody in office answers for it: the term is over and nobody has followed in the post."""
        return self.open().with_in_post(today).filter(in_post=False)

    def with_in_post(self, today: date) -> Self:
        """`in_post`: whether whoever answers for it is in office on that day."""
        return self.annotate(
            in_post=Exists(ResponsiblePerson.objects.current(today).filter(pk=OuterRef("responsible")))
        )

    def left_behind(self, today: date) -> Self:
        """In use, with a `successor`: the key of the person who holds the post of its responsible person by now."""
        same = ResponsiblePerson.objects.filter(
            organization=OuterRef("organization"), post=OuterRef("responsible__post")
        )
        holder = Subquery(same.current(today).latest_term_first().values("pk")[:1])
        found = self.open().annotate(successor=holder).filter(successor__isnull=False)
        return found.exclude(successor=F("responsible"))

    def for_listing(self) -> Self:
        related = self.select_related("organization__district", "responsible", "confirmed_by")
        return related.defer("organization__name_bigrams")

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
    confirmed_on = models.DateField("最近确认日期", null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        verbose_name="确认人",
        related_name="+",
    )

    objects = OutletQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "阵地"
        ordering = ["organization", "kind", "name"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.name}"


class OutletTakeover(models.Model):
    """An outlet passed on with a post: from whom to whom, and on which day the portal did so. Written once."""

    outlet = models.ForeignKey(Outlet, models.PROTECT, verbose_name="阵地", related_name="takeovers")
    predecessor = models.ForeignKey(ResponsiblePerson, models.PROTECT, verbose_name="原责任人", related_name="+")
    successor = models.ForeignKey(ResponsiblePerson, models.PROTECT, verbose_name="继任责任人", related_name="+")
    on = models.DateField("接任日期")
    at = models.DateTimeField("登记时间", db_default=Now(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "阵地责任人接任"
        ordering = ["-pk"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.outlet}：{self.predecessor.name}→{self.successor.name}"
