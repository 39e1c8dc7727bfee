"""The due days of quarterly reports, as the work calendar asks for them when it changes."""

from collections.abc import Iterable, Sequence

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from compliance.models import QuarterlyReport, ReportingPeriod
from compliance.models.periods import quarter_of
from compliance.notices import KIND
from organizations.enums import ORGANIZATION_ROLES
from organizations.models import Membership, User
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.workcalendar.movements import StoredTerm
from zhengzhou_ideology.workcalendar.terms import Due, TermRule


class ReportDueDates:
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

    def concerned(self, term: StoredTerm, *, limit: int) -> Sequence[str]:
        return list(_of(term).order_by("organization__uscc").values_list("organization__name", flat=True)[:limit])

    def move(self, term: StoredTerm, due: Due, *, by: User, reason: str) -> None:
        """Those concerned are told before the rows move, because the term names them by their old day."""
        year, quarter = quarter_of(term.base)
        period = ReportingPeriod.objects.get(year=year, quarter=quarter)
        if due.due_on != term.due_on:
            self._tell(term, due, period, reason)
        stored = {"due_on": due.due_on, "due_provisional": due.provisional, "due_steps": due.steps_as_json()}
        _of(term).update(**stored)
        ReportingPeriod.objects.filter(pk=period.pk, due_on=term.due_on).update(**stored)

    def _tell(self, term: StoredTerm, due: Due, period: ReportingPeriod, reason: str) -> None:
        members = Membership.objects.current(localdate()).of_role(*ORGANIZATION_ROLES)
        concerned = members.filter(organization__in=_of(term).values("organization"))
        day = f"{due.due_on:%Y年%-m月%-d日}" + ("（暂定）" if due.provisional else "")
        outbox.post(
            User.objects.filter(pk__in=concerned.values("user")),
            kind=KIND,
            subject=f"{period}报告截止日期改为{day}",
            body=f"因工作日历或者有关规则调整（{reason}），{period}报告的截止日期由{term.due_on:%Y年%-m月%-d日}改为{day}。",
            url=f"{reverse('compliance:report_list')}?period={period.pk}",
            key=f"period:{period.pk}:moved:{reason[:100]}:{term.due_on}",
        )


def _unsettled() -> QuerySet[QuarterlyReport]:
    return QuarterlyReport.objects.never_submitted().current().filter(times_extended=0)


def _of(term: StoredTerm) -> QuerySet[QuarterlyReport]:
    year, quarter = quarter_of(term.base)
    return _unsettled().filter(
        period__year=year, period__quarter=quarter, due_on=term.due_on, due_provisional=term.provisional
    )
