"""Who may do what with quarterly reports, duty records and accountability cases."""

import rules

from compliance.models import AccountabilityCase, CaseReview, Hold
from compliance.models.cases import READERS
from organizations.enums import Role
from organizations.models import Authority, Organization, User
from organizations.rules import is_administrator, is_auditor, is_registrar, is_supervisor, leads, registers, represents


@rules.predicate
def sits_in_a_bureau(user: User) -> bool:
    """The user acts for an authority that registers, not for one that is only competent."""
    return user.acting is not None and user.acting.authority is not None and user.acting.authority.registers


@rules.predicate
def stands_above(user: User, hold: Hold) -> bool:
    """The hold was decided by the user's acting authority or by one below it."""
    acting = user.acting
    return (
        acting is not None
        and acting.authority_id is not None
        and Authority.objects.subtree_of(acting.authority_id).filter(pk=hold.authority_id).exists()
    )


@rules.predicate
def watches_the_ladder(user: User) -> bool:
    return user.acts_as(Role.REGISTRAR, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR)


rules.add_perm("compliance.change_quarterlyreport", represents)
rules.add_perm("compliance.send_for_certification_quarterlyreport", represents)
rules.add_perm("compliance.unlock_quarterlyreport", represents | leads)
rules.add_perm("compliance.certify_quarterlyreport", leads)
rules.add_perm("compliance.withdraw_quarterlyreport", represents | leads)
rules.add_perm("compliance.send_back_quarterlyreport", is_registrar & registers)
rules.add_perm("compliance.accept_quarterlyreport", is_registrar & registers)
rules.add_perm("compliance.exempt_quarterlyreport", is_supervisor & registers)
rules.add_perm("compliance.amend_quarterlyreport", represents)
rules.add_perm("compliance.open_period", is_administrator)
rules.add_perm("compliance.record_duty", represents)
rules.add_perm("compliance.view_ladder", watches_the_ladder)
rules.add_perm("compliance.hold_reminders", is_supervisor & sits_in_a_bureau)
rules.add_perm("compliance.lift_hold", is_supervisor & stands_above)
rules.add_perm("compliance.view_proposals", is_supervisor & sits_in_a_bureau)
rules.add_perm("compliance.ask_extension", represents)
rules.add_perm("compliance.ask_exemption", represents)
rules.add_perm("compliance.extend_quarterlyreport", is_supervisor & registers)
rules.add_perm("compliance.grant_for_many", is_supervisor & sits_in_a_bureau)

# Accountability cases


@rules.predicate
def proposed(user: User, case: AccountabilityCase) -> bool:
    return case.proposed_by_id == user.pk


@rules.predicate
def opened(user: User, case: AccountabilityCase) -> bool:
    return case.opened_by_id == user.pk


@rules.predicate
def decided(user: User, case: AccountabilityCase) -> bool:
    return case.decided_by_id == user.pk


@rules.predicate
def belongs_to_it(user: User, case: AccountabilityCase) -> bool:
    """The account has, or once had, a role in the organization that the case is about."""
    return user.memberships.filter(organization=case.organization_id).exists()


@rules.predicate
def hears_the_review(user: User, case: AccountabilityCase) -> bool:
    """A supervisor of the authority that hears the review, or of one above it."""
    acting, review = user.acting, CaseReview.objects.filter(case=case.pk).first()
    return (
        acting is not None
        and acting.authority_id is not None
        and review is not None
        and user.acts_as(Role.SUPERVISOR)
        and Authority.objects.subtree_of(acting.authority_id).filter(pk=review.authority_id).exists()
    )


@rules.predicate
def sees_case(user: User, case: AccountabilityCase) -> bool:
    return AccountabilityCase.objects.visible_to(user).filter(pk=case.pk).exists()


@rules.predicate
def may_propose(user: User, organization: Organization) -> bool:
    """An officer in whose reach the organization lies."""
    return (
        user.acts_as(Role.REGISTRAR, Role.SUPERVISOR, Role.COMPETENT_OFFICER)
        and Organization.objects.visible_to(user).filter(pk=organization.pk).exists()
    )


@rules.predicate
def reads_cases(user: User) -> bool:
    return user.acts_as(*READERS)


handles = (is_registrar | is_supervisor) & registers & ~belongs_to_it
signs = is_supervisor & registers & ~belongs_to_it
may_review = hears_the_review & ~opened & ~decided & ~belongs_to_it

rules.add_perm("compliance.view_accountabilitycase", sees_case)
rules.add_perm("compliance.propose_case", may_propose)
rules.add_perm("compliance.open_accountabilitycase", signs & ~proposed)
rules.add_perm("compliance.dismiss_accountabilitycase", signs & ~proposed)
rules.add_perm("compliance.prepare_accountabilitycase", handles)
rules.add_perm("compliance.notify_accountabilitycase", signs)
rules.add_perm("compliance.serve_accountabilitycase", handles)
rules.add_perm("compliance.acknowledge_accountabilitycase", represents | leads)
rules.add_perm("compliance.state_accountabilitycase", represents | leads)
rules.add_perm("compliance.hear_accountabilitycase", handles & ~opened)
rules.add_perm("compliance.decide_accountabilitycase", signs & ~opened & ~proposed)
rules.add_perm("compliance.declare_accountabilitycase", (signs & ~opened & ~proposed) | may_review)
rules.add_perm("compliance.check_accountabilitycase", handles)
rules.add_perm("compliance.give_time_accountabilitycase", signs)
rules.add_perm("compliance.extend_limit_accountabilitycase", signs)
rules.add_perm("compliance.close_accountabilitycase", signs)
rules.add_perm("compliance.waive_review_accountabilitycase", leads)
rules.add_perm("compliance.ask_review_accountabilitycase", represents | leads)
rules.add_perm("compliance.review_accountabilitycase", may_review)
rules.add_perm("compliance.view_cases", reads_cases)
rules.add_perm("compliance.view_case_statistics", reads_cases | is_administrator)
rules.add_perm("compliance.view_retention", is_administrator | is_auditor)
rules.add_perm("compliance.change_wording", is_administrator)
