"""The year on one sheet to hang on a wall."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from importlib.metadata import version

from django.core.cache import cache

from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.print.rendering import render_pdf
from zhengzhou_ideology.workcalendar.deadlines import Deadlines
from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workcalendar.models import PublishedYear
from zhengzhou_ideology.workcalendar.months import months_of
from zhengzhou_ideology.workcalendar.statutory import NOTICE, STATUTORY_YEARS
from zhengzhou_ideology.workcalendar.terms import TermRule
from zhengzhou_ideology.workcalendar.working_days import FIRST_YEAR, WEEKDAYS

QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")


@dataclass(frozen=True, slots=True)
class DueDay:
    date: date
    label: str
    weekday: str


KEPT_SECONDS = 24 * 3600


def sheet_of(year: int, *, now: datetime) -> bytes:
    """The sheet as it is today, printed once for all until an amendment moves a day or a rule."""
    deadlines = load_deadlines()
    name = f"wall:{year}:{day_of(now)}:{_fingerprint(year, deadlines)}"
    kept: bytes | None = cache.get(name)
    if kept is None:
        kept = wall_calendar_pdf(year, deadlines, now=now)
        cache.set(name, kept, KEPT_SECONDS)
    return kept


def _fingerprint(year: int, deadlines: Deadlines) -> str:
    """Of all that the sheet says, whether an amendment changed it or a new release of `chinesecalendar`."""
    days = deadlines.calendar
    said = (
        sorted(days.overrides.items()),
        sorted(days.announced_years),
        deadlines.policies,
        source_of(year),
        version("chinesecalendar"),
    )
    return sha256(repr(said).encode()).hexdigest()


def wall_calendar_pdf(year: int, deadlines: Deadlines, *, now: datetime) -> bytes:
    days = deadlines.calendar
    due_days = quarterly_due_days(year, deadlines)
    context = {
        "year": year,
        "months": months_of(year, days),
        "weekdays": WEEKDAYS,
        "due_days": due_days,
        "due_dates": {day.date for day in due_days},
        "is_announced": days.is_announced(year),
        "is_corrected": any(day.year == year for day in days.overrides),
        "source": source_of(year),
        "issued_at": now,
        "printed_on": day_of(now),
    }
    return render_pdf(
        "workcalendar/wall.html",
        context,
        stylesheets=("workcalendar/wall.css",),
        identifier=f"{year} {now:%Y%m%d%H%M%S}",
    )


def quarterly_due_days(year: int, deadlines: Deadlines) -> list[DueDay]:
    """The four that fall into the year; the first is for the last quarter of the year before."""
    ends = (date(year - 1, 12, 31), date(year, 3, 31), date(year, 6, 30), date(year, 9, 30))
    found = []
    for end in ends:
        if end.year < FIRST_YEAR:
            continue
        due_on = deadlines.due(TermRule.QUARTERLY_REPORT, end).due_on
        label = f"{end.year}年{QUARTERS[end.month // 3 - 1]}"
        found.append(DueDay(due_on, label, f"周{WEEKDAYS[due_on.weekday()]}"))
    return found


def source_of(year: int) -> str:
    """Where the year's days off come from; empty while nobody has published them."""
    entered = PublishedYear.objects.filter(year=year).values_list("source", flat=True).first()
    return entered or (f"{NOTICE}（{year}年）" if year in STATUTORY_YEARS else "")
