"""Whether what a case arose from is settled: the report was timely after all, extended or exempted."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from compliance.cases.models import AccountabilityCase
from compliance.enums import ReportState
from compliance.ladder_sources import QUARTERLY_REPORT
from compliance.models import QuarterlyReport
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workflow import Refused


def with_a_settled_matter(cases: QuerySet, today: date) -> QuerySet:
    """Those of which `why_settled` would say something, found by one join."""
    in_order = Q(first_submitted_on__lte=F("due_on"))
    put_off = Q(first_submitted_on__isnull=True, times_extended__gt=0, due_on__gte=today)
    report = QuarterlyReport.objects.filter(Q(state=ReportState.EXEMPTED) | in_order | put_off)
    return cases.filter(Exists(report.filter(pk=OuterRef("matter"))), kind=QUARTERLY_REPORT)


def why_settled(case: AccountabilityCase, today: date) -> str:
    """The sentence that says why nothing is left to answer for; empty if something is."""
    if case.kind != QUARTERLY_REPORT or case.matter is None:
        return ""
    report = QuarterlyReport.objects.select_related("period").filter(pk=case.matter).first()
    if report is None:
        return ""
    if report.state == ReportState.EXEMPTED:
        return f"{report.period}报告已获豁免。"
    if report.first_submitted_on is not None and report.first_submitted_on <= report.due_on:
        return f"经核实，{report.period}报告已于{dated(report.first_submitted_on)}按期报送。"
    if report.first_submitted_on is None and report.is_extended and report.due_on >= today:
        return f"{report.period}报告已准予延期至{dated(report.due_on)}，尚未到期。"
    return ""


def refuse_if_settled(case: AccountabilityCase, today: date) -> None:
    sentence = why_settled(case, today)
    if sentence:
        raise Refused(f"{sentence}该事项不应再行追究。")
