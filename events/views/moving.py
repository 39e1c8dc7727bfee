"""The moves of both tracks, of reviews and of changes, one address each; and the pages of those that need one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from events import changes, filing_workflow
from events.enums import FilingState, PaperKind
from events.forms.aftermath import SummaryForm
from events.forms.filing import SCOPE_FIELDS, LargeChangeForm, SmallChangeForm
from events.models import EventChange, EventFiling, Review
from events.views.boxes import BOXES
from events.views.doors import CERTIFY_CHANGE, DECIDE_REVIEW, FILING, WITHDRAW_CHANGE
from events.views.reading import render_filing, visible_filing
from organizations.requests import SignedInRequest
from zhengzhou_ideology.files.intake import hint
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.workflow.views import acting, attempt


def _review(request: SignedInRequest, pk: int) -> Review:
    review = reached_or_404(Review.objects.select_related("filing"), pk=pk)
    visible_filing(request, review.filing_id)
    return review


def _change(request: SignedInRequest, pk: int) -> EventChange:
    change = reached_or_404(EventChange.objects.select_related("filing"), pk=pk)
    visible_filing(request, change.filing_id)
    return change


def _page(request: SignedInRequest, filing: EventFiling, **how: Any) -> HttpResponse:
    return render_filing(request, visible_filing(request, filing.pk), **how)


MOVES = {name: acting(door, visible_filing, render_filing) for name, door in FILING.items()}
decide_review = acting(DECIDE_REVIEW, _review, _page, page_of=lambda review: review.filing)
certify_change = acting(
    CERTIFY_CHANGE, _change, _page, page_of=lambda change: change.filing, then=lambda filing, version: version
)
withdraw_change = acting(WITHDRAW_CHANGE, _change, _page, page_of=lambda change: change.filing)


# Changes after approval


@require_http_methods(["GET", "HEAD", "POST"])
def change_large(request: SignedInRequest, pk: int) -> HttpResponse:
    filing, data = _changeable(request, pk), request.POST if request.method == "POST" else None
    form = LargeChangeForm(data, instance=filing, organization=filing.organization, today=localdate())
    if data is not None and form.is_valid():
        facts = {"facts": _facts(form), "reason": form.cleaned_data["reason"]}
        attempt(form, changes.propose, filing, by=request.user, **facts)
        if not form.errors:
            messages.success(request, "变更已送负责人确认；确认并重新获批之前，请勿按变更后的内容举办。")
            return redirect("events:filing", pk=pk)
    return _change_page(request, filing, form, large=True)


@require_http_methods(["GET", "HEAD", "POST"])
def change_small(request: SignedInRequest, pk: int) -> HttpResponse:
    filing = _changeable(request, pk)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SmallChangeForm(data, files, instance=filing)
    if data is not None and form.is_valid():
        facts = dict(form.cleaned_data)
        agenda, reason = facts.pop("agenda"), facts.pop("reason")
        uploads = [agenda] if agenda else []
        attempt(form, changes.apply_small, filing, by=request.user, facts=facts, reason=reason, agenda=uploads)
        if not form.errors:
            messages.success(request, "内容已更新，差异已记录并通知有关机关；原批准继续有效。")
            return redirect("events:filing", pk=pk)
    return _change_page(request, filing, form, large=False)


def _changeable(request: SignedInRequest, pk: int) -> EventFiling:
    filing = visible_filing(request, pk)
    if not request.user.has_perm("events.propose_change_eventfiling", filing):
        raise PermissionDenied("events.propose_change_eventfiling")
    return filing


def _change_page(request: SignedInRequest, filing: EventFiling, form: forms.ModelForm, *, large: bool) -> HttpResponse:
    context = {"filing": filing, "form": form, "large": large, "hint": hint()}
    status = 409 if getattr(form, "refusal", "") else 422 if form.errors else 200
    return render(request, "events/change.html", context, status=status)


def _facts(form: LargeChangeForm) -> dict[str, Any]:
    """The form as JSON values, in the shape of `filing_content.facts_of`."""
    facts = {}
    for name, value in form.cleaned_data.items():
        if name in SCOPE_FIELDS or name == "reason":
            continue
        if name.endswith("_on"):
            facts[name] = value.isoformat()
        elif name.endswith("_time"):
            facts[name] = value.strftime("%H:%M")
        else:
            facts[name] = value
    labels = {kind.value: kind.label for kind in SCOPE_FIELDS.values()}
    return {**facts, "scope": [{**detail, "label": labels[detail["kind"]]} for detail in form.scope()]}


# After the event


@require_http_methods(["GET", "HEAD", "POST"])
def summary(request: SignedInRequest, pk: int) -> HttpResponse:
    filing = visible_filing(request, pk)
    if filing.state != FilingState.APPROVED:
        return redirect(filing)
    if not request.user.has_perm("events.conclude_eventfiling", filing):
        raise PermissionDenied("events.conclude_eventfiling")
    data = request.POST if request.method == "POST" else None
    form = SummaryForm(data)
    if data is not None and form.is_valid():
        attempt(form, filing_workflow.conclude, filing, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, "活动总结已填报，申报已办结。")
            return redirect(filing)
    context = {
        "filing": filing,
        "form": form,
        "box": BOXES.box(filing, PaperKind.SUMMARY),
        "hint": hint(),
        "today": localdate(),
    }
    status = 409 if getattr(form, "refusal", "") else 422 if form.errors else 200
    return render(request, "events/summary.html", context, status=status)
