"""The days by which addressees are to take note, as the work calendar asks for them when it or the policy changes."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Count, QuerySet

from compliance.matters.notices import KIND, desks
from compliance.models import MatterAddressee
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workcalendar.movements import DueDates, StoredTerm
from zhengzhou_ideology.workcalendar.terms import Due, TermRule


class AcknowledgementDueDates(DueDates):
    label = "随时报告收悉期限"

    def stored(self) -> Iterable[StoredTerm]:
        by = ("sent_on", "due_on", "due_provisional")
        counted = MatterAddressee.objects.awaited().order_by().values(*by).annotate(matters=Count("pk"))
        for row in counted.order_by(*by):
            yield StoredTerm(
                rule=TermRule.MATTER_ACKNOWLEDGEMENT,
                base=row["sent_on"],
                due_on=row["due_on"],
                provisional=row["due_provisional"],
                matters=row["matters"],
            )

    def rows(self, term: StoredTerm) -> QuerySet[MatterAddressee]:
        return MatterAddressee.objects.awaited().filter(
            sent_on=term.base, due_on=term.due_on, due_provisional=term.provisional
        )

    def concerned(self, term: StoredTerm, *, limit: int) -> Sequence[str]:
        """The addressed authorities: what was reported is theirs and the organization's to know."""
        rows = self.rows(term).order_by("authority__code").values_list("authority__name", flat=True)
        return list(rows.distinct()[:limit])

    def tell(self, rows: QuerySet[MatterAddressee], term: StoredTerm, due: Due, *, reason: str, today: date) -> None:
        outbox.post(
            desks(rows, today),
            kind=KIND,
            subject=f"随时报告收悉期限改为{dated(due.due_on, provisional=due.provisional)}",
            body=self.sentence("有关随时报告的收悉期限", term, due, reason=reason),
            key=f"matters:moved:{reason[:100]}:{term.base}:{term.due_on}",
        )
