"""What is done to seats of an organization: invitations revoked, consents, checks of identity, accounts of posts."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST

from organizations import invitations, voices
from organizations.forms.voices import AccountOfPostForm, IdentityCheckForm
from organizations.models import Membership, Organization
from organizations.requests import SignedInRequest
from organizations.views.organization_seats import CHECK, CONSENT, LINK
from organizations.views.organizations import back_to, render_form, visible_organization
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.workflow.views import attempt


@require_POST
def invitation_revoke(request: SignedInRequest, uscc: str, pk: int) -> HttpResponse:
    """By whoever holds a seat of the organization, or by an officer who may invite into it."""
    shown = visible_organization(request, uscc)
    found = reached_or_404(shown.invitation_set, pk=pk)
    invitations.revoke(found, by=request.user, now=now())
    return back_to(request, uscc, "邀请已作废，已通知邀请人和本组织各账号。")


def seat_of(request: SignedInRequest, pk: int, perm: str) -> Membership:
    """What the user may not see is 404, what it sees but may not do is 403."""
    seats = Membership.objects.of_organizations().for_acting().select_related("invitation")
    seen = Organization.objects.visible_to(request.user)
    seat = reached_or_404(seats.filter(organization__in=seen.values("pk")), pk=pk)
    if not request.user.has_perm(perm, seat):
        raise PermissionDenied(perm)
    return seat


@require_POST
def seat_consent(request: SignedInRequest, pk: int) -> HttpResponse:
    seat = seat_of(request, pk, CONSENT)
    voices.consent(seat, by=request.user, today=localdate())
    messages.success(request, f"已同意{seat.user.name_and_account()}作为第一责任人办理。")
    return redirect("organizations:organization", uscc=seat.organization.uscc)  # type: ignore[union-attr]


@require_http_methods(["GET", "HEAD", "POST"])
def seat_check(request: SignedInRequest, pk: int) -> HttpResponse:
    seat = seat_of(request, pk, CHECK)
    form = IdentityCheckForm(request.POST or None)
    organization: Organization = seat.organization  # type: ignore[assignment]
    if form.is_valid() and attempt(form, voices.check_identity, seat, by=request.user, **form.cleaned_data):
        return back_to(request, organization.uscc, f"已登记对{seat.user.name_and_account()}的身份核验。")
    invited = f"由{seat.invitation.invited_by}（{seat.invitation.invited_as}）邀请。" if seat.invitation else ""
    note = f"{seat.user.name_and_account()}，{seat.get_role_display()}。{invited}请当面或者通过视频查验证件后登记；核验人不能是邀请人。"
    return render_form(request, organization, "身份核验", form, note, submit="登记核验")


@require_http_methods(["GET", "HEAD", "POST"])
def person_account(request: SignedInRequest, uscc: str, pk: int) -> HttpResponse:
    shown = visible_organization(request, uscc, LINK)
    person = reached_or_404(shown.responsible_persons.first_responsible(), pk=pk)
    form = AccountOfPostForm(request.POST or None, accounts=voices.linkable(shown, localdate()))
    if form.is_valid():
        attempt(form, voices.link_account, person, by=request.user, **form.cleaned_data)
        if not form.errors:
            return back_to(request, uscc, f"{person}的任职已关联账号。")
    note = f"{person}。只能关联责任人本人的账号；您自己的账号和由您邀请、核验的账号，须由其他人员关联。"
    return render_form(request, shown, "关联本人账号", form, note, submit="关联")
