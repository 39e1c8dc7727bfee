"""Reports after the fact, and an officer's proposal to open a case, which somebody else opens or dismisses elsewhere."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from events.models import AfterTheFactReport
from organizations.models import Organization, User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workflow import Refused, act, asks, need


@asks(perm="events.report_after_the_fact")
def report(organization: Organization, *, by: User, now: datetime, facts: Mapping[str, Any]) -> AfterTheFactReport:
    if not by.has_perm("events.report_after_the_fact", organization):
        raise PermissionDenied("events.report_after_the_fact")
    if facts["held_from"] > day_of(now):
        raise Refused("活动尚未开始，请事先申报，不要使用事后报告。")
    return AfterTheFactReport.objects.create(
        organization=organization,
        registration_authority=organization.registration_authority,
        competent_authority=organization.competent_authority,
        reported_by=by,
        **facts,
    )


@act(perm="events.propose_case_afterthefactreport")
def propose_case(report: AfterTheFactReport, *, by: User, now: datetime, reason: str) -> AfterTheFactReport:
    """Only a proposal: nothing happens to anybody until a person opens a case. The report keeps who proposed, and why."""
    if report.proposed_at:
        raise Refused("该报告已提出立案建议。")
    need(reason, "请写明建议立案的理由。")
    report.proposed_by, report.proposed_at, report.proposal_reason = by, now, reason
    report.save()
    return report
