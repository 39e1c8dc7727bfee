"""How an organization stood when a year ended: papers of that year print what held then, whatever has changed since."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Prefetch

from organizations.enums import OrganizationStatus
from organizations.life.wording import name_note
from organizations.models import Authority, District, Organization, OrganizationChange
from organizations.models.life import as_of

PREFETCHED = (
    Prefetch("changes", OrganizationChange.objects.rewound(), to_attr="rewound"),
    "former_names",
    "registration_authority__names",
    "competent_authority__names",
    "party_superior__names",
)
AUTHORITIES = ("registration_authority", "competent_authority", "party_superior")


def on(organizations: Collection[Organization], first: date, last: date) -> dict[int, dict[str, Any]]:
    """By key, what a statement on `first` to `last` says otherwise than the register does now; fetched with `PREFETCHED`."""
    then = {row.pk: as_of(row, last, row.rewound) for row in organizations}  # type: ignore[attr-defined]
    names, codes = _names(then.values(), last)
    return {
        row.pk: _worded(row, then[row.pk], names, first, last) | _coded(then[row.pk], codes) for row in organizations
    }


def _names(facts: Collection[dict[str, Any]], day: date) -> tuple[dict[Any, str], dict[Any, str]]:
    """What they were called on that day, and the codes of authorities."""
    authorities = {one[name] for one in facts for name in AUTHORITIES if one.get(name)}
    districts = {one["district"] for one in facts if "district" in one}
    found: dict[Any, str] = {}
    codes: dict[Any, str] = {}
    if authorities:
        rows = Authority.objects.filter(pk__in=authorities).prefetch_related("names")
        found |= {authority.pk: authority.name_on(day) for authority in rows}
        codes = {authority.pk: authority.code for authority in rows}
    if districts:
        found |= dict(District.objects.filter(pk__in=districts).values_list("pk", "name"))
    return found, codes


def _coded(facts: dict[str, Any], codes: dict[Any, str]) -> dict[str, Any]:
    said = {f"{name}_code": codes.get(facts[name], "") for name in AUTHORITIES if name in facts}
    return said | ({"district_code": facts["district"]} if "district" in facts else {})


def _worded(
    organization: Organization, facts: dict[str, Any], names: dict[Any, str], first: date, last: date
) -> dict[str, Any]:
    said: dict[str, Any] = {name: facts[name] for name in ("name", "address", "ended_on") if name in facts}
    said |= {name: names.get(facts[name], "") for name in (*AUTHORITIES, "district") if name in facts}
    if "status" in facts:
        said["status"] = OrganizationStatus(facts["status"]).label
    note = name_note(organization, organization.former_names.all(), first, last)
    return said | ({"name_note": note} if note else {})
