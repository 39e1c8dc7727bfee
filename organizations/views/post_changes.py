"""Changes of first responsible persons: entered with their paper, read, confirmed or refused."""

from datetime import date, timedelta
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from organizations import post_change_workflow as workflow
from organizations.appointments import current_holder
from organizations.enums import Post
from organizations.forms.voices import PostChangeForm
from organizations.models import PostChange, ResponsiblePerson
from organizations.requests import SignedInRequest
from organizations.views.organizations import back_to, render_form, visible_organization
from zhengzhou_ideology.files.delivery import download
from zhengzhou_ideology.forms import ReasonForm
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.workflow.offers import Bound, Door, offers, refusal_above
from zhengzhou_ideology.workflow.views import acting, attempt


def may_decide(user: Any, change: PostChange) -> bool:
    return not workflow.why_not(change, user, localdate())


DOORS = (
    Door(
        act=workflow.confirm_change,
        address="organizations:post_change_confirm",
        label="确认变更",
        question="请核对依据文件。确认后，新任者自任职开始之日起任职，现任者的任期同日结束。",
        done="变更已确认，任职已登记。",
        tone="btn-primary",
        when=may_decide,
    ),
    Door(
        act=workflow.refuse_change,
        address="organizations:post_change_refuse",
        label="不予确认",
        question="请写明不予确认的理由。",
        done="已登记不予确认。",
        form=ReasonForm,
        when=may_decide,
    ),
    Door(
        act=workflow.withdraw_change,
        address="organizations:post_change_withdraw",
        label="撤回申报",
        question="撤回后任职不变，可以重新申报。",
        done="申报已撤回。",
    ),
)


@require_http_methods(["GET", "HEAD", "POST"])
def post_change_new(request: SignedInRequest, uscc: str, post: str) -> HttpResponse:
    if post not in Post.first_responsible():
        raise Http404(post)
    shown, kind = visible_organization(request, uscc, workflow.ENTER), Post(post)
    form = PostChangeForm(request.POST or None, request.FILES or None, organization=shown, post=kind, today=localdate())
    if form.is_valid():
        upload, facts = form.cleaned_data["upload"], form.facts()
        if attempt(form, workflow.enter, shown, by=request.user, post=kind, upload=upload, facts=facts):
            return back_to(request, uscc, f"{kind.label}变更已申报，待确认。")
    before = current_holder(shown, kind, localdate())
    holder = f"现任{kind.label}：{before.name}。" if before else f"现无{kind.label}。"
    note = f"{holder}申报后由现任者或者另一位第一责任人确认；没有第一责任人账号的，由登记管理机关核对依据文件后确认。确认以前任职不变。"
    return render_form(request, shown, f"申报{kind.label}变更", form, note, submit="申报")


def visible_change(request: SignedInRequest, pk: int) -> PostChange:
    changes = PostChange.objects.visible_to(request.user).for_listing()
    return reached_or_404(changes.select_related("organization__registration_authority"), pk=pk)


def holder_before(change: PostChange, today: date) -> ResponsiblePerson | None:
    """Whom the change replaces; once it is confirmed, who held the post before the new term began."""
    eve = change.effective_on - timedelta(days=1) if change.person_id else today
    return current_holder(change.organization, Post(change.post), min(eve, today))


@require_GET
def post_change(request: SignedInRequest, pk: int) -> HttpResponse:
    return render_change(request, visible_change(request, pk))


def render_change(
    request: SignedInRequest,
    change: PostChange,
    *,
    bound: Bound | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """`bound` holds a form that came back, under the name of its door; `refusal` is what a rule said."""
    today = localdate()
    offered = offers(DOORS, request.user, change, bound or {})
    asked = change.state == "entered" and request.user.has_perm("organizations.decide_postchange", change)
    context = {
        "change": change,
        "holder": holder_before(change, today),
        "offers": offered,
        "refusal": refusal_above(refusal, bound or {}, offered),
        "why_not": workflow.why_not(change, request.user, today) if asked else "",
        "moves": change.moves.select_related("by"),
        "today": today,
    }
    return render_page(request, "organizations/post_change.html", context, partial="change", status=status)


post_change_confirm, post_change_refuse, post_change_withdraw = (
    acting(door, visible_change, render_change) for door in DOORS
)


@require_GET
def post_change_paper(request: SignedInRequest, pk: int) -> FileResponse:
    return download(visible_change(request, pk).paper)
