"""The line of time of an organization: changes, posts and imports, latest first, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from organizations.enums import ImportState, Verdict
from organizations.life.wording import words_of
from organizations.models import ImportRow, Organization, OrganizationChange
from zhengzhou_ideology.clock import day_of

# How many of each kind are read.
MOST = 50


@dataclass(frozen=True, slots=True)
class Event:
    """`change` is there where the entry is one, with its paper and, while it is to come, the way to take it back."""

    on: date
    what: str
    note: str = ""
    change: OrganizationChange | None = None

    @property
    def is_coming(self) -> bool:
        return self.change is not None and self.change.is_coming

    @property
    def is_taken_back(self) -> bool:
        return self.change is not None and self.change.revoked_at is not None


def timeline(organization: Organization) -> list[Event]:
    """In as many statements for many entries as for one."""
    found = [*_changes(organization), *_posts(organization), *_imports(organization)]
    return sorted(found, key=lambda event: event.on, reverse=True)


def _changes(organization: Organization) -> Iterator[Event]:
    changes = list(organization.changes.for_reading()[:MOST])
    words = words_of(changes)
    for change in changes:
        what = words[change.pk] if change.kind != "correction" else f"更正登记错误：{words[change.pk]}"
        yield Event(change.effective_on, what, _source(change), change)


def _source(change: OrganizationChange) -> str:
    if change.batch is None:
        return f"{change.entered_by}（{change.entered_as}）录入"
    return f"名录导入：{change.batch.file_name}" + (f"（{change.entered_by}）" if change.entered_by else "")


def _posts(organization: Organization) -> Iterator[Event]:
    for person in organization.responsible_persons.latest_term_first()[:MOST]:
        if person.term_from:
            yield Event(person.term_from, f"{person.name}任{person.get_post_display()}")
        if person.term_until:
            yield Event(person.term_until, f"{person.name}{person.get_post_display()}任期结束")


def _imports(organization: Organization) -> Iterator[Event]:
    rows = ImportRow.objects.filter(
        organization=organization, batch__state=ImportState.APPLIED, verdict__in=(Verdict.NEW, Verdict.CHANGED)
    )
    for row in rows.select_related("batch").defer("batch__lists").order_by("-pk")[:MOST]:
        if row.batch.applied_at:
            yield Event(day_of(row.batch.applied_at), f"名录导入：{row.get_verdict_display()}", row.batch.file_name)
