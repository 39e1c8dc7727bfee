"""Asking for a later due day or an exemption, deciding it, and granting it to many at once."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from compliance import extensions
from compliance.enums import PleaState
from compliance.forms.extensions import (
    ALL,
    EXEMPTION,
    EXTENSION,
    AskForm,
    GrantForm,
    GrantOneForm,
    OwedDutyFilterForm,
    OwedFilterForm,
    RefuseForm,
    picked,
)
from compliance.models import Duty, Exemption, Extension, QuarterlyReport
from compliance.models.owed import OwedPaper
from compliance.views.duties import visible_duty
from compliance.views.reports import visible_report
from organizations.requests import SignedInRequest
from zhengzhou_ideology.files.delivery import download
from zhengzhou_ideology.files.intake import hint, store
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import COUNT_CAP, capped_count, keyset_page
from zhengzhou_ideology.workflow.acts import perm_for

MODELS: dict[str, type[Any]] = {EXTENSION: Extension, EXEMPTION: Exemption}
RECENT = 20
# Of each kind; whoever decides sees the next ones in their place.
WAITING = 25


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


@require_GET
def extension_list(request: SignedInRequest) -> HttpResponse:
    """What waits for a decision, the longest waiting of each kind first, and what was decided lately."""
    waiting, decided, more = [], [], 0
    for kind, model in MODELS.items():
        pleas = model.objects.visible_to(request.user).for_listing()
        still = (pleas.of(extensions.owed(QuarterlyReport)) | pleas.of(extensions.owed(Duty))).asked()
        rows = [_row(request, kind, plea) for plea in still.order_by("asked_at", "pk")[:WAITING]]
        more += capped_count(still) - len(rows) if len(rows) == WAITING else 0
        waiting += rows
        done = pleas.exclude(state=PleaState.ASKED).order_by("-decided_at", "-pk")
        decided += [_row(request, kind, plea) for plea in done[:RECENT]]
    decided.sort(key=lambda row: row["plea"].decided_at, reverse=True)
    context = {
        "waiting": waiting,
        "more": f"{COUNT_CAP}件以上" if more > COUNT_CAP - WAITING else f"{more}件" if more else "",
        "decided": decided[:RECENT],
        "today": localdate(),
    }
    return render_page(request, "compliance/extension_list.html", context, partial="pleas")


def may_decide(request: SignedInRequest, plea: Extension | Exemption) -> bool:
    return request.user.has_perm(perm_for("compliance.extend_{model}", plea.paper), plea.paper)


def _row(request: SignedInRequest, kind: str, plea: Extension | Exemption) -> dict[str, Any]:
    may = plea.state == PleaState.ASKED and may_decide(request, plea)
    return {
        "plea": plea,
        "what": "延期" if kind == EXTENSION else "豁免",
        "new_due": plea.new_due if isinstance(plea, Extension) else None,
        "grant_url": reverse("compliance:extension_decide", args=[kind, plea.pk, "grant"]),
        "refuse_url": reverse("compliance:extension_decide", args=[kind, plea.pk, "refuse"]),
        "evidence_url": reverse("compliance:extension_evidence", args=[kind, plea.pk]) if plea.evidence_id else "",
        "grant_form": GrantOneForm(plea=plea, auto_id=f"{kind}-{plea.pk}-%s") if may else None,
        "refuse_form": RefuseForm(auto_id=f"{kind}-{plea.pk}-refuse-%s") if may else None,
    }


def _plea(request: SignedInRequest, kind: str, pk: int) -> Extension | Exemption:
    if kind not in MODELS:
        raise Http404
    return get_object_or_404(MODELS[kind].objects.visible_to(request.user).for_listing(), pk=pk)


@require_POST
def extension_decide(request: SignedInRequest, kind: str, pk: int, verb: str) -> HttpResponse:
    plea = _plea(request, kind, pk)
    if not may_decide(request, plea):
        raise PermissionDenied("compliance.extend")
    form = GrantOneForm(request.POST, plea=plea) if verb == "grant" else RefuseForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return redirect("compliance:extension_list")
    decide = extensions.grant if verb == "grant" else extensions.refuse
    decide(plea, by=request.user, now=now(), **form.cleaned_data)
    messages.success(
        request, "已准予，社会组织将收到通知。" if verb == "grant" else "已登记不予准许，社会组织将收到通知。"
    )
    return redirect("compliance:extension_list")


@require_GET
def extension_evidence(request: SignedInRequest, kind: str, pk: int) -> FileResponse:
    plea = _plea(request, kind, pk)
    if plea.evidence is None:
        raise Http404
    return download(plea.evidence)


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
    owed = filters.narrow(extensions.owed(model).within_reach(request.user))
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
    context = {
        "of_duties": model is Duty,
        "filters": filters,
        "form": form,
        "hint": hint(),
        "page": keyset_page(owed.for_listing(), by=("due_on", "pk"), after=request.GET.get("after")),
        "count": capped_count(owed),
        "cap": COUNT_CAP,
        "today": localdate(),
    }
    status = 422 if form.errors else 200
    return render_page(request, "compliance/extension_grant.html", context, partial="papers", status=status)


def _granted(request: SignedInRequest, chosen: Any, form: GrantForm) -> extensions.Granted | None:
    facts = form.cleaned_data
    try:
        evidence = store(facts["evidence"], by=request.user) if facts["evidence"] else None
    except ValidationError as error:
        form.add_error("evidence", error)
        return None
    given = {"by": request.user, "reason": facts["reason"], "now": now(), "evidence": evidence}
    if facts["what"] == EXTENSION:
        return extensions.extend(chosen, new_due=facts["new_due"], **given)
    return extensions.exempt(chosen, **given)
