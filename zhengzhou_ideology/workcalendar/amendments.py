"""A change of the calendar or the policy: drafted, shown with what it would move, and then confirmed or dropped."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Max

from zhengzhou_ideology.workcalendar.deadlines import Deadlines
from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workcalendar.models import Amendment, CalendarDay, PolicyVersion, PublishedYear
from zhengzhou_ideology.workcalendar.movements import Movement, due_date_sources, movements
from zhengzhou_ideology.workcalendar.policy import RULES_BY_KEY, Value, Version
from zhengzhou_ideology.workcalendar.statutory import DayRule
from zhengzhou_ideology.workcalendar.working_days import WorkCalendar
from zhengzhou_ideology.workflow import Refused

SALT = "workcalendar.amendment"
PREVIEW_HOLDS_FOR = timedelta(days=1)
LOOK_AGAIN = "工作日历或有关期限已有变动，请重新预览后再确认。"


@dataclass(frozen=True)
class PolicyDraft:
    rule: str
    value: Value
    effective_from: date
    source: str
    note: str

    @property
    def label(self) -> str:
        return RULES_BY_KEY[self.rule].label

    @property
    def worded(self) -> str:
        return RULES_BY_KEY[self.rule].worded(self.value)

    def as_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "value": self.value,
            "effective_from": self.effective_from.isoformat(),
            "source": self.source,
            "note": self.note,
        }

    @classmethod
    def of(cls, content: dict[str, Any]) -> "PolicyDraft":
        value = RULES_BY_KEY[content["rule"]].checked(content["value"])
        effective_from = date.fromisoformat(content["effective_from"])
        return cls(content["rule"], value, effective_from, content["source"], content["note"])


@dataclass(frozen=True)
class Draft:
    """What somebody wants to change; a draft without content re-checks the stored days against the rules of today."""

    summary: str
    days: Mapping[date, DayRule] = field(default_factory=dict)
    removed: frozenset[date] = frozenset()
    published_year: int | None = None
    source: str = ""
    policy: PolicyDraft | None = None

    @property
    def perm(self) -> str:
        return "workcalendar.change_policy" if self.policy else "workcalendar.change_calendar"

    def applied_to(self, deadlines: Deadlines) -> Deadlines:
        calendar, policies = deadlines.calendar, deadlines.policies
        kept = {day: rule for day, rule in calendar.overrides.items() if day not in self.removed}
        announced = {self.published_year} if self.published_year else set()
        if self.policy:
            policies = policies.with_version(Version(self.policy.rule, self.policy.value, self.policy.effective_from))
        return Deadlines(
            WorkCalendar(MappingProxyType({**kept, **self.days}), calendar.announced_years | announced), policies
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "summary": self.summary,
            "days": [[day.isoformat(), rule.is_working_day, rule.name, rule.source] for day, rule in self.days.items()],
            "removed": sorted(day.isoformat() for day in self.removed),
            "published_year": self.published_year,
            "source": self.source,
            "policy": self.policy.as_json() if self.policy else None,
        }

    @classmethod
    def of(cls, content: dict[str, Any]) -> "Draft":
        return cls(
            summary=content["summary"],
            days={date.fromisoformat(day): DayRule(*rule) for day, *rule in content["days"]},
            removed=frozenset(map(date.fromisoformat, content["removed"])),
            published_year=content["published_year"],
            source=content["source"],
            policy=PolicyDraft.of(content["policy"]) if content["policy"] else None,
        )


@dataclass(frozen=True, slots=True)
class DayChange:
    date: date
    before: str
    after: str


@dataclass(frozen=True)
class Preview:
    """A draft beside what it would do now."""

    draft: Draft
    number: int
    day_changes: tuple[DayChange, ...]
    movements: tuple[Movement, ...]

    @property
    def moved(self) -> list[Movement]:
        return [movement for movement in self.movements if movement.is_moved]

    @property
    def explained_anew(self) -> list[Movement]:
        return [movement for movement in self.movements if not movement.is_moved]

    @property
    def matters_moved(self) -> int:
        return sum(movement.term.matters for movement in self.moved)

    @property
    def matters_explained_anew(self) -> int:
        return sum(movement.term.matters for movement in self.explained_anew)

    @property
    def digest(self) -> str:
        shown = json.dumps([movement.as_json() for movement in self.movements], sort_keys=True)
        return hashlib.sha256(shown.encode()).hexdigest()

    @property
    def token(self) -> str:
        """The draft as the confirming form carries it: signed, so that what was shown is what is confirmed."""
        content = {"draft": self.draft.as_json(), "number": self.number, "digest": self.digest}
        return signing.dumps(content, salt=SALT, compress=True)


def preview(draft: Draft) -> Preview:
    before = load_deadlines()
    after = draft.applied_to(before)
    days = sorted({*draft.days, *draft.removed})
    changes = (DayChange(day, before.calendar.describe(day), after.calendar.describe(day)) for day in days)
    return Preview(
        draft=draft,
        number=(Amendment.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
        day_changes=tuple(change for change in changes if change.before != change.after),
        movements=tuple(movements(before, after, due_date_sources())),
    )


def shown(token: str) -> tuple[Draft, int, str]:
    """The draft, number and digest out of a preview's token."""
    try:
        content = signing.loads(token, salt=SALT, max_age=PREVIEW_HOLDS_FOR)
    except signing.BadSignature as error:
        raise Refused("预览已失效，请重新填写。") from error
    return Draft.of(content["draft"]), content["number"], content["digest"]


@transaction.atomic
def confirm(token: str, *, by: Any, today: date) -> Amendment:
    """Write the change and move the due days that the preview showed, all or nothing."""
    draft, number, digest = shown(token)
    now = preview(draft)
    if (now.number, now.digest) != (number, digest):
        raise Refused(LOOK_AGAIN)
    amendment = _record(now, by=by)
    CalendarDay.objects.filter(date__in=draft.removed).delete()
    for day, rule in draft.days.items():
        entry = {"is_working_day": rule.is_working_day, "name": rule.name, "source": rule.source}
        CalendarDay.objects.update_or_create(date=day, defaults=entry)
    if draft.published_year:
        PublishedYear.objects.update_or_create(year=draft.published_year, defaults={"source": draft.source})
    if draft.policy:
        PolicyVersion.objects.create(**draft.policy.as_json(), decided_by=by)
    for movement in now.movements:
        movement.source.move(movement.term, movement.due, by=by, reason=str(amendment), today=today)
    return amendment


def _record(now: Preview, *, by: Any) -> Amendment:
    """The unique number makes the second of two people who confirm at once wait, and then look again."""
    try:
        with transaction.atomic():
            return Amendment.objects.create(
                number=now.number,
                summary=now.draft.summary,
                content=now.draft.as_json(),
                moved=[movement.as_json() | {"matters": movement.term.matters} for movement in now.movements],
                by=by,
            )
    except IntegrityError as error:
        raise Refused(LOOK_AGAIN) from error
