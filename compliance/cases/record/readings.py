"""Who read a case file and when, as each side may know it: officers by name, towards the organization by their capacity."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from compliance.cases.models import AccountabilityCase, CaseReading
from organizations.enums import ORGANIZATION_ROLES

# A substitution names both persons: “金水区民政局 · 登记管理机关经办人（李某某代王某某）”.
SUBSTITUTION = re.compile(r"（[^（）]*代[^（）]*）$")
SHOWN = 20
OWN = tuple(f" · {role.label}" for role in ORGANIZATION_ROLES)


@dataclass(slots=True)
class Capacity:
    """How often officers of one capacity read, and when last."""

    name: str
    times: int
    last_at: datetime


def record_of_readings(case: AccountabilityCase, *, own: bool) -> dict[str, Any]:
    """What the page of a case shows of it; `own`: read by the organization."""
    if own:
        return {"readings": of_the_organization(case)[:SHOWN], "officer_readings": of_officers(case), "shown": SHOWN}
    return {"readings": list(_all(case)[:SHOWN])}


def of_the_organization(case: AccountabilityCase) -> list[CaseReading]:
    """What people of the organization read themselves, by name, newest first."""
    return [reading for reading in _all(case) if _is_own(reading)]


def of_officers(case: AccountabilityCase) -> list[Capacity]:
    """By capacity, without names: how often the file was read is the organization's business, not who was on duty."""
    found: dict[str, Capacity] = {}
    for reading in _all(case):
        name = _capacity(reading)
        if _is_own(reading):
            continue
        if name in found:
            found[name].times += 1
        else:
            found[name] = Capacity(name, 1, reading.at)
    return list(found.values())


def _all(case: AccountabilityCase) -> QuerySet[CaseReading]:
    return case.readings.select_related("user").order_by("-at", "-pk")


def _capacity(reading: CaseReading) -> str:
    return SUBSTITUTION.sub("", reading.acting_as)


def _is_own(reading: CaseReading) -> bool:
    """Only the organization itself and authorities read a case, and no role is of both."""
    return _capacity(reading).endswith(OWN)
