"""A case that arose from a missing report ends when the report turns out to have been timely, extended or exempted."""

from datetime import date

from compliance.cases import case_workflow, notices
from compliance.cases.enums import CaseState, CaseTermKind
from compliance.cases.models import AccountabilityCase
from compliance.cases.settled import why_settled, with_a_settled_matter
from zhengzhou_ideology.workflow import Refused


def settle(today: date) -> int:
    """Every day. A proposal is dismissed, an undecided case closes; what was decided already goes to the supervisors."""
    done = 0
    unended = AccountabilityCase.objects.exclude(state__in=[CaseState.DISMISSED, CaseState.CLOSED, CaseState.ANNULLED])
    for case in with_a_settled_matter(unended, today).select_related("organization", "registration_authority"):
        sentence = why_settled(case, today)
        if not sentence:  # somebody moved the report between the query and this look
            continue
        try:
            done += _ended(case, today, sentence)
        except Refused:  # somebody moved it between the query and the lock; the next run sees where it stands
            continue
    return done


def _ended(case: AccountabilityCase, today: date, sentence: str) -> bool:
    if case.state == CaseState.PROPOSED:
        case_workflow.dismiss_settled(case, by=None, today=today, reason=sentence)
        return True
    if case.state in case_workflow.WITHOUT_MEASURE:
        case_workflow.close_settled(case, by=None, today=today, reason=sentence)
        return True
    notices.told_desk(case, "所涉报告其实已按期报送", f"{sentence}请复查已作出的决定。", "settled-late", today=today)
    return False


def lapse_statements(today: date) -> int:
    """Every day. Where the term of statement is over, counted from proven service, and nothing was said."""
    done = 0
    over = AccountabilityCase.objects.filter(
        state=CaseState.NOTIFIED,
        terms__kind=CaseTermKind.STATEMENT,
        terms__due_on__lt=today,
        statements__isnull=True,
    ).exclude(hearings__held_on__isnull=True, hearings__isnull=False)
    for case in over.distinct():
        try:
            case_workflow.lapse(case, by=None, today=today)
        except Refused:  # somebody spoke between the query and the lock
            continue
        done += 1
    return done
