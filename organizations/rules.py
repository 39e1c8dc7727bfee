"""Who may do what with organizations, people and accounts; *when* is the workflows' business."""

from typing import Any

import rules
from django.utils.timezone import localdate  # noqa: TID251 (`confirms`: permissions are asked without a clock)

from organizations.enums import AuthorityKind, Role
from organizations.models import (
    AccessReset,
    Authority,
    AuthorityProposal,
    Invitation,
    Membership,
    Organization,
    Seat,
    Substitution,
    User,
)
from organizations.models.places import BUREAUS
from organizations.people import confirmers_of
from organizations.roles import INVITES, SEATS


@rules.predicate
def represents(user: User, paper: Any) -> bool:
    """The user acts as secretary of the organization that owns the paper."""
    return _acts_for(user, Role.SECRETARY, paper)


@rules.predicate
def leads(user: User, paper: Any) -> bool:
    """The user acts as first responsible person of the organization that owns the paper."""
    return _acts_for(user, Role.LEADER, paper)


@rules.predicate
def holds_a_first_post(user: User, paper: Any) -> bool:
    """The account's person is a first responsible person of the organization today; it ends with the post."""
    return user.is_first_responsible(organization_of(paper))


@rules.predicate
def speaks_for_its_authority(user: User, paper: Any) -> bool:
    """The paper went out, or is to go out, from the very authority at whose desk the user sits."""
    return user.acting is not None and user.acting.authority_id == paper.authority_id


@rules.predicate
def is_own_seat(user: User, seat: Membership) -> bool:
    return seat.user_id == user.pk


@rules.predicate
def invited_it(user: User, seat: Membership) -> bool:
    """No single officer creates a voice: whoever invited the account does not vouch for it too."""
    return seat.invitation is not None and seat.invitation.invited_by_id == user.pk


@rules.predicate
def may_vouch_for(user: User, seat: Membership) -> bool:
    """A second officer of the authorities that the organization belongs to now, never the inviter."""
    return Membership.objects.checkable_by(user).filter(pk=seat.pk).exists()


@rules.predicate
def is_oneself(user: User, account: User) -> bool:
    return user.pk == account.pk


@rules.predicate
def sees(user: User, organization: Organization) -> bool:
    return Organization.objects.visible_to(user).filter(pk=organization.pk).exists()


@rules.predicate
def has_in_reach(user: User, organization: Organization) -> bool:
    """The user answers for it now; of one that was transferred away it only goes on reading."""
    return Organization.objects.within_reach(user).filter(pk=organization.pk).exists()


def acts_as(role: Role) -> Any:
    return rules.predicate(lambda user: user.acts_as(role), name=f"is_{role}")


is_registrar = acts_as(Role.REGISTRAR)
is_competent = acts_as(Role.COMPETENT_OFFICER)
is_supervisor = acts_as(Role.SUPERVISOR)
is_administrator = acts_as(Role.ADMINISTRATOR)
is_security_administrator = acts_as(Role.SECURITY_ADMINISTRATOR)
is_auditor = acts_as(Role.AUDITOR)


@rules.predicate
def registers(user: User, paper: Any) -> bool:
    """The user's acting authority is, or stands above, the registration authority of what the paper concerns."""
    acting = user.acting
    return acting is not None and acting.authority_id is not None and lies_below(acting.authority_id, paper)


@rules.predicate
def invites(user: User, invitation: Invitation) -> bool:
    """The user's role may invite into the role of the invitation, and its body lies in the user's reach."""
    if user.acting is None or invitation.role not in INVITES.get(Role(user.acting.role), ()):
        return False
    return invitation.organization is not None and has_in_reach(user, invitation.organization)


@rules.predicate
def sees_seat(user: User, seat: Seat) -> bool:
    return Seat.objects.visible_to(user).filter(pk=seat.pk).exists()


@rules.predicate
def proposes(user: User, seat: Seat) -> bool:
    """The security administrator proposes; an administrator a security administrator only, so that there can be a next one."""
    if seat.authority.kind not in SEATS.get(Role(seat.role), ()):
        return False
    if user.acts_as(Role.ADMINISTRATOR):
        return seat.role == Role.SECURITY_ADMINISTRATOR and seat.authority == user.authority
    return user.acts_as(Role.SECURITY_ADMINISTRATOR)


@rules.predicate
def proposed(user: User, seat: Seat) -> bool:
    return user.pk == seat.proposed_by_id


@rules.predicate
def confirms(user: User, seat: Seat) -> bool:
    """A supervisor of the seat's authority, or of the nearest one above that has another; neither proposer nor holder."""
    return (
        user.acts_as(Role.SUPERVISOR)
        and sees_seat(user, seat)
        and user.pk in confirmers_of([seat], localdate())[seat.pk]
    )


@rules.predicate
def is_of_an_officer(user: User, reset: AccessReset) -> bool:
    return reset.of_officer


@rules.predicate
def holds_account(user: User, reset: AccessReset) -> bool:
    return user.pk == reset.account_id


@rules.predicate
def proposed_reset(user: User, reset: AccessReset) -> bool:
    return user.pk == reset.proposed_by_id


@rules.predicate
def confirmed_reset(user: User, reset: AccessReset) -> bool:
    return user.pk == reset.confirmed_by_id


@rules.predicate
def confirms_officer(user: User, reset: AccessReset) -> bool:
    """The supervisor who would confirm the officer's seat; see `confirms`."""
    return user.acts_as(Role.SUPERVISOR) and user.pk in confirmers_of([reset], localdate())[reset.pk]


@rules.predicate
def answers_for(user: User, membership: Membership) -> bool:
    """The membership is the user's own, or one that the user's acting role may give a substitute."""
    return Membership.objects.substitutable_by(user).filter(pk=membership.pk).exists()


@rules.predicate
def takes_part_in(user: User, substitution: Substitution) -> bool:
    """The user is the deputy, or could have named one."""
    return Substitution.objects.visible_to(user).filter(pk=substitution.pk).exists()


@rules.predicate
def concerns_a_seen_import(user: User, proposal: AuthorityProposal) -> bool:
    """The list that uses the name was handed in by the user's acting authority, or by one below it."""
    return AuthorityProposal.objects.visible_to(user).filter(pk=proposal.pk).exists()


@rules.predicate
def sits_in_a_bureau(user: User) -> bool:
    """The user acts for an authority that registers, not for one that is only competent."""
    return user.acting is not None and user.acting.authority is not None and user.acting.authority.registers


@rules.predicate
def is_district_supervisor(user: User) -> bool:
    """The user supervises at the bureau of a district, which looks after the entries of the district's units."""
    return is_supervisor(user) and user.authority is not None and user.authority.kind == AuthorityKind.DISTRICT_BUREAU


@rules.predicate
def is_unit_of_ones_district(user: User, authority: Authority) -> bool:
    """The counterpart of `AuthorityQuerySet.kept_by`; the bureau itself is for administrators."""
    here = user.authority.district_id if user.authority else None
    return authority.kind not in BUREAUS and here is not None and authority.district_id == here


def _acts_for(user: User, role: Role, paper: Any) -> bool:
    acting = user.acting
    return (
        acting is not None and acting.role == role and acting.organization_id == organization_of(paper) and acting.acts
    )


def lies_below(authority_id: int, paper: Any) -> bool:
    return Authority.objects.subtree_of(authority_id).filter(pk=paper.registration_authority_id).exists()


def organization_of(paper: Any) -> int:
    """The key of the organization that a paper belongs to; an organization belongs to itself."""
    return paper.pk if isinstance(paper, Organization) else paper.organization_id


reads_seats = is_security_administrator | is_administrator | is_supervisor | is_auditor
administers_seat = is_security_administrator | (is_administrator & proposed)
certifies = leads & holds_a_first_post
in_reach_of_registration = (is_registrar | is_supervisor) & registers
addresses_organizations = is_registrar | is_supervisor | is_administrator
proposes_reset = ~holds_account & (
    (is_of_an_officer & is_security_administrator) | (~is_of_an_officer & is_registrar & registers)
)
confirms_reset = (
    ~holds_account
    & ~proposed_reset
    & ((is_of_an_officer & confirms_officer) | (~is_of_an_officer & in_reach_of_registration))
)

rules.add_perm("organizations.view_organization", sees)
rules.add_perm("organizations.change_organization", is_registrar & registers)
rules.add_perm("organizations.add_organization", is_registrar)
rules.add_perm("organizations.enter_organizationchange", is_registrar & registers)
rules.add_perm("organizations.revoke_organizationchange", (is_registrar | is_supervisor) & registers)
rules.add_perm("organizations.grant_selfcertification", (is_registrar | is_supervisor) & registers)
rules.add_perm("organizations.change_responsibleperson", represents | (is_registrar & registers))
rules.add_perm("organizations.change_outlet", represents | (is_registrar & registers))
rules.add_perm("organizations.confirm_outlets", represents)
rules.add_perm("organizations.confirm_posts", represents)
rules.add_perm(
    "organizations.list_outlets", is_registrar | is_supervisor | is_administrator | is_auditor | is_competent
)
rules.add_perm("organizations.write_announcement", addresses_organizations)
rules.add_perm("organizations.send_announcement", addresses_organizations & speaks_for_its_authority)
rules.add_perm("organizations.discard_announcement", addresses_organizations & speaks_for_its_authority)
rules.add_perm("organizations.remind_announcement", addresses_organizations & speaks_for_its_authority)
rules.add_perm("organizations.withdraw_announcement", addresses_organizations & speaks_for_its_authority)
rules.add_perm("organizations.confirm_announcement", represents | leads)
rules.add_perm("organizations.import_registry", is_registrar | is_administrator)
rules.add_perm("organizations.answer_authorityproposal", is_administrator & concerns_a_seen_import)
rules.add_perm("organizations.suggest_authorityproposal", (is_registrar | is_supervisor) & concerns_a_seen_import)
rules.add_perm("organizations.list_authorityproposals", is_registrar | is_supervisor | is_administrator)
rules.add_perm("organizations.export_registry", is_registrar | is_administrator | is_supervisor | is_auditor)
rules.add_perm("organizations.invite_accounts", is_registrar | is_supervisor)
rules.add_perm("organizations.issue_invitation", invites)
rules.add_perm("organizations.keep_bureaus", is_administrator)
rules.add_perm("organizations.add_authority", is_administrator | is_district_supervisor)
rules.add_perm("organizations.change_authority", is_administrator | (is_district_supervisor & is_unit_of_ones_district))
rules.add_perm("organizations.view_seats", reads_seats)
rules.add_perm("organizations.propose_seats", is_security_administrator | is_administrator)
rules.add_perm("organizations.propose_seat", proposes)
rules.add_perm("organizations.confirm_seat", confirms)
rules.add_perm("organizations.refuse_seat", confirms)
rules.add_perm("organizations.withdraw_seat", administers_seat)
rules.add_perm("organizations.hand_out_seat", administers_seat)
rules.add_perm("organizations.list_resets", is_registrar | is_supervisor | is_security_administrator)
rules.add_perm("organizations.propose_reset", proposes_reset)
rules.add_perm("organizations.confirm_reset", confirms_reset)
rules.add_perm("organizations.refuse_reset", confirms_reset | holds_account | proposed_reset)
rules.add_perm("organizations.print_reset", confirms_reset & confirmed_reset)
rules.add_perm("organizations.revoke_invitation", represents | leads | invites)
rules.add_perm("organizations.consent_to_seat", leads & ~is_own_seat & ~invited_it)
rules.add_perm("organizations.check_seat", may_vouch_for)
rules.add_perm("organizations.link_account", leads | (is_registrar & registers))
rules.add_perm("organizations.enter_postchange", represents)
rules.add_perm("organizations.decide_postchange", leads | (is_registrar & registers))
rules.add_perm("organizations.withdraw_postchange", represents)
rules.add_perm("organizations.correct_own_data", is_oneself)
rules.add_perm("organizations.manage_accounts", is_security_administrator)
rules.add_perm("organizations.correct_own_user", is_oneself)
rules.add_perm("organizations.substitute_membership", answers_for)
rules.add_perm("organizations.end_substitution", takes_part_in)
rules.add_perm("security.view_events", is_auditor | is_security_administrator)
rules.add_perm("health.view_status", is_administrator | is_security_administrator)
rules.add_perm("organizations.view_history", is_administrator | is_auditor)
rules.add_perm("audit.inspect", is_administrator | is_auditor)

rules.add_perm("workcalendar.change_calendar", is_administrator)
rules.add_perm("workcalendar.change_policy", is_administrator)
rules.add_perm("notices.view_outbox", is_administrator)
rules.add_perm("notices.manage_groups", is_administrator)
