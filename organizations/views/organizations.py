"""Organizations as officers find them and as they look after themselves: facts, people, outlets, permissions."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from organizations import registration
from organizations.appointments import appoint, current_holder
from organizations.confirmations import CONFIRM_OUTLETS, to_confirm
from organizations.enums import Post, Role
from organizations.forms.register import (
    ContactForm,
    HolderForm,
    OrganizationFilterForm,
    OrganizationForm,
    OutletClosingForm,
    OutletForm,
    PersonForm,
    SelfCertificationForm,
    VersionedForm,
)
from organizations.life import changes
from organizations.life.timeline import timeline
from organizations.models import Membership, Organization, Outlet
from organizations.reach_order import first_of_each_authority
from organizations.registration import CHANGE, CHANGE_OUTLET, CHANGE_PERSON, GRANT
from organizations.requests import SignedInRequest
from organizations.views.organization_seats import seats_and_invitations
from zhengzhou_ideology.drafting.drafts import Collision
from zhengzhou_ideology.htmx import render_page
from zhengzhou_ideology.paging import COUNT_CAP, keyset_page
from zhengzhou_ideology.reach import reached_or_404
from zhengzhou_ideology.security.events import note_persons_read
from zhengzhou_ideology.workflow.views import attempt

SHOWN_CONFIRMATIONS = 6
SHOWN_MOVES = 20


@require_GET
def organization_list(request: SignedInRequest) -> HttpResponse:
    form = OrganizationFilterForm(request.GET)
    found = form.narrow(Organization.objects.visible_to(request.user), localdate())
    page = keyset_page(
        found.for_listing(),
        by=("uscc", "pk"),
        after=request.GET.get("after"),
        narrowed=first_of_each_authority(request.user, own="pk"),
        counted=found,
    )
    context = {
        "form": form,
        "page": page,
        "count": page.count,
        "cap": COUNT_CAP,
        "may_export": request.user.has_perm("organizations.export_registry"),
        "may_import": request.user.has_perm("organizations.import_registry"),
        "may_add": request.user.has_perm("organizations.add_organization"),
    }
    return render_page(request, "organizations/organization_list.html", context, partial="organizations")


@require_GET
def mine(request: SignedInRequest) -> HttpResponse:
    """The page of the organization that the account acts for."""
    organization = request.user.organization
    if organization is None:
        raise Http404("当前身份不属于社会组织。")
    return organization_page(request, organization.uscc)


@require_GET
def organization(request: SignedInRequest, uscc: str) -> HttpResponse:
    return organization_page(request, uscc)


def organization_page(request: SignedInRequest, uscc: str) -> HttpResponse:
    shown = visible_organization(request, uscc)
    today = localdate()
    persons = shown.responsible_persons.latest_term_first()
    note_persons_read(request, persons, about=f"organization:{shown.uscc}")
    current = {post: current_holder(shown, post, today) for post in Post}
    holding = [person.pk for person in current.values() if person]
    context = {
        "organization": shown,
        "posts": [(post, current[post]) for post in Post],
        "former": persons.exclude(pk__in=holding),
        "outlets": shown.outlets.for_listing().prefetch_related("takeovers__predecessor").open_first(),
        "confirmations": shown.confirmations.select_related("by")[:SHOWN_CONFIRMATIONS],
        "to_confirm": to_confirm(shown, today) if request.user.has_perm(CONFIRM_OUTLETS, shown) else [],
        "permissions": shown.self_certifications.select_related("granted_by"),
        "secretaries": Membership.objects.current(today).of_role(Role.SECRETARY).filter(organization=shown).count(),
        "timeline": timeline(shown),
        "moves": shown.moves.select_related("by").order_by("-at", "-pk")[:SHOWN_MOVES],
        "today": today,
        "may_enter": request.user.has_perm(changes.ENTER, shown),
        "may_take_back": request.user.has_perm(changes.TAKE_BACK, shown),
        "may_change": request.user.has_perm(CHANGE, shown),
        "may_change_persons": request.user.has_perm(CHANGE_PERSON, shown),
        "may_change_outlets": request.user.has_perm(CHANGE_OUTLET, shown),
        "may_grant": request.user.has_perm(GRANT, shown),
        **seats_and_invitations(request, shown, now(), today),
    }
    return render_page(request, "organizations/organization.html", context, partial="organization")


def visible_organization(request: SignedInRequest, uscc: str, perm: str | None = None) -> Organization:
    """What the user may not see is 404, what it sees but may not change is 403."""
    found = reached_or_404(
        Organization.objects.visible_to(request.user).for_listing().select_related("party_superior"), uscc=uscc
    )
    if perm and not request.user.has_perm(perm, found):
        raise PermissionDenied(perm)
    return found


def render_form(
    request: SignedInRequest, of: Organization, title: str, form: Any, note: str = "", *, submit: str = "保存"
) -> HttpResponse:
    context = {"organization": of, "title": title, "form": form, "note": note, "submit": submit}
    status = 409 if getattr(form, "refusal", "") else 422 if form.is_bound else 200
    return render_page(request, "organizations/organization_form.html", context, partial="entry", status=status)


def back_to(request: SignedInRequest, uscc: str, done: str) -> HttpResponse:
    messages.success(request, done)
    return redirect("organizations:organization", uscc=uscc)


def corrected(request: SignedInRequest, form: VersionedForm, act: Callable[..., Any], row: Model, **more: Any) -> bool:
    """Written over the version that was opened; if there is another by now, the form shows both."""
    try:
        attempt(form, act, row, by=request.user, version=form.cleaned_data["version"], facts=form.facts(), **more)
    except Collision:
        form.show_both(row)
    return not form.errors


@require_http_methods(["GET", "HEAD", "POST"])
def organization_edit(request: SignedInRequest, uscc: str) -> HttpResponse:
    edited = visible_organization(request, uscc, CHANGE)
    form = OrganizationForm(request.POST or None, instance=edited, today=localdate())
    if form.is_valid() and corrected(request, form, changes.correct, edited, reason=form.cleaned_data["reason"]):
        return back_to(request, uscc, "登记信息已保存。")
    note = "名称、住所、业务范围和管理机关依法变更的，请办理变更登记；这里只更正笔误和联系方式。代码和类型终身不变。"
    return render_form(request, edited, "更正登记信息", form, note)


@require_http_methods(["GET", "HEAD", "POST"])
def holder_new(request: SignedInRequest, uscc: str, post: str) -> HttpResponse:
    if post not in Post.values:
        raise Http404(post)
    shown, label = visible_organization(request, uscc, CHANGE_PERSON), Post(post).label
    before = current_holder(shown, Post(post), localdate())
    form = HolderForm(request.POST or None, before=before, today=localdate())
    if form.is_valid():
        person = attempt(form, appoint, shown, by=request.user, post=Post(post), facts=form.cleaned_data)
        if person:
            return back_to(request, uscc, f"{label}已登记为{person.name}。")
    note = f"现任{label}：{before.name}，其任期在新任者任职开始之日结束，记录保留。" if before else ""
    return render_form(request, shown, f"{'更换' if before else '登记'}{label}", form, note)


@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request: SignedInRequest, uscc: str, pk: int) -> HttpResponse:
    shown = visible_organization(request, uscc, CHANGE_PERSON)
    person = reached_or_404(shown.responsible_persons, pk=pk)
    note_persons_read(request, [person], about=f"person:{person.pk}")
    own = request.user.organization == shown and person.is_first_responsible
    form = (ContactForm if own else PersonForm)(request.POST or None, instance=person)
    if form.is_valid() and corrected(request, form, registration.correct_person, person):
        return back_to(request, uscc, "责任人信息已保存。")
    return render_form(request, shown, f"更正{person.get_post_display()}信息", form)


@require_http_methods(["GET", "HEAD", "POST"])
def outlet_new(request: SignedInRequest, uscc: str) -> HttpResponse:
    shown = visible_organization(request, uscc, CHANGE_OUTLET)
    form = OutletForm(request.POST or None, instance=Outlet(organization=shown), today=localdate())
    if form.is_valid() and attempt(form, registration.add_outlet, shown, by=request.user, facts=form.facts()):
        return back_to(request, uscc, "阵地信息已保存。")
    return render_form(request, shown, "登记阵地", form, needs_people(form))


@require_http_methods(["GET", "HEAD", "POST"])
def outlet_edit(request: SignedInRequest, uscc: str, pk: int) -> HttpResponse:
    shown = visible_organization(request, uscc, CHANGE_OUTLET)
    outlet = reached_or_404(shown.outlets, pk=pk)
    form = OutletForm(request.POST or None, instance=outlet, today=localdate())
    if form.is_valid() and corrected(request, form, registration.correct_outlet, outlet):
        return back_to(request, uscc, "阵地信息已保存。")
    return render_form(request, shown, "修改阵地", form, needs_people(form))


def needs_people(form: OutletForm) -> str:
    return "" if form.has_people else "请先登记责任人，再登记阵地。"


@require_http_methods(["GET", "HEAD", "POST"])
def outlet_close(request: SignedInRequest, uscc: str, pk: int) -> HttpResponse:
    shown = visible_organization(request, uscc, CHANGE_OUTLET)
    outlet = reached_or_404(shown.outlets, pk=pk, until__isnull=True)
    form = OutletClosingForm(request.POST or None, outlet=outlet, today=localdate())
    if form.is_valid():
        attempt(form, registration.close_outlet, outlet, by=request.user, **form.cleaned_data)
        if not form.errors:
            return back_to(request, uscc, f"{outlet}已登记停用。")
    return render_form(request, shown, f"停用{outlet.get_kind_display()}“{outlet.name}”", form, "停用后记录保留。")


@require_http_methods(["GET", "HEAD", "POST"])
def self_certification_grant(request: SignedInRequest, uscc: str) -> HttpResponse:
    shown = visible_organization(request, uscc, GRANT)
    form = SelfCertificationForm(request.POST or None, today=localdate())
    if form.is_valid():
        granting = registration.permit_self_certification
        if attempt(form, granting, shown, by=request.user, **form.cleaned_data):
            return back_to(request, uscc, "已准予一人兼任，期间的材料均会注明。")
    note = "准予后，该组织的填报人可以自行确认本人填报的材料，每份材料都会注明此项许可。"
    return render_form(request, shown, "准予一人兼任", form, note)
