"""Duty records: the yearly duties besides the meetings."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from compliance.duties import record
from compliance.forms.duties import DutyFilterForm, DutyRecordForm
from compliance.models import DutyRecord
from organizations.requests import SignedInRequest
from organizations.rules import represents
from zhengzhou_ideology.files.delivery import download
from zhengzhou_ideology.files.intake import hint
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import keyset_page


@require_GET
def duty_list(request: SignedInRequest) -> HttpResponse:
    form = DutyFilterForm(request.GET, user=request.user)
    records = form.narrow(DutyRecord.objects.visible_to(request.user)).select_related("organization")
    acting = request.user.acting
    context = {
        "form": form,
        "page": keyset_page(records, by=("-done_on", "pk"), after=request.GET.get("after")),
        "may_record": acting is not None
        and acting.organization is not None
        and represents(request.user, acting.organization),
        "for_organization": acting is not None and acting.organization_id is not None,
    }
    return render_page(request, "compliance/duty_list.html", context, partial="duties")


@require_http_methods(["GET", "HEAD", "POST"])
def duty_new(request: SignedInRequest) -> HttpResponse:
    organization = request.user.acting.organization if request.user.acting else None
    if organization is None or not request.user.has_perm("compliance.record_duty", organization):
        raise PermissionDenied("compliance.record_duty")
    form = DutyRecordForm(request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind")})
    if request.method == "POST" and form.is_valid():
        try:
            saved = record(organization, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("uploads", error)
        else:
            messages.success(request, "履职记录已保存。")
            return redirect(saved)
    status = 422 if form.errors else 200
    return render(request, "compliance/duty_new.html", {"form": form, "hint": hint()}, status=status)


@require_GET
def duty(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        DutyRecord.objects.visible_to(request.user).select_related("organization", "recorded_by"), pk=pk
    )
    return render(request, "compliance/duty.html", {"duty": found, "files": found.files.all()})


@require_GET
def duty_file(request: SignedInRequest, pk: int, file: int) -> FileResponse:
    found = get_object_or_404(DutyRecord.objects.visible_to(request.user), pk=pk)
    return download(get_object_or_404(found.files, pk=file))
