"""Inviting people, and accepting an invitation."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organizations import invitations
from organizations.enums import Role
from organizations.forms.accounts import NewAccountForm
from organizations.forms.invitations import CodeForm, InvitationFilterForm, InvitationForm, ManyInvitationsForm
from organizations.invitation_slips import PER_SHEET, slips_pdf
from organizations.invitations import SLIPS_AT_ONCE, Invited
from organizations.middleware import SESSION_KEY
from organizations.models import Invitation, Membership, Organization, ResponsiblePerson
from organizations.requests import SignedInRequest
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import COUNT_CAP, keyset_page
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.security.enums import SecurityEventKind
from zhengzhou_ideology.security.events import note, note_persons_read
from zhengzhou_ideology.security.guesses import found_by_code

NOT_ACCEPTED = "邀请码不正确，请核对后重新输入。多次输入错误的，须等待十分钟。"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_GET
def invitation_list(request: SignedInRequest) -> HttpResponse:
    require_inviter(request)
    moment = now()
    form = InvitationFilterForm(request.GET)
    found = form.narrow(Invitation.objects.visible_to(request.user), moment)
    page = keyset_page(found.for_listing(), by=("-created_at", "-pk"), after=request.GET.get("after"), counted=found)
    note_persons_read(request, page)
    context = {
        "form": form,
        "page": page,
        "rows": [(invitation, invitation.state_at(moment)) for invitation in page],
        "count": page.count,
        "cap": COUNT_CAP,
    }
    return render_page(request, "organizations/invitation_list.html", context, partial="invitations")


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_new(request: SignedInRequest) -> HttpResponse:
    require_inviter(request)
    moment = now()
    form = InvitationForm(request.POST or None, by=request.user, today=day_of(moment), initial=begun_from(request))
    if form.is_valid():
        with transaction.atomic():
            outcome = invitations.issue([form.instance], by=request.user, now=moment)
            return hand_over(request, outcome)
    return render_form(request, "organizations/invitation_new.html", {"form": form})


def begun_from(request: SignedInRequest) -> dict[str, Any]:
    """What the address says of the invitation: organization and role, and the person on record who is to get an account."""
    initial: dict[str, Any] = {"body": request.GET.get("organization", ""), "role": request.GET.get("role", "")}
    key = request.GET.get("person", "")
    seen = Organization.objects.visible_to(request.user).values("pk")
    people = ResponsiblePerson.objects.first_responsible().filter(organization__in=seen)
    person = people.filter(pk=key).select_related("organization").first() if key.isdecimal() else None
    if person is None:
        return initial
    found = {"body": person.organization.uscc, "role": Role.LEADER, "name": person.name, "email": person.office_email}
    return initial | found | {"person": person.pk}


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_many(request: SignedInRequest) -> HttpResponse:
    """A GET counts whom it would concern; a POST of the same fields does it."""
    require_inviter(request)
    moment = now()
    form = ManyInvitationsForm(request.POST or request.GET or None, by=request.user)
    if not form.is_valid():
        return render_form(request, "organizations/invitation_many.html", {"form": form})
    chosen = form.organizations(today=day_of(moment), now=moment)
    by_mail = form.cleaned_data["delivery"] != "slips"
    if request.method == "POST":
        with transaction.atomic():
            role = Role(form.cleaned_data["role"])
            outcome = invitations.invite_many(chosen, role, by=request.user, now=moment, by_mail=by_mail)
            return hand_over(request, outcome)
    total = chosen.count()
    mails = chosen.exclude(email="").count() if by_mail else 0
    slips = total - mails
    paper = f"每页 {PER_SHEET} 张，共 {-(-slips // PER_SHEET)} 页" if slips else ""
    if slips > SLIPS_AT_ONCE:
        paper += f"，每次打印 {SLIPS_AT_ONCE} 张"
    counts = {"total": total, "mails": mails, "slips": slips, "paper": paper}
    context = {"form": form, "counts": counts, "first": chosen.order_by("uscc").for_listing()[:10]}
    return render_page(request, "organizations/invitation_many.html", context, partial="many")


@require_POST
def invitation_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    invitation = manageable(request, pk)
    invitations.revoke(invitation, by=request.user, now=now())
    messages.success(request, f"已作废对“{invitation}”的邀请。")
    return redirect("organizations:invitation_list")


@require_POST
def invitation_reissue(request: SignedInRequest, pk: int) -> HttpResponse:
    with transaction.atomic():
        outcome = invitations.reissue(manageable(request, pk), by=request.user, now=now())
        return hand_over(request, outcome)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_enter(request: SignedInRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if form.is_valid():
        code = form.cleaned_data["code"]
        if held(request, code):
            return redirect("organizations:invitation", code=code.strip())
        form.add_error("code", NOT_ACCEPTED)
    return render_form(request, "organizations/invitation_enter.html", {"form": form})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, code: str) -> HttpResponse:
    found = held(request, code)
    if found is None:
        entry = CodeForm({"code": code})
        entry.add_error("code", NOT_ACCEPTED)
        return render(request, "organizations/invitation_enter.html", {"form": entry}, status=404)
    context = {"invitation": found, "code": code, "fault": invitations.fault(found, now())}
    if context["fault"] or request.user.is_authenticated:
        status = 410 if context["fault"] else 200
        return render(request, "organizations/invitation.html", context, status=status)
    form = NewAccountForm(
        request.POST or None,
        initial={"name": found.name, "email": found.email},
        joins_an_authority=found.authority_id is not None,
    )
    if form.is_valid():
        membership = invitations.accept(found, account=form.account(), now=now())
        login(request, membership.user, backend=BACKEND)
        note(SecurityEventKind.SIGN_IN, account=membership.user, detail="接受邀请", request=request)
        return begin_acting(request, membership)
    return render_form(request, "organizations/invitation.html", {**context, "form": form})


@require_POST
def invitation_join(request: SignedInRequest, code: str) -> HttpResponse:
    """The person who is signed in takes the role on with the present account."""
    found = held(request, code)
    if found is None:
        raise Http404(NOT_ACCEPTED)
    return begin_acting(request, invitations.accept(found, account=request.user, now=now()))


def begin_acting(request: HttpRequest, membership: Membership) -> HttpResponse:
    request.session[SESSION_KEY] = membership.pk
    now_on = f"现以“{membership}”身份办理。" if membership.acts else "账号须经同意或者核验身份后方可办理。"
    messages.success(request, f"已接受邀请，{now_on}")
    return redirect("/")


def held(request: HttpRequest, code: str) -> Invitation | None:
    return found_by_code(request, code, invitations.find, kind="invitation")


def require_inviter(request: SignedInRequest) -> None:
    if not request.user.has_perm("organizations.invite_accounts"):
        raise PermissionDenied("organizations.invite_accounts")


def manageable(request: SignedInRequest, pk: int) -> Invitation:
    found = reached_or_404(Invitation.objects.visible_to(request.user).for_listing(), pk=pk)
    if not request.user.has_perm("organizations.issue_invitation", found):
        raise PermissionDenied("organizations.issue_invitation")
    return found


def hand_over(request: SignedInRequest, outcome: Invited) -> HttpResponse:
    """The slips as a file, for their codes are known only now; or back to the list, from where the mails are seen going out."""
    if outcome.mailed:
        messages.success(request, f"{outcome.mailed} 份邀请邮件将在一分钟内开始发出，发送情况见“账号邀请”列表。")
    if not outcome.slips:
        if not outcome.mailed:
            messages.warning(request, "没有需要邀请的社会组织。")
        return redirect("organizations:invitation_list")
    left = f"还有 {outcome.left} 家，请再次发出。" if outcome.left else ""
    messages.success(request, f"已生成 {len(outcome.slips)} 张邀请单。邀请码只在邀请单上，遗失的须作废并重发。{left}")
    return slips_file(request, outcome)


def slips_file(request: SignedInRequest, outcome: Invited) -> HttpResponse:
    pdf = slips_pdf(outcome.slips, issuer=str(request.user.acting and request.user.acting.body), now=now())
    name = f"账号邀请单-{localtime():%Y%m%d-%H%M}.pdf"
    headers = {"Content-Disposition": content_disposition_header(True, name), "Cache-Control": "no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def render_form(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=422 if context["form"].errors else 200)
