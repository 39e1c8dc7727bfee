"""Asking for a later due day or an exemption, and granting it to many at once."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods

from compliance import extensions
from compliance.forms.extensions import (
    ALL,
    EXTENSION,
    AskForm,
    GrantForm,
    OwedDutyFilterForm,
    OwedFilterForm,
    picked,
)
from compliance.models import Duty, QuarterlyReport
from compliance.models.owed import OwedPaper
from compliance.views.duties import visible_duty
from compliance.views.reports import visible_report
from organizations.requests import SignedInRequest
from zhengzhou_ideology.files.intake import hint, store
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import COUNT_CAP, keyset_page
from zhengzhou_ideology.workflow import need_proof


@require_http_methods(["GET", "HEAD", "POST"])
def extension_ask(request: SignedInRequest, pk: int) -> HttpResponse:
    return _ask(request, visible_report(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def duty_extension_ask(request: SignedInRequest, pk: int) -> HttpResponse:
    return _ask(request, visible_duty(request, pk))


def _ask(request: SignedInRequest, paper: OwedPaper) -> HttpResponse:
    if not request.user.has_perm("compliance.ask_extension", paper):
        raise PermissionDenied("compliance.ask_extension")
    form = AskForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _asked(request, paper, form):
        messages.success(request, "申请已提交，审批结果将另行通知。审批前仍按原截止日期报送。")
        return redirect(paper)
    context = {"paper": paper, "form": form, "hint": hint(), "today": localdate()}
    return render(request, "compliance/extension_ask.html", context, status=422 if form.errors else 200)


def _asked(request: SignedInRequest, paper: OwedPaper, form: AskForm) -> bool:
    facts = {"by": request.user, "now": now(), **form.cleaned_data}
    what, new_due = facts.pop("what"), facts.pop("new_due")
    try:
        if what == EXTENSION:
            extensions.ask_extension(paper, new_due=new_due, **facts)
        else:
            extensions.ask_exemption(paper, **facts)
    except ValidationError as error:
        form.add_error("evidence", error)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def extension_grant(request: SignedInRequest) -> HttpResponse:
    return _grant_many(request, QuarterlyReport, OwedFilterForm(request.GET))


@require_http_methods(["GET", "HEAD", "POST"])
def duty_extension_grant(request: SignedInRequest) -> HttpResponse:
    return _grant_many(request, Duty, OwedDutyFilterForm(request.GET))


def _grant_many(request: SignedInRequest, model: type[OwedPaper], filters: Any) -> HttpResponse:
    """One decision for many: those ticked, or all that the filters of the address let through."""
    if not request.user.has_perm("compliance.grant_for_many"):
        raise PermissionDenied("compliance.grant_for_many")
    owed = filters.narrow(extensions.owed(model).within_reach(request.user), request.user)
    form = GrantForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        chosen = owed if form.cleaned_data["scope"] == ALL else picked(owed, request.POST.getlist("paper"))
        outcome = _granted(request, chosen, form)
        if outcome:
            left = (
                f"；另有{outcome.left}份因已报送、已送负责人确认、截止日期更晚或者不属本机关登记而未准予"
                if outcome.left
                else ""
            )
            messages.success(request, f"已准予{outcome.granted}份{left}。")
            return redirect(f"{request.path}?{request.GET.urlencode()}")
    page = keyset_page(owed.for_listing(), by=("due_on", "pk"), after=request.GET.get("after"), counted=owed)
    context = {
        "of_duties": model is Duty,
        "filters": filters,
        "form": form,
        "hint": hint(),
        "page": page,
        "count": page.count,
        "cap": COUNT_CAP,
        "today": localdate(),
    }
    status = 422 if form.errors else 200
    return render_page(request, "compliance/extension_grant.html", context, partial="papers", status=status)


def _granted(request: SignedInRequest, chosen: Any, form: GrantForm) -> extensions.Granted | None:
    facts = form.cleaned_data
    need_proof(request.user)  # before the file is stored, which no form that waits for a proof brings along
    try:
        evidence = store(facts["evidence"], by=request.user) if facts["evidence"] else None
    except ValidationError as error:
        form.add_error("evidence", error)
        return None
    given = {"by": request.user, "reason": facts["reason"], "now": now(), "evidence": evidence}
    if facts["what"] == EXTENSION:
        return extensions.extend(chosen, new_due=facts["new_due"], **given)
    return extensions.exempt(chosen, **given)
