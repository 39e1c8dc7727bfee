"""Quarterly reports and duties on the ladder: their rungs, which are outstanding, and what is said of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, Max, Min, OuterRef, QuerySet
from django.db.models.functions import Greatest
from django.urls import reverse

from compliance.models import Duty, DutyCatalogueEntry, QuarterlyReport, ReportingPeriod
from compliance.models.owed import OwedPaper
from organizations.ladder.desks import ORGANIZATION, STAFF, To
from organizations.ladder.rungs import Row, Rung
from organizations.ladder.sources import Begun, Matter, Matters, named
from zhengzhou_ideology.workcalendar.policy import Policy

QUARTERLY_REPORT = "quarterly_report"
DUTY = "duty"
# Up to the city's desk; `ReportMatters` has a further rung that proposes a case.
TABLE = (
    Row(STAFF, "report_reminder_days_before", 0, overdue=False),
    Row(STAFF, "report_reminder_days_before", 1, overdue=False),
    Row(STAFF, "report_reminder_days_before", 2, overdue=False),
    Row(ORGANIZATION, "report_overdue_working_days", 0),
    Row((*ORGANIZATION, To.REGISTRATION_DESK), "report_overdue_working_days", 1),
    Row((*ORGANIZATION, To.CITY_DESK), "report_overdue_working_days", 2),
)


class PaperMatters(Matters):
    """Papers of one kind that never arrived."""

    table: tuple[Row, ...] = TABLE
    model: type[Any]
    # What is asked of the people of the organization before and after the due day.
    before: str
    after: str

    def listed(self, paper: Any) -> str:
        """The address at which a desk finds the overdue ones of the same group."""
        raise NotImplementedError

    def papers(self) -> Any:
        return self.model.objects.annotate(round=F("times_extended"))

    def outstanding(self, at: datetime) -> QuerySet:
        owed: QuerySet = self.papers().never_submitted().current().of_active()
        return owed

    def of(self, keys: Any) -> QuerySet:
        found: QuerySet = self.papers().filter(pk__in=keys)
        return found

    def counted(self, rows: QuerySet) -> QuerySet:
        """One that was opened after its due day climbs from the day of its opening, so that nobody is proposed unheard."""
        return rows.annotate(counts_from=Greatest("due_on", "opened_on"))

    def read(self, rows: QuerySet) -> list[Matter]:
        return [self.matter(paper) for paper in rows.for_listing().order_by("organization__uscc", "pk")]  # type: ignore[attr-defined]

    def matter(self, paper: OwedPaper) -> Matter:
        return Matter(
            pk=paper.pk,
            round=paper.times_extended,
            title=paper.title,
            group=paper.title,
            url=paper.get_absolute_url(),
            list_url=self.listed(paper),
            organization_id=paper.organization_id,
            organization=paper.organization.name,
            authority_id=paper.registration_authority_id,
            due_on=paper.due_on,
            provisional=paper.due_provisional,
        )

    def words(self, rung: Rung, matter: Matter, today: date) -> tuple[str, str]:
        """By the days that are left today, not by the rung: a late run never says “tomorrow” of yesterday."""
        left = (matter.due_on - today).days
        if left < 0:
            subject = f"{matter.title}已逾期，请尽快报送"
            body = f"{matter.organization}的{matter.title}应于{matter.day}前报送，现已逾期{-left}天。{self.after}"
        else:
            when = "今日截止" if left == 0 else f"还有{left}天截止"
            subject = f"{matter.title}{when}，请按时报送"
            body = f"{matter.organization}的{matter.title}报送截止日期为{matter.day}，{when}。{self.before}"
        return subject, body

    def desk_words(self, rung: Rung, matters: Sequence[Matter], count: int) -> tuple[str, str, str]:
        title, names = matters[0].title, named(matters, count)
        subject = f"{count}家社会组织的{title}逾期满{rung.offset}个工作日"
        return subject, f"{names}的{title}逾期已满{rung.offset}个工作日仍未报送，请督促。", matters[0].list_url


class ReportMatters(PaperMatters):
    """Quarterly reports that never arrived."""

    kind = QUARTERLY_REPORT
    label = "季度报告"
    began = "period"
    alike = ("period",)
    table = (*TABLE, Row((To.SUPERVISORS,), "report_overdue_working_days", 3, proposes=True))
    model = QuarterlyReport
    before = "请填报后送第一责任人确认提交；已报送的请忽略本提醒。"
    after = "请尽快填报，经第一责任人确认后提交；确有困难的，请申请延期。"

    def begun(self, at: datetime) -> list[Begun]:
        owed = QuarterlyReport.objects.never_submitted().current().filter(period=OuterRef("pk"))
        return [Begun(period.last_day, period.pk) for period in ReportingPeriod.objects.filter(Exists(owed))]

    def listed(self, paper: QuarterlyReport) -> str:
        return f"{reverse('compliance:report_list')}?period={paper.period_id}&state=overdue"

    def desk_words(self, rung: Rung, matters: Sequence[Matter], count: int) -> tuple[str, str, str]:
        if not rung.proposes:
            return super().desk_words(rung, matters, count)
        title, names = matters[0].title, named(matters, count)
        subject = f"{title}逾期满{rung.offset}个工作日，{count}家社会组织待研究是否立案"
        body = f"{names}的{title}逾期已满{rung.offset}个工作日仍未报送。系统已列出有关事实，是否立案由承办人研究决定，系统不作任何处理。"
        return subject, body, reverse("cases:proposal_list")


class DutyMatters(PaperMatters):
    """Duties of a year that never arrived; the days before are those of the catalogue, version by version."""

    kind = DUTY
    label = "年度事项"
    began = "entry_of_year"
    alike = ("entry", "year", "part")
    model = Duty
    before = "请按时办理并提交；已报送的请忽略本提醒。"
    after = "请尽快办理并提交；确有困难的，请申请延期。"

    def papers(self) -> Any:
        return super().papers().annotate(entry_of_year=F("entry") * PLACES + F("year"))

    def begun(self, at: datetime) -> list[Begun]:
        """A year's duties keep the policy under which the year began, and the days of their version of the catalogue."""
        owed = Duty.objects.never_submitted().current().filter(entry=OuterRef("pk"))
        first, last = Duty.objects.aggregate(first=Min("year"), last=Max("year")).values()
        years = range(first, last + 1) if first else ()
        entries = DutyCatalogueEntry.objects.annotate(
            **{f"owed_{year}": Exists(owed.filter(year=year)) for year in years}
        )
        return [
            Begun(date(year, 1, 1), entry.pk * PLACES + year, entry.reminder_days)
            for entry in (entries.order_by("pk") if years else ())
            for year in years
            if getattr(entry, f"owed_{year}")
        ]

    def ladder(self, begun: Begun, policy: Policy) -> tuple[Rung, ...]:
        days = begun.days
        before, overdue = self.rungs(policy)[: len(days)], self.rungs(policy)[len(days) :]
        return (*(replace(rung, offset=offset) for rung, offset in zip(before, days, strict=True)), *overdue)

    def listed(self, paper: Duty) -> str:
        return f"{reverse('compliance:duty_list')}?kind={paper.kind}&year={paper.year}&state=overdue"


# A version of the catalogue and a year in one number, which selects the ladder of a duty.
PLACES = 10_000
