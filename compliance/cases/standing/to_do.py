"""What a case waits for: from the organization."""

from typing import Any

from django.db.models import Case, CharField, Count, DateField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from compliance.cases.enums import AnswerState, CaseState, CaseTermKind
from compliance.cases.models import AccountabilityCase, CasePaper, CaseRectification, CaseStatement, CaseTerm

HANDED_IN = CaseRectification.objects.filter(case=OuterRef("pk")).exclude(answer=AnswerState.RETURNED)
SAID = CaseStatement.objects.filter(case=OuterRef("pk"))


def with_own_work(cases: QuerySet[AccountabilityCase]) -> QuerySet[Any]:
    """`to_receive`: papers whose receipt is to be confirmed. `own_term`, `own_due_on`: what the organization has to answer."""
    waiting = CasePaper.objects.awaiting_receipt().filter(case=OuterRef("pk")).order_by().values("case")
    running = CaseTerm.objects.running().filter(case=OuterRef("pk"), kind=OuterRef("own_term"))
    return cases.annotate(
        to_receive=Coalesce(Subquery(waiting.annotate(number=Count("pk", distinct=True)).values("number")), 0),
        own_term=Case(
            When(Q(state=CaseState.NOTIFIED) & ~Exists(SAID), then=Value(CaseTermKind.STATEMENT)),
            When(Q(state=CaseState.RECTIFYING) & ~Exists(HANDED_IN), then=Value(CaseTermKind.RECTIFICATION)),
            default=Value(""),
            output_field=CharField(),
        ),
        own_due_on=Subquery(running.values("due_on"), output_field=DateField()),
        own_due_provisional=Subquery(running.values("due_provisional")),
    )


def of_the_organization(cases: QuerySet[AccountabilityCase]) -> QuerySet[Any]:
    return with_own_work(cases).filter(Q(to_receive__gt=0) | Q(own_due_on__isnull=False))
