"""Opening a year: one duty for each organization, kind and part that it owes, in one statement for each part."""

from datetime import date

from django.db import transaction
from django.db.models import BooleanField, CharField, DateField, Exists, JSONField, OuterRef, SmallIntegerField, Value
from django.db.models.expressions import Combinable

from compliance.confirmed import catch_up
from compliance.models import Duty, DutyCatalogueEntry
from compliance.periods import owed_before
from organizations.models import Organization
from zhengzhou_ideology.insert_select import insert_select
from zhengzhou_ideology.workcalendar.deadlines import Deadlines
from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workflow import Refused

FIRST_YEAR, LAST_YEAR = 2019, 2100


@transaction.atomic
def open_year(year: int, *, today: date) -> int:
    """Write what each organization owes in the year, or catch up those that were registered since; return how many are new.

    Kinds and parts are those of the catalogue on the year's first day; due days are computed once and stored with their
    explanation. Raises `Refused` for a year that has not begun.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR or date(year, 1, 1) > today:
        raise Refused(f"{year}年尚未开始或不在受理范围内。")
    asked = [entry for entry in DutyCatalogueEntry.objects.holding_on(date(year, 1, 1)) if entry.is_asked]
    deadlines = load_deadlines()
    new = sum(_write(entry, year, part, today, deadlines) for entry in asked for part in entry.parts)
    if new:
        catch_up(year)
    return new


def _write(entry: DutyCatalogueEntry, year: int, part: int, today: date, deadlines: Deadlines) -> int:
    nominal = entry.nominal(year, part)
    due = deadlines.due("duty", nominal)
    already = Duty.objects.filter(organization=OuterRef("pk"), kind=entry.kind, year=year, part=part)
    registered_before = owed_before(nominal, deadlines.policy_on(nominal))
    owing = Organization.objects.owing(registered_before=registered_before, today=today)
    columns: dict[str, str | Combinable] = {
        "organization": "pk",
        "entry": Value(entry.pk),
        "kind": Value(entry.kind, CharField()),
        "year": Value(year, SmallIntegerField()),
        "part": Value(part, SmallIntegerField()),
        "parts": Value(len(entry.parts), SmallIntegerField()),
        "nominal_on": Value(nominal, DateField()),
        "earliest_on": Value(entry.earliest(year, part), DateField()),
        "registration_authority": "registration_authority",
        "competent_authority": "competent_authority",
        "district": "district",
        "due_on": Value(due.due_on, DateField()),
        "due_provisional": Value(due.provisional, BooleanField()),
        "due_steps": Value(due.steps_as_json(), JSONField()),
        "opened_on": Value(today, DateField()),
    }
    rows = owing.filter(~Exists(already), kind__in=entry.asked_of).order_by("pk").values_list(*columns.values())
    return insert_select(Duty, rows, tuple(columns), ignore_conflicts=True)
