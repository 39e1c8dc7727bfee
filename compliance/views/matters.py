"""Reports of matters: the lists of both sides, a new one, one with its addressees, and its receipt."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from compliance.enums import MatterState
from compliance.forms.matters import ALL, MatterFilterForm, MatterStartForm
from compliance.matters import drafting
from compliance.matters.content import content_of, for_reading
from compliance.matters.readings import by_capacity, read
from compliance.matters.receipt import receipt_name, receipt_pdf
from compliance.models import MatterAddressee, MatterMessage, MatterReport, MatterSubmission
from compliance.models.matters import RECEIVERS
from compliance.views.matter_doors import DOORS
from compliance.views.papers import render_in_queue
from organizations.models import Organization
from organizations.requests import SignedInRequest
from zhengzhou_ideology.edge.costly import costly
from zhengzhou_ideology.files.delivery import download
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import COUNT_CAP, keyset_page
from zhengzhou_ideology.print.delivery import pdf_response
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.signing import signed_copy
from zhengzhou_ideology.workflow.offers import Bound, offers, refusal_above
from zhengzhou_ideology.workflow.queues import Place, Queue
from zhengzhou_ideology.workflow.views import acting


@require_GET
def matter_list(request: SignedInRequest) -> HttpResponse:
    form = MatterFilterForm(request.GET, user=request.user)
    reports = form.narrow(MatterReport.objects.visible_to(request.user))
    organization = request.user.organization
    listed, by = reports.for_listing().with_due(), ("-urgency", "-pk")
    page = keyset_page(listed, by=by, after=request.GET.get("after"), counted=reports)
    context = {
        "form": form,
        "page": page,
        "count": page.count,
        "cap": COUNT_CAP,
        "today": localdate(),
        "for_organization": organization is not None,
        "may_answer": organization is None and request.user.acts_as(*RECEIVERS),
        "may_file": organization is not None and request.user.has_perm(drafting.FILE, organization),
    }
    return render_page(request, "compliance/matter_list.html", context, partial="matters")


@require_http_methods(["GET", "HEAD", "POST"])
def matter_new(request: SignedInRequest) -> HttpResponse:
    organization = _own_organization(request)
    form = MatterStartForm(request.POST or None)
    if form.is_valid():
        started = drafting.start(organization, by=request.user, now=now(), facts=form.cleaned_data)
        return redirect("compliance:matter_edit", pk=started.pk)
    return render(request, "compliance/matter_new.html", {"form": form}, status=422 if form.errors else 200)


def _own_organization(request: SignedInRequest) -> Organization:
    organization = request.user.organization
    if organization is None or not request.user.has_perm(drafting.FILE, organization):
        raise PermissionDenied(drafting.FILE)
    return organization


def visible_matter(request: SignedInRequest, pk: int) -> MatterReport:
    reports = MatterReport.objects.visible_to(request.user).select_related(
        "organization__party_superior",
        "organization__competent_authority",
        "organization__registration_authority",
        "prepared_by",
    )
    return reached_or_404(reports, pk=pk)


@require_GET
def matter(request: SignedInRequest, pk: int) -> HttpResponse:
    return render_matter(request, visible_matter(request, pk))


def render_matter(
    request: SignedInRequest,
    report: MatterReport,
    *,
    bound: Bound | None = None,
    refusal: str = "",
    status: int = 200,
    queue: Place | None = None,
) -> HttpResponse:
    """`bound` holds a form that came back, under the name of its door; `refusal` is what a rule said; `queue` where it stands."""
    user, submission = request.user, report.submission
    read(report, "报告页面", by=user)
    offered = offers(DOORS.values(), user, report, bound or {})
    context = {
        "report": report,
        "submission": submission,
        "content": for_reading(submission.content if submission else content_of(report)),
        "files": report.attachments.live().for_reading(),
        "addressees": report.addressees.select_related("authority"),
        "offers": offered,
        "may_edit": report.state == MatterState.DRAFT and user.has_perm(drafting.CHANGE, report),
        "text_messages": report.messages.select_related("author").prefetch_related("files"),
        "readings": by_capacity(report),
        "moves": report.moves.select_related("by"),
        "today": localdate(),
        "refusal": refusal_above(refusal, bound or {}, offered),
    }
    if place := queue or QUEUE.found(request, report):
        return render_in_queue(request, "compliance/matter_queue.html", context, place, DECISIONS, status=status)
    return render_page(request, "compliance/matter.html", context, partial="matter", status=status)


def _to_acknowledge(request: SignedInRequest, filters: QueryDict) -> Any:
    """What the filter of the list lets through of those that the reader's desk has not taken note of."""
    query = filters.copy()
    query["state"] = ALL
    awaited = MatterAddressee.objects.answered_by(request.user).awaited()
    reports = MatterReport.objects.visible_to(request.user).addressed(awaited)
    return MatterFilterForm(query, user=request.user).narrow(reports)


DECISIONS = ("matter_acknowledge", "matter_ask", "matter_close")
QUEUE = Queue(
    address="compliance:matter_queue",
    list_address="compliance:matter_list",
    title="待确认收悉的随时报告",
    waiting=_to_acknowledge,
    every=lambda request: MatterReport.objects.visible_to(request.user),
    by=("-urgency", "-pk"),
    page=render_matter,
)
matter_queue = QUEUE.viewing()


MOVES = {name: acting(door, visible_matter, render_matter) for name, door in DOORS.items()}


@require_GET
@costly
def receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    report = visible_matter(request, pk)
    submission = reached_or_404(MatterSubmission, report=report)
    read(report, "回执", by=request.user)
    signer = report.organization.registration_authority.code
    pdf = signed_copy(partial(receipt_pdf, submission), signer=signer, reason="随时报告回执", at=now())
    return pdf_response(pdf, receipt_name(submission))


@require_GET
def message_file(request: SignedInRequest, pk: int, file: int) -> FileResponse:
    """A file that came with a supplement; `pk` is the message's."""
    message = reached_or_404(MatterMessage, pk=pk)
    report = visible_matter(request, message.report_id)
    found = reached_or_404(message.files, pk=file)
    read(report, found.name, by=request.user)
    return download(found)
