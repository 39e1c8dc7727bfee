"""Filling in a report: saving by hand and by itself, merging two people's words, attachments."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now

from compliance import checklist, prefill, report_workflow
from compliance.drafting import attach, detach, save_draft
from compliance.enums import EDITABLE, MeetingKind, Section
from compliance.forms.drafts import STEPS, DraftForms
from compliance.models import QuarterlyReport, ReportAttachment
from compliance.views.papers import TO_BE_ENTERED, is_own, may_change
from compliance.views.reports import visible_report
from organizations.requests import SignedInRequest
from zhengzhou_ideology.drafting.attachments import Boxes
from zhengzhou_ideology.drafting.steps import laid_out
from zhengzhou_ideology.drafting.views import Drafting, render_steps
from zhengzhou_ideology.files.intake import hint


def _own_report(request: SignedInRequest, pk: int) -> QuarterlyReport:
    """A report that the user may work on; a stranger's is 404, one of one's own that others prepare is 403."""
    report = visible_report(request, pk)
    if not may_change(request, report):
        raise PermissionDenied("compliance.change_quarterlyreport")
    return report


def _sent(request: SignedInRequest, report: QuarterlyReport) -> HttpResponse:
    if not is_own(request, report):
        messages.success(request, TO_BE_ENTERED)
        return redirect(report)
    report_workflow.send_for_certification(report, by=request.user, now=now())
    messages.success(request, "已保存并送负责人确认，负责人将收到通知。")
    return redirect(report)


def _page(request: SignedInRequest, report: QuarterlyReport, draft: DraftForms, *, status: int) -> HttpResponse:
    items = [item for item in checklist.check(report, localdate()) if item.anchor not in draft.offered]
    boxes = {part: BOXES.box(report, part) for part in BOXES.parts}
    context = {
        "report": report,
        "own": is_own(request, report),
        "draft": draft,
        "steps": laid_out(STEPS, draft.fields(), boxes, items, form="report-form"),
        "form_id": "report-form",
        "form_url": reverse("compliance:report_edit", args=[report.pk]),
        "saved_at": report.edited_at,
        "untouched": report.is_untouched,
        "items": items,
        "hint": hint(),
        "today": localdate(),
    }
    return render_steps(request, "compliance/report_edit.html", context, status=status)


DRAFT = Drafting(
    find=_own_report,
    form=lambda report, data: DraftForms(report, data, offered=None if data else prefill.offered(report)),
    act=save_draft,
    page=_page,
    closed=lambda report: report.state not in EDITABLE,
    sent=_sent,
    edit="compliance:report_edit",
    merge="compliance:report_merge",
)
BOXES = Boxes(
    model=ReportAttachment,
    owner="report",
    part="section",
    parts={
        **dict.fromkeys(MeetingKind, "会议记录、签到表、照片"),
        Section.FINDINGS: "其他证明材料",
    },
    find=visible_report,
    attach=attach,
    detach=detach,
    may_read=lambda request, report, attachment: (
        may_change(request, report) or report.submissions.naming(attachment).exists()
    ),
    page=lambda report, part: reverse("compliance:report_edit", args=[report.pk]),
    names=("compliance:attach", "compliance:detach", "compliance:attachment"),
)
report_edit = DRAFT.editing()
report_merge = DRAFT.merging()
attach_files = BOXES.attaching()
detach_file = BOXES.detaching()
attachment = BOXES.reading()
