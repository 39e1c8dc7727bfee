"""Where each role sits, and which roles invite into which."""

from organizations.enums import ORGANIZATION_ROLES, AuthorityKind, Role
from organizations.models.places import BUREAUS

# Who may invite into which roles of an organization within reach; a seat in an authority takes two (`proposes`, `confirms`).
INVITES: dict[Role, tuple[Role, ...]] = {
    Role.REGISTRAR: ORGANIZATION_ROLES,
    Role.SUPERVISOR: ORGANIZATION_ROLES,
}
# The kinds of authority in which a role sits; a bureau may be an organization's competent authority as well.
SEATS: dict[Role, tuple[AuthorityKind, ...]] = {
    Role.COMPETENT_OFFICER: (AuthorityKind.COMPETENT, *BUREAUS),
    Role.PARTY_OFFICER: (AuthorityKind.PARTY,),
    Role.REGISTRAR: BUREAUS,
    Role.SUPERVISOR: (AuthorityKind.COMPETENT, *BUREAUS),
    Role.ADMINISTRATOR: (AuthorityKind.CITY_BUREAU,),
    Role.SECURITY_ADMINISTRATOR: (AuthorityKind.CITY_BUREAU,),
    Role.AUDITOR: (AuthorityKind.CITY_BUREAU,),
}
