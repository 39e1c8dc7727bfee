"""How imports are read: who sees which, and which came after which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from organizations.enums import Role
from organizations.querysets import SUBTREE

if TYPE_CHECKING:
    from organizations.models import User


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Imports of the acting authority and those below it; an administrator also sees those of the command line."""
        acting = user.acting
        if acting is None or acting.authority_id is None:
            return self.none()
        own = Q(authority__in=RawSQL(SUBTREE, [acting.authority_id]))  # noqa: S611 - the one parameter is bound
        return self.filter(own | Q(authority__isnull=True)) if acting.role == Role.ADMINISTRATOR else self.filter(own)

    def for_listing(self) -> Self:
        return self.select_related("uploaded_by", "authority").defer("header")
