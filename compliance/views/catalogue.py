"""The catalogue of the duties of a year: what holds, what is to come, and changing it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from compliance import duty_catalogue
from compliance.enums import DutyKind
from compliance.forms.catalogue import CatalogueForm
from compliance.models import DutyCatalogueEntry
from organizations.requests import SignedInRequest
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.workflow import Refused


@require_GET
def catalogue(request: SignedInRequest) -> HttpResponse:
    today = localdate()
    entries = list(DutyCatalogueEntry.objects.holding_on(today))
    coming = DutyCatalogueEntry.objects.filter(effective_from__gt=today).order_by("effective_from", "pk")
    context = {
        "rows": [
            {"entry": entry, "coming": [later for later in coming if later.kind == entry.kind]}
            for entry in sorted(entries, key=lambda entry: DutyKind.values.index(entry.kind))
        ],
        "missing": [kind for kind in DutyKind if kind not in {entry.kind for entry in [*entries, *coming]}],
        "may_change": request.user.has_perm(duty_catalogue.CHANGE),
    }
    return render_page(request, "compliance/catalogue.html", context, partial="entries")


@require_http_methods(["GET", "HEAD", "POST"])
def catalogue_change(request: SignedInRequest, kind: str) -> HttpResponse:
    """First a preview of what changes, then the same form confirmed."""
    if not request.user.has_perm(duty_catalogue.CHANGE):
        raise PermissionDenied(duty_catalogue.CHANGE)
    versions = DutyCatalogueEntry.objects.filter(kind=kind).select_related("decided_by").order_by("-pk")
    if kind not in DutyKind.values:
        raise Http404(kind)
    latest = versions.first() or duty_catalogue.first_of(DutyKind(kind))
    form = CatalogueForm(
        request.POST or None, instance=duty_catalogue.copy_of(latest), initial={"seen": latest.pk or 0, "source": ""}
    )
    shown = None
    if request.method == "POST" and form.is_valid():
        if "confirm" in request.POST and _stored(request, form):
            return redirect("compliance:catalogue")
        shown = duty_catalogue.preview(form.entry(), latest)
    context = {"form": form, "latest": latest, "versions": versions, "preview": shown}
    status = 422 if form.errors else 200
    return render_page(request, "compliance/catalogue_change.html", context, partial="entry", status=status)


def _stored(request: SignedInRequest, form: CatalogueForm) -> bool:
    try:
        stored = duty_catalogue.add_version(
            form.entry(), by=request.user, today=localdate(), seen=form.cleaned_data["seen"]
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"已保存“{stored.title}”的新版本，自{stored.applies_from_year}年度起适用。")
    return True
