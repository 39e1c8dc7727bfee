"""What stands on which shelf: screens parse and show, and whatever they change they hand to a topic module."""

import ast
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from tests.project.test_house import ROOMS

WRITES = frozenset(
    [
        "save",
        "create",
        "update",
        "delete",
        "bulk_create",
        "bulk_update",
        "get_or_create",
        "update_or_create",
        "select_for_update",
        # Words of our own QuerySets that write.
        "mark_read",
        "postpone",
        "retry",
    ]
)
# Calls that only look like it, each with the reason.
NO_WRITES = {
    ("organizations/views/accounts.py", "form.save(request)"): "allauth's form sends a mail; its row is written before",
}


def screens() -> list[Path]:
    """The modules of views and of forms, be they one file or a folder of a room."""
    modules = (
        path.relative_to(settings.BASE_DIR) for room in ROOMS for path in (settings.BASE_DIR / room).rglob("*.py")
    )
    return sorted(path for path in modules if {"views", "forms"} & {*path.parent.parts, path.stem})


def written_in(source: str) -> list[str]:
    """The calls by which a module would write or lock rows."""
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES
    ]


def test_screens_leave_writing_to_topic_modules():
    found = {
        (path.as_posix(), call) for path in screens() for call in written_in((settings.BASE_DIR / path).read_text())
    }

    assert sorted(found) == sorted(NO_WRITES)


@pytest.mark.parametrize("room", [*ROOMS, "organizations/ladder", "compliance/cases", "zhengzhou_ideology/notices"])
def test_every_room_is_looked_at(room):
    assert [path for path in screens() if path.is_relative_to(room)] != []


@pytest.mark.parametrize(
    "call",
    [
        "form.save()",
        "form.save(commit=False)",
        "Outlet.objects.create(name=name)",
        "shown.outlets.filter(pk=pk).update(until=until)",
        "get_object_or_404(shown.outlets.select_for_update(), pk=pk)",
    ],
)
def test_a_write_is_seen_wherever_it_stands(call):
    assert written_in(f"def view(request):\n    if request:\n        found = {call}\n") != []


# Named by the room that they stand in; everywhere else one name is one thing.
SAME_NAME = {"Answer", "Command", "Draft", "Kind", "People"}


def test_one_name_is_one_thing():
    """`Entry`, `Item` and `Outcome` stood three to five times, `Due` twice in one chain of calls."""
    names = Counter(
        node.name
        for room in ROOMS
        for path in (settings.BASE_DIR / room).rglob("*.py")
        if "migrations" not in path.parts
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ClassDef) and not node.name.endswith("Form")
    )

    assert {name for name, times in names.items() if times > 1} == SAME_NAME
