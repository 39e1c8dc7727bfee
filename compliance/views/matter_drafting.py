"""Filling in a report of a matter: saving by hand and by itself, merging, attachments."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now

from compliance import matter_workflow
from compliance.enums import MatterPart
from compliance.forms.matters import MatterDraft
from compliance.matters import checklist, drafting
from compliance.matters.readings import read
from compliance.models import MatterAttachment, MatterReport
from compliance.views.matters import visible_matter
from organizations.requests import SignedInRequest
from zhengzhou_ideology.drafting.attachments import Boxes
from zhengzhou_ideology.drafting.views import Drafting
from zhengzhou_ideology.files.intake import hint
from zhengzhou_ideology.htmx import render_page


def _own_matter(request: SignedInRequest, pk: int) -> MatterReport:
    report = visible_matter(request, pk)
    if not request.user.has_perm(drafting.CHANGE, report):
        raise PermissionDenied(drafting.CHANGE)
    return report


def _sent(request: SignedInRequest, report: MatterReport) -> HttpResponse:
    matter_workflow.send(report, by=request.user, now=now())
    messages.success(request, "报告已报送，所报单位将收到通知，可下载回执。")
    return redirect(report)


def _page(request: SignedInRequest, report: MatterReport, draft: MatterDraft, *, status: int) -> HttpResponse:
    context = {
        "report": report,
        "draft": draft,
        "box": BOXES.box(report, MatterPart.PAPERS),
        "items": checklist.check(report, localdate()),
        "hint": hint(),
    }
    return render_page(request, "compliance/matter_edit.html", context, partial="checklist", status=status)


def _may_read(request: SignedInRequest, report: MatterReport, attachment: Any) -> bool:
    """What went out with the report, and then the read is logged."""
    went_out = report.submissions.naming(attachment).exists()
    if went_out:
        read(report, attachment.file.name, by=request.user)
    return went_out


DRAFT = Drafting(
    find=_own_matter,
    form=MatterDraft,
    act=drafting.save,
    page=_page,
    closed=lambda report: report.state not in drafting.EDITABLE,
    sent=_sent,
    edit="compliance:matter_edit",
    merge="compliance:matter_merge",
)
BOXES = Boxes(
    model=MatterAttachment,
    owner="report",
    part="part",
    parts={MatterPart.PAPERS: "上传照片、文书等材料"},
    find=visible_matter,
    attach=drafting.attach,
    detach=drafting.detach,
    may_read=_may_read,
    page=lambda report, part: reverse("compliance:matter_edit", args=[report.pk]),
    names=("compliance:matter_attach", "compliance:matter_detach", "compliance:matter_attachment"),
)
matter_edit = DRAFT.editing()
matter_merge = DRAFT.merging()
attach_files = BOXES.attaching()
detach_file = BOXES.detaching()
attachment = BOXES.reading()
