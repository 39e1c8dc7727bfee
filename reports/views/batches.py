"""Statements of all organizations of an authority: start, watch, download."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organizations.requests import SignedInRequest
from reports import batches
from reports.batch_archive import failures
from reports.batch_progress import pace
from reports.enums import BatchState
from reports.forms.statements import BatchForm
from reports.models import StatementBatch
from reports.tasks import nudge
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import keyset_page
from zhengzhou_ideology.reach import reached_or_404

# Failures on the page; the index in the zip names all of them.
SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
def batch_list(request: SignedInRequest) -> HttpResponse:
    user, today = request.user, localdate()
    if not user.has_perm("reports.view_statementbatch"):
        raise Http404("batches")
    may_start = user.has_perm("reports.start_statementbatch")
    if request.method == "POST" and not may_start:
        raise PermissionDenied("reports.start_statementbatch")
    form = BatchForm(request.POST or None, user=user, today_year=today.year) if may_start else None
    if form is not None and form.is_valid():
        started = batches.start(**form.cleaned_data, by=user, now=timezone.now())
        transaction.on_commit(nudge)
        return redirect(started)
    page = keyset_page(
        StatementBatch.objects.visible_to(user).filter(publication=None).for_listing(),
        by=("-pk",),
        after=request.GET.get("after"),
    )
    context = {"form": form, "page": page, "keep_days": batches.KEEP.days}
    status = 422 if form is not None and form.errors else 200
    return render_page(request, "reports/batch_list.html", context, partial="batches", status=status)


@require_GET
def batch(request: SignedInRequest, pk: int) -> HttpResponse:
    found: Any = reached_or_404(StatementBatch.objects.visible_to(request.user).for_listing(), pk=pk)
    may_resume = found.publication_id is None and request.user.has_perm("reports.start_statementbatch", found.authority)
    context = {
        "batch": found,
        "keep_days": batches.KEEP.days,
        "pace": pace(found, timezone.now()),
        "failures": failures(found, limit=SHOWN) if found.failed else [],
        "shown": SHOWN,
        "may_resume": may_resume and bool(found.failed) and found.state != BatchState.RUNNING,
    }
    return render_page(request, "reports/batch.html", context, partial="progress")


@require_POST
def batch_resume(request: SignedInRequest, pk: int) -> HttpResponse:
    found = reached_or_404(StatementBatch.objects.visible_to(request.user).filter(publication=None), pk=pk)
    batches.resume(found, by=request.user)
    transaction.on_commit(nudge)
    return redirect(found)


@require_GET
def batch_archive(request: SignedInRequest, pk: int) -> FileResponse:
    found = reached_or_404(StatementBatch.objects.visible_to(request.user).exclude(archive=""), pk=pk)
    name = f"{found.authority}_{found.year}年度合规报告.zip"
    response = FileResponse(found.archive.open("rb"), as_attachment=True, filename=name, content_type="application/zip")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
