"""Seats in authorities: the list, the proposal, and the page on which another person confirms it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organizations import seat_workflow
from organizations.enums import SeatState
from organizations.forms.accounts import ReasonForm
from organizations.forms.seats import SeatForm, SeatListForm
from organizations.models import Seat, User
from organizations.people import confirmers_of
from organizations.requests import SignedInRequest
from organizations.views.invitations import slips_file
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import keyset_page
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.security.events import note_persons_read
from zhengzhou_ideology.workflow.offers import Bound, Door, offers, refusal_above
from zhengzhou_ideology.workflow.views import acting, attempt

PER_PAGE = 20
may_view = permission_required("organizations.view_seats", raise_exception=True)
may_propose = permission_required("organizations.propose_seats", raise_exception=True)


def _untaken(user: Any, seat: Seat) -> bool:
    return not seat.is_taken


DOORS = {
    door.name: door
    for door in (
        Door(
            act=seat_workflow.let_in,
            address="organizations:seat_confirm",
            label="确认",
            question="请核对任职文件，并与本人或者其单位核实。确认后此人即可开通账号，以此身份办理。是否确认？",
            done="已确认。已有账号的即日就任，其他人凭邀请开通账号。",
            tone="btn-primary",
        ),
        Door(
            act=seat_workflow.refuse,
            address="organizations:seat_refuse",
            label="不予确认",
            question="请写明不予确认的理由，提名人将收到通知。",
            done="已记录为不予确认。",
            form=ReasonForm,
        ),
        Door(
            act=seat_workflow.withdraw,
            address="organizations:seat_withdraw",
            label="撤回",
            question="撤回后已发出的邀请作废。请写明理由。",
            done="席位已撤回。",
            form=ReasonForm,
            when=_untaken,
        ),
    )
}


@require_GET
@may_view
def seat_list(request: SignedInRequest) -> HttpResponse:
    form = SeatListForm(request.GET)
    found = form.narrow(Seat.objects.visible_to(request.user).for_listing())
    page = keyset_page(found, by=("-proposed_at", "-pk"), after=request.GET.get("after"), per=PER_PAGE)
    note_persons_read(request, page)
    context = {
        "form": form,
        "page": page,
        "may_propose": request.user.has_perm("organizations.propose_seats"),
    }
    return render_page(request, "organizations/seat_list.html", context, partial="seats")


@require_http_methods(["GET", "HEAD", "POST"])
@may_propose
def seat_new(request: SignedInRequest) -> HttpResponse:
    form = SeatForm(request.POST or None, by=request.user)
    if form.is_valid():
        proposed = attempt(form, seat_workflow.propose, form.instance, by=request.user)
        if proposed:
            messages.success(request, "已提名，有权确认的审批负责人已收到通知。")
            return redirect(proposed)
    status = 409 if hasattr(form, "refusal") else 422 if form.errors else 200
    return render(request, "organizations/seat_new.html", {"form": form}, status=status)


def visible_seat(request: SignedInRequest, pk: int) -> Seat:
    return reached_or_404(Seat.objects.visible_to(request.user).for_listing(), pk=pk)


@require_GET
def seat(request: SignedInRequest, pk: int) -> HttpResponse:
    return seat_page(request, visible_seat(request, pk))


def seat_page(
    request: SignedInRequest, seat: Seat, *, bound: Bound | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    offered = offers(DOORS.values(), request.user, seat, bound or {})
    waits = seat.state == SeatState.PROPOSED
    moment = now()
    context = {
        "seat": seat,
        "membership": getattr(seat, "membership", None),
        "confirmers": User.objects.filter(pk__in=confirmers_of([seat], localdate())[seat.pk]) if waits else [],
        "invitations": [(one, one.state_at(moment)) for one in seat.invitations.order_by("-created_at")],
        "may_invite": seat.state == SeatState.CONFIRMED
        and not seat.is_taken
        and request.user.has_perm("organizations.hand_out_seat", seat),
        "offers": offered,
        "refusal": refusal_above(refusal, bound or {}, offered),
        "moves": seat.moves.select_related("by").order_by("-at", "-pk"),
    }
    return render(request, "organizations/seat.html", context, status=status)


MOVES = {name: acting(door, visible_seat, seat_page) for name, door in DOORS.items()}


@require_POST
def seat_invite(request: SignedInRequest, pk: int) -> HttpResponse:
    """A mail, or a slip as a file, for its code is known only now."""
    found = visible_seat(request, pk)
    outcome = seat_workflow.hand_out(found, by=request.user, now=now())
    if outcome.slips:
        return slips_file(request, outcome)
    messages.success(request, "邀请邮件将在一分钟内发出，以前发出的邀请作废。")
    return redirect(found)
