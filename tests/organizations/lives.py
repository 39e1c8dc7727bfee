"""The life of an organization as its registrar enters it through the pages."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from organizations.models import Organization, OrganizationChange
from tests.compliance.cases.conftest import pdf


def entered(client: Client, organization: Organization, kind: str, **typed: Any) -> HttpResponse:
    """What the page answers to a change of today, with its paper, unless something else is typed."""
    facts = {"effective_on": "2026-10-09", "uploads": pdf("批复.pdf"), "reason": "", **typed}
    given = {name: value for name, value in facts.items() if value is not None}
    return client.post(f"/organizations/{organization.uscc}/changes/{kind}/", given)


def changed(client: Client, organization: Organization, kind: str, **typed: Any) -> OrganizationChange:
    """The change, which must have been taken in; the organization is as it is stored afterwards."""
    answer = entered(client, organization, kind, **typed)
    assert answer.status_code == 302, answer.context["form"].errors
    organization.refresh_from_db()
    return organization.changes.latest("pk")


def transfer(organization: Organization, **to: Any) -> dict[str, Any]:
    """What is typed for a transfer: everything else stays."""
    facts = {
        "registration_authority": organization.registration_authority_id,
        "competent_authority": organization.competent_authority_id or "",
        "district": organization.district_id,
    }
    return facts | {name: getattr(value, "pk", value) for name, value in to.items()}
