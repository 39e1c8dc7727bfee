"""The register of authorities: the list, one authority with all it was called, and the acts on it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from organizations import authorities, holdings
from organizations.authorities import ADD, CHANGE
from organizations.forms.authorities import AuthorityFilterForm, AuthorityForm, NewAuthorityForm
from organizations.models import Authority, AuthorityAlias, AuthorityMove, Organization
from organizations.requests import SignedInRequest
from organizations.views.authority_doors import DOORS, REMOVE_ALIAS
from organizations.views.organizations import corrected
from zhengzhou_ideology.files.delivery import download
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import COUNT_CAP, keyset_page
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.workflow.offers import Bound, offers, refusal_above
from zhengzhou_ideology.workflow.views import acting, attempt

FIRST = 10


def refuse_strangers(request: SignedInRequest) -> None:
    if not request.user.has_perm(ADD):
        raise PermissionDenied(ADD)


def kept(request: SignedInRequest, pk: int) -> Authority:
    """An authority whose entry the user looks after; any other is 404 to whoever keeps some, and 403 to the rest."""
    refuse_strangers(request)
    return reached_or_404(Authority.objects.kept_by(request.user).for_listing(), pk=pk)


@require_GET
def authority_list(request: SignedInRequest) -> HttpResponse:
    refuse_strangers(request)
    form = AuthorityFilterForm(request.GET)
    found = form.narrow(Authority.objects.kept_by(request.user).for_listing())
    page = keyset_page(found, by=("code", "pk"), after=request.GET.get("after"), counted=found)
    context = {"form": form, "page": page, "count": page.count, "cap": COUNT_CAP}
    return render_page(request, "organizations/authority_list.html", context, partial="authorities")


@require_GET
def authority(request: SignedInRequest, pk: int) -> HttpResponse:
    return authority_page(request, kept(request, pk))


def authority_page(
    request: SignedInRequest, shown: Authority, *, bound: Bound | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    bound = bound or {}
    offered = offers(DOORS.values(), request.user, shown, bound)
    aliases = [(alias, offers([REMOVE_ALIAS], request.user, alias, bound)) for alias in shown.aliases.all()]
    belonging = authorities.belonging_to(shown)
    to_move = belonging.within_reach(request.user)
    context = {
        "authority": shown,
        "today": localdate(),
        "offers": offered,
        "refusal": refusal_above(refusal, bound, [*offered, *(one for _, each in aliases for one in each)]),
        "may_change": shown.closed_on is None and request.user.has_perm(CHANGE, shown),
        "names": shown.names.select_related("paper"),
        "aliases": aliases,
        "below": Authority.objects.open().filter(parent=shown),
        "belonging": belonging.count(),
        "organizations": to_move.order_by("uscc")[:FIRST] if shown.closed_on else Organization.objects.none(),
        "waiting": [] if shown.closed_on else holdings.waiting_at(shown),
        "accounts": shown.memberships.current(localdate()).count(),
        "moves": shown.moves.select_related("by", "paper").order_by("-at", "-pk"),
    }
    return render_page(request, "organizations/authority.html", context, partial="authority", status=status)


ACTS = {name: acting(door, kept, authority_page) for name, door in DOORS.items()}


def kept_alias(request: SignedInRequest, pk: int) -> AuthorityAlias:
    refuse_strangers(request)
    mine = Authority.objects.kept_by(request.user)
    return reached_or_404(AuthorityAlias.objects.filter(authority__in=mine).select_related("authority"), pk=pk)


remove_alias = acting(
    REMOVE_ALIAS, kept_alias, authority_page, page_of=lambda alias: alias.authority, then=lambda authority, _: authority
)


@require_http_methods(["GET", "HEAD", "POST"])
def authority_new(request: SignedInRequest) -> HttpResponse:
    refuse_strangers(request)
    form = NewAuthorityForm(request.POST or None, request.FILES or None, by=request.user)
    if form.is_valid():
        asked = {name: form.cleaned_data[name] for name in ("name", "code", "paper")}
        added = attempt(form, authorities.add, request.user.authority, by=request.user, facts=form.facts(), **asked)
        if added:
            messages.success(request, f"{added}已登记。")
            return redirect(added)
    return entry_page(request, "新增机关单位", form)


@require_http_methods(["GET", "HEAD", "POST"])
def authority_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    edited = kept(request, pk)
    form = AuthorityForm(request.POST or None, request.FILES or None, instance=kept(request, pk), by=request.user)
    if form.is_valid() and corrected(request, form, authorities.correct, edited, paper=form.cleaned_data["paper"]):
        messages.success(request, "信息已保存。")
        return redirect(edited)
    return entry_page(request, "修改信息", form, edited)


def entry_page(
    request: SignedInRequest, title: str, form: AuthorityForm, edited: Authority | None = None
) -> HttpResponse:
    context = {"title": title, "form": form, "authority": edited}
    status = 409 if getattr(form, "refusal", "") else 422 if form.is_bound else 200
    return render_page(request, "organizations/authority_form.html", context, partial="entry", status=status)


@require_GET
def authority_paper(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The paper on which an act was based, by the key of its log row."""
    refuse_strangers(request)
    mine = Authority.objects.kept_by(request.user)
    moves = AuthorityMove.objects.filter(authority__in=mine, paper__isnull=False).select_related("paper")
    paper: Any = reached_or_404(moves, pk=pk).paper
    return download(paper)
