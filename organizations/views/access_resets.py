"""A new password by slip: asked for, confirmed by another officer, printed, and redeemed by the holder."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organizations import reset_letters
from organizations import reset_workflow as workflow
from organizations.forms.access_resets import ProposeResetForm, RedeemForm, ResetListForm
from organizations.forms.accounts import ReasonForm
from organizations.forms.voices import IdentityCheckForm
from organizations.models import AccessReset, Membership, Organization, User
from organizations.requests import SignedInRequest
from organizations.reset_slips import reset_slip_pdf
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import keyset_page
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.security.events import note_persons_read
from zhengzhou_ideology.security.guesses import found_by_code
from zhengzhou_ideology.workflow import Refused
from zhengzhou_ideology.workflow.offers import Bound, Door, offers, refusal_above
from zhengzhou_ideology.workflow.views import acting, attempt

LIST = "organizations.list_resets"
NOT_FOUND = "重置码不正确，请核对后重新输入。多次输入错误的，须等待十分钟。"

DOORS = {
    door.name: door
    for door in (
        Door(
            act=workflow.confirm_reset,
            address="organizations:access_reset_confirm",
            label="核验身份",
            question="请当面查验本人的身份证件后登记。登记后即可打印重置单。",
            done="已登记身份核验，请打印重置单，当面交给本人。",
            form=IdentityCheckForm,
            tone="btn-primary",
        ),
        Door(
            act=workflow.stop_reset,
            address="organizations:access_reset_refuse",
            label="停止办理",
            question="停止后不能重设，已经打印的重置单作废。请写明理由，有关人员将收到通知。",
            done="已停止办理，密码不变。",
            form=ReasonForm,
        ),
    )
}


@require_http_methods(["GET", "HEAD", "POST"])
def access_reset_new(request: SignedInRequest, pk: int) -> HttpResponse:
    holder = reached_or_404(seen_accounts(request), pk=pk)
    draft = AccessReset.draft_for(holder, localdate())
    if draft is None:
        raise Http404("此账号没有办理身份。")
    if not request.user.has_perm(workflow.PROPOSE, draft):
        raise PermissionDenied(workflow.PROPOSE)
    form = ProposeResetForm(request.POST or None)
    if form.is_valid() and attempt(form, workflow.propose, draft, by=request.user, **form.cleaned_data):
        messages.success(request, "已提出申请，本人和可以核验的人员已收到通知。")
        return redirect(draft)
    status = 409 if hasattr(form, "refusal") else 422 if form.errors else 200
    context = {"form": form, "holder": holder, "draft": draft}
    return render(request, "organizations/access_reset_new.html", context, status=status)


def seen_accounts(request: SignedInRequest) -> QuerySet[User]:
    """All for the security administrator; else those that act for an organization that the user sees."""
    if request.user.has_perm("organizations.manage_accounts"):
        return User.objects.all()
    seen = Organization.objects.visible_to(request.user).values("pk")
    return User.objects.filter(pk__in=Membership.objects.filter(organization__in=seen).values("user"))


@require_GET
def access_reset_list(request: SignedInRequest) -> HttpResponse:
    """What is under way within reach, and with `all` what is over as well; latest first."""
    if not request.user.has_perm(LIST):
        raise PermissionDenied(LIST)
    form = ResetListForm(request.GET)
    found = form.narrow(AccessReset.objects.visible_to(request.user)).for_listing()
    page = keyset_page(found, by=("-proposed_at", "-pk"), after=request.GET.get("after"), per=50)
    note_persons_read(request, page)
    context = {"page": page, "every": form.every}
    return render_page(request, "organizations/access_reset_list.html", context, partial="resets")


def visible_reset(request: SignedInRequest, pk: int) -> AccessReset:
    return reached_or_404(AccessReset.objects.visible_to(request.user).for_listing(), pk=pk)


@require_GET
def access_reset(request: SignedInRequest, pk: int) -> HttpResponse:
    return reset_page(request, visible_reset(request, pk))


def reset_page(
    request: SignedInRequest, reset: AccessReset, *, bound: Bound | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    offered = offers(DOORS.values(), request.user, reset, bound or {})
    waits = reset.state == "proposed"
    context = {
        "reset": reset,
        "confirmers": User.objects.filter(pk__in=reset_letters.confirmers(reset, localdate())) if waits else [],
        "may_print": reset.state == "confirmed" and request.user.has_perm("organizations.print_reset", reset),
        "offers": offered,
        "refusal": refusal_above(refusal, bound or {}, offered),
        "moves": reset.moves.select_related("by").order_by("-at", "-pk"),
    }
    return render(request, "organizations/access_reset.html", context, status=status)


MOVES = {name: acting(door, visible_reset, reset_page) for name, door in DOORS.items()}


@require_POST
def access_reset_print(request: SignedInRequest, pk: int) -> HttpResponse:
    """The slip as a file, for its code is known only now."""
    moment = now()
    slip = workflow.print_slip(visible_reset(request, pk), by=request.user, now=moment)
    name = f"密码重置单-{localtime(moment):%Y%m%d-%H%M}.pdf"
    headers = {"Content-Disposition": content_disposition_header(True, name) or "", "Cache-Control": "no-store"}
    return HttpResponse(reset_slip_pdf(slip, now=moment), content_type="application/pdf", headers=headers)


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def access_reset_redeem(request: HttpRequest) -> HttpResponse:
    form = RedeemForm(request.POST or None, find=lambda code: opened(request, code))
    status = 200
    if form.is_valid() and form.reset:
        visitor = request.user if isinstance(request.user, User) else None
        try:
            workflow.redeem(form.reset, visitor=visitor, password=form.cleaned_data["password1"], now=now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, "新密码已设置，请用新密码登录。")
            return redirect("account_login")
    elif form.errors:
        status = 422
    return render(request, "organizations/access_reset_redeem.html", {"form": form}, status=status)


def opened(request: HttpRequest, code: str) -> AccessReset | str:
    """What the code opens, or why it opens nothing."""
    found = found_by_code(request, code, workflow.find, kind="reset")
    return NOT_FOUND if found is None else workflow.fault(found, now()) or found
