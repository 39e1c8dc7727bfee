"""Outlets over all organizations within reach, and the pages on which an organization confirms outlets and posts."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from organizations import confirmations
from organizations.confirmations import CONFIRM_OUTLETS, CONFIRM_POSTS, PostsOnRecord
from organizations.enums import ConfirmationKind
from organizations.forms.outlets import OutletFilterForm, OutletsConfirmationForm, PostsConfirmationForm
from organizations.models import Organization, Outlet
from organizations.models.confirmations import period_label
from organizations.reach_order import first_of_each_authority
from organizations.requests import SignedInRequest
from organizations.views.organizations import back_to, visible_organization
from zhengzhou_ideology.drafting.drafts import Collision
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import COUNT_CAP, keyset_page
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.workflow.views import attempt

LIST = "organizations.list_outlets"


@require_GET
def outlet_list(request: SignedInRequest) -> HttpResponse:
    _may_list(request)
    form, today = OutletFilterForm(request.GET), localdate()
    outlets = form.narrow(Outlet.objects.within_reach(request.user).with_in_post(today), today, request.user)
    page = keyset_page(
        outlets.for_listing(),
        by=("organization__uscc", "kind", "pk"),
        after=request.GET.get("after"),
        narrowed=first_of_each_authority(request.user, prefix="organization__"),
        counted=outlets,
    )
    context = {
        "form": form,
        "page": page,
        "count": page.count,
        "cap": COUNT_CAP,
        "today": today,
    }
    return render_page(request, "organizations/outlet_list.html", context, partial="outlets")


def _may_list(request: SignedInRequest) -> None:
    if not request.user.has_perm(LIST):
        raise PermissionDenied(LIST)


@require_GET
def confirmation(request: SignedInRequest, uscc: str, pk: int) -> HttpResponse:
    """What was confirmed, word for word."""
    shown = visible_organization(request, uscc)
    found = reached_or_404(shown.confirmations.select_related("by"), pk=pk)
    context = {"organization": shown, "confirmation": found}
    return render_page(request, "organizations/confirmation.html", context, partial="confirmation")


@require_http_methods(["GET", "HEAD", "POST"])
def outlets_confirm(request: SignedInRequest, uscc: str, year: int) -> HttpResponse:
    shown, today = visible_organization(request, uscc, CONFIRM_OUTLETS), localdate()
    form = OutletsConfirmationForm(request.POST if request.method == "POST" else None, organization=shown, today=today)
    if form.is_valid():
        try:
            attempt(form, confirmations.confirm_outlets, shown, by=request.user, year=year, **form.facts())
        except Collision:
            form.show_both()
        if not form.errors:
            return back_to(request, uscc, f"{year}年度阵地确认已办理。")
    return _render(request, shown, form, ConfirmationKind.OUTLETS, year, 1)


@require_http_methods(["GET", "HEAD", "POST"])
def posts_confirm(request: SignedInRequest, uscc: str, year: int, part: int) -> HttpResponse:
    shown, today = visible_organization(request, uscc, CONFIRM_POSTS), localdate()
    posts = PostsOnRecord.of(shown, today)
    form = PostsConfirmationForm(request.POST if request.method == "POST" else None, posts=posts)
    if form.is_valid():
        seen = form.cleaned_data["seen"]
        attempt(form, confirmations.confirm_posts, shown, by=request.user, year=year, part=part, seen=seen)
        if not form.errors:
            return back_to(request, uscc, "任职和联系人确认已办理。")
    return _render(request, shown, form, ConfirmationKind.POSTS, year, part)


def _render(
    request: SignedInRequest, of: Organization, form: Any, kind: ConfirmationKind, year: int, part: int
) -> HttpResponse:
    context = {
        "organization": of,
        "form": form,
        "title": f"{period_label(kind, year, part)}{kind.label}",
        "made": confirmations.made(of, kind, year, part),
    }
    status = 409 if getattr(form, "refusal", "") else 422 if form.is_bound else 200
    return render_page(request, f"organizations/{kind}_confirm.html", context, partial="entry", status=status)
