"""Whoever handles a case has not made the voice that answers in it, and a voice younger than the case has been checked."""

from django.db.models import Q

from compliance.cases.models import AccountabilityCase, CasePaper
from organizations.enums import CheckWay
from organizations.models import Membership, User
from organizations.models.memberships import MembershipQuerySet
from zhengzhou_ideology.workflow import Refused


def seats_of(case: AccountabilityCase) -> MembershipQuerySet:
    """Seats that speak for the organization during the case: neither revoked nor over before it was proposed."""
    lasts = Q(ends_on__isnull=True) | Q(ends_on__gte=case.proposed_on)
    return Membership.objects.filter(lasts, organization=case.organization_id, revoked_at__isnull=True)


def handlers(case: AccountabilityCase) -> set[int]:
    """Accounts that opened, decided or reviewed the case, or wrote or signed a paper of it."""
    signed = CasePaper.objects.filter(case=case).values_list("prepared_by", "signed_by")
    keys = {case.opened_by_id, case.decided_by_id, case.reviewed_by_id, *(key for pair in signed for key in pair)}
    return {key for key in keys if key is not None}


def why_not_free(case: AccountabilityCase, user: User) -> str:
    """What keeps this account from speaking for the organization in the case; empty if nothing does.

    A deputy speaks as whom it stands for. The database holds the same (`guards.language.free_voice`).
    """
    acting = user.acting
    seat = acting.substitutes or acting if acting else None
    if seat is None:
        return "您没有本组织的身份。"
    if seat.starts_on >= case.proposed_on and not seat.identity_checks.filter(way=CheckWay.CHECK).exists():
        return (
            "您的账号晚于本案设立，须先由登记管理机关不办理本案、也未邀请您的工作人员核验身份，再签收和答复本案文书。"
        )
    makers = {*seat.identity_checks.values_list("by", flat=True)}
    if seat.invitation is not None and seat.invitation.invited_by_id:
        makers.add(seat.invitation.invited_by_id)
    if makers & handlers(case):
        return "您的账号由本案办理人员邀请或者核验，须由本组织其他账号签收和答复本案文书，或者由登记管理机关以其他方式送达。"
    return ""


def refuse_unless_free(case: AccountabilityCase, by: User) -> None:
    if problem := why_not_free(case, by):
        raise Refused(problem)
