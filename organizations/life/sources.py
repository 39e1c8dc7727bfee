"""What hangs on an organization in the rooms above: each lends a class, named in `settings.LIFE_SOURCES`, that follows its life."""

from datetime import date, datetime

from django.conf import settings
from django.utils.module_loading import import_string

from organizations.models import Organization, OrganizationChange, User
from organizations.models.register import OrganizationQuerySet


class LifeSource:
    """The papers of one room. `by` is None where the day itself, and nobody, brings the change about.

    Each says in a few words what it did (“季度报告2份”), empty where it had nothing to do, for the letters that go out.
    """

    def moved(self, organization: Organization, change: OrganizationChange, *, by: User | None, now: datetime) -> str:
        """Its authorities are others: what is unsettled goes along, what is settled stays with whom it was."""
        return ""

    def moved_many(
        self, organizations: OrganizationQuerySet, change: OrganizationChange, *, by: User | None, now: datetime
    ) -> None:
        """Several that came to the same authorities and district on the same day; `change` is the one of one of them."""
        for organization in organizations:
            self.moved(organization, change, by=by, now=now)

    def ended(self, organization: Organization, change: OrganizationChange, *, by: User | None, now: datetime) -> str:
        """Nobody is left to do what is still owed."""
        return ""

    def suspended(
        self, organization: Organization, change: OrganizationChange, *, by: User | None, now: datetime
    ) -> str:
        """It may do nothing for a while."""
        return ""

    def resumed(
        self,
        organization: Organization,
        change: OrganizationChange,
        *,
        since: date | None,
        by: User | None,
        now: datetime,
    ) -> str:
        """It goes on; `since` is the day of the suspension, where the portal knows it."""
        return ""


def life_sources() -> list[LifeSource]:
    return [import_string(path)() for path in settings.LIFE_SOURCES]
