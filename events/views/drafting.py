"""Filling in a filing: saving by hand and by itself, the answer while one types, papers, a copy of an earlier one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from events import drafting, filing_workflow
from events.enums import EDITABLE, PaperKind
from events.forms.filing import FilingForm
from events.models import EventFiling, EventPaper
from events.views import answers
from events.views.reading import papers_of, visible_filing
from organizations.models import Organization
from zhengzhou_ideology.drafting import Collision
from zhengzhou_ideology.files.delivery import download
from zhengzhou_ideology.files.intake import hint
from zhengzhou_ideology.htmx import HtmxHttpRequest
from zhengzhou_ideology.workflow import Refused

UPLOADS = (
    (PaperKind.AGENDA, "上传活动议程"),
    (PaperKind.EMERGENCY_PLAN, "上传应急熔断预案"),
    (PaperKind.PERMIT, "上传场地或者安全许可"),
    (PaperKind.OTHER, "上传其他材料"),
)


def own_organization(request: HtmxHttpRequest) -> Organization:
    organization = request.user.acting.organization if request.user.acting else None
    if organization is None or not request.user.has_perm("events.file_event", organization):
        raise PermissionDenied("events.file_event")
    return organization


def _form(request: HtmxHttpRequest, organization: Organization, filing: EventFiling | None = None) -> FilingForm:
    data = request.POST if request.method == "POST" else None
    return FilingForm(data, instance=filing, organization=organization, today=localdate())


@require_http_methods(["GET", "HEAD", "POST"])
def filing_new(request: HtmxHttpRequest) -> HttpResponse:
    organization = own_organization(request)
    form = _form(request, organization)
    if request.method == "POST" and form.is_valid():
        filing = drafting.start(organization, by=request.user, facts=form.facts(), scope=form.scope())
        messages.success(request, "草稿已保存，请继续上传材料。")
        return redirect("events:filing_edit", pk=filing.pk)
    context = {
        "form": form,
        "organization": organization,
        "answer": answers.answer(form, organization, now=now()) if form.is_bound else None,
        "earlier": EventFiling.objects.filter(organization=organization).order_by("-starts_on", "-pk")[:10],
    }
    return render(request, "events/filing_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def filing_edit(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    filing = visible_filing(request, pk)
    if not request.user.has_perm("events.change_eventfiling", filing):
        raise PermissionDenied("events.change_eventfiling")
    if filing.state not in EDITABLE:
        return redirect(filing)
    form = _form(request, filing.organization, filing)
    if request.method == "POST":
        return _save(request, filing, form)
    return _render(request, filing, form, version=filing.edit_version)


def _save(request: HtmxHttpRequest, filing: EventFiling, form: FilingForm) -> HttpResponse:
    by_itself, valid = bool(request.headers.get("X-Autosave")), form.is_valid()
    text = request.POST.get("version", "")
    try:
        saved = drafting.save(
            EventFiling(pk=filing.pk),
            by=request.user,
            version=int(text) if text.isdecimal() else -1,
            facts=form.facts() if valid or not by_itself else {},
            scope=form.scope() if valid else None,
        )
    except Collision:
        return _collided(request, filing, form, by_itself=by_itself)
    if by_itself:
        errors = {name: list(found) for name, found in form.errors.items()}
        return JsonResponse(
            {"saved_at": localtime(saved.edited_at).isoformat(), "version": saved.edit_version, "errors": errors}
        )
    if not valid:
        return _render(request, filing, form, version=saved.edit_version, status=422)
    if "send" in request.POST:
        filing_workflow.send_for_certification(saved, by=request.user, now=now())
        messages.success(request, "已保存并送负责人确认，负责人将收到通知。")
        return redirect(saved)
    messages.success(request, "草稿已保存。")
    return redirect("events:filing_edit", pk=saved.pk)


def _collided(request: HtmxHttpRequest, filing: EventFiling, form: FilingForm, *, by_itself: bool) -> HttpResponse:
    """Nothing is written; the page keeps what was typed and shows beside it what the other one saved."""
    if by_itself:
        return JsonResponse({"merge": reverse("events:filing_edit", args=[filing.pk])}, status=409)
    stored = EventFiling.objects.get(pk=filing.pk)
    theirs = FilingForm(instance=stored, organization=stored.organization, today=localdate())
    differing = [
        {"label": form[name].label, "mine": answers.shown(form[name]), "theirs": answers.shown(theirs[name])}
        for name in form.fields
        if answers.shown(form[name]) != answers.shown(theirs[name])
    ]
    return _render(request, stored, form, version=stored.edit_version, differing=differing, status=409)


def _render(
    request: HtmxHttpRequest,
    filing: EventFiling,
    form: FilingForm,
    *,
    version: int,
    differing: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "filing": filing,
        "form": form,
        "version": version,
        "differing": differing,
        "answer": answers.answer(form, filing.organization, now=now()),
        "boxes": [_box(filing, kind, label) for kind, label in UPLOADS],
        "correction": filing.open_correction,
        "hint": hint(),
    }
    return render(request, "events/filing_edit.html", context, status=status)


@require_POST
def filing_answer(request: HtmxHttpRequest, pk: int | None = None) -> HttpResponse:
    """What the form says while one types: latest safe day, in time or late, what is missing. Nothing is stored."""
    organization = own_organization(request)
    filing = get_object_or_404(EventFiling.objects.visible_to(request.user), pk=pk) if pk else None
    answer = answers.answer(_form(request, organization, filing), organization, now=now())
    return render(request, "events/_answer.html", {"answer": answer})


@require_POST
def filing_copy(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    draft = drafting.copy(visible_filing(request, pk), by=request.user)
    messages.success(request, "已复制为新的草稿，请核对日期并重新上传材料。")
    return redirect("events:filing_edit", pk=draft.pk)


# Papers


def _box(filing: EventFiling, kind: PaperKind, label: str) -> dict[str, Any]:
    return {
        "id": f"papers-{kind}",
        "title": kind.label,
        "label": label,
        "files": papers_of(filing, kind, removable=True),
        "upload_url": reverse("events:attach", args=[filing.pk, kind]),
    }


def _after_papers(request: HtmxHttpRequest, filing: EventFiling, kind: PaperKind) -> HttpResponse:
    if not (request.headers.get("X-Upload") or request.htmx):
        page = "events:summary" if kind == PaperKind.SUMMARY else "events:filing_edit"
        return redirect(f"{reverse(page, args=[filing.pk])}#papers-{kind}")
    label = dict(UPLOADS).get(kind, "上传总结材料")
    return render(request, "components/files.html", {**_box(filing, kind, label), "hint": hint()})


@require_POST
def attach(request: HtmxHttpRequest, pk: int, kind: str) -> HttpResponse:
    if kind not in PaperKind:
        raise Http404
    filing = visible_filing(request, pk)
    try:
        drafting.attach(filing, request.FILES.getlist("files"), kind=PaperKind(kind), by=request.user)
    except ValidationError as error:
        if request.headers.get("X-Upload"):
            return JsonResponse({"errors": error.messages}, status=422)
        raise Refused("；".join(error.messages)) from error
    return _after_papers(request, filing, PaperKind(kind))


@require_POST
def detach(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    paper = get_object_or_404(EventPaper.objects.live().select_related("filing"), pk=pk)
    filing = visible_filing(request, paper.filing_id)
    drafting.detach(paper, by=request.user)
    return _after_papers(request, filing, PaperKind(paper.kind))


@require_GET
def paper(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    """To the organization every paper of its filings, to an officer those that came in."""
    found = get_object_or_404(EventPaper.objects.select_related("file", "filing"), pk=pk)
    filing = visible_filing(request, found.filing_id)
    own = request.user.acting.organization_id == filing.organization_id
    named = filing.submissions.filter(content__papers__contains=[{"id": found.pk}]).exists()
    after_approval = found.file.uploaded_at >= filing.decided_at if filing.decided_at else False
    if not (own or named or after_approval):
        raise Http404
    return download(found.file)
