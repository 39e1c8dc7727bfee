"""Quarterly reports on the ladder: their rungs, which of them are outstanding, and what is said of them."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import F, QuerySet
from django.db.models.functions import Greatest
from django.urls import reverse

from compliance.models import QuarterlyReport, ReportingPeriod
from organizations.ladder.desks import ORGANIZATION, STAFF, To
from organizations.ladder.rungs import Row, Rung
from organizations.ladder.sources import Matter, Matters, named

QUARTERLY_REPORT = "quarterly_report"


class ReportMatters(Matters):
    """Quarterly reports that never arrived."""

    kind = QUARTERLY_REPORT
    label = "季度报告"
    began = "period"
    table = (
        Row(STAFF, "report_reminder_days_before", 0, overdue=False),
        Row(STAFF, "report_reminder_days_before", 1, overdue=False),
        Row(STAFF, "report_reminder_days_before", 2, overdue=False),
        Row(ORGANIZATION, "report_overdue_working_days", 0),
        Row((*ORGANIZATION, To.REGISTRATION_DESK), "report_overdue_working_days", 1),
        Row((*ORGANIZATION, To.CITY_DESK), "report_overdue_working_days", 2),
        Row((To.SUPERVISORS,), "report_overdue_working_days", 3, proposes=True),
    )

    def outstanding(self, at: datetime) -> QuerySet[QuarterlyReport]:
        return QuarterlyReport.objects.never_submitted().current().of_active().annotate(round=F("times_extended"))

    def of(self, keys: QuerySet) -> QuerySet[QuarterlyReport]:
        return QuarterlyReport.objects.filter(pk__in=keys).annotate(round=F("times_extended"))

    def begun(self, at: datetime) -> list[tuple[date, int]]:
        owed = QuarterlyReport.objects.never_submitted().current().values("period")
        return [(period.last_day, period.pk) for period in ReportingPeriod.objects.filter(pk__in=owed)]

    def counted(self, rows: QuerySet) -> QuerySet:
        """A report that was opened after its due day climbs from the day of its opening, so that nobody is proposed unheard."""
        return rows.annotate(counts_from=Greatest("due_on", "opened_on"))

    def read(self, rows: QuerySet) -> list[Matter]:
        listed = reverse("compliance:report_list")
        found = rows.select_related("period", "organization").only(
            "times_extended",
            "registration_authority",
            "due_on",
            "due_provisional",
            "organization__name",
            "period__year",
            "period__quarter",
        )
        return [
            Matter(
                pk=report.pk,
                round=report.times_extended,
                title=f"{report.period}报告",
                group=f"{report.period}报告",
                url=report.get_absolute_url(),
                list_url=f"{listed}?period={report.period_id}&state=overdue",
                organization_id=report.organization_id,
                organization=report.organization.name,
                authority_id=report.registration_authority_id,
                due_on=report.due_on,
                provisional=report.due_provisional,
            )
            for report in found.order_by("organization__uscc", "pk")
        ]

    def words(self, rung: Rung, matter: Matter, today: date) -> tuple[str, str]:
        """By the days that are left today, not by the rung: a late run never says “tomorrow” of yesterday."""
        left = (matter.due_on - today).days
        if left < 0:
            subject = f"{matter.title}已逾期，请尽快报送"
            body = f"{matter.organization}的{matter.title}应于{matter.day}前报送，现已逾期{-left}天。请尽快填报，经第一责任人确认后提交；确有困难的，请申请延期。"
        else:
            when = "今日截止" if left == 0 else f"还有{left}天截止"
            subject = f"{matter.title}{when}，请按时报送"
            body = f"{matter.organization}的{matter.title}报送截止日期为{matter.day}，{when}。请填报后送第一责任人确认提交；已报送的请忽略本提醒。"
        return subject, body

    def desk_words(self, rung: Rung, matters: Sequence[Matter]) -> tuple[str, str, str]:
        title, names = matters[0].title, named(matters)
        if rung.proposes:
            subject = f"{title}逾期满{rung.offset}个工作日，{len(matters)}家社会组织待研究是否立案"
            body = f"{names}的{title}逾期已满{rung.offset}个工作日仍未报送。系统已列出有关事实，是否立案由承办人研究决定，系统不作任何处理。"
            return subject, body, reverse("cases:proposal_list")
        subject = f"{len(matters)}家社会组织的{title}逾期满{rung.offset}个工作日"
        return subject, f"{names}的{title}逾期已满{rung.offset}个工作日仍未报送，请督促。", matters[0].list_url
