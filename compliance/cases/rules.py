"""Who may do what with accountability cases: who opened, decided and reviewed one are three persons."""

import rules

from compliance.cases.models import AccountabilityCase, CaseReview
from compliance.cases.models.case import READERS
from compliance.cases.voices import seats_of
from organizations.enums import Role
from organizations.models import Authority, Organization, User
from organizations.rules import (
    has_in_reach,
    is_administrator,
    is_auditor,
    is_registrar,
    is_supervisor,
    leads,
    registers,
    represents,
    sits_in_a_bureau,
)


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
def made_its_voice(user: User, case: AccountabilityCase) -> bool:
    """The officer invited or checked an account that speaks for the organization during the case."""
    return seats_of(case).made_by(user).exists()


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
    """An officer in whose reach the organization lies now."""
    return user.acts_as(Role.REGISTRAR, Role.SUPERVISOR, Role.COMPETENT_OFFICER) and has_in_reach(user, organization)


@rules.predicate
def reads_cases(user: User) -> bool:
    return user.acts_as(*READERS)


handles = (is_registrar | is_supervisor) & registers & ~belongs_to_it & ~made_its_voice
signs = is_supervisor & registers & ~belongs_to_it & ~made_its_voice
may_review = hears_the_review & ~opened & ~decided & ~belongs_to_it & ~made_its_voice

rules.add_perm("cases.view_accountabilitycase", sees_case)
rules.add_perm("cases.propose_case", may_propose)
rules.add_perm("cases.open_accountabilitycase", signs & ~proposed)
rules.add_perm("cases.dismiss_accountabilitycase", signs & ~proposed)
rules.add_perm("cases.prepare_accountabilitycase", handles)
rules.add_perm("cases.notify_accountabilitycase", signs)
rules.add_perm("cases.serve_accountabilitycase", handles)
rules.add_perm("cases.acknowledge_accountabilitycase", represents | leads)
rules.add_perm("cases.state_accountabilitycase", represents | leads)
rules.add_perm("cases.hear_accountabilitycase", handles & ~opened)
rules.add_perm("cases.decide_accountabilitycase", signs & ~opened & ~proposed)
rules.add_perm("cases.declare_accountabilitycase", (signs & ~opened & ~proposed) | may_review)
rules.add_perm("cases.check_accountabilitycase", handles)
rules.add_perm("cases.give_time_accountabilitycase", signs)
rules.add_perm("cases.extend_limit_accountabilitycase", signs)
rules.add_perm("cases.close_accountabilitycase", signs)
rules.add_perm("cases.waive_review_accountabilitycase", leads)
rules.add_perm("cases.ask_review_accountabilitycase", represents | leads)
rules.add_perm("cases.review_accountabilitycase", may_review)
rules.add_perm("cases.view_cases", reads_cases)
rules.add_perm("cases.view_case_statistics", reads_cases | is_administrator)
rules.add_perm("cases.view_retention", is_administrator | is_auditor)
rules.add_perm("cases.change_wording", is_administrator)
rules.add_perm("cases.view_proposals", is_supervisor & sits_in_a_bureau)
