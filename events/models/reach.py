"""Whose filings an account reads, and for which it answers."""

from typing import Self

from django.db.models import Q

from events.models.tracks import AuthorityDecision, Review
from organizations.enums import Role
from organizations.models import Authority, User
from organizations.models.of_organization import OfOrganization
from organizations.reach import EVERYTHING, reach_of, received_before, subtree, taken_over


class FilingsInReach(OfOrganization):
    def visible_to(self, user: User) -> Self:
        """Those within reach, and for a partner those submitted that name it: these it only reads.

        Of a transferred organization the new authority reads all, the old one what it had received.
        """
        acting = user.acting
        if acting and acting.organization_id:
            return self.filter(Q(organization=acting.organization_id) | self._naming(acting.organization_id))
        if acting is None or acting.authority_id is None:
            return self.within_reach(user)
        handled = taken_over(user) | received_before(user, received="submitted_at")
        return self.filter(self._reach(acting.authority_id) | handled, first_submitted_on__isnull=False)

    def _naming(self, organization: int) -> Q:
        named = self.model._base_manager.filter(scope_details__organization=organization)
        submitted = named.filter(cross_organization=True, first_submitted_on__isnull=False)
        return Q(pk__in=submitted.values("pk"))

    def counted_in(self, authority: int | None) -> Self:
        """Those submitted that stand in the figures of the authority and of all below it."""
        reach = subtree(authority)
        ours = Q(registration_authority__in=reach) | Q(competent_authority__in=reach)
        return self.filter(ours, first_submitted_on__isnull=False)

    def counted_under(self, authority: Authority) -> Self:
        return self.filter(registration_authority=authority)

    def counted_with(self, competent: Authority | None) -> Self:
        """With this competent authority; None stands for 直接登记."""
        return self.filter(competent_authority=competent) if competent else self.filter(competent_authority=None)

    def within_reach(self, user: User) -> Self:
        """An organization's own; an authority's those submitted that it records, is competent for, helps decide or reviews."""
        acting = user.acting
        if acting is None:
            return self.none()
        if acting.organization_id:
            return self.filter(organization=acting.organization_id)
        if acting.authority_id is None or acting.role == Role.SECURITY_ADMINISTRATOR:
            return self.none()
        return self.filter(self._reach(acting.authority_id), first_submitted_on__isnull=False)

    @staticmethod
    def _reach(authority: int) -> Q:
        reach = reach_of(authority)
        if reach.everything:
            return EVERYTHING
        decisions = AuthorityDecision.objects.filter(authority__in=reach.keys, is_joint=True)
        reviews = Review.objects.filter(authority__in=reach.keys)
        asked = decisions.values("filing").union(reviews.values("filing"))
        return (
            Q(registration_authority__in=reach.keys)
            | Q(competent_authority__in=reach.keys)
            | Q(pk__in=reach.remembered("events", lambda: list(asked.values_list("filing", flat=True))))
        )
