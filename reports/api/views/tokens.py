"""Tokens: the list, the proposal, the page on which another grants it, the one moment in which it is shown, and its log."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organizations.requests import SignedInRequest
from reports.api import token_workflow
from reports.api.enums import TokenState
from reports.api.forms.tokens import TokenForm, TokenListForm
from reports.api.models import AccessToken, TokenAccess
from zhengzhou_ideology.forms import ReasonForm
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import keyset_page
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.workflow.offers import Bound, Door, offers, refusal_above
from zhengzhou_ideology.workflow.views import acting, attempt

PER_PAGE = 20
may_view = permission_required("api.view_tokens", raise_exception=True)
may_propose = permission_required("api.propose_tokens", raise_exception=True)

DOORS = {
    door.name: door
    for door in (
        Door(
            act=token_workflow.confirm,
            address="api:token_confirm",
            label="确认",
            question="请核对使用系统、可以读取的数据、数据范围、来源地址和有效期。确认后由系统管理员领取令牌。是否确认？",
            done="已确认，申请人已收到通知。",
            tone="btn-primary",
        ),
        Door(
            act=token_workflow.refuse,
            address="api:token_refuse",
            label="不予确认",
            question="请写明不予确认的理由，申请人将收到通知。",
            done="已记录为不予确认。",
            form=ReasonForm,
        ),
        Door(
            act=token_workflow.revoke,
            address="api:token_revoke",
            label="停用",
            question="停用后立即不能再读取，也不再推送，并且不能恢复。请写明理由。",
            done="令牌已停用。",
            form=ReasonForm,
            tone="btn-danger",
        ),
    )
}


@require_GET
@may_view
def token_list(request: SignedInRequest) -> HttpResponse:
    form = TokenListForm(request.GET)
    found = form.narrow(AccessToken.objects.visible_to(request.user).for_listing())
    page = keyset_page(found, by=("-pk",), after=request.GET.get("after"), per=PER_PAGE)
    context = {
        "form": form,
        "page": page,
        "now": now(),
        "may_propose": request.user.has_perm("api.propose_tokens"),
    }
    return render_page(request, "reports/api/token_list.html", context, partial="tokens")


@require_http_methods(["GET", "HEAD", "POST"])
@may_propose
def token_new(request: SignedInRequest) -> HttpResponse:
    form = TokenForm(request.POST or None, by=request.user)
    if form.is_valid() and (made := attempt(form, token_workflow.propose, form.instance, by=request.user)):
        messages.success(request, "已申请，安全管理员已收到通知。确认后请在本页领取令牌。")
        return redirect(made)
    status = 409 if hasattr(form, "refusal") else 422 if form.errors else 200
    return render(request, "reports/api/token_new.html", {"form": form}, status=status)


def visible_token(request: SignedInRequest, pk: int) -> AccessToken:
    return reached_or_404(AccessToken.objects.visible_to(request.user).for_listing(), pk=pk)


@require_GET
def token(request: SignedInRequest, pk: int) -> HttpResponse:
    return token_page(request, visible_token(request, pk))


def token_page(
    request: SignedInRequest,
    token: AccessToken,
    *,
    bound: Bound | None = None,
    refusal: str = "",
    status: int = 200,
    secret: str = "",
) -> HttpResponse:
    offered = offers(DOORS.values(), request.user, token, bound or {})
    context: dict[str, Any] = {
        "token": token,
        "now": now(),
        "secret": secret,
        "offers": offered,
        "may_hand_out": token.state == TokenState.CONFIRMED and request.user.has_perm("api.issue_accesstoken", token),
        "refusal": refusal_above(refusal, bound or {}, offered),
        "endpoints": token.endpoints.all(),
        "moves": token.moves.select_related("by").order_by("-at", "-pk"),
    }
    return render(request, "reports/api/token.html", context, status=status)


MOVES = {name: acting(door, visible_token, token_page) for name, door in DOORS.items()}


@require_POST
@never_cache
def token_hand_out(request: SignedInRequest, pk: int) -> HttpResponse:
    """The page that shows the token: the only one, for the portal does not know it afterwards."""
    found = visible_token(request, pk)
    secret = token_workflow.hand_out(found, by=request.user, now=now())
    return token_page(request, found, secret=secret)


@require_GET
def token_log(request: SignedInRequest, pk: int) -> HttpResponse:
    found = visible_token(request, pk)
    page = keyset_page(TokenAccess.objects.of(found), by=("-pk",), after=request.GET.get("after"))
    context = {"token": found, "page": page}
    return render_page(request, "reports/api/token_log.html", context, partial="accesses")
