"""Reports after the fact, and an officer's proposal to open a case."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from events import after_the_fact
from events.forms.aftermath import AfterTheFactForm, ProposalForm
from events.models import AfterTheFactReport
from zhengzhou_ideology.htmx import HtmxHttpRequest, render_page
from zhengzhou_ideology.paging import keyset_page


@require_GET
def report_list(request: HtmxHttpRequest) -> HttpResponse:
    reports = AfterTheFactReport.objects.visible_to(request.user).select_related("organization")
    acting = request.user.acting
    context = {
        "page": keyset_page(reports, by=("-held_from", "pk"), after=request.GET.get("after")),
        "may_report": bool(
            acting
            and acting.organization
            and request.user.has_perm("events.report_after_the_fact", acting.organization)
        ),
    }
    return render_page(request, "events/after_the_fact_list.html", context, partial="reports")


@require_http_methods(["GET", "HEAD", "POST"])
def report_new(request: HtmxHttpRequest) -> HttpResponse:
    organization = request.user.acting.organization if request.user.acting else None
    if organization is None or not request.user.has_perm("events.report_after_the_fact", organization):
        raise PermissionDenied("events.report_after_the_fact")
    form = AfterTheFactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = after_the_fact.report(organization, by=request.user, now=now(), facts=form.cleaned_data)
        messages.success(request, "事后报告已提交，业务主管单位和登记管理机关可以查看。")
        return redirect(told)
    return render(request, "events/after_the_fact_new.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def report(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    reports = AfterTheFactReport.objects.visible_to(request.user)
    report = get_object_or_404(reports.select_related("organization", "reported_by", "proposed_by"), pk=pk)
    may_propose = not report.proposed_at and request.user.has_perm("events.propose_case_afterthefactreport", report)
    context = {"report": report, "proposal_form": ProposalForm() if may_propose else None}
    return render(request, "events/after_the_fact.html", context)


@require_POST
def propose_case(request: HtmxHttpRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(AfterTheFactReport.objects.visible_to(request.user), pk=pk)
    form = ProposalForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    after_the_fact.propose_case(report, by=request.user, now=now(), reason=reason)
    messages.success(request, "已提出立案建议，是否立案由他人决定。")
    return redirect(report)
