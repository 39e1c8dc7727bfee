"""The administration shows what the ladder left behind and changes none of it."""

from datetime import date

import pytest
from django.urls import reverse

from organizations.ladder.sweep import sweep

MODELS = (
    "ladder_sweep",
    "ladder_reminder",
    "ladder_hold",
    "cases_accountabilitycase",
    "compliance_extension",
    "compliance_exemption",
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", MODELS)
def test_lists_are_read_and_nothing_is_added(model, cast, draft):
    sweep(date(2026, 11, 12))
    auditor, registrar = cast.client("auditor"), cast.client("registrar")

    assert auditor.get(reverse(f"admin:{model}_changelist")).status_code == 200
    assert auditor.get(reverse(f"admin:{model}_add")).status_code == 403
    assert registrar.get(reverse(f"admin:{model}_changelist")).status_code == 302
