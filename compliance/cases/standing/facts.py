"""What a sentence about the standing of a case rests on, fetched once."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from compliance.cases.enums import AnswerState, CasePaperKind, CaseState, CaseTermKind, Measure, TimeRequestState
from compliance.cases.hearing.statements import MAY_STILL_SPEAK
from compliance.cases.models import (
    AccountabilityCase,
    CaseHearing,
    CasePaper,
    CaseRectification,
    CaseReview,
    CaseTerm,
    CaseTimeRequest,
)

# A sentence, what the reader can do, and the terms to show with it.
Said = tuple[str, list[str], list[CaseTermKind]]


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """`unserved` are the signed papers of which no service is proven; `hearing` and `asked` wait to be held, to be answered."""

    case: AccountabilityCase
    today: date
    terms: dict[str, CaseTerm]
    unserved: list[CasePaper]
    hearing: CaseHearing | None
    has_hearing: bool
    asked: CaseTimeRequest | None
    has_spoken: bool
    said_all: bool
    rectification: CaseRectification | None
    review: CaseReview | None

    @classmethod
    def of(cls, case: AccountabilityCase, today: date) -> Self:
        statements = list(case.statements.values_list("is_complete", flat=True))
        hearings = list(case.hearings.select_related("chair"))
        return cls(
            case=case,
            today=today,
            terms={term.kind: term for term in case.terms.all()},
            unserved=list(case.papers.awaiting_receipt().select_related("authority").order_by("pk")),
            hearing=next((hearing for hearing in hearings if hearing.held_on is None), None),
            has_hearing=bool(hearings),
            asked=case.time_requests.filter(state=TimeRequestState.ASKED).first(),
            has_spoken=bool(statements),
            said_all=any(statements),
            rectification=case.rectifications.order_by("-number").first(),
            review=CaseReview.objects.filter(case=case).select_related("authority").first(),
        )

    def running(self, kind: CaseTermKind) -> CaseTerm | None:
        """Begun, not ended, and its last day is not over."""
        term = self.terms.get(kind)
        return term if term and term.ended_on is None and term.due_on >= self.today else None

    def passed(self, kind: CaseTermKind) -> CaseTerm | None:
        """Its last day went by without what it was for."""
        term = self.terms.get(kind)
        return term if term and term.ended_on is None and term.due_on < self.today else None

    def is_unserved(self, kind: CasePaperKind) -> bool:
        return any(paper.kind == kind for paper in self.unserved)

    @property
    def rectified(self) -> bool:
        return self.rectification is not None and self.rectification.answer == AnswerState.ACCEPTED

    @property
    def may_speak(self) -> bool:
        return self.case.state in MAY_STILL_SPEAK

    @property
    def may_ask_hearing(self) -> bool:
        """Once, and before the term of statement is over."""
        in_time = self.is_unserved(CasePaperKind.NOTICE) or self.running(CaseTermKind.STATEMENT) is not None
        return self.may_speak and in_time and not self.has_hearing

    @property
    def askable_term(self) -> CaseTerm | None:
        """The term for which more time is of use, and may be asked now."""
        if self.asked or self.rectification_waits or (self.said_all and self.case.state != CaseState.RECTIFYING):
            return None
        return self.running(
            CaseTermKind.RECTIFICATION if self.case.state == CaseState.RECTIFYING else CaseTermKind.STATEMENT
        )

    @property
    def rectification_waits(self) -> bool:
        return self.rectification is not None and self.rectification.answer == AnswerState.PENDING

    @property
    def may_rectify(self) -> bool:
        is_ordered = self.case.state == CaseState.RECTIFYING and self.case.measure == Measure.RECTIFICATION_ORDER
        return is_ordered and not self.rectified and not self.rectification_waits

    @property
    def may_ask_review(self) -> bool:
        """Nothing was asked yet, and the days to ask are not over; those of an unserved decision have not begun."""
        term = self.terms.get(CaseTermKind.REVIEW)
        is_due = term is None or term.due_on >= self.today
        return self.case.state in {CaseState.DECIDED, CaseState.RECTIFYING} and self.review is None and is_due

    @property
    def may_waive_review(self) -> bool:
        """Once the decision is served: nobody gives up what has not begun."""
        return self.may_ask_review and self.running(CaseTermKind.REVIEW) is not None
