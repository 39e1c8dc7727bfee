"""Filling in a filing: saving by hand and by itself, the answer while one types, a copy of an earlier one."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST

from events import drafting, filing_workflow
from events.enums import EDITABLE
from events.forms.filing import FilingDraft, FilingForm
from events.forms.steps import BEGINNING, STEPS
from events.models import EventFiling
from events.views import answers
from events.views.boxes import APPLICATION, BOXES
from events.views.reading import visible_filing
from organizations.models import Organization
from organizations.requests import SignedInRequest
from zhengzhou_ideology.drafting.steps import laid_out
from zhengzhou_ideology.drafting.views import Drafting, render_steps
from zhengzhou_ideology.files.intake import hint
from zhengzhou_ideology.reach import reached_or_404


def own_organization(request: SignedInRequest) -> Organization:
    organization = request.user.acting.organization if request.user.acting else None
    if organization is None or not request.user.has_perm("events.file_event", organization):
        raise PermissionDenied("events.file_event")
    return organization


def _own_filing(request: SignedInRequest, pk: int) -> EventFiling:
    filing = visible_filing(request, pk)
    if not request.user.has_perm("events.change_eventfiling", filing):
        raise PermissionDenied("events.change_eventfiling")
    return filing


@require_http_methods(["GET", "HEAD", "POST"])
def filing_new(request: SignedInRequest) -> HttpResponse:
    organization = own_organization(request)
    data = request.POST if request.method == "POST" else None
    form = FilingForm(data, organization=organization, today=localdate())
    if data is not None and form.is_valid():
        filing = drafting.start(organization, by=request.user, now=now(), facts=form.facts(), scope=form.scope())
        messages.success(request, "草稿已保存，请继续填写。")
        return redirect(reverse("events:filing_edit", args=[filing.pk]) + f"#step-{STEPS[1].key}")
    context = {
        "form": form,
        "fields": [form[name] for name in form.fields if name in BEGINNING.fields or name in form.errors],
        "organization": organization,
        "answer": _beginning(answers.answer(form, organization, now=now())) if form.is_bound else None,
        "earlier": EventFiling.objects.filter(organization=organization).order_by("-starts_on", "-pk")[:10],
    }
    return render(request, "events/filing_new.html", context, status=422 if form.errors else 200)


def _beginning(answer: answers.Answer) -> answers.Answer:
    """Of a filing that is no draft yet, only what its first step asks for is missing."""
    asked = {f"id_{name}" for name in BEGINNING.fields}
    return replace(answer, items=[item for item in answer.items if item.anchor in asked])


def _sent(request: SignedInRequest, filing: EventFiling) -> HttpResponse:
    filing_workflow.send_for_certification(filing, by=request.user, now=now())
    messages.success(request, "已保存并送负责人确认，负责人将收到通知。")
    return redirect(filing)


def _page(request: SignedInRequest, filing: EventFiling, draft: FilingDraft, *, status: int) -> HttpResponse:
    answer = answers.answer(draft.form, filing.organization, now=now())
    boxes: dict[str, Any] = {kind: {"title": kind.label, **BOXES.box(filing, kind)} for kind in APPLICATION}
    context = {
        "filing": filing,
        "draft": draft,
        "steps": laid_out(STEPS, draft.fields(), boxes, answer.items, form="filing-form"),
        "form_id": "filing-form",
        "form_url": reverse("events:filing_edit", args=[filing.pk]),
        "saved_at": filing.edited_at,
        "answer": answer,
        "correction": filing.open_correction,
        "hint": hint(),
        "today": localdate(),
    }
    return render_steps(request, "events/filing_edit.html", context, status=status)


DRAFT = Drafting(
    find=_own_filing,
    form=lambda filing, data: FilingDraft(filing, data, today=localdate()),
    act=drafting.save,
    page=_page,
    closed=lambda filing: filing.state not in EDITABLE,
    sent=_sent,
    edit="events:filing_edit",
    merge="events:filing_merge",
)
filing_edit = DRAFT.editing()
filing_merge = DRAFT.merging()


@require_POST
def filing_answer(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """What the form says while one types: latest safe day, in time or late, what is missing. Nothing is stored."""
    organization = own_organization(request)
    filing = reached_or_404(EventFiling.objects.visible_to(request.user), pk=pk) if pk else None
    form = FilingForm(request.POST, instance=filing, organization=organization, today=localdate())
    answer = answers.answer(form, organization, now=now())
    if filing is None:
        answer = _beginning(answer)
    return render(request, "events/_answer.html", {"answer": answer, "brief": filing is None})


@require_POST
def filing_copy(request: SignedInRequest, pk: int) -> HttpResponse:
    draft = drafting.copy(visible_filing(request, pk), by=request.user, now=now())
    messages.success(request, "已复制为新的草稿，请核对日期并重新上传材料。")
    return redirect("events:filing_edit", pk=draft.pk)
