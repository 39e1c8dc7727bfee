"""Changing the catalogue: a further version from a day on, what it changes, and the years that it applies to."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from compliance.duty_content import field_label
from compliance.enums import DutyKind
from compliance.models import DutyCatalogueEntry
from organizations.enums import OrganizationKind
from organizations.models import Organization, User
from zhengzhou_ideology.workcalendar.deadlines import Deadlines
from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workcalendar.terms import Due
from zhengzhou_ideology.workflow import Refused, need

CHANGE = "compliance.change_catalogue"
# What an administrator may set; the kind is a closed list.
EDITED = (
    *("title", "article", "is_asked", "what_counts", "due_days", "opens_on", "preparer", "needs_certification"),
    *("needs_acceptance", "reminder_days", "papers", "papers_count", "organization_kinds"),
)


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CataloguePreview:
    """What a version would change: its fields, the due days of the first year that follows it, and how many owe it."""

    year: int
    differences: list[Difference]
    due: list[Due]
    organizations: int


def preview(entry: DutyCatalogueEntry, before: DutyCatalogueEntry) -> CataloguePreview:
    year = entry.applies_from_year
    owing = Organization.objects.active().filter(kind__in=entry.asked_of).count() if entry.is_asked else 0
    return CataloguePreview(year, differences(before, entry), due_days(entry, year, load_deadlines()), owing)


def due_days(entry: DutyCatalogueEntry, year: int, deadlines: Deadlines) -> list[Due]:
    return [deadlines.due("duty", entry.nominal(year, part)) for part in entry.parts] if entry.is_asked else []


def differences(before: DutyCatalogueEntry, after: DutyCatalogueEntry) -> list[Difference]:
    return [
        Difference(field_label(DutyCatalogueEntry, name), worded(before, name), worded(after, name))
        for name in EDITED
        if getattr(before, name) != getattr(after, name)
    ]


def worded(entry: DutyCatalogueEntry, name: str) -> str:
    value = getattr(entry, name)
    if name == "organization_kinds":
        return "、".join(OrganizationKind(kind).label for kind in entry.asked_of)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(str, value))
    return str(entry.get_preparer_display() if name == "preparer" else value)


@transaction.atomic
def add_version(entry: DutyCatalogueEntry, *, by: User, today: date, seen: int) -> DutyCatalogueEntry:
    """Store the version; past ones stay, and so do the duties of the years that were opened under them.

    `seen` is the key of the latest version that the administrator looked at. Raises `Refused` where that is another by
    now, or where the version would reach back.
    """
    if not by.has_perm(CHANGE):
        raise PermissionDenied(CHANGE)
    latest = DutyCatalogueEntry.objects.select_for_update().filter(kind=entry.kind).order_by("-pk").first()
    if latest is not None and latest.pk != seen:
        raise Refused("该事项刚刚已有新的版本，请核对后再保存。")
    if entry.effective_from <= today:
        raise Refused("生效日期应晚于今天：已生成的年度事项不因目录调整而改变。")
    need(entry.source, "请写明调整依据。")
    if latest is not None and not differences(latest, entry):
        raise Refused("内容没有变化。")
    entry.decided_by = by
    entry.full_clean()
    entry.save()
    return entry


def first_of(kind: DutyKind) -> DutyCatalogueEntry:
    """An unsaved version of a kind that the catalogue has not asked for yet."""
    return DutyCatalogueEntry(kind=kind, title=kind.label, due_days=[], opens_on=[], reminder_days=[14, 7, 1])


def copy_of(entry: DutyCatalogueEntry) -> DutyCatalogueEntry:
    """An unsaved version that begins like this one."""
    facts: dict[str, Any] = {name: getattr(entry, name) for name in EDITED}
    return DutyCatalogueEntry(kind=entry.kind, **facts)
