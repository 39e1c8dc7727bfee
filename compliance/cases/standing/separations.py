"""Why a supervisor may not take the next step of a case: opener, decider and reviewer are three persons."""

from compliance.cases.enums import (
    UNDECIDED,
    CaseState,
)
from compliance.cases.models import AccountabilityCase, CaseReview
from compliance.cases.rules import belongs_to_it, made_its_voice
from organizations.enums import Role
from organizations.models import User
from organizations.rules import registers


def separations(user: User, case: AccountabilityCase) -> list[str]:
    """The sentences that say what keeps a supervisor in whose reach the case lies from its next step."""
    if not user.acts_as(Role.SUPERVISOR) or case.is_over:
        return []
    if belongs_to_it(user, case):
        return ["您在该社会组织任职或者曾经任职，应当回避，不能办理本案。"]
    if made_its_voice(user, case):
        return ["您邀请或者核验过该社会组织的账号，应当回避，不能办理本案。"]
    if case.declarations.filter(user=user, has_conflict=True).exists():
        return ["您已声明与本案有利害关系，应当回避，不能办理本案。"]
    if case.state == CaseState.UNDER_REVIEW:
        return _from_the_review(user, case)
    if not registers(user, case):
        return []
    if case.state == CaseState.PROPOSED and case.proposed_by_id == user.pk:
        return ["您提出了本案的立案建议，是否立案须由其他审批负责人决定。"]
    return _from_the_decision(user, case) if case.state in UNDECIDED else []


def _from_the_decision(user: User, case: AccountabilityCase) -> list[str]:
    if case.opened_by_id == user.pk:
        waits = case.hearings.filter(held_on__isnull=True).exists()
        heard = ["您批准了本案立案，听证须由其他人员主持。"] if waits else []
        return ["您批准了本案立案，处理决定须由其他审批负责人作出。", *heard]
    if case.proposed_by_id == user.pk:
        return ["您提出了本案的立案建议，处理决定须由其他审批负责人作出。"]
    return []


def _from_the_review(user: User, case: AccountabilityCase) -> list[str]:
    if case.opened_by_id == user.pk:
        return ["您批准了本案立案，复核须由其他审批负责人办理。"]
    if case.decided_by_id == user.pk:
        return ["您作出了本案的处理决定，复核须由其他审批负责人办理。"]
    if not user.has_perm("cases.review_accountabilitycase", case):
        return [f"本案由{CaseReview.objects.select_related('authority').get(case=case.pk).authority}复核。"]
    return []
