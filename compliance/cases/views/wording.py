"""The wording of papers as administrators change it: current text, placeholders, preview, versions."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from compliance.cases.enums import CasePaperKind
from compliance.cases.forms.wording import WordingForm
from compliance.cases.papers import printing, wording
from organizations.requests import SignedInRequest
from zhengzhou_ideology.edge.costly import costly
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.print.delivery import pdf_response
from zhengzhou_ideology.workflow import Refused


def editable_kind(request: SignedInRequest, kind: str) -> CasePaperKind:
    if not request.user.has_perm("cases.change_wording"):
        raise PermissionDenied("cases.change_wording")
    if kind not in CasePaperKind.values:
        raise Http404(kind)
    return CasePaperKind(kind)


@require_GET
def wording_list(request: SignedInRequest) -> HttpResponse:
    if not request.user.has_perm("cases.change_wording"):
        raise PermissionDenied("cases.change_wording")
    rows = [{"kind": kind, "latest": wording.versions(kind).first()} for kind in CasePaperKind]
    return render_page(request, "compliance/cases/papers/wording_list.html", {"rows": rows}, partial="wordings")


@require_http_methods(["GET", "HEAD", "POST"])
def wording_edit(request: SignedInRequest, kind: str) -> HttpResponse:
    of = editable_kind(request, kind)
    form = WordingForm(request.POST or None, kind=of, initial={"text": wording.current(of), "seen": _latest(of)})
    if form.is_valid():
        try:
            wording.change(of, form.cleaned_data["text"], by=request.user, seen=form.cleaned_data["seen"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已保存{of.label}的文字，此后签发的文书按新文字制作。")
            return redirect("cases:wording_edit", of)
    return render_wording(request, of, form)


@require_POST
@costly
def wording_preview(request: SignedInRequest, kind: str) -> HttpResponse:
    """What was typed as a paper with sample values; nothing is stored."""
    of = editable_kind(request, kind)
    form = WordingForm(request.POST, kind=of)
    if not form.is_valid():
        return render_wording(request, of, form)
    return pdf_response(printing.sample_pdf(of, form.cleaned_data["text"], localdate()), f"{of.label}（样例）.pdf")


@require_POST
def wording_restore(request: SignedInRequest, kind: str) -> HttpResponse:
    of = editable_kind(request, kind)
    wording.change(of, wording.BUILT_IN[of], by=request.user, seen=_latest(of))
    messages.success(request, f"{of.label}已恢复内置文字。")
    return redirect("cases:wording_edit", of)


def render_wording(request: SignedInRequest, kind: CasePaperKind, form: WordingForm) -> HttpResponse:
    """The form, with what stands now beside it if somebody else has changed that meanwhile; what was typed is kept."""
    required = wording.REQUIRED[kind]
    context: dict[str, Any] = {
        "form": form,
        "kind": kind,
        "placeholders": [(name, about, name in required) for name, about in wording.placeholders(kind).items()],
        "versions": wording.versions(kind),
        "is_built_in": wording.current(kind) == wording.BUILT_IN[kind],
        "overtaken": wording.current(kind) if form.is_bound and _overtaken(kind, form) else "",
    }
    status = 422 if form.errors else 200
    return render_page(request, "compliance/cases/papers/wording.html", context, partial="entry", status=status)


def _overtaken(kind: CasePaperKind, form: WordingForm) -> bool:
    return str(form["seen"].value()) != str(_latest(kind))


def _latest(kind: CasePaperKind) -> int:
    latest = wording.versions(kind).first()
    return latest.pk if latest else 0
