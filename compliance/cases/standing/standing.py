"""Where a case stands, in plain sentences: what is happening, by when, and what the reader's side can do."""

from dataclasses import dataclass
from datetime import date

from compliance.cases.enums import UNDECIDED, CaseState, CaseTermKind
from compliance.cases.models import AccountabilityCase, CaseTerm
from compliance.cases.standing.facts import CaseFacts
from compliance.cases.standing.for_officers import FOR_OFFICERS
from compliance.cases.standing.for_organization import FOR_ORGANIZATION

NOTHING_DECIDED = "目前尚未作出任何处理决定。"


@dataclass(frozen=True, slots=True)
class CaseStanding:
    """`undecided` is the sentence that nothing has been decided yet, where that is so.

    `at_rest` are the kinds of term that nobody is late with when their last day has passed.
    """

    what: str
    undecided: str
    can: list[str]
    terms: list[CaseTerm]
    at_rest: list[CaseTermKind]


def standing(case: AccountabilityCase, *, own: bool, today: date) -> CaseStanding:
    """`own`: for the organization that the case is about; it never sees what is only proposed."""
    facts = CaseFacts.of(case, today)
    what, can, kinds = (FOR_ORGANIZATION if own else FOR_OFFICERS)[CaseState(case.state)](facts)
    terms = [facts.terms[kind] for kind in kinds if kind in facts.terms and facts.terms[kind].ended_on is None]
    return CaseStanding(what, NOTHING_DECIDED if case.state in UNDECIDED else "", can, terms, _at_rest(facts))


def _at_rest(facts: CaseFacts) -> list[CaseTermKind]:
    """To speak and to ask for review are rights; what has been handed in for a check is the officer's turn."""
    rights = [CaseTermKind.STATEMENT, CaseTermKind.REVIEW]
    return [*rights, CaseTermKind.RECTIFICATION] if facts.rectification_waits or facts.rectified else rights
