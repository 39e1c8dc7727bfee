"""H10 of the review: whatever changes a right has a log row. What takes a row's lock and writes, logs, or says here why not."""

import ast
from collections.abc import Iterator
from functools import cache

import pytest
from django.conf import settings

from compliance.cases.hearing.rectification import waive_review
from events.changes import propose, withdraw
from tests.compliance.cases.conftest import (  # noqa: F401 - the states that lead to a decision that was served
    DAY,
    bench,
    decided,
    heard,
    notified,
    opened,
    proposed,
    rectifying,
    served,
)  # fmt: skip
from tests.events.factories import NOW, approved
from tests.project.test_shelves import WRITES
from zhengzhou_ideology.audit.under_seal import sealed_tables

ROOMS = ("organizations", "compliance", "events", "reports")
LOCKS = frozenset({"under_lock", "all_under_lock", "select_for_update"})
WRITERS = WRITES - {"select_for_update"} | {"insert_select"}
LOGS = frozenset({"log", "log_many"})
DECORATORS = frozenset({"move", "act"})
# Changes no right of anybody, or is told by the history of its row alone: each with the reason.
WITHOUT_LOG = {
    "compliance.cases.hearing.time_requests._move": "granting the time, which calls it, is the act that is logged",
    "compliance.duty_catalogue.add_version": "the version itself is the row that stays",
    "events.after_the_fact.propose_case": "the report says who proposed, when and why, once; opening is a person's act",
    "organizations.announcement_workflow.confirm": "the receipt says who confirmed and when, once",
    "organizations.group_channels.switch": "a robot's switch: the history of the row tells",
    "organizations.invitation_mail.claim": "the outbox",
    "organizations.ladder.holds.lift": "the hold says who lifted it and when, once",
    "organizations.paper_numbers.next_number": "the papers carry the numbers",
    "reports.batches.discard_archives": "progress of a batch",
    "reports.batches.resume": "progress of a batch",
    "reports.claims.claim_next": "progress of a batch",
    "reports.retention.disposing.accounts": "the disposal that calls it is a move",
    "reports.subscriptions.subscribe": "one's own calendar: the history of the row tells",
}

Function = ast.FunctionDef


def functions_in(source: str) -> Iterator[Function]:
    return (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))


def imported_in(source: str) -> set[str]:
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    return {alias.asname or alias.name for node in nodes for alias in node.names}


def reached_from(function: Function, imported: set[str]) -> set[str]:
    """Functions that it calls by their name, or as a module's: `send_back`, `workflow.send_back`, no method of a row."""
    calls = [node.func for statement in function.body for node in ast.walk(statement) if isinstance(node, ast.Call)]
    modules = [one for one in calls if isinstance(one, ast.Attribute) and ast.unparse(one.value) in imported]
    return {one.id for one in calls if isinstance(one, ast.Name)} | {one.attr for one in modules}


@cache
def called_in(function: Function) -> set[str]:
    """Names of what it calls, its decorators left out: `log`, `save`, `select_for_update`, `moves.create`."""
    found = set()
    for statement in function.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Call):
                words = ast.unparse(node.func).split(".")
                found |= {words[-1], ".".join(words[-2:]), ".".join(words[-3:])}
    return found


def decorated(function: Function) -> dict[str, ast.Call]:
    calls = [one for one in function.decorator_list if isinstance(one, ast.Call)]
    return {ast.unparse(one.func).split(".")[-1]: one for one in calls}


def logs_itself(function: Function, sealed: set[str]) -> bool:
    """It is a move or an act with a label, writes to a log by hand, or adds a row to a table under seal."""
    doors = decorated(function)
    if "move" in doors or ("act" in doors and any(one.arg == "label" for one in doors["act"].keywords)):
        return True
    called = called_in(function)
    return (
        bool(called & LOGS)
        or "moves.create" in called
        or any(
            f"{name}.objects.{verb}" in called or (name in called and "save" in called)
            for name in sealed
            for verb in ("create", "bulk_create", "get_or_create")
        )
        or inserted_in(function) & sealed != set()
    )


def inserted_in(function: Function) -> set[str]:
    """Models that it fills in one statement."""
    calls = [
        node for node in ast.walk(function) if isinstance(node, ast.Call) and ast.unparse(node.func) == "insert_select"
    ]
    return {ast.unparse(call.args[0]) for call in calls if call.args}


def unlogged(sources: dict[str, str]) -> set[str]:
    """Functions that lock and write, and neither log nor call, by name, one that does; as `module.name`."""
    sealed = {model.__name__ for model in sealed_tables().values() if not hasattr(model, "pgh_tracked_model")}
    every = [
        (f"{module}.{function.name}", function, reached_from(function, imported))
        for module, source in sources.items()
        for imported in [imported_in(source)]
        for function in functions_in(source)
    ]
    logging = {function.name for _, function, _ in every if logs_itself(function, sealed)}
    while more := {function.name for _, function, reached in every if reached & logging} - logging:
        logging |= more
    return {
        name
        for name, function, reached in every
        if (called_in(function) & LOCKS or "act" in decorated(function))
        and called_in(function) & WRITERS
        and not logs_itself(function, sealed)
        and not reached & logging
    }


def rooms() -> dict[str, str]:
    found = {}
    for room in ROOMS:
        for path in sorted((settings.BASE_DIR / room).rglob("*.py")):
            parts = path.relative_to(settings.BASE_DIR).with_suffix("").parts
            if not {"migrations", "demo"} & set(parts):
                found[".".join(parts)] = path.read_text(encoding="utf-8")
    return found


def test_whatever_locks_and_writes_leaves_a_log_row():
    assert sorted(unlogged(rooms())) == sorted(WITHOUT_LOG)


HEAD = "from zhengzhou_ideology.workflow import act, log, under_lock\n"
WAIVER = """
{decorator}
def waive(case, *, by):
    {lock}
    case.waived = True
    case.save()
    {log}
"""


@pytest.mark.parametrize(
    ("decorator", "lock", "log", "found"),
    [
        ('@act(perm="x")', "", "", True),
        ('@act(perm="x", label="放弃")', "", "", False),
        ("", "under_lock(case)", "", True),
        ("", "under_lock(case)", 'log(case, "waive", by=by)', False),
        ("", "under_lock(case)", "noted(case)", False),
        ("", "under_lock(case)", "case.noted()", True),
        ("", "type(case).objects.select_for_update().get(pk=case.pk)", "", True),
    ],
)
def test_a_function_without_a_log_row_is_found(decorator, lock, log, found):
    noted = '\ndef noted(case):\n    log(case, "noted", by=None)\n'
    source = HEAD + WAIVER.format(decorator=decorator, lock=lock, log=log) + noted

    assert unlogged({"room": source}) == ({"room.waive"} if found else set())


def test_who_withdrew_a_change_stands_in_the_log(cast):
    change = propose(
        approved(cast),
        by=cast.secretary,
        now=NOW,
        facts={"starts_on": "2026-11-20", "ends_on": "2026-11-21"},
        reason="场地停用。",
    )

    withdraw(change, by=cast.secretary, now=NOW)

    row = change.filing.moves.order_by("-pk").first()
    assert (row.name, row.by, row.acting_as) == ("withdraw_change", cast.secretary, cast.secretary.acting_label)


def test_who_waived_the_review_stands_in_the_log_with_the_decision(bench, rectifying):  # noqa: F811
    waive_review(rectifying, by=bench.leader, today=DAY)

    row = rectifying.moves.order_by("-pk").first()
    assert (row.name, row.by, row.acting_as) == ("waive_review", bench.leader, bench.leader.acting_label)
    assert row.content_sha256 == rectifying.papers.signed().latest("pk").sha256
