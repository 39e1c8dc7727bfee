"""What an annual statement says of an organization's year, read for many organizations in a fixed number of queries."""

from collections.abc import Collection
from datetime import date
from typing import Any

from compliance.models import DutyCatalogueEntry
from compliance.status import QUARTERS, lines_by_organization
from organizations.models import Authority, Organization
from reports import standing
from reports.figures import persons, records
from reports.figures.articles import articles
from reports.figures.days import iso
from reports.figures.duties import duties, duty_lines, frozen
from reports.figures.events import events
from reports.figures.quarters import quarter, reports, totals, year_state


def figures(organizations: Collection[int], year: int, today: date) -> dict[int, dict[str, Any]]:
    """The figures of the year as of `today`, by the organization's key; JSON as it is frozen and hashed."""
    first, last = date(year, 1, 1), min(today, date(year, 12, 31))
    papers, owed = reports(organizations, year), duties(organizations, year)
    asked = dict(DutyCatalogueEntry.objects.holding_on(first).values_list("kind", "article"))
    rows = Organization.objects.filter(pk__in=organizations).defer("name_bigrams")
    rows = rows.select_related("registration_authority", "competent_authority", "party_superior", "district")
    found = list(rows.prefetch_related(*standing.PREFETCHED))
    lines = lines_by_organization(found, year, today)
    stood = standing.on(found, first, last)
    terms, held = persons.terms(organizations, first, last), events(organizations, year, last)
    kept = records.of(organizations, year, first, last)
    return {
        row.pk: _with_articles(
            {
                "year": year,
                "organization": _organization(row, last, stood[row.pk]),
                "persons": persons.in_office(terms[row.pk], last),
                "terms": [term.as_json() for term in terms[row.pk]],
                "quarters": [
                    quarter(n, papers[row.pk].get(n), line) for n, line in zip(QUARTERS, lines[row.pk], strict=False)
                ],
                "duties": duty_lines(owed[row.pk], asked, lines[row.pk]),
                "lines": [frozen(line) for line in lines[row.pk]],
                "events": held[row.pk],
                **kept[row.pk],
            },
            row,
            today,
        )
        for row in found
    }


def _with_articles(facts: dict[str, Any], organization: Organization, today: date) -> dict[str, Any]:
    """What follows from the other facts."""
    state = year_state(facts["year"], today, facts["quarters"], organization)
    facts |= {"year_state": state.value, "year_state_label": state.label, "totals": totals(facts["quarters"])}
    return facts | {"articles": articles(facts)}


def _organization(organization: Organization, day: date, stood: dict[str, Any]) -> dict[str, Any]:
    """As it was called then: a statement of a year past does not change with a name of today.

    `stood` are the facts that a later change altered, and what is added to the name.
    """
    former = sorted(organization.former_names.all(), key=lambda one: (one.until, one.pk))
    return {
        "uscc": organization.uscc,
        "name": organization.name,
        "kind": organization.get_kind_display(),
        **_authorities(organization, day),
        "district": organization.district.name,
        "district_code": organization.district_id,
        "founded_on": organization.founded_on.isoformat(),
        "secretariat": organization.secretariat,
        "address": organization.address,
        "status": organization.get_status_display(),
        "ended_on": iso(organization.ended_on),
        "former_names": [{"name": one.name, "until": one.until.isoformat()} for one in former if one.until <= day],
        **stood,
    }


def _authorities(organization: Organization, day: date) -> dict[str, str]:
    said: dict[str, str] = {}
    for name in standing.AUTHORITIES:
        authority: Authority | None = getattr(organization, name)
        said[name] = authority.name_on(day) if authority else ""
        said[f"{name}_code"] = authority.code if authority else ""
    return said
