"""Districts and authorities: who is competent where (属地管理、分级负责, article 3)."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from organizations.enums import AuthorityKind
from organizations.reach import subtree
from zhengzhou_ideology.audit.tracking import tracked


class District(models.Model):
    """县（市、区）, by its GB/T 2260 code."""

    code = models.CharField("区划代码", max_length=6, primary_key=True)
    name = models.CharField("名称", max_length=40, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "县（市、区）"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class AuthorityQuerySet(models.QuerySet):
    def subtree_of(self, authority_id: int) -> Self:
        """The authority and all below it (属地管理、分级负责)."""
        return self.filter(pk__in=subtree(authority_id))

    def registering(self) -> Self:
        return self.filter(kind__in=(AuthorityKind.CITY_BUREAU, AuthorityKind.DISTRICT_BUREAU))

    def competent(self) -> Self:
        """Units that may be an organization's 业务主管单位; a bureau may be one too."""
        return self.exclude(kind=AuthorityKind.PARTY)


@tracked()
class Authority(models.Model):
    """A bureau that registers, a unit that is competent, or a superior party organization; bureaus form a tree."""

    code = models.CharField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=80, unique=True)
    aliases = ArrayField(models.CharField(max_length=80), verbose_name="别名", default=list, blank=True)
    kind = models.CharField("类别", max_length=20, choices=AuthorityKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="上级机关")
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, verbose_name="县（市、区）")
    phone = models.CharField("电话", max_length=40, blank=True)
    email = models.EmailField("电子邮箱", blank=True)
    document_sign = models.CharField(
        "发文代字", max_length=20, blank=True, default="", db_default="", help_text="文号中的机关代字，如“郑民函”。"
    )

    objects = AuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "机关单位"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def registers(self) -> bool:
        """It is a registration authority (登记管理机关)."""
        return self.kind in {AuthorityKind.CITY_BUREAU, AuthorityKind.DISTRICT_BUREAU}

    @property
    def review_authority(self) -> Authority:
        """Who hears a review of its decisions: the one above; where the register knows none, itself by others."""
        return self.parent or self
