"""Acts of weight ask anew who acts, and what was typed survives the detour."""

import ast
from datetime import timedelta
from functools import cache
from importlib import import_module

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils.timezone import now
from rules.permissions import permissions

from compliance.models import Extension
from organizations.models import Membership
from tests.compliance.cases.conftest import pdf
from tests.factories import PASSWORD, QuarterlyReportFactory
from tests.project.test_doors import DOORS
from tests.security.conftest import code_of, kinds, sign_in, with_factor
from zhengzhou_ideology.files.models import StoredFile
from zhengzhou_ideology.ledgers.ledger import ledgers
from zhengzhou_ideology.security import detours
from zhengzhou_ideology.security.models import AccountMail

pytestmark = pytest.mark.usefixtures("proof_asked")
REAUTHENTICATE = "/accounts/reauthenticate/"
REASON = {"reason": "本季度停业整修，经核实予以豁免。"}


@pytest.fixture
def report(cast):
    return QuarterlyReportFactory(organization=cast.organization)


def exempt(client: Client, report, **headers):
    return client.post(f"/reports/{report.pk}/exempt/", REASON, headers=headers)


def state_of(report) -> str:
    report.refresh_from_db()
    return report.state


def test_act_of_weight_waits_for_a_proof_and_then_happens_with_what_was_typed(cast, report):
    client = cast.client("supervisor")

    turned = exempt(client, report)
    waiting = state_of(report)
    done = client.post(turned.url, {"password": PASSWORD})

    assert (turned.url.startswith(REAUTHENTICATE), waiting) == (True, "draft")
    assert (done.status_code, done.url, state_of(report)) == (302, f"/reports/{report.pk}/", "exempted")
    assert report.moves.get().reason == REASON["reason"]
    assert kinds(account=cast.supervisor) == ["proved"]


def test_wrong_password_proves_nothing(cast, report):
    client = cast.client("supervisor")
    turned = exempt(client, report)

    client.post(turned.url, {"password": "wrong"})

    assert state_of(report) == "draft"


def test_who_has_just_signed_in_is_not_asked_and_after_five_minutes_is(cast, report):
    other = QuarterlyReportFactory(organization=cast.organization, period__quarter=2)
    client = sign_in(cast.supervisor)

    at_once = exempt(client, report)
    with time_machine.travel(now() + timedelta(minutes=5, seconds=1)):
        later = exempt(client, other)

    assert (at_once.url, state_of(report)) == (f"/reports/{report.pk}/", "exempted")
    assert (later.url.startswith(REAUTHENTICATE), state_of(other)) == (True, "draft")


def test_who_has_a_second_factor_proves_it_and_not_the_password(cast, report):
    secret = with_factor(cast.supervisor)
    client = cast.client("supervisor")

    turned = exempt(client, report)
    by_password = client.post(REAUTHENTICATE, {"password": PASSWORD})
    unproved = state_of(report)
    client.post(turned.url, {"code": code_of(secret)})

    assert turned.url.startswith("/accounts/2fa/reauthenticate/")
    assert ("/2fa/" in by_password.url, unproved, state_of(report)) == (True, "draft", "exempted")


def test_who_may_not_is_refused_without_a_detour(cast, report):
    assert exempt(cast.client("registrar"), report).status_code == 403


def test_htmx_is_sent_to_the_whole_page(cast, report):
    turned = exempt(cast.client("supervisor"), report, **{"HX-Request": "true"})

    assert (turned.status_code, turned["HX-Redirect"].startswith(REAUTHENTICATE)) == (204, True)


def test_kept_form_is_used_once(cast, report):
    client = cast.client("supervisor")
    turned = exempt(client, report)
    client.post(turned.url, {"password": PASSWORD})

    again = client.post(REAUTHENTICATE, {"password": PASSWORD})

    assert (again.url, report.moves.count()) == ("/", 1)


def test_kept_form_is_nobody_elses(cast, rf):
    """A browser that another account signs in to in between."""
    request = rf.get("/")
    request.user = cast.leader
    state = {"whose": cast.supervisor.pk, "path": "/reports/1/exempt/", "query": "", "typed": "reason=x"}

    assert detours.go_on(request, state).url == "/"


def test_kept_form_does_not_go_on_for_whoever_is_held_for_want_of_a_second_factor(cast, report, settings):
    """The page of proof is open to them, because a factor is set up after it."""
    client = cast.client("supervisor")
    turned = exempt(client, report)
    settings.SECOND_FACTOR_REQUIRED = True

    answer = client.post(turned.url, {"password": PASSWORD})

    assert (answer.url, state_of(report)) == ("/", "draft")


@pytest.mark.parametrize(("typed", "asked"), [("new@example.org", True), ("", True), ("same", False)])
def test_another_address_of_ones_own_asks_and_name_and_phone_do_not(typed, asked, cast):
    own = {"name": "周某某", "phone": "0371-61111111", "email": cast.secretary.email if typed == "same" else typed}
    client = cast.client("secretary")

    answer = client.post("/account/", own)
    cast.secretary.refresh_from_db()
    before = cast.secretary.name
    done = client.post(answer.url, {"password": PASSWORD}) if asked else answer

    cast.secretary.refresh_from_db()
    assert (answer.url.startswith(REAUTHENTICATE), before == "周某某") == (asked, not asked)
    assert (done.url, cast.secretary.name, AccountMail.objects.exists()) == ("/account/", "周某某", asked)


def test_own_page_tells_nobody_whether_a_password_is_right(cast):
    """H12: forty wrong ones in a row were answered there, without a limit."""
    client, own = cast.client("secretary"), {"name": "周某某", "phone": "", "email": "new@example.org"}

    answers = {client.post("/account/", {**own, "password": typed}).url for typed in ("wrong", PASSWORD)}

    assert (len(answers), 'name="password"' in client.get("/account/").content.decode().split("</main>")[0]) == (
        1,
        False,
    )


def test_wrong_passwords_on_the_page_of_proof_are_slowed(cast, slowed):
    client = cast.client("secretary")

    said = [client.post(REAUTHENTICATE, {"password": "wrong"}).context["form"] for _ in range(6)]

    assert ["请在" in str(form.errors) for form in said] == [False] * 5 + [True]
    assert kinds(account=cast.secretary) == ["sign_in_failed"] * 5 + ["sign_in_slowed"]


def test_export_of_persons_asks_and_export_of_reports_does_not(cast):
    client = cast.client("registrar")

    register, people, reports = (
        client.post("/exports/new/registry_csv/"),
        client.post("/exports/new/persons/", {"columns": ["name"]}),
        client.get("/exports/new/reports/"),
    )

    assert [answer.status_code for answer in (register, people, reports)] == [302, 302, 200]
    assert all(answer.url.startswith(REAUTHENTICATE) for answer in (register, people))


@pytest.mark.parametrize(
    ("name", "address", "typed"),
    [
        ("security", "/seats/new/", {"role": "registrar", "place": "city", "name": "王某某", "reason": "任命文件"}),
        ("registrar", "/invitations/new/", {"role": "secretary", "body": "uscc", "name": "王某某"}),
    ],
)
def test_seats_and_invitations_ask(name, address, typed, cast, city):
    known = {"city": str(city.pk), "uscc": cast.organization.uscc}
    typed = {key: known.get(value, value) for key, value in typed.items()}

    answer = cast.client(name).post(address, {**typed, "authority": str(city.pk)})

    assert (answer.status_code, getattr(answer, "url", "").startswith(REAUTHENTICATE)) == (302, True)
    assert Membership.objects.filter(user__name="王某某").count() == 0


# What a door asks for that is no move of a workflow, and what comes with a file.


def test_later_due_days_and_exemptions_ask_one_by_one_and_for_many(cast, report):
    plea = Extension.objects.create(
        report=report,
        reason="汛情。",
        asked_by=cast.secretary,
        asked_at=now(),
        old_due=report.due_on,
        new_due=report.due_on + timedelta(days=7),
    )
    many = {"what": "exemption", "reason": "汛情。", "scope": "picked", "paper": report.pk}
    client = cast.client("supervisor")

    answers = [
        client.post(f"/extensions/extension/{plea.pk}/refuse/", {"remark": "理由不足。"}),
        client.post("/extensions/grant/", many),
    ]
    done = client.post(answers[-1].url, {"password": PASSWORD})

    assert [answer.url.startswith(REAUTHENTICATE) for answer in answers] == [True, True]
    assert (done.status_code, state_of(report)) == (302, "exempted")


def test_a_form_with_a_file_is_sent_again_and_does_not_go_on_without_the_file(cast, report):
    page = "/extensions/grant/"
    many = {"what": "exemption", "reason": "汛情。", "scope": "picked", "paper": report.pk, "evidence": pdf("通知.pdf")}
    client = cast.client("supervisor")
    client.get(page)

    turned = client.post(page, many, headers={"referer": f"http://testserver{page}"})
    proved = client.post(turned.url, {"password": PASSWORD}, follow=True)

    assert (state_of(report), StoredFile.objects.count()) == ("draft", 0)
    assert proved.request["PATH_INFO"] == page
    assert [words for words in ("请重新选择文件", "汛情。") if words not in proved.content.decode()] == []


# Which acts are of weight: certifying, signing, deciding, waiving, giving seats. One that loses its weight is missed here.
WEIGHTY = """
compliance.extensions: refuse
compliance.report_workflow: certify exempt reopen
compliance.letter_workflow: sign
compliance.cases.case_workflow: annul change close close_without_measure decide dismiss notify open_case uphold
compliance.cases.hearing.rectification: waive_review
compliance.cases.hearing.time_requests: decide extend_limit
events.changes: certify
events.filing_workflow: approve certify concur give_approval reconsider refuse revoke
events.reviews: decide
organizations.closing: close
organizations.confirmations: confirm_outlets confirm_posts
organizations.post_change_workflow: confirm_change
organizations.registration: permit_self_certification
organizations.reset_workflow: confirm_reset print_slip propose
organizations.seat_workflow: confirm hand_out let_in propose
organizations.voices: check_identity consent link_account
reports.api.token_workflow: confirm hand_out issue propose
reports.retention.disposal_workflow: confirm
"""
# Functions that ask by themselves, and for which permission.
ASKING = {
    "compliance.extensions.exempt": "compliance.grant_for_many",
    "compliance.extensions.extend": "compliance.grant_for_many",
    "organizations.accounts.correct_own": "organizations.correct_own_user",
    "organizations.accounts.end_membership": "organizations.manage_accounts",
    "organizations.invitations.issue": "organizations.issue_invitation",
    "organizations.substitutions.grant": "organizations.substitute_membership",
    "reports.batches.start": "reports.start_statementbatch",
    "reports.exports.asking.ask": "organizations.export_registry",
    "reports.issuing.issue_one": "reports.issue_annualstatement",
    "reports.publishing.begin": "reports.publish_year",
    "reports.publishing.revise": "reports.publish_year",
    "reports.rollup.issue_rollup": "reports.issue_rollup",
}
# What a permission decides by its verb; each that asks nothing has its reason below.
DECIDES = [
    "accept",
    "approve",
    "annul",
    "certify",
    "check",
    "close",
    "confirm",
    "consent",
    "decide",
    "dismiss",
    "end",
    "exempt",
    "extend",
    "give",
    "grant",
    "hand",
    "issue",
    "link",
    "notify",
    "open",
    "publish",
    "reconsider",
    "record",
    "refuse",
    "reopen",
    "review",
    "revoke",
    "sign",
    "start",
    "substitute",
    "waive",
]
WITHOUT_PROOF = {
    "api.refuse_accesstoken": "gives nobody anything",
    "api.revoke_accesstoken": "takes a door away, where haste is wanted",
    "cases.check_accountabilitycase": "notes what was rectified; closing asks",
    "compliance.accept_duty": "hundreds in a row, decided against nobody, and taken back by undo_accept",
    "compliance.accept_quarterlyreport": "hundreds in a row, decided against nobody, and taken back by undo_accept",
    "compliance.close_matterreport": "the end of a matter, against nobody",
    "compliance.open_period": "what opens by itself at night",
    "compliance.record_attendance": "a list of who came",
    "events.record_eventrecord": "takes note of what others approved, and is taken back by unrecord",
    "organizations.confirm_announcement": "a receipt",
    "organizations.end_substitution": "takes back what was lent",
    "organizations.refuse_reset": "gives nobody anything",
    "organizations.refuse_seat": "gives nobody anything",
    "organizations.revoke_invitation": "takes a door away, where haste is wanted",
    "organizations.revoke_organizationchange": "a change to come does not come",
    "reports.hand_over": "reads what waits, for a successor",
}


@cache
def decorated() -> dict[str, dict[str, tuple[str, ast.FunctionDef]]]:
    """Of each module, the functions that say they are of weight, with how they are made."""
    found: dict[str, dict[str, tuple[str, ast.FunctionDef]]] = {}
    for module, node in functions():
        for made in node.decorator_list:
            if any(one.arg == "weighty" for one in getattr(made, "keywords", ())):
                found.setdefault(module, {})[node.name] = (made.func.id, node)
    return found


@cache
def functions() -> list[tuple[str, ast.FunctionDef]]:
    found = []
    for room in ("organizations", "compliance", "events", "reports"):
        for path in sorted((settings.BASE_DIR / room).rglob("*.py")):
            text = path.read_text()
            if "weighty=" in text or "need_proof(" in text:
                module = ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts)
                found += [(module, node) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    return found


def test_acts_of_weight_are_these():
    listed = {line.split(": ")[0]: sorted(line.split(": ")[1].split()) for line in WEIGHTY.strip().splitlines()}
    by_themselves = {
        f"{module}.{node.name}"
        for module, node in functions()
        if ".views" not in module
        and node.name not in decorated().get(module, {})
        and any(isinstance(one, ast.Call) and ast.unparse(one.func) == "need_proof" for one in ast.walk(node))
    }

    assert {module: sorted(names) for module, names in decorated().items()} == listed
    assert by_themselves == set(ASKING)
    assert sum(door.act.weighty for door in DOORS.values()) > 20


def test_every_permission_that_decides_asks_or_says_why_not():
    acts = [getattr(import_module(module), name) for module, found in decorated().items() for name in found]
    asked = {*ASKING.values(), *(act.perm for act in acts)}
    named = {one.replace("{model}", model) for one in asked for model in ("quarterlyreport", "duty")}
    deciding = {one for one in permissions if one.partition(".")[2].split("_")[0] in DECIDES}

    assert deciding - named == set(WITHOUT_PROOF)
    assert len(deciding & named) > 30


def test_function_that_asks_for_itself_does_ask():
    """`asks` only says so: the function calls `need_proof`, or an act of weight that does."""
    for module, functions in decorated().items():
        weighty = {*functions}
        for name, (made, node) in functions.items():
            called = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
            if made == "asks":
                assert called & {"need_proof", *(weighty - {name})}, f"{module}.{name}"


def test_whatever_ledger_names_persons_asks():
    named = {"姓名", "被邀请人"}

    assert {key for key, one in ledgers().items() if named & {column.title for column in one.columns}} <= {
        key for key, one in ledgers().items() if one.of_persons
    }
