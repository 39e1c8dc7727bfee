"""The terms of a case: each with its explanation, out of the work calendar and the policy of its base date."""

from datetime import date

from compliance.cases.enums import CaseTermKind
from compliance.cases.models import AccountabilityCase, CaseTerm
from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workcalendar.terms import Due, TermRule

RULES = {
    CaseTermKind.STATEMENT: TermRule.STATEMENT,
    CaseTermKind.DECISION: TermRule.CASE_DECISION,
    CaseTermKind.RECTIFICATION: TermRule.WORKING_DAYS,
    CaseTermKind.REVIEW: TermRule.REVIEW,
}


def due(kind: CaseTermKind, base_on: date, *, days: int | None = None) -> Due:
    """`days` are working days and belong to rectification alone: the decision sets them."""
    return load_deadlines().due(RULES[kind], base_on, days=days)


def start(case: AccountabilityCase, kind: CaseTermKind, base_on: date, *, days: int | None = None) -> CaseTerm:
    """The term runs from this day; starting it anew (after a review) takes the place of the old one, as a round of its own."""
    found, before = due(kind, base_on, days=days), case.term(kind)
    return CaseTerm.objects.update_or_create(
        case=case,
        kind=kind,
        defaults={
            "base_on": base_on,
            "due_on": found.due_on,
            "due_provisional": found.provisional,
            "due_steps": found.steps_as_json(),
            "round": before.round + 1 if before else 0,
            "ended_on": None,
        },
    )[0]


def end(case: AccountabilityCase, kind: CaseTermKind, today: date) -> None:
    case.terms.running().filter(kind=kind).update(ended_on=today)


def end_all(case: AccountabilityCase, today: date) -> None:
    case.terms.running().update(ended_on=today)


def is_over(case: AccountabilityCase, kind: CaseTermKind, today: date) -> bool:
    """False as long as the term has not begun: without proven service nothing runs out."""
    term = case.term(kind)
    return term is not None and term.due_on < today
