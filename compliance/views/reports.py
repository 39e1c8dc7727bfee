"""One report: what it says, where it stands, and the moves that the reader may make."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from compliance import checklist
from compliance.enums import EDITABLE, ReportState
from compliance.models import QuarterlyReport
from compliance.report_content import content_of, for_reading
from compliance.views.doors import DOORS
from organizations.requests import SignedInRequest
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.workflow.offers import Bound, offers, refusal_above
from zhengzhou_ideology.workflow.views import acting


def visible_report(request: SignedInRequest, pk: int) -> QuarterlyReport:
    reports = QuarterlyReport.objects.visible_to(request.user).select_related(
        "organization", "period", "registration_authority", "competent_authority", "prepared_by", "certified_by"
    )
    return get_object_or_404(reports, pk=pk)


@require_GET
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    return render_report(request, visible_report(request, pk))


def render_report(
    request: SignedInRequest,
    report: QuarterlyReport,
    *,
    bound: Bound | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """`bound` holds a form that came back, under the name of its door; `refusal` is what a rule said."""
    own = request.user.acting is not None and request.user.acting.organization_id == report.organization_id
    submission = report.latest_submission
    shows_draft = own and report.state in (*EDITABLE, ReportState.CERTIFYING)
    content = content_of(report) if shows_draft else submission and submission.content
    offered = offers(DOORS.values(), request.user, report, bound or {})
    context = {
        "report": report,
        "own": own,
        "content": content and for_reading(content),
        "submission": None if shows_draft else submission,
        "items": checklist.check(report, localdate()) if shows_draft else [],
        "offers": offered,
        "refusal": refusal_above(refusal, bound or {}, offered),
        "may_edit": report.state in EDITABLE and request.user.has_perm("compliance.change_quarterlyreport", report),
        "versions": QuarterlyReport.objects.filter(organization=report.organization_id, period=report.period_id)
        .exclude(pk=report.pk)
        .order_by("version"),
        "moves": report.moves.select_related("by"),
        "today": localdate(),
    }
    return render_page(request, "compliance/report.html", context, partial="report", status=status)


MOVES = {name: acting(door, visible_report, render_report) for name, door in DOORS.items() if name != "amend"}
amend = acting(
    DOORS["amend"],
    visible_report,
    render_report,
    then=lambda report, version: reverse("compliance:report_edit", args=[version.pk]),
)
