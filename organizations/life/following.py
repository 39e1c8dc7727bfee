"""The rooms above follow what has taken effect: one change, or many that took effect together."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby

from organizations.enums import ChangeKind
from organizations.life import facts as register
from organizations.life.sources import life_sources
from organizations.models import Organization, OrganizationChange, User
from organizations.models.life import OrganizationChangeQuerySet

K = ChangeKind
WHERE_IT_BELONGS = ("registration_authority_id", "competent_authority_id", "district_id")


def suspended_since(organization: Organization) -> date | None:
    suspension = organization.changes.applied().filter(kind=K.SUSPENSION).first()
    return suspension.effective_on if suspension else None


def follow(
    change: OrganizationChange, organization: Organization, since: date | None, *, by: User | None, now: datetime
) -> list[str]:
    """What each room did, in words; `since` is the day of the suspension that ends."""
    done = []
    for source in life_sources():
        if change.kind == K.TRANSFER:
            done.append(source.moved(organization, change, by=by, now=now))
        elif register.ends(change.after):
            done.append(source.ended(organization, change, by=by, now=now))
        elif change.kind == K.SUSPENSION:
            done.append(source.suspended(organization, change, by=by, now=now))
        elif change.kind == K.RESUMPTION:
            done.append(source.resumed(organization, change, since=since, by=by, now=now))
    return [said for said in done if said]


def follow_each(changes: OrganizationChangeQuerySet, *, by: User | None, now: datetime) -> dict[int, str]:
    """Ends and rests that took effect together: what was done in words, by organization, where there was anything to do."""
    done = {}
    for change in changes.followed_one_by_one().select_related("organization").order_by("pk"):
        organization = change.organization
        said = follow(change, organization, suspended_since(organization), by=by, now=now)
        if said:
            done[organization.pk] = "、".join(said)
    return done


def move_together(changes: Iterable[OrganizationChange], *, by: User | None, now: datetime) -> None:
    """Transfers that took effect together, with their `organization` as it is now: by the set that shares a destination."""
    for _, group in groupby(sorted(changes, key=_destination), key=_destination):
        shared = list(group)
        organizations = Organization.objects.filter(pk__in=[change.organization_id for change in shared])
        for source in life_sources():
            source.moved_many(organizations, shared[0], by=by, now=now)


def _destination(change: OrganizationChange) -> tuple[str, ...]:
    """The day and where the organization belongs now; as text, for some have no competent authority."""
    return change.effective_on.isoformat(), *(str(getattr(change.organization, name)) for name in WHERE_IT_BELONGS)
