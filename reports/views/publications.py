"""Publication of years: the list, a year with its log, and the revision of one statement."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from compliance.models import QuarterlyReport
from organizations.models import Organization
from organizations.requests import SignedInRequest
from reports import publishing
from reports.batch_progress import pace
from reports.forms.statements import PublishForm, ReviseForm
from reports.models import AnnualStatement, Publication, StatementBatch
from reports.tasks import nudge
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import keyset_page
from zhengzhou_ideology.reach import reached_or_404


def refuse_strangers(request: SignedInRequest) -> None:
    if not request.user.has_perm("reports.view_publication"):
        raise Http404("publications")


@require_http_methods(["GET", "HEAD", "POST"])
def publication_list(request: SignedInRequest) -> HttpResponse:
    refuse_strangers(request)
    user, today = request.user, localdate()
    may_publish = user.has_perm("reports.publish_year")
    if request.method == "POST" and not may_publish:
        raise PermissionDenied("reports.publish_year")
    form = PublishForm(request.POST or None, today=today) if may_publish else None
    if form is not None and form.is_valid():
        begun = publishing.begin(form.cleaned_data["year"], by=user, now=timezone.now())
        transaction.on_commit(nudge)
        return redirect(begun)
    page = keyset_page(Publication.objects.for_listing(), by=("-year", "pk"), after=request.GET.get("after"))
    context = {"form": form, "page": page, "unsettled": _unsettled(form)}
    status = 422 if form is not None and form.errors else 200
    return render_page(request, "reports/publication_list.html", context, partial="publications", status=status)


def _unsettled(form: PublishForm | None) -> list[tuple[int, int]]:
    """Quarterly reports that are not settled in the years that could be published."""
    years = [year for year, _ in form.years] if form else []
    rows = QuarterlyReport.objects.current().unsettled()
    return [(year, count) for year in years if (count := rows.of_year(year).count())]


@require_GET
def publication(request: SignedInRequest, year: int) -> HttpResponse:
    refuse_strangers(request)
    found = reached_or_404(Publication.objects.for_listing(), year=year)
    batch = StatementBatch.objects.for_listing().filter(publication=found).first()
    revisions = AnnualStatement.objects.filter(publication=found, revision__gt=0)
    page = keyset_page(
        revisions.select_related("organization", "issued_by").defer("snapshot"),
        by=("-pk",),
        after=request.GET.get("after"),
    )
    context = {
        "publication": found,
        "batch": batch,
        "pace": pace(batch, timezone.now()) if batch else None,
        "page": page,
        "moves": found.moves.select_related("by").exclude(name="revise"),
        "may_publish": request.user.has_perm("reports.publish_year"),
    }
    return render_page(request, "reports/publication.html", context, partial="progress")


@require_POST
def publication_resume(request: SignedInRequest, year: int) -> HttpResponse:
    refuse_strangers(request)
    found = reached_or_404(Publication, year=year)
    publishing.resume(found, by=request.user)
    transaction.on_commit(nudge)
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def statement_revise(request: SignedInRequest, year: int, uscc: str) -> HttpResponse:
    """The administrator says why; the new statement is made of the records as they are now."""
    refuse_strangers(request)
    if not request.user.has_perm("reports.publish_year"):
        raise PermissionDenied("reports.publish_year")
    published = reached_or_404(Publication.objects.published(), year=year)
    organization = reached_or_404(Organization.objects.visible_to(request.user), uscc=uscc)
    form = ReviseForm(request.POST or None)
    if form.is_valid():
        facts = {"by": request.user, "reason": form.cleaned_data["reason"], "now": timezone.now()}
        revised = publishing.revise(organization, year, **facts)
        messages.success(request, f"已作第 {revised.revision} 次更正，{organization}将收到通知。")
        return redirect(published)
    kept = AnnualStatement.objects.filter(publication=published, organization=organization)
    context = {
        "publication": published,
        "organization": organization,
        "form": form,
        "kept": kept.select_related("issued_by", "publication").order_by("-version"),
    }
    return render_page(
        request, "reports/statement_revise.html", context, partial="entry", status=422 if form.is_bound else 200
    )
