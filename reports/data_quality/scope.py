"""What somebody who puts the register right looks through: of whom, of which district, and when."""

from datetime import date, datetime
from functools import cached_property

from django.db.models import Q
from django.urls import reverse

from organizations.enums import ORGANIZATION_ROLES, REGISTERED, AuthorityKind, Role
from organizations.models import Authority, District, Membership, Organization, User
from organizations.models.memberships import MembershipQuerySet
from organizations.models.places import AuthorityQuerySet
from organizations.models.register import OrganizationQuerySet
from zhengzhou_ideology.clock import day_of


class Scope:
    """What the reader answers for now, perhaps of one district only, at one moment."""

    def __init__(self, user: User, now: datetime, district: District | None = None) -> None:
        self.user, self.now, self.district = user, now, district
        self.today: date = day_of(now)

    @property
    def registered(self) -> OrganizationQuerySet:
        """Still on the register; what has ended is left as it was."""
        found = Organization.objects.within_reach(self.user).filter(status__in=REGISTERED)
        return found.filter(district=self.district) if self.district else found

    @property
    def active(self) -> OrganizationQuerySet:
        return self.registered.active()

    @property
    def seats(self) -> MembershipQuerySet:
        held = Membership.objects.current(self.today).of_role(*ORGANIZATION_ROLES).in_person()
        return held.filter(organization__in=self.active.order_by().values("pk"))

    @property
    def bureaus(self) -> AuthorityQuerySet:
        acting = self.user.acting
        key = acting.authority_id if acting else None
        found = Authority.objects.subtree_of(key).registering().open() if key else Authority.objects.none()
        return found.filter(district=self.district) if self.district else found

    @property
    def numbering(self) -> AuthorityQuerySet:
        """Whose papers bear a number: the bureaus, and the units that decide on events of what is registered here."""
        competent = self.registered.order_by().values("competent_authority")
        return Authority.objects.open().filter(
            Q(pk__in=self.bureaus.order_by().values("pk")) | Q(kind=AuthorityKind.COMPETENT, pk__in=competent)
        )

    @cached_property
    def kept(self) -> frozenset[int]:
        """The authorities whose entries the reader looks after."""
        return frozenset(Authority.objects.kept_by(self.user).values_list("pk", flat=True))

    @cached_property
    def registers(self) -> frozenset[int]:
        """The bureaus whose entries the reader may correct; none but for a registrar."""
        acting = self.user.acting
        if acting is None or acting.authority_id is None or acting.role != Role.REGISTRAR:
            return frozenset()
        return frozenset(Authority.objects.subtree_of(acting.authority_id).values_list("pk", flat=True))

    def mended_at(self, organization: Organization, address: str, *more: str) -> str:
        """The form for whoever may fill it in, the organization's page for whoever only reads."""
        if organization.registration_authority_id not in self.registers:
            return organization.get_absolute_url()
        return reverse(f"organizations:{address}", args=[organization.uscc, *more])
