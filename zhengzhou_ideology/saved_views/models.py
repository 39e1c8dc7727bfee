"""A list as somebody wants to find it again: a filter and an order under a name."""

from __future__ import annotations

from typing import Any, Self
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import models
from django.urls import reverse

from zhengzhou_ideology.ledgers.ledger import Ledger, ledgers

NAME_LENGTH = 40
QUERY_LENGTH = 1000


def named(ledger: Ledger) -> str:
    """What the list is called whose rows the ledger gives."""
    return ledger.title.removesuffix("台账")


def address_of(ledger: Ledger, query: str) -> str:
    """The list so filtered; the portal's own address, whatever the query says."""
    return f"{reverse(ledger.page)}?{query}"


class SavedViewQuerySet(models.QuerySet):
    def of_owner(self, user: Any) -> Self:
        return self.filter(user=user)

    def of_list(self, list_key: str) -> Self:
        return self.filter(list_key=list_key)

    def eldest_first(self) -> Self:
        return self.order_by("pk")


class SavedView(models.Model):
    """Seen by its owner alone. `list_key` is that of the list's ledger, `query` what the list's form has let through."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="账号", related_name="saved_views")
    list_key = models.CharField("列表", max_length=40)
    name = models.CharField("视图名称", max_length=NAME_LENGTH)
    query = models.CharField("条件", max_length=QUERY_LENGTH)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "列表视图"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "list_key", "name"], name="saved_view_name_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of(self.ledger, self.query)

    @property
    def ledger(self) -> Ledger:
        return ledgers()[self.list_key]

    @property
    def list_name(self) -> str:
        found = ledgers().get(self.list_key)
        return named(found) if found else self.list_key

    @property
    def parameters(self) -> dict[str, str]:
        return dict(parse_qsl(self.query))
