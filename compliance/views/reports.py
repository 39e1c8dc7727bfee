"""One report: what it says, where it stands, and the moves that the reader may make."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_POST

from compliance import checklist, report_workflow
from compliance.enums import EDITABLE, ReportState
from compliance.forms.moves import ExemptForm, RemarkForm, SendBackForm, WithdrawForm
from compliance.models import QuarterlyReport
from compliance.move_labels import MOVE_LABELS
from compliance.report_content import content_of, for_reading
from zhengzhou_ideology.htmx import HtmxHttpRequest, render_page


def visible_report(request: HtmxHttpRequest, pk: int) -> QuarterlyReport:
    reports = QuarterlyReport.objects.visible_to(request.user).select_related(
        "organization", "period", "registration_authority", "competent_authority", "prepared_by", "certified_by"
    )
    return get_object_or_404(reports, pk=pk)


@require_GET
def report(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    return render_report(request, visible_report(request, pk))


def render_report(
    request: HtmxHttpRequest, report: QuarterlyReport, *, bound: dict[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    """The page of one report; `bound` holds a form that came back with errors, under the name of its move."""
    own = request.user.acting is not None and request.user.acting.organization_id == report.organization_id
    submission = report.latest_submission
    shows_draft = own and report.state in (*EDITABLE, ReportState.CERTIFYING)
    content = content_of(report) if shows_draft else submission and submission.content
    context = {
        "report": report,
        "own": own,
        "content": content and for_reading(content),
        "submission": None if shows_draft else submission,
        "items": checklist.check(report, localdate()) if shows_draft else [],
        "actions": _actions(request, report, bound or {}),
        "may_edit": report.state in EDITABLE and request.user.has_perm("compliance.change_quarterlyreport", report),
        "may_amend": _may_amend(request, report),
        "versions": QuarterlyReport.objects.filter(organization=report.organization_id, period=report.period_id)
        .exclude(pk=report.pk)
        .order_by("version"),
        "moves": [_logged(move) for move in report.moves.select_related("by")],
        "today": localdate(),
    }
    return render_page(request, "compliance/report.html", context, partial="report", status=status)


def _may_amend(request: HtmxHttpRequest, report: QuarterlyReport) -> bool:
    return (
        report.state == ReportState.ACCEPTED
        and report.is_current
        and request.user.has_perm("compliance.amend_quarterlyreport", report)
        and not QuarterlyReport.objects.filter(amends=report).exists()
    )


def _logged(move: Any) -> dict[str, Any]:
    who = f"{move.by}（{move.acting_as}）" if move.by else move.acting_as
    return {"at": move.at, "label": MOVE_LABELS[move.name], "acting_as": who, "reason": move.reason}


# The moves that the page offers: address name, label, question, form, tone.
OFFERED: tuple[tuple[Any, str, str, type[forms.Form] | None, str], ...] = (
    (
        report_workflow.send_for_certification,
        "送负责人确认",
        "送出后在负责人退改之前不能修改。是否送出？",
        None,
        "btn-primary",
    ),
    (
        report_workflow.certify,
        "确认并提交",
        "确认后报告即提交登记管理机关。请确认内容真实、完整。",
        None,
        "btn-primary",
    ),
    (report_workflow.unlock, "退给填报人修改", "请写明需要修改之处。", RemarkForm, ""),
    (report_workflow.withdraw, "撤回", "撤回后报告回到草稿，须重新确认提交。是否撤回？", WithdrawForm, ""),
    (report_workflow.accept, "接收", "接收后报告归档；社会组织如需更改须另行更正。是否接收？", None, "btn-primary"),
    (report_workflow.send_back, "退回更正", "退回须说明事由和需要更正的内容。", SendBackForm, "btn-danger"),
    (report_workflow.exempt, "豁免本季度报告", "豁免后本季度不再要求报送。请写明理由。", ExemptForm, ""),
)


def _actions(request: HtmxHttpRequest, report: QuarterlyReport, bound: dict[str, forms.Form]) -> list[dict[str, Any]]:
    return [
        {
            "name": move.__name__,
            "label": label,
            "question": question,
            "form": bound.get(move.__name__) or (form() if form else None),
            "tone": tone,
            "url": reverse(f"compliance:{move.__name__}", args=[report.pk]),
        }
        for move, label, question, form, tone in OFFERED
        if report.state in move.source and request.user.has_perm(move.perm, report)
    ]


def moving(
    move: Callable[..., Any], done: str, form_class: type[forms.Form] | None = None, *, timed: bool = False
) -> Callable[..., HttpResponse]:
    """A view that makes one move: fetch, clean, move, say so."""

    @require_POST
    def view(request: HtmxHttpRequest, pk: int) -> HttpResponse:
        report = visible_report(request, pk)
        facts: dict[str, Any] = {"now": now()} if timed else {}
        if form_class:
            form = form_class(request.POST)
            if not form.is_valid():
                return render_report(request, report, bound={move.__name__: form}, status=422)
            facts |= form.cleaned_data
        move(report, by=request.user, **facts)
        messages.success(request, done)
        return redirect(report)

    return view


send_for_certification = moving(
    report_workflow.send_for_certification, "已送负责人确认，负责人将收到通知。", timed=True
)
certify = moving(report_workflow.certify, "报告已提交，可下载回执。", timed=True)
unlock = moving(report_workflow.unlock, "已退给填报人修改。", RemarkForm)
withdraw = moving(report_workflow.withdraw, "报告已撤回，现为草稿。", WithdrawForm)
accept = moving(report_workflow.accept, "报告已接收。", timed=True)
send_back = moving(report_workflow.send_back, "报告已退回，社会组织将收到通知。", SendBackForm)
exempt = moving(report_workflow.exempt, "已豁免本季度报告。", ExemptForm)


@require_POST
def amend(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    version = report_workflow.amend(visible_report(request, pk), by=request.user)
    messages.success(request, "已建立更正稿。更正稿被接收之前，原报告仍为现行版本。")
    return redirect("compliance:report_edit", pk=version.pk)
