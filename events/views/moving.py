"""The moves of both tracks and of reviews, one address each: fetch, clean, move, say so."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST

from events import changes, filing_workflow, record_workflow, reviews
from events.enums import FilingState, PaperKind, ReviewOutcome
from events.forms.aftermath import SummaryForm
from events.forms.filing import SCOPE_FIELDS, LargeChangeForm, SmallChangeForm
from events.forms.moves import (
    AnswerForm,
    CancelForm,
    QueryForm,
    RefuseForm,
    RemarkForm,
    ReviewDecisionForm,
    ReviewForm,
    RevokeForm,
    SeenForm,
    SendBackForm,
)
from events.models import EventChange, EventFiling, Review
from events.views.reading import papers_of, render_filing, visible_filing
from zhengzhou_ideology.files.intake import hint
from zhengzhou_ideology.htmx import HtmxHttpRequest
from zhengzhou_ideology.workflow import Refused


def moving(
    name: str,
    move: Callable[..., Any],
    done: str,
    form_class: type[forms.Form] | None = None,
    *,
    on: Callable[[EventFiling], Any] = lambda filing: filing,
    timed: bool = True,
) -> Callable[..., HttpResponse]:
    """A view that makes one move on the filing or on what `on` finds of it."""

    @require_POST
    def view(request: HtmxHttpRequest, pk: int) -> HttpResponse:
        filing = visible_filing(request, pk)
        facts: dict[str, Any] = {"now": now()} if timed else {}
        if form_class:
            form = form_class(request.POST)
            if not form.is_valid():
                return render_filing(request, filing, bound={name: form}, status=422)
            facts |= form.cleaned_data
        move(on(filing), by=request.user, **facts)
        messages.success(request, done)
        return redirect(filing)

    return view


def record_of(filing: EventFiling) -> Any:
    if not hasattr(filing, "record"):
        raise Refused("该申报尚未提交，不能办理备案。")
    return filing.record


send = moving("send", filing_workflow.send_for_certification, "已送负责人确认，负责人将收到通知。")
certify = moving("certify", filing_workflow.certify, "申报已提交，业务主管单位和登记管理机关已收到。")
unlock = moving("unlock", filing_workflow.unlock, "已退给申报人修改。", RemarkForm, timed=False)
approve = moving("approve", filing_workflow.give_approval, "已批准，批准文书已生成。", SeenForm)
send_back = moving("send_back", filing_workflow.send_back, "已退回补正，社会组织将收到通知。", SendBackForm)
refuse = moving("refuse", filing_workflow.refuse, "已作出不予批准的决定，社会组织将收到通知。", RefuseForm)
cancel = moving("cancel", filing_workflow.cancel, "活动已取消。", CancelForm)
revoke = moving("revoke", filing_workflow.revoke, "批准已撤销。", RevokeForm)
record = moving("record", record_workflow.record, "已备案。", on=record_of)
query = moving("query", record_workflow.query, "已要求说明，备案期限暂停计算。", QueryForm, on=record_of)
answer = moving("answer", record_workflow.answer, "说明已提交。", AnswerForm, on=record_of)
acknowledge = moving("acknowledge", reviews.acknowledge, "已确认收悉。")
ask_review = moving("ask_review", reviews.ask, "已申请复核，将由原决定人以外的人员办理。", ReviewForm)


@require_POST
def decide_review(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    review = get_object_or_404(Review, pk=pk)
    filing = visible_filing(request, review.filing_id)
    form = ReviewDecisionForm(request.POST)
    if not form.is_valid():
        return render_filing(request, filing, bound={"decide_review": form}, status=422)
    facts = form.cleaned_data
    reviews.decide(review, by=request.user, now=now(), outcome=ReviewOutcome(facts["outcome"]), reason=facts["reason"])
    messages.success(request, "复核决定已作出。")
    return redirect(filing)


# Changes after approval


@require_http_methods(["GET", "HEAD", "POST"])
def change_large(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    filing = visible_filing(request, pk)
    data = request.POST if request.method == "POST" else None
    form = LargeChangeForm(data, instance=filing, organization=filing.organization, today=localdate())
    if data is not None and form.is_valid():
        changes.propose(
            EventFiling(pk=filing.pk),
            by=request.user,
            now=now(),
            facts=_facts(form),
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, "变更已送负责人确认；确认并重新获批之前，请勿按变更后的内容举办。")
        return redirect("events:filing", pk=pk)
    context = {"filing": filing, "form": form, "large": True}
    return render(request, "events/change.html", context, status=422 if form.errors else 200)


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


@require_http_methods(["GET", "HEAD", "POST"])
def change_small(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    filing = visible_filing(request, pk)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SmallChangeForm(data, files, instance=filing)
    if data is not None and form.is_valid():
        facts = dict(form.cleaned_data)
        agenda, reason = facts.pop("agenda"), facts.pop("reason")
        stored = EventFiling(pk=filing.pk)
        changes.apply_small(
            stored, by=request.user, now=now(), facts=facts, reason=reason, agenda=[agenda] if agenda else []
        )
        messages.success(request, "内容已更新，差异已记录并通知有关机关；原批准继续有效。")
        return redirect("events:filing", pk=pk)
    context = {"filing": filing, "form": form, "large": False, "hint": hint()}
    return render(request, "events/change.html", context, status=422 if form.errors else 200)


@require_POST
def certify_change(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    change = get_object_or_404(EventChange.objects.select_related("filing"), pk=pk)
    visible_filing(request, change.filing_id)
    version = changes.certify(change, by=request.user, now=now())
    messages.success(request, "变更已提交审批；获批之前活动不得举办。")
    return redirect(version)


@require_POST
def withdraw_change(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    change = get_object_or_404(EventChange.objects.select_related("filing"), pk=pk)
    filing = visible_filing(request, change.filing_id)
    changes.withdraw(change, by=request.user, now=now())
    messages.success(request, "变更已撤回，原批准继续有效。")
    return redirect(filing)


# After the event


@require_http_methods(["GET", "HEAD", "POST"])
def summary(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    filing = visible_filing(request, pk)
    if filing.state != FilingState.APPROVED:
        return redirect(filing)
    data = request.POST if request.method == "POST" else None
    form = SummaryForm(data)
    if data is not None and form.is_valid():
        filing_workflow.conclude(filing, by=request.user, now=now(), **form.cleaned_data)
        messages.success(request, "活动总结已填报，申报已办结。")
        return redirect(filing)
    may_file = request.user.has_perm("events.conclude_eventfiling", filing)
    context = {
        "filing": filing,
        "form": form,
        "may_file": may_file,
        "files": papers_of(filing, PaperKind.SUMMARY, removable=may_file),
        "hint": hint(),
        "today": localdate(),
    }
    return render(request, "events/summary.html", context, status=422 if form.errors else 200)
