"""The admin site: a window for administrators and auditors, through which nothing is changed."""

import pytest
from django.contrib import admin
from django.urls import reverse

from zhengzhou_ideology.inspection import InspectedAdmin

LIST = "admin:organizations_organization_changelist"


def test_who_may_look(cast):
    names = ["secretary", "leader", "competent", "registrar", "supervisor", "administrator", "auditor"]

    may = {name for name in names if cast.client(name).get(reverse(LIST)).status_code == 200}

    assert may == {"administrator", "auditor"}


@pytest.mark.parametrize(
    "model", [model for model, shown in admin.site._registry.items() if isinstance(shown, InspectedAdmin)]
)
def test_rows_are_shown_and_nothing_can_be_written(cast, model):
    """By auditors, who see every model; the files of cases are theirs alone."""
    client, name = cast.client("auditor"), f"admin:{model._meta.app_label}_{model._meta.model_name}"

    assert client.get(reverse(f"{name}_changelist")).status_code == 200
    assert client.get(reverse(f"{name}_add")).status_code == 403
    row = model._base_manager.first()
    if row is not None:
        assert client.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
        assert client.post(reverse(f"{name}_change", args=[row.pk]), {}).status_code == 403
        assert client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_register_is_exported_from_the_admin(cast):
    client = cast.client("administrator")
    page = reverse("admin:organizations_organization_export")
    form = client.get(page).context["form"]
    chosen = {name: "on" for name in form.fields if name.startswith("organizationresource_")}
    csv = next(value for value, label in form.fields["format"].choices if label == "csv")

    answer = client.post(page, {"format": csv, "resource": "0", **chosen})

    assert answer.status_code == 200
    assert cast.organization.uscc in answer.content.decode()
