"""The words of every QuerySet whose rows belong to an organization."""

from typing import Self

from django.db import models
from django.db.models import Q

from organizations.models.register import Organization


def organization_matches(text: str) -> Q:
    """The organization's name contains the text, or its credit code begins with it."""
    return Q(organization__in=Organization.objects.matching(text).values("pk"))


class OfOrganization(models.QuerySet):
    def matching(self, text: str) -> Self:
        return self.filter(organization_matches(text))

    def of_active(self) -> Self:
        """Without those of organizations that have ended or are suspended: nobody is reminded of theirs."""
        return self.exclude(organization__in=Organization.objects.at_rest().order_by().values("pk"))
