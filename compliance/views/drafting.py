"""Filling in a report: saving by hand and by itself, merging two people's words, attachments."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from compliance import checklist, prefill, report_workflow
from compliance.drafting import attach, detach, save_draft
from compliance.enums import EDITABLE, MeetingKind, Section
from compliance.forms.drafts import DraftForms
from compliance.models import QuarterlyReport, ReportAttachment
from compliance.views.reports import visible_report
from zhengzhou_ideology.drafting import Collision
from zhengzhou_ideology.files.delivery import download
from zhengzhou_ideology.files.intake import hint
from zhengzhou_ideology.htmx import HtmxHttpRequest, render_page


def _own_report(request: HtmxHttpRequest, pk: int) -> QuarterlyReport:
    """A report that the user may work on; a stranger's is 404, one of one's own that others prepare is 403."""
    report = visible_report(request, pk)
    if not request.user.has_perm("compliance.change_quarterlyreport", report):
        raise PermissionDenied("compliance.change_quarterlyreport")
    return report


@require_http_methods(["GET", "HEAD", "POST"])
def report_edit(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    report = _own_report(request, pk)
    if report.state not in EDITABLE:
        return redirect(report)
    if request.method == "POST":
        return _save(request, report)
    return _render_draft(request, report, DraftForms(report, offered=prefill.offered(report)))


def _save(request: HtmxHttpRequest, report: QuarterlyReport) -> HttpResponse:
    draft = DraftForms(report, request.POST)
    by_itself = bool(request.headers.get("X-Autosave"))
    try:
        saved = save_draft(report, by=request.user, **draft.cleaned())
    except Collision:
        return _collided(request, report, by_itself=by_itself)
    if by_itself:
        return JsonResponse(
            {
                "saved_at": localtime(saved.edited_at).isoformat(),
                "version": saved.edit_version,
                "errors": draft.errors(),
            }
        )
    if not draft.is_valid():
        draft.version = saved.edit_version
        return _render_draft(request, saved, draft, status=422)
    if "send" in request.POST:
        report_workflow.send_for_certification(saved, by=request.user, now=now())
        messages.success(request, "已保存并送负责人确认，负责人将收到通知。")
        return redirect(saved)
    messages.success(request, "草稿已保存。")
    return redirect("compliance:report_edit", pk=saved.pk)


def _render_draft(
    request: HtmxHttpRequest, report: QuarterlyReport, draft: DraftForms, status: int = 200
) -> HttpResponse:
    context = {
        "report": report,
        "draft": draft,
        "sections": [
            {
                "kind": kind,
                "form": draft.meetings[kind],
                "files": _files(report, Section(kind)),
                "upload_url": reverse("compliance:attach", args=[report.pk, kind]),
            }
            for kind in MeetingKind
        ],
        "findings_files": _files(report, Section.FINDINGS),
        "findings_upload_url": reverse("compliance:attach", args=[report.pk, Section.FINDINGS]),
        "items": checklist.check(report, localdate()),
        "hint": hint(),
        "today": localdate(),
    }
    return render_page(request, "compliance/report_edit.html", context, partial="checklist", status=status)


def _files(report: QuarterlyReport, section: Section) -> list[dict[str, Any]]:
    return [
        {
            "url": reverse("compliance:attachment", args=[attachment.pk]),
            "remove_url": reverse("compliance:detach", args=[attachment.pk]),
            "name": attachment.file.name,
            "size": attachment.file.size,
            "uploaded_at": attachment.file.uploaded_at,
        }
        for attachment in report.attachments.live().filter(section=section).select_related("file")
    ]


# Merging


def _collided(request: HtmxHttpRequest, report: QuarterlyReport, *, by_itself: bool) -> HttpResponse:
    """Keep what the user typed in the session, and lead to the page that shows both versions."""
    request.session[_key(report)] = request.POST.urlencode()
    merge = reverse("compliance:report_merge", args=[report.pk])
    return JsonResponse({"merge": merge}, status=409) if by_itself else redirect(merge)


def _key(report: QuarterlyReport) -> str:
    return f"merge:{report.pk}"


@require_http_methods(["GET", "HEAD", "POST"])
def report_merge(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    """Both versions field by field; the user picks, and the pick is saved as the next version."""
    report = _own_report(request, pk)
    kept = request.session.get(_key(report))
    if kept is None:
        return redirect("compliance:report_edit", pk=pk)
    mine, theirs = DraftForms(report, QueryDict(kept)), DraftForms(QuarterlyReport.objects.get(pk=report.pk))
    rows = _differences(mine, theirs)
    if request.method == "POST":
        return _save_merged(request, report, QueryDict(kept, mutable=True), rows)
    context = {"report": report, "rows": rows, "version": report.edit_version}
    return render(request, "compliance/report_merge.html", context)


def _differences(mine: DraftForms, theirs: DraftForms) -> list[dict[str, Any]]:
    ours, others = mine.fields(), theirs.fields()
    rows = []
    for name, field in ours.items():
        left, right = _shown(field.value()), _shown(others[name].value())
        if left != right:
            section = next((kind.label for kind in MeetingKind if name.startswith(f"{kind}-")), Section.FINDINGS.label)
            rows.append({"name": name, "label": f"{section}：{field.label}", "mine": left, "theirs": right})
    return rows


def _shown(value: Any) -> str:
    if value in (None, False, ""):
        return ""
    return "是" if value is True or value == "on" else str(value).replace("\r\n", "\n")


def _save_merged(
    request: HtmxHttpRequest, report: QuarterlyReport, chosen: QueryDict, rows: list[dict[str, Any]]
) -> HttpResponse:
    for row in rows:
        if request.POST.get(row["name"]) != "mine":
            chosen[row["name"]] = "on" if row["theirs"] == "是" else row["theirs"]
    chosen["version"] = request.POST.get("version", "")
    draft = DraftForms(report, chosen)
    try:
        save_draft(report, by=request.user, **draft.cleaned())
    except Collision:
        messages.warning(request, "合并期间又有新的保存，请再次核对。")
        return redirect("compliance:report_merge", pk=report.pk)
    del request.session[_key(report)]
    messages.success(request, "已合并并保存。")
    return redirect("compliance:report_edit", pk=report.pk)


# Attachments


@require_POST
def attach_files(request: HtmxHttpRequest, pk: int, section: str) -> HttpResponse:
    report = _own_report(request, pk)
    if section not in Section.values:
        raise Http404
    try:
        attach(report, request.FILES.getlist("files"), section=Section(section), by=request.user)
    except ValidationError as error:
        if request.headers.get("X-Upload"):
            return JsonResponse({"errors": error.messages}, status=422)
        for sentence in error.messages:
            messages.error(request, sentence)
    return _after_files(request, report, section)


def _after_files(request: HtmxHttpRequest, report: QuarterlyReport, section: str) -> HttpResponse:
    if not (request.headers.get("X-Upload") or request.htmx):
        return redirect(f"{reverse('compliance:report_edit', args=[report.pk])}#files-{section}")
    context = {
        "id": f"files-{section}",
        "files": _files(report, Section(section)),
        "upload_url": reverse("compliance:attach", args=[report.pk, section]),
        "hint": hint(),
    }
    return render(request, "components/files.html", context)


@require_POST
def detach_file(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    attachment = get_object_or_404(ReportAttachment.objects.live().select_related("report"), pk=pk)
    report = _own_report(request, attachment.report_id)
    detach(attachment, by=request.user)
    return _after_files(request, report, attachment.section)


@require_GET
def attachment(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    """To the organization every file of its reports, to an officer those that were submitted."""
    found = get_object_or_404(ReportAttachment.objects.select_related("file", "report"), pk=pk)
    report = visible_report(request, found.report_id)
    own = request.user.acting.organization_id == report.organization_id
    if not own and not _was_submitted(found):
        raise Http404
    return download(found.file)


def _was_submitted(attachment: ReportAttachment) -> bool:
    named = attachment.report.submissions.filter(content__attachments__contains=[{"id": attachment.pk}])
    return named.exists()
