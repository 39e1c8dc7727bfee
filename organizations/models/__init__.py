from organizations.models.accounts import AccountMove, User
from organizations.models.announcements import Announcement, AnnouncementMove, AnnouncementReceipt
from organizations.models.confirmations import Confirmation
from organizations.models.districts import District
from organizations.models.gaps import PossibleGap
from organizations.models.imports import ImportBatch, ImportMove, ImportRow
from organizations.models.invitations import Invitation
from organizations.models.life import OrganizationChange
from organizations.models.memberships import Membership
from organizations.models.moves import OrganizationMove
from organizations.models.outlets import Outlet, OutletTakeover
from organizations.models.papers import PaperSequence
from organizations.models.persons import ResponsiblePerson
from organizations.models.places import Authority, AuthorityAlias, AuthorityMove, AuthorityName
from organizations.models.proposals import AuthorityProposal, AuthorityProposalMove
from organizations.models.readings import AnnouncementReading
from organizations.models.register import FormerName, Organization
from organizations.models.resets import AccessReset, AccessResetMove
from organizations.models.seats import Seat, SeatMove
from organizations.models.self_certifications import SelfCertification
from organizations.models.substitutions import Substitution
from organizations.models.voices import IdentityCheck, PostChange, PostChangeMove

__all__ = [
    "AccessReset",
    "AccessResetMove",
    "AccountMove",
    "Announcement",
    "AnnouncementMove",
    "AnnouncementReading",
    "AnnouncementReceipt",
    "Authority",
    "AuthorityAlias",
    "AuthorityMove",
    "AuthorityName",
    "AuthorityProposal",
    "AuthorityProposalMove",
    "Confirmation",
    "District",
    "FormerName",
    "IdentityCheck",
    "ImportBatch",
    "ImportMove",
    "ImportRow",
    "Invitation",
    "Membership",
    "Organization",
    "OrganizationChange",
    "OrganizationMove",
    "Outlet",
    "OutletTakeover",
    "PaperSequence",
    "PossibleGap",
    "PostChange",
    "PostChangeMove",
    "ResponsiblePerson",
    "Seat",
    "SeatMove",
    "SelfCertification",
    "Substitution",
    "User",
]
