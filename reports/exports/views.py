"""The export centre (导出中心): choosing columns, what was asked for and how far it is, fetching it."""

from typing import Any

from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from organizations.requests import SignedInRequest
from reports.exports import asking, making
from reports.exports.forms import ColumnsForm
from reports.exports.models import Export
from reports.exports.rules import VIEW_ALL
from reports.exports.tasks import nudge
from zhengzhou_ideology.files.kinds import XLSX
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.ledgers.described import described
from zhengzhou_ideology.ledgers.ledger import Ledger, ledgers
from zhengzhou_ideology.paging import keyset_page
from zhengzhou_ideology.reach import reached_or_404

ALL = "all"
CONTENT_TYPES = {"xlsx": XLSX.content_type, "csv": "text/csv; charset=utf-8", "zip": "application/zip"}


@require_GET
def export_list(request: SignedInRequest) -> HttpResponse:
    """The own ones; all of them for those who watch over the portal, who may read the rows and fetch none."""
    every = request.GET.get("scope") == ALL
    if every and not request.user.has_perm(VIEW_ALL):
        raise Http404("exports")
    exports = Export.objects.for_listing() if every else Export.objects.of_owner(request.user).for_listing()
    page = keyset_page(exports, by=("-pk",), after=request.GET.get("after"))
    context = {
        "page": page,
        "every": every,
        "may_view_all": request.user.has_perm(VIEW_ALL),
        "may_view_batches": request.user.has_perm("reports.view_statementbatch"),
        "running": any(export.is_unfinished for export in page),
        "ledgers": [] if every else [(one, reverse(one.page)) for one in _offered(request)],
        "keep_days": making.KEEP.days,
        "address": request.get_full_path(),
    }
    return render_page(request, "reports/exports/export_list.html", context, partial="exports")


def _offered(request: SignedInRequest) -> list[Ledger]:
    return [ledger for ledger in ledgers().values() if ledger.offered and ledger.may(request.user)]


@require_http_methods(["GET", "HEAD", "POST"])
def export_new(request: SignedInRequest, ledger: str) -> HttpResponse:
    """What the list shows now, all pages of it, in the chosen columns; the address carries the filters of the list."""
    found = ledgers().get(ledger)
    if found is None or not found.may(request.user):
        raise Http404(ledger)
    parameters = asking.parameters_of(request.GET.dict())
    chosen = {"columns": asking.columns_chosen(request.user, found)}
    if not found.applies(request.user, found.form(request.user, parameters)):
        raise Http404(ledger)
    form = ColumnsForm(request.POST if request.method == "POST" else None, ledger=found, initial=chosen)
    if form.is_valid():
        day, columns = f"{localdate():%Y%m%d}", form.chosen(found)
        asking.ask(found, by=request.user, parameters=parameters, columns=columns, day=day)
        transaction.on_commit(nudge)
        return redirect("exports:export_list")
    context = {"ledger": found, "form": form, **_narrowed(request, found, parameters)}
    return render(request, "reports/exports/export_new.html", context, status=422 if form.errors else 200)


def _narrowed(request: SignedInRequest, ledger: Ledger, parameters: dict[str, str]) -> dict[str, Any]:
    filters = ledger.form(request.user, parameters)
    return {
        "heading": ledger.heading(filters),
        "filters": described(filters),
        "rows": ledger.count(request.user, filters, timezone.now()),
        "explained": ledger.explained(request.user, filters),
        "keep_days": making.KEEP.days,
    }


@require_GET
def export_file(request: SignedInRequest, pk: int) -> FileResponse:
    """To its owner and nobody else: others do not even learn that it is there."""
    export = reached_or_404(Export.objects.of_owner(request.user), pk=pk)
    asking.hand_over(export, by=request.user, now=timezone.now())
    response = FileResponse(
        export.file.open("rb"), as_attachment=True, filename=export.file_name, content_type=CONTENT_TYPES[export.ending]
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
