"""Due days and the days of events have their weekday wherever they are shown, and the last day of something is no doomsday."""

import re
from datetime import date

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from zhengzhou_ideology.template_service import full_day, grouped

ROOMS = ("organizations", "compliance", "events", "reports", "zhengzhou_ideology", "templates")
PLAIN = re.compile(r"\b(?:due_on|starts_on|ends_on|held_from|held_until|old_due|new_due|answer_by)\|date:\"")
# Papers are dated as official papers are; terms of a post, a hold or a stay-in are no deadlines.
OTHERS = re.compile(
    r"print|_paper|mail/|statement/|papers/|receipt|commitment_letter|seat|account|substitution|hold\.|membership"
)


def sources(*endings: str) -> list[tuple[str, str]]:
    found = [path for room in ROOMS for path in (settings.BASE_DIR / room).rglob("*") if path.suffix in endings]
    return [
        (str(path.relative_to(settings.BASE_DIR)), path.read_text(encoding="utf-8"))
        for path in found
        if "migrations" not in path.parts
    ]


def test_a_deadline_is_shown_with_its_year_and_weekday():
    shown = render_to_string("components/due.html", {"on": date(2026, 12, 1), "today": date(2026, 11, 26)})

    assert "2026年12月1日（周二）" in shown
    assert "还有 5 天" in shown


@pytest.mark.parametrize(("value", "said"), [("2026-12-20", "2026年12月20日（周日）"), ("", "")])
def test_a_day_of_a_frozen_content_has_its_weekday(value, said):
    assert full_day(value) == said


@pytest.mark.parametrize(("value", "said"), [("55000.00", "55,000"), ("1234567.50", "1,234,567.50"), (800, "800")])
def test_a_sum_is_grouped(value, said):
    assert grouped(value) == said


def test_no_template_shows_a_deadline_otherwise():
    plainly = [
        f"{path}: {line.strip()[:80]}"
        for path, text in sources(".html")
        for line in text.splitlines()
        if PLAIN.search(line) and not OTHERS.search(path) and not OTHERS.search(line)
    ]

    assert plainly == []


def test_nothing_ends_in_doomsday():
    assert [path for path, text in sources(".py", ".html") if "末日" in text] == []
