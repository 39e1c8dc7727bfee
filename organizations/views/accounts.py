"""Accounts: as whom one acts, one's own data, and the security administrators' desk."""

from collections.abc import Callable
from functools import partial, wraps

from allauth.account.forms import ResetPasswordForm
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organizations import accounts, addresses
from organizations.forms.accounts import AccountFilterForm, EndMembershipForm, OwnAccountForm, ReasonForm
from organizations.middleware import SESSION_KEY
from organizations.models import AccessReset, Membership, User
from organizations.requests import SignedInRequest
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.own_address import own_address
from zhengzhou_ideology.paging import COUNT_CAP, keyset_page
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.security.enums import SecurityEventKind
from zhengzhou_ideology.security.events import note, note_persons_read
from zhengzhou_ideology.workflow.views import attempt


@require_POST
def act_as(request: SignedInRequest) -> HttpResponse:
    picked = request.POST.get("membership", "")
    mine = request.user.memberships.current(localdate())
    membership = reached_or_404(mine, pk=picked if picked.isdecimal() else None)
    request.session[SESSION_KEY] = membership.pk
    note(SecurityEventKind.ROLE_SWITCHED, about=f"membership:{membership.pk}", detail=str(membership))
    return redirect(own_address(request.POST.get("next", "")) or "/")


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: SignedInRequest) -> HttpResponse:
    # A copy, because an invalid form leaves what was typed on its instance, and the page's frame shows the user.
    mine = User.objects.get(pk=request.user.pk)
    form = OwnAccountForm(request.POST or None, instance=mine)
    if form.is_valid() and corrected_own(request, form, mine):
        return redirect("organizations:account")
    context = {
        "form": form,
        "held": mine.memberships.current(localdate()).for_acting(),
        "two_step": Authenticator.objects.filter(user=mine).exists(),
    }
    return render(request, "organizations/account.html", context, status=422 if form.errors else 200)


def corrected_own(request: SignedInRequest, form: OwnAccountForm, mine: User) -> bool:
    wanted, before = form.cleaned_data["email"], request.user.email
    attempt(form, accounts.correct_own, mine, by=request.user, facts=form.facts())
    if form.errors:
        return False
    then = (
        f"确认邮件将在一分钟内发送至 {wanted}，打开其中的链接确认后，新邮箱才生效。"
        if wanted and wanted != before
        else ""
    )
    messages.success(request, f"账号信息已保存。{then}")
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def address_confirm(request: SignedInRequest, token: str) -> HttpResponse:
    """The link in the mail to a new address; it takes the account itself, signed in."""
    mine = User.objects.get(pk=request.user.pk)
    if request.method == "POST":
        confirmed = addresses.confirm(mine, by=request.user, token=token)
        messages.success(request, f"电子邮箱已改为 {confirmed}。")
        return redirect("organizations:account")
    context = {"wanted": addresses.wanted_in(token, mine)}
    return render(request, "organizations/address_confirm.html", context)


def security_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def guarded(request: SignedInRequest, **kwargs: int) -> HttpResponse:
        if not request.user.has_perm("organizations.manage_accounts"):
            raise PermissionDenied("organizations.manage_accounts")
        return view(request, **kwargs)

    return guarded


@require_GET
@security_only
def account_list(request: SignedInRequest) -> HttpResponse:
    today = localdate()
    form = AccountFilterForm(request.GET)
    found = form.narrow(User.objects.all(), today)
    page = keyset_page(found, by=("username", "pk"), after=request.GET.get("after"), counted=found)
    note_persons_read(request, page)
    held = Membership.objects.current(today).for_acting().filter(user__in=[one.pk for one in page])
    memberships: dict[int, list[Membership]] = {}
    for membership in held:
        memberships.setdefault(membership.user_id, []).append(membership)
    context = {
        "form": form,
        "page": page,
        "rows": [(one, memberships.get(one.pk, [])) for one in page],
        "count": page.count,
        "cap": COUNT_CAP,
    }
    return render_page(request, "organizations/account_list.html", context, partial="accounts")


@require_GET
@security_only
def account_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    managed = reached_or_404(User, pk=pk)
    note(SecurityEventKind.PERSONS_READ, about=f"user:{managed.pk}", detail=managed.name_and_account())
    return detail_page(request, managed)


def detail_page(request: SignedInRequest, managed: User, *, refused: ReasonForm | None = None) -> HttpResponse:
    today = localdate()
    memberships = managed.memberships.for_acting()
    draft = AccessReset.draft_for(managed, today)
    context = {
        "managed": managed,
        "memberships_held": [(one, one.is_current(today)) for one in memberships],
        "two_step": Authenticator.objects.filter(user=managed).exists(),
        "moves": managed.moves.order_by("-at", "-pk"),
        "may_reset": draft is not None and request.user.has_perm("organizations.propose_reset", draft),
        "resets": managed.access_resets.visible_to(request.user).for_listing().latest_first(),
        "refused": refused,
        "reason_form": ReasonForm(auto_id="reason_%s"),
        "end_form": EndMembershipForm(initial={"ends_on": today}, auto_id="end_%s"),
    }
    return render(request, "organizations/account_detail.html", context, status=422 if refused else 200)


@require_POST
@security_only
def membership_end(request: SignedInRequest, pk: int) -> HttpResponse:
    membership = reached_or_404(Membership.objects.for_acting().select_related("user"), pk=pk)
    form = EndMembershipForm(request.POST)
    if not form.is_valid():
        return detail_page(request, membership.user, refused=form)
    accounts.end_membership(membership, by=request.user, today=localdate(), **form.cleaned_data)
    messages.success(request, f"身份“{membership}”的结束日期已登记。")
    return redirect("organizations:account_detail", membership.user_id)


@require_POST
@security_only
def account_deactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    return with_reason(request, pk, partial(accounts.deactivate, today=localdate()), "账号已停用，其登录已全部退出。")


@require_POST
@security_only
def account_reactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    return with_reason(request, pk, accounts.reactivate, "账号已恢复。")


def with_reason(request: SignedInRequest, pk: int, act: Callable[..., None], done: str) -> HttpResponse:
    managed = reached_or_404(User, pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return detail_page(request, managed, refused=form)
    act(managed, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, done)
    return redirect("organizations:account_detail", pk)


@require_POST
@security_only
def account_send_reset(request: SignedInRequest, pk: int) -> HttpResponse:
    managed = reached_or_404(User, pk=pk)
    form = ResetPasswordForm({"email": managed.email})
    with transaction.atomic():
        accounts.record_password_reset(managed, by=request.user)
        form.full_clean()
        form.save(request)
    messages.success(request, f"密码重置链接将在一分钟内发送至 {managed.email}。")
    return redirect("organizations:account_detail", pk)
