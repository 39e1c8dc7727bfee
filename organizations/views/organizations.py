"""Organizations as officers find them and as they look after themselves: facts, people, outlets, permissions."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from organizations.appointments import appoint, current_holder
from organizations.enums import Post, Role
from organizations.forms.register import (
    HolderForm,
    OrganizationFilterForm,
    OrganizationForm,
    OutletClosingForm,
    OutletForm,
    PersonForm,
    SelfCertificationForm,
)
from organizations.models import Authority, Membership, Organization, Outlet, ResponsiblePerson, SelfCertification
from zhengzhou_ideology.htmx import HtmxHttpRequest, render_page
from zhengzhou_ideology.paging import COUNT_CAP, capped_count, keyset_page

CHANGE = "organizations.change_organization"
CHANGE_PERSON = "organizations.change_responsibleperson"
CHANGE_OUTLET = "organizations.change_outlet"
GRANT = "organizations.grant_selfcertification"


@require_GET
def organization_list(request: HtmxHttpRequest) -> HttpResponse:
    form = OrganizationFilterForm(request.GET)
    found = form.narrow(Organization.objects.visible_to(request.user).for_listing(), localdate())
    context = {
        "form": form,
        "page": keyset_page(found, by=("uscc", "pk"), after=request.GET.get("after")),
        "count": capped_count(found),
        "cap": COUNT_CAP,
        "may_export": request.user.has_perm("organizations.export_registry"),
        "may_import": request.user.has_perm("organizations.import_registry"),
    }
    return render_page(request, "organizations/organization_list.html", context, partial="organizations")


@require_GET
def mine(request: HtmxHttpRequest) -> HttpResponse:
    """The page of the organization that the account acts for."""
    acting = request.user.acting
    if acting is None or acting.organization_id is None:
        raise Http404("当前身份不属于社会组织。")
    return organization_page(request, acting.organization.uscc)


@require_GET
def organization(request: HtmxHttpRequest, uscc: str) -> HttpResponse:
    return organization_page(request, uscc)


def organization_page(request: HtmxHttpRequest, uscc: str) -> HttpResponse:
    shown = visible_organization(request, uscc)
    today = localdate()
    persons = shown.responsible_persons.latest_term_first()
    current = {post: current_holder(shown, post, today) for post in Post}
    holding = [person.pk for person in current.values() if person]
    context = {
        "organization": shown,
        "posts": [(post, current[post]) for post in Post],
        "former": persons.exclude(pk__in=holding),
        "outlets": shown.outlets.select_related("responsible").open_first(),
        "permissions": shown.self_certifications.select_related("granted_by"),
        "secretaries": Membership.objects.current(today).of_role(Role.SECRETARY).filter(organization=shown).count(),
        "today": today,
        "may_change": request.user.has_perm(CHANGE, shown),
        "may_change_persons": request.user.has_perm(CHANGE_PERSON, shown),
        "may_change_outlets": request.user.has_perm(CHANGE_OUTLET, shown),
        "may_grant": request.user.has_perm(GRANT, shown),
    }
    return render_page(request, "organizations/organization.html", context, partial="organization")


def visible_organization(request: HtmxHttpRequest, uscc: str, perm: str | None = None) -> Organization:
    """What the user may not see is 404, what it sees but may not change is 403."""
    found = get_object_or_404(
        Organization.objects.visible_to(request.user).for_listing().select_related("party_superior"), uscc=uscc
    )
    if perm and not request.user.has_perm(perm, found):
        raise PermissionDenied(perm)
    return found


def render_form(request: HtmxHttpRequest, of: Organization, title: str, form: Any, note: str = "") -> HttpResponse:
    context = {"organization": of, "title": title, "form": form, "note": note}
    status = 422 if form.is_bound else 200
    return render_page(request, "organizations/organization_form.html", context, partial="entry", status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def organization_edit(request: HtmxHttpRequest, uscc: str) -> HttpResponse:
    edited = visible_organization(request, uscc, CHANGE)
    if request.method == "POST":
        edited = Organization.objects.select_for_update(of=("self",)).get(pk=edited.pk)
    reach = Authority.objects.subtree_of(request.user.acting.authority_id).registering()
    form = OrganizationForm(request.POST or None, instance=edited, reach=reach, today=localdate())
    if form.is_valid():
        form.save()
        messages.success(request, "登记信息已保存。")
        return redirect("organizations:organization", uscc=uscc)
    return render_form(request, edited, "修改登记信息", form, "统一社会信用代码和类型终身不变，不能修改。")


@require_http_methods(["GET", "HEAD", "POST"])
def holder_new(request: HtmxHttpRequest, uscc: str, post: str) -> HttpResponse:
    if post not in Post.values:
        raise Http404(post)
    shown = visible_organization(request, uscc, CHANGE_PERSON)
    before = current_holder(shown, Post(post), localdate())
    person = ResponsiblePerson(organization=shown, post=post)
    form = HolderForm(request.POST or None, instance=person, before=before, today=localdate())
    if form.is_valid():
        appoint(form.save(commit=False))
        messages.success(request, f"{Post(post).label}已登记为{person.name}。")
        return redirect("organizations:organization", uscc=uscc)
    note = f"现任{Post(post).label}：{before.name}，其任期在新任者任职开始之日结束，记录保留。" if before else ""
    return render_form(request, shown, f"{'更换' if before else '登记'}{Post(post).label}", form, note)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def person_edit(request: HtmxHttpRequest, uscc: str, pk: int) -> HttpResponse:
    shown = visible_organization(request, uscc, CHANGE_PERSON)
    person = get_object_or_404(shown.responsible_persons.select_for_update(), pk=pk)
    form = PersonForm(request.POST or None, instance=person)
    if form.is_valid():
        form.save()
        messages.success(request, "责任人信息已保存。")
        return redirect("organizations:organization", uscc=uscc)
    return render_form(request, shown, f"更正{person.get_post_display()}信息", form)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def outlet_edit(request: HtmxHttpRequest, uscc: str, pk: int | None = None) -> HttpResponse:
    shown = visible_organization(request, uscc, CHANGE_OUTLET)
    outlet = Outlet(organization=shown) if pk is None else get_object_or_404(shown.outlets.select_for_update(), pk=pk)
    form = OutletForm(request.POST or None, instance=outlet, today=localdate())
    if form.is_valid():
        form.save()
        messages.success(request, "阵地信息已保存。")
        return redirect("organizations:organization", uscc=uscc)
    note = "" if form.fields["responsible"].queryset.exists() else "请先登记责任人，再登记阵地。"
    return render_form(request, shown, "登记阵地" if pk is None else "修改阵地", form, note)


@require_http_methods(["GET", "HEAD", "POST"])
def outlet_close(request: HtmxHttpRequest, uscc: str, pk: int) -> HttpResponse:
    shown = visible_organization(request, uscc, CHANGE_OUTLET)
    outlet = get_object_or_404(shown.outlets, pk=pk, until__isnull=True)
    form = OutletClosingForm(request.POST or None, outlet=outlet, today=localdate())
    if form.is_valid():
        shown.outlets.filter(pk=pk).update(until=form.cleaned_data["until"])
        messages.success(request, f"{outlet}已登记停用。")
        return redirect("organizations:organization", uscc=uscc)
    return render_form(request, shown, f"停用{outlet.get_kind_display()}“{outlet.name}”", form, "停用后记录保留。")


@require_http_methods(["GET", "HEAD", "POST"])
def self_certification_grant(request: HtmxHttpRequest, uscc: str) -> HttpResponse:
    """One person may prepare and certify, where one person does everything: by permission, with a reason."""
    shown = visible_organization(request, uscc, GRANT)
    form = SelfCertificationForm(request.POST or None, today=localdate())
    if form.is_valid():
        SelfCertification.objects.create(organization=shown, granted_by=request.user, **form.cleaned_data)
        messages.success(request, "已准予一人兼任，期间的材料均会注明。")
        return redirect("organizations:organization", uscc=uscc)
    note = "准予后，该组织的填报人可以自行确认本人填报的材料，每份材料都会注明此项许可。"
    return render_form(request, shown, "准予一人兼任", form, note)
