"""Every door leads somewhere, and what its form asks for is what its act takes; every log row has a label."""

import ast
from inspect import Parameter, signature
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse

from compliance.cases.views import officer_doors, organization_offers
from compliance.cases.views import proposing as case_proposing
from compliance.views import doors as report_doors
from compliance.views import exchange_doors, matter_doors
from events.views import after_the_fact
from events.views import doors as event_doors
from organizations.views import access_resets, announcements, authority_doors, authority_proposals, post_changes, seats
from reports.api.views import endpoints, tokens
from reports.retention import views as retention
from zhengzhou_ideology.workflow import labels
from zhengzhou_ideology.workflow.offers import Door

MODULES = (
    report_doors,
    matter_doors,
    event_doors,
    after_the_fact,
    officer_doors,
    organization_offers,
    case_proposing,
    authority_doors,
    authority_proposals,
    seats,
    post_changes,
    access_resets,
    announcements,
    exchange_doors,
    tokens,
    endpoints,
    retention,
)
# Handed in by the door itself.
OWN = {"by", "now", "today"}


def doors_in(module: ModuleType) -> list[Door]:
    found = []
    for value in vars(module).values():
        values = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else [value]
        found += [door for door in values if isinstance(door, Door)]
    return found


DOORS = {door.address: door for module in MODULES for door in doors_in(module)}


def test_no_door_is_left_out():
    """Modules that make doors are those that are looked at here."""
    made = {
        str(path.relative_to(settings.BASE_DIR))
        for room in ("organizations", "compliance", "events", "reports")
        for path in (settings.BASE_DIR / room).rglob("*.py")
        if "Door(" in path.read_text()
    } - {"organizations/views/desk.py"}  # makes those of a desk for the rooms that have one

    assert made == {str(Path(module.__file__).relative_to(settings.BASE_DIR)) for module in MODULES}
    assert len(DOORS) > 40


@pytest.mark.parametrize("address", sorted(DOORS))
def test_door_leads_to_a_view(address):
    assert reverse(address, args=[1])


@pytest.mark.parametrize("address", sorted(DOORS))
def test_form_of_a_door_asks_for_what_its_act_takes(address):
    door = DOORS[address]
    rule = getattr(door.act, "__wrapped__", door.act)
    parameters = [p for p in signature(rule).parameters.values() if p.kind is Parameter.KEYWORD_ONLY]
    takes = {p.name for p in parameters} - OWN
    needs = {p.name for p in parameters if p.default is Parameter.empty} - OWN
    asked = set(getattr(door.form, "base_fields", {})) if door.form else set()

    assert needs <= asked | {*door.facts}, "the act needs what nobody hands in"
    if not any(p.kind is Parameter.VAR_KEYWORD for p in signature(rule).parameters.values()):
        assert asked <= takes, "the form asks for what the act does not take"


def logged_names() -> set[tuple[str, str]]:
    """Names that are written to a log by hand: the second argument of `log` and `log_many`."""
    found = set()
    for room in ("organizations", "compliance", "events", "reports"):
        for path in (settings.BASE_DIR / room).rglob("*.py"):
            module = ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts)
            for node in ast.walk(ast.parse(path.read_text())):
                if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("log", "log_many")):
                    continue
                if len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
                    found.add((module, node.args[1].value))
    return found


def test_every_name_in_a_log_has_a_label():
    names = logged_names()
    written_to = {"reports.handover": ("compliance", "events")}  # handing over logs in the rooms below
    unlabelled = {
        (room, name)
        for module, name in names
        for app in [apps.get_containing_app_config(module).name]
        for room in written_to.get(module, (app,))
        if (room, name) not in labels._LABELS
    }

    assert len(names) > 5
    assert unlabelled == set()


def test_a_name_in_a_log_has_one_label():
    """Two moves of one app under one name would be told in each other's words."""
    labels.register("organizations.seat_workflow", confirm="确认席位")

    with pytest.raises(ValueError, match="two labels"):
        labels.register("organizations.seat_workflow", confirm="确认任职变更")
