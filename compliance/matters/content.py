"""What a report of a matter says: the one structure that is hashed, frozen when it is sent, shown and printed."""

from datetime import date, time
from typing import Any

from compliance.enums import AddressedAs
from compliance.models import MatterReport
from organizations.models import Authority, Organization
from zhengzhou_ideology.drafting.models import described

# The tick of a draft, the capacity it stands for, and where the register has the authority.
ADDRESSED = {
    "to_party": (AddressedAs.PARTY, "party_superior"),
    "to_competent": (AddressedAs.COMPETENT, "competent_authority"),
    "to_registration": (AddressedAs.REGISTRATION, "registration_authority"),
}


def addressable(organization: Organization) -> dict[str, Authority]:
    """By the tick whom it would go to; an organization without a superior or a competent authority cannot tell it."""
    found = {tick: getattr(organization, field) for tick, (_, field) in ADDRESSED.items()}
    return {tick: authority for tick, authority in found.items() if authority}


def addressed(report: MatterReport) -> dict[AddressedAs, Authority]:
    """To whom a draft is to go as things stand."""
    return {
        ADDRESSED[tick][0]: authority
        for tick, authority in addressable(report.organization).items()
        if getattr(report, tick)
    }


def content_of(report: MatterReport) -> dict[str, Any]:
    """The report as JSON: organization, addressees, what, when, where, what was done, attachments by SHA-256."""
    return {
        "organization": {"uscc": report.organization.uscc, "name": report.organization.name},
        "addressees": [{"as": how.label, "name": authority.name} for how, authority in addressed(report).items()],
        "title": report.title,
        "kind": report.get_kind_display(),
        "urgency": report.get_urgency_display(),
        "happened_on": report.happened_on.isoformat() if report.happened_on else None,
        "happened_at": report.happened_at.strftime("%H:%M") if report.happened_at else None,
        "place": report.place,
        "facts": report.facts,
        "measures": report.measures,
        "attachments": [described(attachment) for attachment in report.attachments.live().for_reading()],
    }


def for_reading(content: dict[str, Any]) -> dict[str, Any]:
    """The same with its day and time as such, for pages and papers; a frozen text is left as it is."""
    day, hour = content["happened_on"], content["happened_at"]
    return {
        **content,
        "happened_on": date.fromisoformat(day) if day else None,
        "happened_at": time.fromisoformat(hour) if hour else None,
    }
