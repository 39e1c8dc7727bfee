"""One report: what it says, where it stands, and the moves that the reader may make."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from compliance.forms.lists import ReportFilterForm
from compliance.models import QuarterlyReport
from compliance.report_content import for_reading
from compliance.views.doors import DESK_DOORS, DOORS
from compliance.views.papers import paper_context, render_in_queue, to_decide
from organizations.requests import SignedInRequest
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.workflow.offers import Bound
from zhengzhou_ideology.workflow.queues import Place, Queue
from zhengzhou_ideology.workflow.views import acting


def visible_report(request: SignedInRequest, pk: int) -> QuarterlyReport:
    reports = (
        QuarterlyReport.objects.visible_to(request.user)
        .with_status(localdate())
        .select_related(
            "organization", "period", "registration_authority", "competent_authority", "prepared_by", "certified_by"
        )
    )
    return reached_or_404(reports, pk=pk)


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
    queue: Place | None = None,
) -> HttpResponse:
    """`bound` holds a form that came back, under the name of its door; `refusal` is what a rule said; `queue` where it stands."""
    context = paper_context(request, report, DOORS.values(), DESK_DOORS, for_reading, bound=bound, refusal=refusal)
    if place := queue or QUEUE.found(request, report):
        return render_in_queue(request, "compliance/report_queue.html", context, place, DECISIONS, status=status)
    return render_page(request, "compliance/report.html", context, partial="report", status=status)


DECISIONS = ("accept", "send_back")
QUEUE = Queue(
    address="compliance:report_queue",
    list_address="compliance:report_list",
    title="待审核的季度报告",
    waiting=lambda request, filters: to_decide(request, ReportFilterForm, filters, QuarterlyReport.objects),
    every=lambda request: QuarterlyReport.objects.visible_to(request.user),
    by=("due_on", "pk"),
    page=render_report,
)
report_queue = QUEUE.viewing()
MOVES = {name: acting(door, visible_report, render_report) for name, door in DOORS.items() if name != "amend"}
take, assign, note, message = (acting(door, visible_report, render_report) for door in DESK_DOORS.all)
amend = acting(
    DOORS["amend"],
    visible_report,
    render_report,
    then=lambda report, version: reverse("compliance:report_edit", args=[version.pk]),
)
