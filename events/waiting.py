"""Which filings wait for whom: to be filled in, certified, decided or recorded."""

from django.db.models import Q

from events.enums import EDITABLE, FilingState, Outcome
from events.models import AuthorityDecision, EventFiling
from events.models.filings import EventFilingQuerySet
from events.rules import DECIDERS, own_authorities
from organizations.enums import Role
from organizations.models import User


def undecided_by(user: User) -> EventFilingQuerySet:
    """Those to which the user's authority has not said its word."""
    asked = AuthorityDecision.objects.filter(authority__in=own_authorities(user), outcome=Outcome.PENDING)
    return EventFiling.objects.within_reach(user).undecided().filter(pk__in=asked.values("filing"))


def waits_for(user: User) -> bool:
    """Whether a filing can wait for such a reader at all."""
    return user.organization is not None or user.acts_as(*DECIDERS)


def waiting_for(user: User) -> EventFilingQuerySet:
    """What is the user's to do next."""
    reach = EventFiling.objects.within_reach(user)
    if user.organization is not None:
        return reach.filter(state__in=[FilingState.CERTIFYING] if user.acts_as(Role.LEADER) else EDITABLE)
    if not waits_for(user):
        return reach.none()
    mine = Q(pk__in=undecided_by(user).values("pk"))
    if user.acts_as(Role.REGISTRAR):
        mine |= Q(pk__in=reach.unrecorded().values("pk"))
    return reach.filter(mine)
