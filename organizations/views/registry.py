"""Registry lists in the browser: uploaded, previewed, confirmed, marked, taken back; and the register as a file."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organizations.enums import ImportState, Verdict
from organizations.forms.imports import RowFilterForm, UploadForm
from organizations.models import ImportBatch
from organizations.registry import after, importing, undoing
from organizations.registry.marking import write_marked
from organizations.registry.previewing import columns_read, readable
from organizations.registry.resources import OrganizationResource
from organizations.requests import SignedInRequest
from zhengzhou_ideology.edge.costly import costly
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import keyset_page
from zhengzhou_ideology.reach import reached_or_404

IMPORT = "organizations.import_registry"
EXPORT = "organizations.export_registry"
ROWS_PER_PAGE = 50


def require_perm(request: SignedInRequest, perm: str) -> None:
    if not request.user.has_perm(perm):
        raise PermissionDenied(perm)


@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request: SignedInRequest) -> HttpResponseBase:
    require_perm(request, IMPORT)
    return take_list(request) if request.method == "POST" else show_lists(request, UploadForm())


@costly
def take_list(request: SignedInRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = importing.preview(
                file.read(), file.name, by=request.user, authority=request.user.authority, today=localdate()
            )
        except ValidationError as error:
            form.add_error("file", error)
        else:
            return redirect("organizations:import_batch", pk=batch.pk)
    return show_lists(request, form)


def show_lists(request: SignedInRequest, form: UploadForm) -> HttpResponse:
    page = keyset_page(
        ImportBatch.objects.visible_to(request.user).for_listing(), by=("-pk",), after=request.GET.get("after"), per=20
    )
    status = 422 if form.errors else 200
    context = {"form": form, "page": page}
    return render_page(request, "organizations/registry_imports.html", context, partial="imports", status=status)


def visible_batch(request: SignedInRequest, pk: int) -> ImportBatch:
    require_perm(request, IMPORT)
    return reached_or_404(ImportBatch.objects.visible_to(request.user).for_listing(), pk=pk)


@require_GET
def import_batch(request: SignedInRequest, pk: int) -> HttpResponse:
    batch = visible_batch(request, pk)
    form = RowFilterForm(request.GET)
    rows = form.narrow(batch.rows.select_related("organization").defer("organization__name_bigrams", "cells"))
    page = keyset_page(rows, by=("sheet", "row", "pk"), after=request.GET.get("after"), per=ROWS_PER_PAGE)
    resource = OrganizationResource()
    context = {
        "batch": batch,
        "form": form,
        "page": page,
        "rows": readable(page, resource, batch),
        "tiles": [(verdict, verdict.label, batch.counts.get(verdict, 0)) for verdict in Verdict],
        "sheets": columns_read(batch, resource),
        "writes_nothing": importing.writes_nothing(batch),
        **standing(request, batch),
    }
    return render_page(request, "organizations/registry_import.html", context, partial="rows")


def standing(request: SignedInRequest, batch: ImportBatch) -> dict[str, Any]:
    """What is to be done with the import now."""
    is_previewed = batch.state == ImportState.PREVIEWED
    is_written = batch.state in undoing.UNDOABLE
    asks = is_previewed and not batch.registers_directly and importing.new_without_competent(batch)
    may_invite = is_written and request.user.has_perm("organizations.invite_accounts")
    return {
        "is_previewed": is_previewed,
        "is_applied": is_written,
        "asks_about": asks,
        "proposals": batch.proposals.select_related("authority", "suggested_by").open_first(),
        "invitable": after.invitable(batch, by=request.user, now=now()) if may_invite else [],
        "kept": batch.rows.written().count() if batch.state == ImportState.PARTLY_UNDONE else 0,
        "taken_back": batch.rows.filter(undone=True).count() if batch.state == ImportState.PARTLY_UNDONE else 0,
        "moves": batch.moves.select_related("by"),
    }


@require_POST
@costly
def import_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    batch = visible_batch(request, pk)
    if importing.confirm(batch, by=request.user, now=now()):
        counts = batch.counts
        messages.success(request, f"导入完成：新增 {counts[Verdict.NEW]} 家，变更 {counts[Verdict.CHANGED]} 家。")
    else:
        messages.warning(request, "预览之后名录已有变动，尚未导入。以下是重新比对的结果，请核对后再次确认。")
    return redirect("organizations:import_batch", pk=pk)


@require_POST
def import_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    importing.discard(visible_batch(request, pk), by=request.user)
    messages.success(request, "已放弃这次导入，名录没有变动。")
    return redirect("organizations:import_list")


@require_POST
def import_direct(request: SignedInRequest, pk: int) -> HttpResponse:
    """The answer to the question what a list without 业务主管单位 means for new organizations."""
    importing.answer_direct(visible_batch(request, pk), by=request.user)
    messages.success(request, "已答复：名录中新增的社会组织均为直接登记。")
    return redirect("organizations:import_batch", pk=pk)


@require_GET
@costly
def import_marked(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The list with its bad cells marked."""
    batch = visible_batch(request, pk)
    if batch.state == ImportState.DISCARDED:
        raise Http404("放弃的导入不保留名录。")
    book = BytesIO()
    write_marked(batch, book)
    book.seek(0)
    return FileResponse(book, as_attachment=True, filename=f"{batch.file_name.rpartition('.')[0]}（标注）.xlsx")


@require_GET
def organization_export(request: SignedInRequest, form: str) -> HttpResponse:
    """Where it is asked for now: the export centre makes it, narrowed as the list was."""
    require_perm(request, EXPORT)
    return redirect(reverse("exports:new", args=[f"registry_{form}"], query=request.GET.dict()))
