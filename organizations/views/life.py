"""Pages of the life of an organization: one new, its changes, what is still to come, and their papers."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organizations.enums import ChangeKind
from organizations.forms.life import FORMS, NewOrganizationForm
from organizations.life import changes, founding
from organizations.life.wording import said
from organizations.registration import assignable
from organizations.requests import SignedInRequest
from organizations.views.organizations import back_to, visible_organization
from zhengzhou_ideology.files.delivery import download
from zhengzhou_ideology.files.intake import hint
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.workflow.views import attempt

# What each act brings about, for whoever has to choose.
EXPLAINED = {
    ChangeKind.RENAME: "原名称留作曾用名，仍可查到；已出具的材料不变。",
    ChangeKind.ADDRESS: "",
    ChangeKind.PURPOSES: "",
    ChangeKind.TRANSFER: "未办结的材料连同期限移交新的机关；原机关可以继续查阅已收到的材料。",
    ChangeKind.SUSPENSION: "停止期间不催办；尚未开始的重大活动由系统取消。",
    ChangeKind.RESUMPTION: "停止期间到期的季度报告相应顺延。",
    ChangeKind.MERGER: "并入其他组织而终止，须写明承继的组织。",
    ChangeKind.DIVISION: "分立出其他组织，本组织可以存续或者终止。",
    ChangeKind.DEREGISTRATION: "未报送的季度报告终止，尚未开始的重大活动取消。",
    ChangeKind.REVOCATION: "未报送的季度报告终止，尚未开始的重大活动取消。",
}


@require_http_methods(["GET", "HEAD", "POST"])
def organization_new(request: SignedInRequest) -> HttpResponse:
    if not request.user.has_perm(founding.ADD):
        raise PermissionDenied(founding.ADD)
    form = NewOrganizationForm(request.POST or None, request.FILES or None, reach=assignable(request.user))
    if form.is_valid():
        paper = form.cleaned_data["uploads"]
        organization = attempt(form, founding.register, request.user, facts=form.facts(), uploads=paper)
        if organization:
            return back_to(request, organization.uscc, f"{organization}已登记。")
    return _entry(request, "organizations/organization_new.html", form, {})


@require_GET
def change_list(request: SignedInRequest, uscc: str) -> HttpResponse:
    """What can be entered for the organization."""
    organization = visible_organization(request, uscc, changes.ENTER)
    choices = [(kind, EXPLAINED[ChangeKind(kind)]) for kind in map(ChangeKind, FORMS)]
    context = {"organization": organization, "choices": choices}
    return render_page(request, "organizations/change_list.html", context, partial="choices")


@require_http_methods(["GET", "HEAD", "POST"])
def change_new(request: SignedInRequest, uscc: str, kind: str) -> HttpResponse:
    if kind not in FORMS:
        raise Http404(kind)
    organization, which = visible_organization(request, uscc, changes.ENTER), ChangeKind(kind)
    form = FORMS[kind](request.POST or None, request.FILES or None, organization=organization, today=localdate())
    if form.is_valid():
        typed = {name: form.cleaned_data[name] for name in ("effective_on", "reason", "uploads")}
        given = {"kind": which, "facts": form.facts(), "successors": form.successors(), **typed}
        change = attempt(form, changes.enter, organization, by=request.user, **given)
        if change:
            when = "待生效，此前可以撤回" if change.is_coming else "已生效"
            return back_to(request, uscc, f"{which.label}{when}：{said(change)}。")
    context = {"organization": organization, "kind": which, "explained": EXPLAINED[which]}
    return _entry(request, "organizations/change_new.html", form, context)


@require_POST
def change_take_back(request: SignedInRequest, uscc: str, pk: int) -> HttpResponse:
    organization = visible_organization(request, uscc)
    change = reached_or_404(organization.changes, pk=pk)
    changes.take_back(change, by=request.user, now=now(), reason=request.POST.get("reason", "").strip())
    return back_to(request, uscc, f"{change.get_kind_display()}已撤回，不再生效。")


@require_GET
def change_paper(request: SignedInRequest, uscc: str, pk: int) -> FileResponse:
    change = reached_or_404(visible_organization(request, uscc).changes.select_related("paper"), pk=pk)
    if change.paper is None:
        raise Http404
    return download(change.paper)


def _entry(request: SignedInRequest, template: str, form: Any, context: dict[str, Any]) -> HttpResponse:
    status = 409 if getattr(form, "refusal", "") else 422 if form.is_bound else 200
    return render_page(request, template, {**context, "form": form, "hint": hint()}, partial="entry", status=status)
