"""The officers' acts on a case, one address each: may they, clean what was typed, act, say so."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from compliance.cases import case_workflow, declarations, service
from compliance.cases.enums import ServiceMethod
from compliance.cases.hearing import rectification, statements, time_requests
from compliance.cases.models import AccountabilityCase, CasePaper, CaseTimeRequest, ServiceRecord
from compliance.cases.record import files
from compliance.cases.views.officer_offers import ACTS, form_of, keyed
from compliance.cases.views.reading import render_case, visible_case
from zhengzhou_ideology.htmx import HtmxHttpRequest
from zhengzhou_ideology.workflow import Refused

SERVE = "cases.serve_accountabilitycase"
GIVE_TIME = "cases.give_time_accountabilitycase"
Facts = Mapping[str, Any]


def answered(
    request: HtmxHttpRequest,
    case: AccountabilityCase,
    name: str,
    form: forms.Form,
    act: Callable[[Facts], Any],
    done: str,
) -> HttpResponse:
    """Back to the case with the act done, or with the form as it was typed and the sentence that stands against it."""
    if not form.is_valid():
        return render_case(request, case, bound={name: form}, status=422)
    try:
        act(form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        fresh = visible_case(request, case.pk)
        return render_case(request, fresh, bound={name: form}, refusal=str(refused), status=409)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return render_case(request, visible_case(request, case.pk), bound={name: form}, status=422)
    messages.success(request, done)
    return redirect(case)


def refuse_without(request: HtmxHttpRequest, perm: str, case: AccountabilityCase) -> None:
    if not request.user.has_perm(perm, case):
        raise PermissionDenied(perm)


def acting(name: str, act: Callable[..., Any], done: str) -> Callable[..., HttpResponse]:
    """A view of one act on the case; `act` is called with `by` and what the form understood."""

    @require_POST
    def view(request: HtmxHttpRequest, pk: int) -> HttpResponse:
        case = visible_case(request, pk)
        refuse_without(request, ACTS[name].perm, case)
        form = form_of(name, request.POST, request.FILES)
        return answered(request, case, name, form, lambda facts: act(case, by=request.user, **facts), done)

    return view


declare = acting("declare", declarations.declare, "声明已记录。")
set_hearing = acting(
    "set_hearing",
    lambda case, **facts: statements.set_hearing(case, now=now(), **facts),
    "听证时间已确定，社会组织将收到通知。",
)
hold_hearing = acting(
    "hold_hearing",
    lambda case, **facts: statements.hold_hearing(case, today=localdate(), **facts),
    "听证笔录已附卷。",
)
accept_rectification = acting(
    "accept_rectification",
    lambda case, **facts: rectification.check(case, now=now(), accepted=True, **facts),
    "整改情况已核查通过。",
)
return_rectification = acting(
    "return_rectification",
    lambda case, **facts: rectification.check(case, now=now(), accepted=False, **facts),
    "已要求补正，社会组织将收到通知。",
)
carried_out = acting(
    "carried_out",
    lambda case, **facts: rectification.carried_out(case, today=localdate(), **facts),
    "措施落实情况已登记。",
)
extend_limit = acting(
    "extend_limit",
    lambda case, **facts: time_requests.extend_limit(case, now=now(), **facts),
    "处理时限已延长，社会组织将收到通知。",
)
add_evidence = acting(
    "add_evidence",
    lambda case, uploads, **facts: files.add_evidence(case, uploads, **facts),
    "材料已附卷。",
)
close = acting(
    "close",
    lambda case, **facts: case_workflow.close(case, today=localdate(), **facts),
    "已结案，结案通知书已签发。",
)
close_without_measure = acting(
    "close_without_measure",
    lambda case, **facts: case_workflow.close_without_measure(case, today=localdate(), **facts),
    "已结案，不采取措施；结案通知书已签发。",
)


# Service


@require_POST
def send(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    paper = get_object_or_404(CasePaper.objects.signed().select_related("case"), pk=pk)
    case = visible_case(request, paper.case_id)
    refuse_without(request, SERVE, case)

    def sent(facts: Facts) -> None:
        method = ServiceMethod(facts["method"])
        service.send(paper, by=request.user, today=localdate(), **{**facts, "method": method})

    form = form_of("send", request.POST, key=pk)
    return answered(request, case, keyed("send", pk), form, sent, "送达方式已登记，取得凭证后请登记送达日期。")


@require_POST
def prove(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(ServiceRecord.objects.select_related("paper__case"), pk=pk)
    case = visible_case(request, record.paper.case_id)
    refuse_without(request, SERVE, case)

    def proven(facts: Facts) -> None:
        service.prove(record, by=request.user, today=localdate(), **facts)

    form = form_of("prove", request.POST, request.FILES, key=pk, service=record)
    return answered(request, case, keyed("prove", pk), form, proven, "送达已登记，有关期限自次日起算。")


@require_POST
def issue(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    record = get_object_or_404(ServiceRecord.objects.select_related("paper__case"), pk=pk)
    case = visible_case(request, record.paper.case_id)
    refuse_without(request, SERVE, case)

    def issued(facts: Facts) -> None:
        service.issue_record(record, by=request.user, today=localdate())

    return answered(request, case, "issue", form_of("issue", request.POST), issued, "送达回证已出具。")


# Requests for time


def _answering(name: str, *, granted: bool, done: str) -> Callable[..., HttpResponse]:
    @require_POST
    def view(request: HtmxHttpRequest, pk: int) -> HttpResponse:
        asked = get_object_or_404(CaseTimeRequest.objects.select_related("case"), pk=pk)
        case = visible_case(request, asked.case_id)
        refuse_without(request, GIVE_TIME, case)

        def decided(facts: Facts) -> None:
            time_requests.decide(asked, by=request.user, now=now(), granted=granted, **facts)

        return answered(request, case, keyed(name, pk), form_of(name, request.POST, key=pk), decided, done)

    return view


grant_time = _answering("grant_time", granted=True, done="已准予延期，社会组织将收到通知。")
refuse_time = _answering("refuse_time", granted=False, done="已登记不予准许，社会组织将收到通知。")
