"""Year-end exchanges: planning and inviting, answering for one's organization, attendance, minutes, suggestions and replies."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods

from compliance import exchange_workflow as workflow
from compliance.enums import ExchangeState, InvitationAnswer
from compliance.forms.exchange import AttendanceForm, ExchangeFilterForm, ExchangeForm, InvitationFilterForm
from compliance.models import Exchange, ExchangeInvitation
from compliance.views.exchange_doors import DOORS, INVITATION_DOORS, REPLY
from organizations.requests import SignedInRequest
from zhengzhou_ideology.files.delivery import download
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import keyset_page
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.workflow.offers import Bound, offers, refusal_above
from zhengzhou_ideology.workflow.views import acting, attempt

ORDER = ("organization__uscc", "pk")


@require_GET
def exchange_list(request: SignedInRequest) -> HttpResponse:
    form, organization = ExchangeFilterForm(request.GET), request.user.organization
    found = form.narrow(Exchange.objects.visible_to(request.user)).for_listing()
    page = keyset_page(
        found if organization else found.with_answers(), by=("-held_at", "-pk"), after=request.GET.get("after")
    )
    own = ExchangeInvitation.objects.visible_to(request.user).filter(exchange__in=page.items)
    answers = {one.exchange_id: one for one in own} if organization else {}
    context = {
        "form": form,
        "page": page,
        "rows": [(exchange, answers.get(exchange.pk)) for exchange in page],
        "for_organization": organization is not None,
        "may_plan": request.user.has_perm(workflow.PLAN),
    }
    return render_page(request, "compliance/exchange_list.html", context, partial="exchanges")


@require_http_methods(["GET", "HEAD", "POST"])
def exchange_new(request: SignedInRequest) -> HttpResponse:
    if not request.user.has_perm(workflow.PLAN):
        raise PermissionDenied(workflow.PLAN)
    moment = now()
    form = ExchangeForm(request.POST or None, user=request.user, now=moment, initial={"year": moment.year})
    if form.is_valid():
        planned = attempt(form, workflow.plan, by=request.user, organizations=form.organizations, facts=form.facts())
        if planned:
            messages.success(request, "年终交流已拟定，请核对后发出邀请。")
            return redirect(planned)
    status = 409 if getattr(form, "refusal", "") else 422 if form.is_bound else 200
    return render(request, "compliance/exchange_new.html", {"form": form}, status=status)


def visible_exchange(request: SignedInRequest, pk: int) -> Exchange:
    return reached_or_404(Exchange.objects.visible_to(request.user).for_listing(), pk=pk)


def visible_invitation(request: SignedInRequest, pk: int) -> ExchangeInvitation:
    return reached_or_404(ExchangeInvitation.objects.visible_to(request.user).for_listing(), pk=pk)


@require_GET
def exchange(request: SignedInRequest, pk: int) -> HttpResponse:
    return exchange_page(request, visible_exchange(request, pk))


def exchange_page(
    request: SignedInRequest,
    exchange: Exchange,
    *,
    bound: Bound | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """An organization sees its own answer, officers all of them; `bound` holds a form that came back."""
    bound = bound or {}
    shown = _own if request.user.organization else _answers
    offered = offers(DOORS.values(), request.user, exchange, bound)
    more, further = shown(request, exchange, bound)
    context = {
        "exchange": exchange,
        "offers": offered,
        "may_record": exchange.state == ExchangeState.HELD and request.user.has_perm(workflow.ATTENDANCE, exchange),
        "refusal": refusal_above(refusal, bound, [*offered, *further]),
        **more,
    }
    return render_page(request, "compliance/exchange.html", context, partial="answers", status=status)


def _own(request: SignedInRequest, exchange: Exchange, bound: Bound) -> tuple[dict[str, Any], list[Any]]:
    own = ExchangeInvitation.objects.visible_to(request.user).for_listing()
    invitation = reached_or_404(own, exchange=exchange)
    offered = offers(INVITATION_DOORS.values(), request.user, invitation, bound)
    return {"invitation": invitation, "own_offers": offered}, offered


def _answers(request: SignedInRequest, exchange: Exchange, bound: Bound) -> tuple[dict[str, Any], list[Any]]:
    form, invitations = InvitationFilterForm(request.GET), exchange.invitations.all()
    page = keyset_page(form.narrow(invitations).for_listing(), by=ORDER, after=request.GET.get("after"))
    rows = [(one, offers([REPLY], request.user, one, bound)) for one in page]
    facts = {
        "form": form,
        "page": page,
        "rows": rows,
        "invited": invitations.count(),
        "attending": invitations.filter(answer=InvitationAnswer.ATTENDS).count(),
        "owing_reply": invitations.owing_reply().count(),
        "moves": exchange.moves.select_related("by"),
    }
    return facts, [offer for _, offered in rows for offer in offered]


MOVES = {name: acting(door, visible_exchange, exchange_page) for name, door in DOORS.items()}
ANSWERS = {
    door.name: acting(door, visible_invitation, exchange_page, page_of=lambda invitation: invitation.exchange)
    for door in (*INVITATION_DOORS.values(), REPLY)
}


@require_http_methods(["GET", "HEAD", "POST"])
def exchange_attendance(request: SignedInRequest, pk: int) -> HttpResponse:
    """Headcounts, a page of organizations at a time."""
    found = visible_exchange(request, pk)
    if not request.user.has_perm(workflow.ATTENDANCE, found):
        raise PermissionDenied(workflow.ATTENDANCE)
    page = keyset_page(found.invitations.for_listing(), by=ORDER, after=request.GET.get("after"))
    form = AttendanceForm(request.POST if request.method == "POST" else None, invitations=page)
    if form.is_valid():
        came = attempt(form, workflow.record_attendance, found, by=request.user, present=form.present())
        if not form.errors:
            messages.success(request, f"到会人数已登记，目前共 {came} 个社会组织到会。")
            return redirect(f"{request.path}?after={page.next}" if page.next else found)
    status = 409 if getattr(form, "refusal", "") else 422 if form.is_bound else 200
    context = {"exchange": found, "form": form, "page": page}
    return render(request, "compliance/exchange_attendance.html", context, status=status)


@require_GET
def exchange_minutes(request: SignedInRequest, pk: int) -> FileResponse:
    found = reached_or_404(Exchange.objects.visible_to(request.user), pk=pk, minutes_file__isnull=False)
    return download(found.minutes_file)  # type: ignore[arg-type]
