"""Reports after the fact, and an officer's proposal to open a case."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from events import after_the_fact
from events.forms.aftermath import AfterTheFactForm, ProposalForm
from events.models import AfterTheFactReport
from organizations.requests import SignedInRequest
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import keyset_page
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.workflow.offers import Bound, Door, offers, refusal_above
from zhengzhou_ideology.workflow.views import acting, attempt

PROPOSE = Door(
    act=after_the_fact.propose_case,
    address="events:propose_case",
    label="建议立案",
    question="是否立案由他人决定。",
    done="已提出立案建议，是否立案由他人决定。",
    form=ProposalForm,
    when=lambda user, report: report.proposed_at is None,
)


@require_GET
def report_list(request: SignedInRequest) -> HttpResponse:
    reports = AfterTheFactReport.objects.visible_to(request.user).select_related("organization")
    organization = request.user.acting.organization if request.user.acting else None
    context = {
        "page": keyset_page(reports, by=("-held_from", "pk"), after=request.GET.get("after")),
        "may_report": organization is not None and request.user.has_perm("events.report_after_the_fact", organization),
    }
    return render_page(request, "events/after_the_fact_list.html", context, partial="reports")


@require_http_methods(["GET", "HEAD", "POST"])
def report_new(request: SignedInRequest) -> HttpResponse:
    organization = request.user.acting.organization if request.user.acting else None
    if organization is None or not request.user.has_perm("events.report_after_the_fact", organization):
        raise PermissionDenied("events.report_after_the_fact")
    form = AfterTheFactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = attempt(form, after_the_fact.report, organization, by=request.user, facts=form.cleaned_data)
        if told:
            messages.success(request, "事后报告已提交，业务主管单位和登记管理机关可以查看。")
            return redirect(told)
    status = 409 if getattr(form, "refusal", "") else 422 if form.errors else 200
    return render(request, "events/after_the_fact_new.html", {"form": form}, status=status)


def visible_report(request: SignedInRequest, pk: int) -> AfterTheFactReport:
    reports = AfterTheFactReport.objects.visible_to(request.user)
    return reached_or_404(reports.select_related("organization", "reported_by", "proposed_by"), pk=pk)


@require_GET
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    return render_report(request, visible_report(request, pk))


def render_report(
    request: SignedInRequest,
    report: AfterTheFactReport,
    *,
    bound: Bound | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    found = offers([PROPOSE], request.user, report, bound or {})
    context = {"report": report, "offers": found, "refusal": refusal_above(refusal, bound or {}, found)}
    return render(request, "events/after_the_fact.html", context, status=status)


propose_case = acting(PROPOSE, visible_report, render_report)
