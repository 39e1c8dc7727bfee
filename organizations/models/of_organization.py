"""The words of every QuerySet whose rows belong to an organization."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from organizations.models.register import Organization, called


def organization_matches(text: str) -> Q:
    """The organization's name contains the text, or its credit code begins with it."""
    return called(text, to="organization", through="organization__")


class OfOrganization(models.QuerySet):
    def matching(self, text: str) -> Self:
        return self.filter(organization_matches(text))

    def of_active(self) -> Self:
        """Without those of organizations that have ended or are suspended: nobody is reminded of theirs."""
        return self.filter(~Exists(Organization.objects.at_rest().filter(pk=OuterRef("organization"))))
