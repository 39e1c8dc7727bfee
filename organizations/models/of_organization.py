"""The words of every QuerySet whose rows belong to an organization."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from organizations.models.accounts import User
from organizations.models.register import Organization, called


def organization_matches(text: str, reader: User | None = None) -> Q:
    """The organization's name contains the text, or its credit code begins with it.

    `reader` where every row is of an organization that this account sees: what is called so elsewhere is not looked at.
    """
    seen = Organization.objects.visible_to(reader) if reader else None
    return called(text, to="organization", through="organization__", among=seen)


class OfOrganization(models.QuerySet):
    def matching(self, text: str, reader: User | None = None) -> Self:
        return self.filter(organization_matches(text, reader))

    def of_active(self) -> Self:
        """Without those of organizations that have ended or are suspended: nobody is reminded of theirs."""
        return self.filter(~Exists(Organization.objects.at_rest().filter(pk=OuterRef("organization"))))
