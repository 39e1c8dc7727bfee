"""The due days of quarterly reports and duties, as the work calendar asks for them when it changes."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Count, QuerySet
from django.urls import reverse

from compliance.models import Duty, QuarterlyReport, ReportingPeriod
from compliance.models.periods import quarter_of
from compliance.notices import DUTY_KIND, KIND
from organizations.enums import ORGANIZATION_ROLES
from organizations.models import Membership, User
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workcalendar.movements import DueDates, StoredTerm
from zhengzhou_ideology.workcalendar.terms import Due, TermRule


class ReportDueDates(DueDates):
    """Reports that have not arrived and have no extension of their own, and the quarter for those still to be opened."""

    label = "季度报告"

    def stored(self) -> Iterable[StoredTerm]:
        counted = _unsettled().values("period__year", "period__quarter", "due_on", "due_provisional")
        for row in counted.annotate(matters=Count("pk")).order_by("due_on", "period__year", "period__quarter"):
            period = ReportingPeriod(year=row["period__year"], quarter=row["period__quarter"])
            yield StoredTerm(
                rule=TermRule.QUARTERLY_REPORT,
                base=period.last_day,
                due_on=row["due_on"],
                provisional=row["due_provisional"],
                matters=row["matters"],
            )

    def rows(self, term: StoredTerm) -> QuerySet[QuarterlyReport]:
        year, quarter = quarter_of(term.base)
        return _unsettled().filter(
            period__year=year, period__quarter=quarter, due_on=term.due_on, due_provisional=term.provisional
        )

    def concerned(self, term: StoredTerm, *, limit: int) -> Sequence[str]:
        return list(self.rows(term).order_by("organization__uscc").values_list("organization__name", flat=True)[:limit])

    def move(self, term: StoredTerm, due: Due, *, by: User, reason: str, today: date) -> None:
        """The quarter moves with its reports, for those that are still to be opened."""
        super().move(term, due, by=by, reason=reason, today=today)
        self.store(ReportingPeriod.objects.filter(pk=_period(term).pk, due_on=term.due_on), due)

    def tell(self, rows: QuerySet[QuarterlyReport], term: StoredTerm, due: Due, *, reason: str, today: date) -> None:
        period = _period(term)
        members = Membership.objects.current(today).of_role(*ORGANIZATION_ROLES)
        concerned = members.filter(organization__in=rows.values("organization"))
        outbox.post(
            User.objects.filter(pk__in=concerned.values("user")),
            kind=KIND,
            subject=f"{period}报告截止日期改为{dated(due.due_on, provisional=due.provisional)}",
            body=self.sentence(f"{period}报告的截止日期", term, due, reason=reason),
            url=f"{reverse('compliance:report_list')}?period={period.pk}",
            key=f"period:{period.pk}:moved:{reason[:100]}:{term.due_on}",
        )


def _period(term: StoredTerm) -> ReportingPeriod:
    year, quarter = quarter_of(term.base)
    return ReportingPeriod.objects.get(year=year, quarter=quarter)


class DutyDueDates(DueDates):
    """Duties that have not arrived and have no extension of their own, by the day that the catalogue names."""

    label = "年度事项"

    def stored(self) -> Iterable[StoredTerm]:
        counted = _owed_duties().values("nominal_on", "due_on", "due_provisional").annotate(matters=Count("pk"))
        for row in counted.order_by("due_on", "nominal_on"):
            yield StoredTerm(
                rule=TermRule.DUTY,
                base=row["nominal_on"],
                due_on=row["due_on"],
                provisional=row["due_provisional"],
                matters=row["matters"],
            )

    def rows(self, term: StoredTerm) -> QuerySet[Duty]:
        return _owed_duties().filter(nominal_on=term.base, due_on=term.due_on, due_provisional=term.provisional)

    def concerned(self, term: StoredTerm, *, limit: int) -> Sequence[str]:
        rows = self.rows(term).order_by("organization__uscc").values_list("organization__uscc", "organization__name")
        return [name for _, name in rows.distinct()[:limit]]

    def tell(self, rows: QuerySet[Duty], term: StoredTerm, due: Due, *, reason: str, today: date) -> None:
        members = Membership.objects.current(today).of_role(*ORGANIZATION_ROLES)
        concerned = members.filter(organization__in=rows.values("organization"))
        outbox.post(
            User.objects.filter(pk__in=concerned.values("user")),
            kind=DUTY_KIND,
            subject=f"原定{dated(term.due_on)}截止的年度事项改为{dated(due.due_on, provisional=due.provisional)}截止",
            body=self.sentence("有关年度事项的截止日期", term, due, reason=reason),
            url=reverse("compliance:duty_list"),
            key=f"duties:{term.base}:moved:{reason[:100]}:{term.due_on}",
        )


def _owed_duties() -> QuerySet[Duty]:
    return Duty.objects.never_submitted().current().filter(times_extended=0)


def _unsettled() -> QuerySet[QuarterlyReport]:
    return QuarterlyReport.objects.never_submitted().current().filter(times_extended=0)
