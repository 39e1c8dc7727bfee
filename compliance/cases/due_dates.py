"""Running terms of cases, as the work calendar asks for them when it or the policy changes."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, QuerySet

from compliance.cases import notices
from compliance.cases.enums import CaseTermKind, TimeRequestState
from compliance.cases.models import CaseTerm, CaseTimeRequest
from compliance.cases.terms import RULES
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workcalendar.movements import DueDates, StoredTerm
from zhengzhou_ideology.workcalendar.terms import Due, TermRule

KINDS = {rule: kind for kind, rule in RULES.items()}


class CaseTermDueDates(DueDates):
    """An end that was set by a decision stays: only what the calendar counted does the calendar move."""

    label = "案件期限"

    def stored(self) -> Iterator[StoredTerm]:
        by = ("kind", "base_on", "due_on", "due_provisional")
        rows = _counted().values(*by, "days").annotate(matters=Count("pk")).order_by(*by, "days")
        for row in rows:
            kind = CaseTermKind(row["kind"])
            yield StoredTerm(
                rule=RULES[kind],
                base=row["base_on"],
                due_on=row["due_on"],
                provisional=row["due_provisional"],
                matters=row["matters"],
                days=row["days"] if kind == CaseTermKind.RECTIFICATION else None,
            )

    def rows(self, term: StoredTerm) -> QuerySet[CaseTerm]:
        found = _counted().filter(
            kind=KINDS[TermRule(term.rule)], base_on=term.base, due_on=term.due_on, due_provisional=term.provisional
        )
        return found.filter(case__rectification_days=term.days) if term.days else found

    def concerned(self, term: StoredTerm, *, limit: int) -> Sequence[str]:
        return [str(found.case) for found in self.rows(term).select_related("case__organization")[:limit]]

    def tell(self, rows: QuerySet[CaseTerm], term: StoredTerm, due: Due, *, reason: str, today: date) -> None:
        for moved in rows.select_related("case__organization", "case__registration_authority"):
            label = moved.get_kind_display()
            notices.told_organization(
                moved.case,
                f"{label}改为{dated(due.due_on, provisional=due.provisional)}",
                self.sentence(f"{moved.case}的{label}", term, due, reason=reason),
                f"term{moved.pk}:moved:{reason[:100]}:{moved.due_on}",
                today=today,
            )


def _counted() -> QuerySet[CaseTerm]:
    granted = CaseTimeRequest.objects.filter(
        case=OuterRef("case"), term=OuterRef("kind"), state=TimeRequestState.GRANTED
    )
    return CaseTerm.objects.running().filter(~Exists(granted)).annotate(days=F("case__rectification_days"))
