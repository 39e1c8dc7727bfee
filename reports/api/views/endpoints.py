"""Endpoints: where events are pushed to, how each delivery stands, and sending anew what failed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organizations.requests import SignedInRequest
from reports.api import endpoint_workflow
from reports.api.enums import EndpointState
from reports.api.forms.tokens import EndpointForm
from reports.api.models import WebhookDelivery, WebhookEndpoint
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import keyset_page
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.workflow.offers import Bound, Door, offers, refusal_above
from zhengzhou_ideology.workflow.views import acting, attempt

PER_PAGE = 20
may_view = permission_required("api.view_tokens", raise_exception=True)
may_manage = permission_required("api.manage_endpoints", raise_exception=True)

DOORS = {
    door.name: door
    for door in (
        Door(
            act=endpoint_workflow.redeliver,
            address="api:endpoint_redeliver",
            label="重新推送已放弃的",
            question="已放弃的事件以原编号重新推送。是否推送？",
            done="将在一分钟内重新推送。",
            when=lambda user, endpoint: WebhookDelivery.objects.given_up().filter(endpoint=endpoint).exists(),
        ),
        Door(
            act=endpoint_workflow.switch_on,
            address="api:endpoint_on",
            label="恢复推送",
            question="停用期间发生的事项不补推，可以通过接口读取。是否恢复？",
            done="已恢复推送。",
            tone="btn-primary",
        ),
        Door(
            act=endpoint_workflow.switch_off,
            address="api:endpoint_off",
            label="停用推送",
            question="停用后不再向此地址推送，可以恢复。是否停用？",
            done="已停用推送。",
        ),
    )
}


@require_GET
@may_view
def endpoint_list(request: SignedInRequest) -> HttpResponse:
    found = WebhookEndpoint.objects.visible_to(request.user).for_listing().with_counts()
    page = keyset_page(found, by=("-pk",), after=request.GET.get("after"), per=PER_PAGE)
    context = {"page": page, "may_manage": request.user.has_perm("api.manage_endpoints")}
    return render_page(request, "reports/api/endpoint_list.html", context, partial="endpoints")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@may_manage
def endpoint_new(request: SignedInRequest) -> HttpResponse:
    """Answers with the page of the new endpoint, on which its key is shown this once."""
    form = EndpointForm(request.POST or None, by=request.user)
    if form.is_valid() and (made := attempt(form, endpoint_workflow.set_up, form.instance, by=request.user)):
        return endpoint_page(request, made, secret=made.secret)
    status = 409 if hasattr(form, "refusal") else 422 if form.errors else 200
    return render(request, "reports/api/endpoint_new.html", {"form": form}, status=status)


def visible_endpoint(request: SignedInRequest, pk: int) -> WebhookEndpoint:
    return reached_or_404(WebhookEndpoint.objects.visible_to(request.user).for_listing(), pk=pk)


@require_GET
def endpoint(request: SignedInRequest, pk: int) -> HttpResponse:
    return endpoint_page(request, visible_endpoint(request, pk))


def endpoint_page(
    request: SignedInRequest,
    endpoint: WebhookEndpoint,
    *,
    bound: Bound | None = None,
    refusal: str = "",
    status: int = 200,
    secret: str = "",
) -> HttpResponse:
    offered = offers(DOORS.values(), request.user, endpoint, bound or {})
    may_change = request.user.has_perm(endpoint_workflow.CHANGE, endpoint)
    page = keyset_page(endpoint.deliveries.all(), by=("-pk",), after=request.GET.get("after"), per=PER_PAGE)
    context: dict[str, Any] = {
        "endpoint": endpoint,
        "secret": secret,
        "page": page,
        "offers": offered,
        "may_change": may_change,
        "may_redeliver": may_change and endpoint.state == EndpointState.ACTIVE,
        "refusal": refusal_above(refusal, bound or {}, offered),
        "moves": endpoint.moves.select_related("by").order_by("-at", "-pk"),
    }
    return render_page(request, "reports/api/endpoint.html", context, partial="deliveries", status=status)


MOVES = {name: acting(door, visible_endpoint, endpoint_page) for name, door in DOORS.items()}


@require_POST
@never_cache
def endpoint_key(request: SignedInRequest, pk: int) -> HttpResponse:
    found = visible_endpoint(request, pk)
    return endpoint_page(request, found, secret=endpoint_workflow.change_key(found, by=request.user))


@require_POST
def delivery_redeliver(request: SignedInRequest, pk: int) -> HttpResponse:
    seen = WebhookEndpoint.objects.visible_to(request.user)
    found = reached_or_404(WebhookDelivery.objects.filter(endpoint__in=seen).select_related("endpoint"), pk=pk)
    endpoint_workflow.redeliver_one(found, by=request.user, now=now())
    messages.success(request, f"事件 {found.event_id} 将在一分钟内重新推送。")
    return redirect(found.endpoint)
