"""The admin site is a window: through none of its pages does anybody write anything, whoever it is."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import RequestFactory
from django.urls import reverse

from organizations.models import Organization, User
from zhengzhou_ideology.inspection import InspectedAdmin, InspectionSite

WRITES = ("add", "change", "delete")
REGISTRY = sorted(admin.site._registry.values(), key=lambda window: window.model._meta.label)
ROLES = [
    "secretary", "leader", "registrar", "supervisor", "competent", "city_registrar", "city_supervisor", "administrator",
    "security", "auditor", "stranger",
]  # fmt: skip


def page(model: type, verb: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{verb}", args=args)


def test_only_windows_are_registered():
    assert [str(window) for window in REGISTRY if not isinstance(window, InspectedAdmin)] == []
    assert {Organization, User} <= {window.model for window in REGISTRY}
    assert {"account.EmailAddress", "mfa.Authenticator", "usersessions.UserSession", "auth.Group"}.isdisjoint(
        window.model._meta.label for window in REGISTRY
    )


def test_writable_page_of_a_library_is_not_registered():
    site = InspectionSite()

    site.register(Group, admin.ModelAdmin)
    site.register(Group)
    assert not site.is_registered(Group)
    site.register(Group, InspectedAdmin)

    assert site.is_registered(Group)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ROLES)
def test_nothing_is_written_through_the_admin_site(name, cast):
    client, request = cast.client(name), RequestFactory().post("/admin/")
    request.user = cast.user(name)
    inspects = name in {"administrator", "auditor"}

    for window in REGISTRY:
        label = window.model._meta.label
        rows = [("add", ()), ("change", ("0",)), ("delete", ("0",))]
        row = window.model._base_manager.order_by("pk").first()
        if row is not None:
            rows = [("add", ()), ("change", (row.pk,)), ("delete", (row.pk,))]
        if not inspects:
            rows = rows[1:2]  # the door of the whole site is one
        answers = {
            verb: client.post(page(window.model, verb, *args), {"post": "yes"}).status_code for verb, args in rows
        }
        may = {verb: getattr(window, f"has_{verb}_permission")(request) for verb in WRITES}

        assert may == dict.fromkeys(WRITES, False), label
        assert inspects or not window.has_view_permission(request), label
        if row is not None or not inspects:
            assert set(answers.values()) <= ({403} if inspects else {302, 403}), (label, answers)
        assert row is None or window.model._base_manager.filter(pk=row.pk).exists(), label


@pytest.mark.parametrize(
    "address", ["account/emailaddress", "mfa/authenticator", "usersessions/usersession", "auth/group"]
)
@pytest.mark.parametrize("name", ["administrator", "auditor", "security"])
def test_pages_of_other_tables_are_not_there(name, address, cast):
    client = cast.client(name)

    answers = {
        client.post(f"/admin/{address}/{rest}", {"email": "evil@example.org"}).status_code for rest in ("", "add/")
    }

    assert answers <= ({404} if name != "security" else {302, 404})
