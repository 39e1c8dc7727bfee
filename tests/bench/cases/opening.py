"""Opening a quarter and a year: against one INSERT … SELECT of the same rows, the same history with them."""

from collections.abc import Iterator
from datetime import date
from unittest.mock import patch

from django.db import connection

from compliance.duty_years import open_year
from compliance.periods import open_period
from organizations.models import Organization
from organizations.models.register import OrganizationQuerySet
from tests.bench.case import Case, fetched, undone

TODAY = date(2027, 1, 4)
DUTY, REGISTER = "compliance_duty", "organizations_organization"
PERIOD, REPORT = "compliance_reportingperiod", "compliance_quarterlyreport"


def cases(size: int) -> Iterator[Case]:
    yield quarter()
    yield year(once=size > 100_000)


DUE = "due_on, due_provisional, due_steps"


def quarter() -> Case:
    """When it is due, and the explanation that each report keeps of it, are read off once; the bare way writes the same rows."""
    with undone():
        period = open_period(2026, 4, today=TODAY)[0]
        due = fetched(f"SELECT {DUE.replace('steps', 'steps::text')} FROM {PERIOD} WHERE id = %s", [period.pk])[0]
        wanted = _written()

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH p AS (INSERT INTO {PERIOD} (year, quarter, {DUE}) VALUES (2026, 4, %s, %s, %s) RETURNING *)"
                f" INSERT INTO {REPORT} (organization_id, period_id, registration_authority_id, competent_authority_id,"
                f" district_id, opened_on, {DUE})"
                " SELECT o.id, p.id, registration_authority_id, competent_authority_id, district_id, '2027-01-04',"
                f" p.due_on, p.due_provisional, p.due_steps FROM {REGISTER} o, p"
                " WHERE status = 'active' AND founded_on < '2026-12-01'",
                list(due),
            )

    with undone():
        bare()
        assert _written() == wanted

    return Case(
        "open a quarter",
        lambda: open_period(2026, 4, today=TODAY),
        "one INSERT … SELECT, with history",
        bare,
        limit=1.2,
    )


def _written() -> tuple:
    """How many reports of the quarter, and a sum over what each says."""
    return fetched(
        f"SELECT count(*), sum(hashtext((to_jsonb(r) - 'id' - 'period_id')::text)) FROM {REPORT} r WHERE opened_on = %s",
        [TODAY],
    )[0]


# Among so many organizations are all kinds, so that each duty of the catalogue is owed by one of them.
SOME = 1_000
PARTS = (
    "entry_id, kind, year, part, parts, nominal_on, earliest_on, due_on, due_provisional, due_steps::text, opened_on"
)


def year(*, once: bool) -> Case:
    """What the catalogue asks in each part of the year is read off once; the bare way joins it with the register.

    `once` where a run takes many minutes.
    """
    last = Organization.objects.order_by("pk").values_list("pk", flat=True)[SOME - 1]
    owing = OrganizationQuerySet.owing
    with (
        undone(),
        patch.object(OrganizationQuerySet, "owing", lambda *of, **when: owing(*of, **when).filter(pk__lte=last)),
    ):
        open_year(2027, today=TODAY)
        parts = fetched(f"SELECT DISTINCT {PARTS} FROM {DUTY} WHERE year = 2027")
        asked = dict(
            fetched(
                f"SELECT d.kind, array_agg(DISTINCT o.kind) FROM {DUTY} d JOIN {REGISTER} o ON o.id = d.organization_id GROUP BY 1"
            )
        )

    def bare() -> None:
        columns = PARTS.replace("::text", "")
        chosen = ", ".join(f"p.{name}" for name in columns.split(", "))
        row = "(%s, %s, %s::smallint, %s::smallint, %s::smallint, %s::date, %s::date, %s::date, %s, %s::jsonb, %s::date, %s::text[])"
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {DUTY} (organization_id, registration_authority_id, competent_authority_id, district_id, {columns})"
                f" SELECT o.id, o.registration_authority_id, o.competent_authority_id, o.district_id, {chosen}"
                f" FROM {REGISTER} o JOIN (VALUES {', '.join([row] * len(parts))}) p ({columns}, asked_of)"
                " ON o.kind = ANY(p.asked_of) WHERE status = 'active' AND founded_on < '2026-10-01'",
                [value for part in parts for value in (*part, asked[part[1]])],
            )

    return Case(
        "open a year of duties",
        lambda: open_year(2027, today=TODAY),
        "one INSERT … SELECT, with history",
        bare,
        limit=1.2,
        rounds=1 if once else 20,
        warmed=not once,
        remark="a statement for each part of each duty, each of which looks for who is to owe it and whether it is there already",
    )
