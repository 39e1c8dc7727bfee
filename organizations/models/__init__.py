from organizations.models.accounts import AccountMove, Membership, User
from organizations.models.imports import ImportBatch, ImportRow
from organizations.models.invitations import Invitation
from organizations.models.papers import PaperSequence
from organizations.models.places import Authority, AuthorityAlias, AuthorityMove, AuthorityName, District
from organizations.models.register import Organization, Outlet, ResponsiblePerson, SelfCertification
from organizations.models.substitutions import Substitution

__all__ = [
    "AccountMove",
    "Authority",
    "AuthorityAlias",
    "AuthorityMove",
    "AuthorityName",
    "District",
    "ImportBatch",
    "ImportRow",
    "Invitation",
    "Membership",
    "Organization",
    "Outlet",
    "PaperSequence",
    "ResponsiblePerson",
    "SelfCertification",
    "Substitution",
    "User",
]
