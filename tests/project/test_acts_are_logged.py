"""Whatever changes a right has a log row. What takes a row's lock and writes, logs, or says here why not."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import pytest
from django.conf import settings

from compliance.cases.hearing.rectification import waive_review
from events.changes import propose, withdraw
from organizations.registration import correct_person, permit_self_certification, version_of
from organizations.voices import link_account
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
from tests.conftest import TODAY
from tests.events.factories import NOW, approved
from tests.factories import ResponsiblePersonFactory
from tests.project.test_shelves import WRITES
from zhengzhou_ideology.audit.under_seal import sealed_tables

ROOMS = ("organizations", "compliance", "events", "reports", "zhengzhou_ideology")
LOCKS = frozenset({"under_lock", "all_under_lock", "select_for_update"})
WRITERS = WRITES - {"select_for_update"} | {"insert_select"}
LOGS = frozenset({"log", "log_many"})
# Written once, and silent about who did what.
SAY_NOT_WHO = frozenset({"StoredFile"})
# Whoever is told of an act has an act to be told of.
TELL = ("zhengzhou_ideology.notices.",)
# Changes no right of anybody, or is told by the history of its row alone: each with the reason.
WITHOUT_LOG = {
    # Drafts: of nobody's right, until they are sent, which is a move. Their history tells who typed.
    "compliance.drafting.attach": "a draft",
    "compliance.drafting.save_draft": "a draft",
    "compliance.drafting.save_duty": "a draft",
    "compliance.matters.drafting.attach": "a draft",
    "compliance.matters.drafting.save": "a draft",
    "events.drafting.save": "a draft",
    # A row of its own says who did what, and when, once.
    "compliance.duty_catalogue.add_version": "the version itself is the row that stays",
    "events.after_the_fact.propose_case": "the report says who proposed, when and why; opening is a person's act",
    "organizations.announcement_workflow.confirm": "the receipt says who confirmed and when",
    "organizations.founding.invite_again": "the invitation says that the console made it, and when; the seat has its log",
    "organizations.invitations.invite_many": "each invitation says who invited and when; whoever comes by it is a seat's row",
    "organizations.invitations.revoke": "the invitation says who revoked it and when",
    "organizations.ladder.holds.lift": "the hold says who lifted it and when",
    "organizations.life.changes._apply_one": "the change says who entered it, on which paper, and when it took effect",
    "organizations.life.changes.correct": "the change of kind 更正 says who corrected what, and why; the contact has its history",
    "organizations.life.changes.enter": "the change says who entered it, on which paper, and is read-only from then on",
    "organizations.life.changes.take_back": "the change says who took it back, when and why",
    "organizations.paper_numbers.next_number": "the papers carry the numbers",
    # Part of an act that is logged.
    "compliance.cases.case_workflow._review": "the decision of the review, which calls it, is the move",
    "compliance.cases.hearing.time_requests._move": "granting the time, which calls it, is the act that is logged",
    "organizations.confirmations._apply": "the confirmation that calls it is the row that stays",
    "organizations.registry.importing.check_again": "a preview is judged anew; confirming the list is the move",
    "reports.retention.disposing.accounts": "the disposal that calls it is a move",
    "reports.retention.disposing.files": "the disposal that calls it is a move",
    # Outlets, groups and one's own things change no right of anybody: the history of the row tells.
    "organizations.group_channels.change": "whose group it is stays; the history tells who set another address",
    "organizations.group_channels.switch": "a robot's switch",
    "organizations.registration.add_outlet": "an entry of the organization's own outlets",
    "organizations.registration.close_outlet": "an entry of the organization's own outlets",
    "organizations.registration.correct_outlet": "an entry of the organization's own outlets",
    "reports.subscriptions.subscribe": "one's own calendar",
    "zhengzhou_ideology.saved_views.keeping.keep": "one's own view of a list",
    "zhengzhou_ideology.saved_views.keeping.rename": "one's own view of a list",
    # Machines at work.
    "organizations.invitation_mail.claim": "the outbox",
    "reports.api.pushing._send": "the outbox; the delivery says what came of it",
    "reports.batches.discard_archives": "progress of a batch",
    "reports.batches.resume": "progress of a batch",
    "reports.batches.start": "the batch says who began it and when",
    "reports.claims.ClaimedQuerySet.claim_next": "progress of a batch",
    "zhengzhou_ideology.security.management.commands.encrypt_factors.factors": "the same secret under another key",
    "zhengzhou_ideology.security.management.commands.encrypt_factors.mails": "the same letter under another key",
}

Function = ast.FunctionDef


@dataclass(frozen=True)
class Module:
    """A module by what its names mean: its functions and methods, and where what it imports comes from."""

    name: str
    functions: Mapping[str, Function]
    imported: Mapping[str, str]


def read(name: str, source: str) -> Module:
    tree = ast.parse(source)
    functions = {node.name: node for node in tree.body if isinstance(node, Function)}
    for made in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        functions |= {f"{made.name}.{node.name}": node for node in made.body if isinstance(node, Function)}
    imported = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            imported |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            imported |= {alias.asname or alias.name: alias.name for alias in node.names}
    return Module(name, functions, imported)


def resolved(words: str, module: Module, modules: Mapping[str, Module]) -> str | None:
    """The function that `send_back` or `workflow.send_back` is in this module, as `module.name`; none of a row's methods."""
    first, _, rest = words.partition(".")
    if words in module.functions:
        return f"{module.name}.{words}"
    if first not in module.imported:
        return None
    meant = f"{module.imported[first]}.{rest}" if rest else module.imported[first]
    if meant in modules:
        return None
    home, _, name = meant.rpartition(".")
    while home and home not in modules:
        home, _, before = home.rpartition(".")
        name = f"{before}.{name}"
    # A package hands on what its modules hold.
    return resolved(name, modules[home], modules) if home and modules[home] is not module else None


def reached_from(function: Function, module: Module, modules: Mapping[str, Module]) -> set[str]:
    calls = [node.func for statement in function.body for node in ast.walk(statement) if isinstance(node, ast.Call)]
    return {found for one in calls if (found := resolved(ast.unparse(one), module, modules))}


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


def logs_itself(function: Function, module: Module, sealed: set[str]) -> bool:
    """It is a move or an act with a label, writes to a log by hand, or adds a row to a table under seal."""
    doors = decorated(function)
    if "move" in doors or ("act" in doors and any(one.arg == "label" for one in doors["act"].keywords)):
        return True
    called = called_in(function)
    return (
        any(module.imported.get(name, "").startswith("zhengzhou_ideology.workflow") for name in called & LOGS)
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


def closed(begun: set[str], reached: Mapping[str, set[str]]) -> set[str]:
    """And whatever reaches one of them, over any number of steps."""
    found = set(begun)
    while more := {name for name, those in reached.items() if those & found} - found:
        found |= more
    return found


def unlogged(sources: dict[str, str]) -> set[str]:
    """Functions that lock and write, themselves or by a function that they call, and that log in neither way; as `module.name`."""
    sealed = {model.__name__ for model in sealed_tables().values() if not hasattr(model, "pgh_tracked_model")}
    modules = {name: read(name, source) for name, source in sources.items()}
    every = {
        f"{one.name}.{name}": (function, one) for one in modules.values() for name, function in one.functions.items()
    }
    reached = {name: reached_from(function, module, modules) for name, (function, module) in every.items()}
    logging = {name for name, one in every.items() if logs_itself(*one, sealed - SAY_NOT_WHO)}
    told = {name for name in every if name.startswith(TELL)}
    steps = {name: those - told for name, those in reached.items()}
    writing = {name for name, (function, _) in every.items() if called_in(function) & WRITERS}
    locking = {
        name for name, (function, _) in every.items() if called_in(function) & LOCKS or "act" in decorated(function)
    }
    return (locking & closed(writing, steps)) - closed(logging, reached) - told


def rooms() -> dict[str, str]:
    found = {}
    for room in ROOMS:
        for path in sorted((settings.BASE_DIR / room).rglob("*.py")):
            parts = path.relative_to(settings.BASE_DIR).with_suffix("").parts
            if not {"migrations", "demo"} & set(parts):
                name = parts[:-1] if parts[-1] == "__init__" else parts
                found[".".join(name)] = path.read_text(encoding="utf-8")
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


WRITTEN_ELSEWHERE = """
from zhengzhou_ideology.workflow import act
from house import shelves
from house.drawers import write

@act(perm="x")
def permit(organization, *, by):
    {call}
"""
SHELVES = """
from zhengzhou_ideology.workflow import log

def write(row):
    row.save()

def write_down(row):
    write(row)
    _page(row)

def _page(row):
    return row.name
"""
LOGGING_PAGE = """
from zhengzhou_ideology.workflow import log

def _page(row):
    log(row, "read", by=None)

def write_down(row):
    _page(row)
    row.save()
"""


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ("write(organization)", True),
        ("shelves.write_down(organization)", True),
        ("shelves.read(organization)", False),
        ("elsewhere.write_down(organization)", False),
    ],
)
def test_what_a_helper_writes_is_written_and_a_foreign_function_of_the_same_name_logs_nothing(call, found):
    sources = {
        "room": WRITTEN_ELSEWHERE.format(call=call) + "\nfrom house import elsewhere\n",
        "house": "from house.shelves import write_down",
        "house.drawers": "from house.shelves import write",
        "house.shelves": SHELVES,
        "house.elsewhere": LOGGING_PAGE,
    }

    assert unlogged(sources) == ({"room.permit"} if found else set())


def test_what_makes_an_account_a_voice_and_what_permits_stands_in_the_log(cast):
    person = ResponsiblePersonFactory(organization=cast.organization, post="leader", account=None)
    days = {"valid_from": TODAY, "valid_until": TODAY + timedelta(days=365)}

    link_account(person, by=cast.registrar, today=TODAY, account=cast.leader)
    permit_self_certification(cast.organization, by=cast.supervisor, today=TODAY, reason="仅一名工作人员。", **days)
    facts = {"office_phone": person.office_phone, "term_until": TODAY + timedelta(days=400)}
    correct_person(person, by=cast.registrar, version=version_of(person, facts), facts=facts)

    registrar, supervisor = cast.registrar.acting_label, cast.supervisor.acting_label
    moves = cast.organization.moves.all()
    page = cast.client("auditor").get(cast.organization.get_absolute_url()).content.decode()
    assert [(row.label, row.by, row.acting_as, row.reason) for row in moves] == [
        (f"关联任职账号：{person}的任职关联账号{cast.leader.name_and_account()}", cast.registrar, registrar, ""),
        ("准予一人兼任：2026年10月9日至2027年10月9日", cast.supervisor, supervisor, "仅一名工作人员。"),
        (f"更正任职信息：{person}：任职结束", cast.registrar, registrar, ""),
    ]
    assert [row.label for row in moves if row.label not in page] == []


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
