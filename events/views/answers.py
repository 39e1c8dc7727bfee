"""What the filing form answers while one types: the latest safe day, whether this is in time, what is missing, what coincides."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet

from events import checklist
from events.conflicts import conflicts
from events.forms.filing import FilingForm
from events.models import EventFiling
from events.notice_period import latest_safe_day
from events.submission import is_late
from organizations.models import Organization
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.drafting.checklist import ChecklistItem
from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workcalendar.terms import Due
from zhengzhou_ideology.workcalendar.working_days import TermError


@dataclass
class Answer:
    due: Due | None = None
    late: bool = False
    begun: bool = False
    items: list[ChecklistItem] = field(default_factory=list)
    conflicts: QuerySet | list = field(default_factory=list)
    problem: str = ""

    @property
    def steps(self) -> list[dict[str, Any]]:
        return self.due.steps_as_json() if self.due else []


def answer(form: FilingForm, organization: Organization, *, now: datetime) -> Answer:
    """Answers as far as the form can be read; stores nothing."""
    filing = _as_typed(form)
    first: date | None = filing.starts_on
    last: date | None = filing.ends_on
    begins: time | None = filing.starts_time
    if not first:
        return Answer(items=_items(form, filing, late=False))
    deadlines = load_deadlines()
    try:
        due = latest_safe_day(first, deadlines=deadlines)
    except TermError as error:
        return Answer(problem=str(error))
    late = is_late(filing, day_of(now), deadlines=deadlines) if filing.pk else day_of(now) > due.due_on
    return Answer(
        due=due,
        late=late,
        begun=begins is not None and filing.has_begun(now),
        items=_items(form, filing, late=late),
        conflicts=conflicts(organization, first, last or first, besides=filing.pk),
    )


def _as_typed(form: FilingForm) -> EventFiling:
    """The stored filing with what was typed over it; what cannot be read counts as not filled in."""
    if not form.is_bound:
        return form.instance
    form.is_valid()
    for name in form._meta.fields or ():
        if name in form.errors:
            setattr(form.instance, name, None)
    return form.instance


def _items(form: FilingForm, filing: EventFiling, *, late: bool) -> list[ChecklistItem]:
    if form.is_bound:
        scope = {detail["kind"] for detail in form.scope()}
    else:
        scope = {detail.kind for detail in filing.scope_details.all()} if filing.pk else set()
    papers = set(filing.papers.live().values_list("kind", flat=True)) if filing.pk else set()
    return checklist.check(filing, scope=scope, papers=papers, late=late)
