"""Substitutes: whom one has, for whom one is one, naming a new one and ending it early."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organizations import substitutions
from organizations.forms.accounts import ReasonForm
from organizations.forms.substitutions import SeatFilterForm, SubstitutionForm
from organizations.models import Membership, Substitution
from organizations.requests import SignedInRequest
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import keyset_page
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.security.events import note_persons_read

PER_PAGE = 20


@require_GET
def substitution_list(request: SignedInRequest) -> HttpResponse:
    return list_page(request)


def list_page(request: SignedInRequest, *, refused: ReasonForm | None = None) -> HttpResponse:
    today = localdate()
    seen = Substitution.objects.visible_to(request.user).for_listing()
    page = keyset_page(seen, by=("-pk",), after=request.GET.get("after"), per=PER_PAGE)
    note_persons_read(request, page)
    context = {
        "page": page,
        "rows": [(one, one.standing(today)) for one in page],
        "may_grant": Membership.objects.current(today).substitutable_by(request.user).exists(),
        "end_form": ReasonForm(auto_id="end_%s"),
        "refused": refused,
    }
    status = 422 if refused else 200
    return render_page(request, "organizations/substitution_list.html", context, partial="substitutions", status=status)


@require_GET
def substitution_seats(request: SignedInRequest) -> HttpResponse:
    """For whom a substitute can be named."""
    form = SeatFilterForm(request.GET)
    seats = form.narrow(Membership.objects.current(localdate()).substitutable_by(request.user).for_acting())
    page = keyset_page(seats, by=("pk",), after=request.GET.get("after"), per=PER_PAGE)
    note_persons_read(request, page)
    context = {"form": form, "page": page}
    return render_page(request, "organizations/substitution_seats.html", context, partial="seats")


@require_http_methods(["GET", "HEAD", "POST"])
def substitution_new(request: SignedInRequest, pk: int) -> HttpResponse:
    today = localdate()
    seats = Membership.objects.current(today).substitutable_by(request.user).for_acting()
    membership = reached_or_404(seats, pk=pk)
    form = SubstitutionForm(request.POST or None, membership=membership, today=today)
    if form.is_valid():
        granted = substitutions.grant(membership, by=request.user, today=today, **form.cleaned_data)
        messages.success(request, f"已指定{granted.membership.user}代理{membership.user}。")
        return redirect("organizations:substitution_list")
    context = {"form": form, "membership": membership}
    status = 422 if form.is_bound else 200
    return render_page(request, "organizations/substitution_new.html", context, partial="entry", status=status)


@require_POST
def substitution_end(request: SignedInRequest, pk: int) -> HttpResponse:
    ended = reached_or_404(Substitution.objects.visible_to(request.user), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return list_page(request, refused=form)
    reason = form.cleaned_data["reason"]
    substitutions.end(ended, by=request.user, reason=reason, now=now(), today=localdate())
    messages.success(request, "代理已终止。")
    return redirect("organizations:substitution_list")
