"""Each guard of due process attacked with bare SQL, as somebody with a console would; the database holds all of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pgtrigger
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import localdate, now

from compliance.cases import case_workflow, declarations, service, terms
from compliance.cases.enums import EDGES, CaseFileKind, CaseGround, CasePaperKind, CaseState, CaseTermKind
from compliance.cases.hearing import rectification, statements
from compliance.cases.models import AccountabilityCase, CasePaper
from compliance.cases.papers import writing
from compliance.cases.record import files
from tests.compliance.cases.conftest import DAY, DECISION, NOTICE, NOW, REVIEW, pdf

pytestmark = pytest.mark.django_db

MAY_NOT_CHANGE = "Cannot update or delete rows from"
MAY_NOT_DELETE = "Cannot delete rows from"


def refusal(sql: str, **values) -> str:
    """What the database says to one statement; empty if it lets it pass, and then it is taken back."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(sql % values)
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
    except DatabaseError as error:
        return str(error).splitlines()[0]
    return ""


def held(attacks: dict[str, str], **values) -> dict[str, str]:
    """The attacks that were not refused for the reason that they are given with; nothing if all were."""
    told = {sql: refusal(sql, **values) for sql in attacks}
    return {sql: told[sql] or "let pass" for sql, reason in attacks.items() if reason not in told[sql] or not told[sql]}


def everybody(bench) -> dict[str, int]:
    return {name: user.pk for name, user in bench.users.items()}


def case_row(bench, **columns) -> str:
    """An INSERT of a case with these columns beside those that it must have."""
    organization = bench.organization
    row = {
        "organization_id": organization.pk,
        "registration_authority_id": organization.registration_authority_id,
        "district_id": organization.district_id,
        "state": "'proposed'",
        "source": "'officer'",
        "kind": "''",
        "round": 0,
        "facts": "'{}'",
        "ground": "'report_missing'",
        "account": "''",
        "proposed_on": "'2026-11-09'",
        "proposal_reason": "'x'",
        "measure": "''",
        "reasons": "''",
        **columns,
    }
    return f"INSERT INTO cases_accountabilitycase ({', '.join(row)}) VALUES ({', '.join(map(str, row.values()))})"


def paper_row(case, bench, kind: str, number: int, **columns) -> str:
    """An INSERT of a signed paper."""
    row = {
        "case_id": case.pk,
        "kind": f"'{kind}'",
        "authority_id": case.registration_authority_id,
        "state": "'signed'",
        "facts": "'{}'",
        "prepared_by_id": bench.registrar.pk,
        "year": 2026,
        "number": number,
        "code": f"'c{number}'",
        "content": "'{}'",
        "sha256": "'x'",
        "signed_by_id": bench.supervisor.pk,
        "signed_on": "'2026-11-09'",
        **columns,
    }
    return f"INSERT INTO cases_casepaper ({', '.join(row)}) VALUES ({', '.join(map(str, row.values()))})"


# Edges


@contextmanager
def put_into(case: AccountabilityCase, bench, state: str) -> Iterator[None]:
    """A row as it may stand in this state, by an operator who switched the triggers off to get it there."""
    facts = {"account": "…", "opened_by": bench.supervisor, "opened_on": DAY}
    facts |= {"decided_by": bench.decider, "decided_on": DAY, "article": 2, "measure": "interview", "reasons": "…"}
    facts |= {"reviewed_by": bench.reviewer, "closed_on": DAY}
    with pgtrigger.ignore():
        AccountabilityCase.objects.filter(pk=case.pk).update(state=state, **facts)
    yield


@pytest.mark.parametrize("source", CaseState.values)
def test_the_trigger_refuses_every_illegal_edge(bench, proposed, source):
    others = [target for target in CaseState.values if target != source]
    with put_into(proposed, bench, source), pgtrigger.ignore("cases.AccountabilityCase:due_process"):
        told = {
            target: refusal(
                "UPDATE cases_accountabilitycase SET state = '%(target)s' WHERE id = %(case)s",
                target=target,
                case=proposed.pk,
            )
            for target in others
        }

    legal = {str(target) for edge, target in EDGES if edge == source}
    assert {target for target, said in told.items() if "Invalid transition" in said} == set(others) - legal
    assert {target for target, said in told.items() if "Invalid transition" not in said} == legal


def test_check_constraints_stand_behind_the_triggers(bench, proposed):
    with put_into(proposed, bench, "decided"), pgtrigger.ignore():
        left = held(
            {
                "UPDATE cases_accountabilitycase SET measure = 'fine'": "case_measure_is_known",
                "UPDATE cases_accountabilitycase SET measure = ''": "case_decision_cites_and_reasons",
                "UPDATE cases_accountabilitycase SET reasons = ''": "case_decision_cites_and_reasons",
                "UPDATE cases_accountabilitycase SET article = NULL": "case_decision_cites_and_reasons",
                "UPDATE cases_accountabilitycase SET article = 11": "case_article_is_of_the_regime",
                "UPDATE cases_accountabilitycase SET article = 7": "case_article_supports_ground",
                "UPDATE cases_accountabilitycase SET decided_by_id = NULL": "case_decision_cites_and_reasons",
                "UPDATE cases_accountabilitycase SET decided_by_id = %(supervisor)s": "case_opener_is_not_decider",
                "UPDATE cases_accountabilitycase SET decided_by_id = %(registrar)s": "case_proposer_is_not_decider",
                "UPDATE cases_accountabilitycase SET opened_by_id = %(registrar)s": "case_proposer_is_not_opener",
                "UPDATE cases_accountabilitycase SET opened_by_id = NULL": "case_opened_by_somebody",
                "UPDATE cases_accountabilitycase SET reviewed_by_id = %(supervisor)s": "case_opener_is_not_reviewer",
                "UPDATE cases_accountabilitycase SET reviewed_by_id = %(decider)s": "case_decider_is_not_reviewer",
                "UPDATE cases_accountabilitycase SET account = ''": "case_opened_on_facts",
                "UPDATE cases_accountabilitycase SET ground = 'disloyal'": "case_article_supports_ground",
                "UPDATE cases_accountabilitycase SET state = 'judged'": "case_state_is_known",
                "UPDATE cases_accountabilitycase SET decided_on = opened_on - 1": "case_decided_after_opening",
                "UPDATE cases_accountabilitycase SET measure = 'rectification_order'": "case_rectification_has_a_term",
            },
            **everybody(bench),
        )

    assert left == {}


# State by state


def test_what_cannot_be_inserted(bench, proposed):
    assert (
        held(
            {
                case_row(bench, state="'opened'", opened_by_id=bench.supervisor.pk, opened_on="'2026-11-09'"): (
                    "a case begins as a proposal"
                ),
                case_row(bench, state="'closed'"): "a case begins as a proposal",
                case_row(bench, opened_by_id=bench.supervisor.pk): "no signature and no measure",
                case_row(bench, measure="'fine'"): "no signature and no measure",
                case_row(bench, ground="'disloyal'"): "case_ground_is_known",
            }
        )
        == {}
    )


OPEN = "UPDATE cases_accountabilitycase SET state = 'opened', opened_on = '2026-11-09', account = 'x', opened_by_id = "


def test_a_proposal(bench, proposed):
    attacks = {OPEN + "%(supervisor)s": "the term for the decision does not run"}
    assert held(attacks, **everybody(bench)) == {}

    terms.start(proposed, CaseTermKind.DECISION, DAY)
    left = held(
        {
            OPEN + "%(registrar)s": "case_proposer_is_not_opener",
            OPEN + "NULL": "case_opened_by_somebody",
            OPEN + "%(leader)s": "nobody handles a case of one’s own",
            OPEN + "%(supervisor)s, account = account": "multiple assignments",
            OPEN.replace("'x'", "''") + "%(supervisor)s": "case_opened_on_facts",
            "UPDATE cases_accountabilitycase SET opened_on = '2026-11-09'": "was opened for",
            "UPDATE cases_accountabilitycase SET ground = 'papers_untrue'": "was opened for",
            "UPDATE cases_accountabilitycase SET proposed_by_id = NULL": "who proposed a case",
            "UPDATE cases_accountabilitycase SET organization_id = organization_id + 1": "who proposed a case",
            "DELETE FROM cases_accountabilitycase": MAY_NOT_DELETE,
        },
        **everybody(bench),
    )

    assert left == {}
    assert refusal(OPEN + "%(supervisor)s", **everybody(bench)) == ""


def test_an_opened_case(bench, opened):
    draft = writing.draft(opened, CasePaperKind.NOTICE, by=bench.registrar, facts=NOTICE)
    CasePaper.objects.filter(pk=draft.pk).update(facts=NOTICE)
    left = held(
        {
            "UPDATE cases_accountabilitycase SET state = 'notified'": "no notice has been signed",
            "UPDATE cases_accountabilitycase SET state = 'closed', closed_on = '2026-11-09'": "no closing",
            "UPDATE cases_accountabilitycase SET opened_by_id = %(decider)s": "was opened for",
            "UPDATE cases_accountabilitycase SET opened_on = '2026-11-01'": "was opened for",
            "UPDATE cases_accountabilitycase SET account = 'y'": "the account of a case",
            "UPDATE cases_accountabilitycase SET decided_by_id = %(decider)s": "what was decided",
            "UPDATE cases_accountabilitycase SET measure = 'interview'": "a measure changes with",
            "UPDATE cases_accountabilitycase SET review_waived_on = '2026-11-09'": "a waiver is given once",
            "UPDATE cases_accountabilitycase SET carried_out_on = '2026-11-09'": "nothing is being carried out",
            "UPDATE cases_accountabilitycase SET closed_on = '2026-11-09'": "a case is closed once",
            "UPDATE cases_caseterm SET due_on = due_on - 1": "a term moves with",
            "UPDATE cases_caseterm SET due_on = due_on + 30": "a term moves with",
            "UPDATE cases_caseterm SET base_on = base_on - 1": "a term begins once",
            "DELETE FROM cases_caseterm": MAY_NOT_DELETE,
            "INSERT INTO cases_caseterm (case_id, kind, base_on, due_on, due_provisional, due_steps, round) "
            "VALUES (%(case)s, 'statement', '2026-11-01', '2026-11-02', FALSE, '[]', 0)": "runs from proven service",
            "INSERT INTO cases_casestatement (case_id, text, wants_hearing, is_complete, is_late, filed_by_id, "
            "filed_as, filed_at) VALUES (%(case)s, 'x', FALSE, TRUE, FALSE, %(leader)s, 'x', now())": "answers a notice",
            "INSERT INTO cases_servicerecord (paper_id, method, sent_on, sent_by_id, address, tracking_number, "
            "received_by, rule) VALUES (%(paper)s, 'portal', '2026-11-09', %(registrar)s, '', '', '', '')": (
                "only a signed paper is served"
            ),
            paper_row(opened, bench, "decision", 1): "the case does not stand where",
            paper_row(opened, bench, "review_decision", 1): "the case does not stand where",
            "UPDATE cases_casemove SET reason = 'y'": MAY_NOT_CHANGE,
            "DELETE FROM cases_casemove": MAY_NOT_CHANGE,
        },
        case=opened.pk,
        paper=draft.pk,
        **everybody(bench),
    )

    assert left == {}


SERVED = "UPDATE cases_servicerecord SET rule = 'x', acknowledged_at = now(), "
NOTIFIED_TO = "UPDATE cases_accountabilitycase SET state = "


def test_a_notified_case(bench, notified):
    left = held(
        {
            NOTIFIED_TO + "'heard'": "the notice has not been served",
            NOTIFIED_TO + "'statement_lapsed'": "the notice has not been served",
            NOTIFIED_TO + "'decided', decided_by_id = %(decider)s": "the notice has not been served",
            SERVED + "served_on = '2026-11-09', acknowledged_by_id = %(registrar)s": "by the organization itself",
            SERVED + "served_on = '2026-11-08', acknowledged_by_id = %(leader)s": "service_not_before_sending",
            "UPDATE cases_servicerecord SET rule = 'x', served_on = '2026-11-09'": "service_is_proven",
            "UPDATE cases_servicerecord SET method = 'post', tracking_number = '1', rule = 'x', "
            "served_on = '2026-11-09'": "service_",
            "UPDATE cases_servicerecord SET method = 'pigeon'": "service_method_is_known",
            "UPDATE cases_casepaper SET facts = '{}'": "the next number",
            "UPDATE cases_casepaper SET content = '{}', sha256 = 'y'": "the next number",
            "UPDATE cases_casepaper SET facts = '{}', number = number + 1": "the case does not stand where",
            "UPDATE cases_casepaper SET state = 'draft'": MAY_NOT_CHANGE,
            "DELETE FROM cases_casepaper": MAY_NOT_CHANGE,
            paper_row(notified, bench, "closing", 1): "the next number",
            paper_row(notified, bench, "closing", 3): "the next number",
            paper_row(notified, bench, "closing", 1, year=2025): "case_paper_of_its_year",
            paper_row(notified, bench, "notice", 2): "the case does not stand where",
        },
        **everybody(bench),
    )

    assert left == {}


def test_a_case_whose_term_of_statement_runs(bench):
    """Of today, because the database asks its own clock."""
    today = localdate()
    case = case_workflow.open_case(
        _proposed_on(bench, today),
        by=bench.supervisor,
        today=today,
        ground=CaseGround.REPORT_MISSING,
        account="…",
        reason="…",
    )
    writing.draft(case, CasePaperKind.NOTICE, by=bench.registrar, facts=NOTICE)
    case_workflow.notify(case, by=bench.supervisor, today=today)
    service.acknowledge(case.latest_paper(CasePaperKind.NOTICE), by=bench.leader, now=now())
    said = (
        "INSERT INTO cases_casestatement (case_id, text, wants_hearing, is_complete, is_late, filed_by_id, "
        "filed_as, filed_at) VALUES (%(case)s, 'x', FALSE, TRUE, FALSE, "
    )
    granted = (
        "INSERT INTO cases_casetimerequest (case_id, term, state, old_due, new_due, reason, asked_by_id, asked_at, "
        "decided_by_id, decided_at, remark) VALUES (%(case)s, 'statement', 'granted', '2026-11-09', '2026-11-20', 'x', "
    )
    left = held(
        {
            NOTIFIED_TO + "'statement_lapsed'": "the term of statement is not over",
            NOTIFIED_TO + "'heard'": "nobody has been heard",
            "UPDATE cases_caseterm SET due_on = base_on WHERE kind = 'statement'": "a term moves with",
            "UPDATE cases_caseterm SET base_on = base_on - 30, due_on = due_on - 30 WHERE kind = 'statement'": (
                "a term begins once"
            ),
            "UPDATE cases_servicerecord SET served_on = served_on - 30": MAY_NOT_CHANGE,
            "DELETE FROM cases_servicerecord": MAY_NOT_CHANGE,
            said + "%(registrar)s, 'x', now())": "a statement is the organization’s own",
            granted + "%(leader)s, now(), %(decider)s, now(), '')": "more time is asked for before it is granted",
            granted.replace("granted", "asked")
            + "%(registrar)s, now(), NULL, NULL, '')": "the organization itself asks",
            "INSERT INTO cases_casehearing (case_id, asked_on, place, record, chair_id) "
            "VALUES (%(case)s, '2026-11-09', '', '', %(supervisor)s)": "does not chair its hearing",
        },
        case=case.pk,
        **everybody(bench),
    )
    assert left == {}

    statements.file(case, by=bench.secretary, now=now(), text="先行说明。")
    case.refresh_from_db()
    forge_decision(case, bench, on=today)
    assert refusal(decide_as("decider", on=today), **everybody(bench)) == "the term of statement is not over"


def _proposed_on(bench, today):
    return AccountabilityCase.objects.create(
        organization=bench.organization,
        registration_authority=bench.organization.registration_authority,
        district=bench.organization.district,
        source="officer",
        ground=CaseGround.REPORT_MISSING,
        proposed_by=bench.registrar,
        proposed_on=today,
    )


def test_nobody_lapses_who_waits_for_a_hearing(bench, served):
    statements.file(served, by=bench.secretary, now=NOW, text="要求听证。", wants_hearing=True)

    assert refusal(NOTIFIED_TO + "'statement_lapsed'") == "somebody wants to be heard"
    assert refusal("DELETE FROM cases_casehearing").endswith("cases_casehearing table")
    assert refusal("DELETE FROM cases_casestatement").endswith("cases_casestatement table")


def decide_as(name: str, *, on=DAY, **columns: str) -> str:
    row = {
        "state": "'decided'",
        "decided_by_id": f"%({name})s",
        "decided_on": f"'{on}'",
        "article": "2",
        "measure": "'rectification_order'",
        "rectification_days": "10",
        "reasons": "'x'",
        **columns,
    }
    return f"UPDATE cases_accountabilitycase SET {', '.join(f'{name} = {value}' for name, value in row.items())}"


def forge_decision(case, bench, *, by: str = "decider", on=DAY, **facts) -> None:
    """A declaration and a signed decision by this account, written past every rule of the code."""
    user = bench.user(by)
    if not case.declarations.filter(user=user).exists():
        case.declarations.create(user=user, acting_as="x", has_conflict=False)
    CasePaper.objects.filter(case=case, kind="decision", state="draft").delete()
    paper = writing.draft(case, CasePaperKind.DECISION, by=bench.registrar, facts={**DECISION, **facts})
    writing.sign(paper, by=user, today=on)


def test_a_heard_case(bench, heard):
    assert held({decide_as("decider"): "the decider has not declared"}, **everybody(bench)) == {}
    declarations.declare(heard, by=bench.decider, has_conflict=False)
    assert held({decide_as("decider"): "no decision of this content"}, **everybody(bench)) == {}

    forge_decision(heard, bench)
    left = held(
        {
            decide_as("supervisor"): "the decider has not declared",
            decide_as("decider", measure="'interview'", rectification_days="NULL"): "no decision of this content",
            decide_as("decider", measure="'fine'"): "no decision of this content",
            decide_as("decider", article="10"): "no decision of this content",
            decide_as("decider", reasons="''"): "case_decision_cites_and_reasons",
            decide_as("decider", rectification_days="NULL"): "case_rectification_has_a_term",
            decide_as("decider", decided_on="'2026-11-08'"): "the decision is older than the service of the notice",
            "UPDATE cases_casestatement SET text = 'x'": MAY_NOT_CHANGE,
            "DELETE FROM cases_casestatement": MAY_NOT_CHANGE,
            "UPDATE cases_conflictdeclaration SET has_conflict = TRUE": MAY_NOT_CHANGE,
            "DELETE FROM cases_conflictdeclaration": MAY_NOT_CHANGE,
        },
        **everybody(bench),
    )

    assert left == {}
    assert refusal(decide_as("decider"), **everybody(bench)) == ""


@pytest.mark.parametrize(
    ("by", "facts", "columns", "reason"),
    [
        ("supervisor", {}, {}, "case_opener_is_not_decider"),
        ("registrar", {}, {}, "case_proposer_is_not_decider"),
        ("leader", {}, {}, "nobody handles a case of one’s own"),
        ("decider", {"measure": "referral"}, {"measure": "'referral'"}, "graver than what was notified"),
        ("decider", {"measure": "fine"}, {"measure": "'fine'"}, "a paper names a measure of the closed list"),
        ("decider", {"article": 7}, {"article": "7"}, "case_article_supports_ground"),
    ],
)
def test_a_forged_decision(bench, heard, by, facts, columns, reason):
    if facts.get("measure") == "fine":
        writing.draft(heard, CasePaperKind.DECISION, by=bench.registrar, facts=DECISION)
        case = heard
        case.declarations.create(user=bench.decider, acting_as="x", has_conflict=False)
        told = refusal(
            paper_row(
                case,
                bench,
                "decision",
                2,
                facts="""'{"measure": "fine", "article": 2}'""",
                signed_by_id=bench.decider.pk,
            )
            + "; "
            + decide_as("decider", **columns),
            **everybody(bench),
        )
    else:
        forge_decision(heard, bench, by=by, **facts)
        told = refusal(decide_as(by, **columns), **everybody(bench))

    assert reason in told


def test_who_declared_an_interest_does_not_decide(bench, heard):
    heard.declarations.create(user=bench.decider, acting_as="x", has_conflict=True)
    forge_decision(heard, bench)

    assert refusal(decide_as("decider"), **everybody(bench)).startswith("the decider has not declared")


def test_a_decided_case(bench, decided):
    asked = (
        "INSERT INTO cases_casereview (case_id, authority_id, grounds, asked_by_id, asked_at, outcome, "
        "measure_before, measure_after, reasons, decided_by_id, decided_at) "
        "VALUES (%(case)s, %(authority)s, 'x', %(by)s, now(), 'pending', 'rectification_order', '', '', NULL, NULL)"
    )
    left = held(
        {
            "UPDATE cases_accountabilitycase SET decided_by_id = %(reviewer)s": "what was decided",
            "UPDATE cases_accountabilitycase SET decided_on = '2026-11-10'": "what was decided",
            "UPDATE cases_accountabilitycase SET reasons = 'y'": "what was decided",
            "UPDATE cases_accountabilitycase SET article = 10": "what was decided",
            "UPDATE cases_accountabilitycase SET account = 'y'": "the account of a case",
            "UPDATE cases_accountabilitycase SET measure = 'referral'": "a measure changes with",
            "UPDATE cases_accountabilitycase SET rectification_days = 1": "a measure changes with",
            "UPDATE cases_accountabilitycase SET reviewed_by_id = %(reviewer)s": "who reviewed",
            "UPDATE cases_accountabilitycase SET state = 'rectifying'": "the decision has not been served",
            "UPDATE cases_accountabilitycase SET state = 'under_review'": "nobody has asked for a review",
            asked: "the organization itself asks for a review",
        },
        case=decided.pk,
        authority=decided.registration_authority_id,
        by=bench.registrar.pk,
        **everybody(bench),
    )

    assert left == {}


CLOSE = "UPDATE cases_accountabilitycase SET state = 'closed', closed_on = '2026-11-09'"


def test_a_case_that_is_carried_out(bench, rectifying):
    left = held(
        {
            CLOSE: "what was decided has not been carried out",
            CLOSE + ", carried_out_on = '2026-11-09'": "what was decided has not been carried out",
            "INSERT INTO cases_caserectification (case_id, number, plan, done, filed_by_id, filed_at, answer, "
            "answer_reason, answered_by_id, answered_at) "
            "VALUES (%(case)s, 1, 'x', 'x', %(leader)s, now(), 'accepted', '', %(registrar)s, now())": "waits for its check",
            "INSERT INTO cases_caserectification (case_id, number, plan, done, filed_by_id, filed_at, answer, "
            "answer_reason) VALUES (%(case)s, 1, 'x', 'x', %(registrar)s, now(), 'pending', '')": "the organization’s own",
            "UPDATE cases_caseterm SET due_on = base_on WHERE kind IN ('review', 'rectification')": "a term moves with",
        },
        case=rectifying.pk,
        **everybody(bench),
    )
    assert left == {}

    rectification.file(rectifying, by=bench.secretary, now=NOW, plan="明确专人负责。", done="已补报。", uploads=[pdf()])
    left = held(
        {
            "UPDATE cases_caserectification SET answer = 'accepted', answered_by_id = filed_by_id, "
            "answered_at = now()": "case_rectification_checked_by_another",
            "UPDATE cases_caserectification SET answer = 'returned', answered_by_id = %(registrar)s, "
            "answered_at = now()": "case_rectification_checked_by_another",
            "UPDATE cases_caserectification SET done = 'x'": "what was filed stays",
            "DELETE FROM cases_caserectification": MAY_NOT_DELETE,
        },
        **everybody(bench),
    )
    assert left == {}


def test_a_case_is_not_closed_over_the_head_of_the_organization(bench, rectified):
    assert refusal(CLOSE) == "a review may still be asked for"

    rectification.waive_review(rectified, by=bench.leader, today=DAY)
    assert refusal(CLOSE) == "no closing has been signed, and the report is not in order"
    assert refusal("UPDATE cases_accountabilitycase SET review_waived_on = NULL").startswith("a waiver is given")

    closed = case_workflow.close(rectified, by=bench.decider, today=DAY, reason="已整改。")
    assert refusal("UPDATE cases_accountabilitycase SET closed_on = '2026-11-10'") == "a case is closed once"
    assert "Invalid transition" in refusal("UPDATE cases_accountabilitycase SET state = 'rectifying'")
    assert closed.state == CaseState.CLOSED


@pytest.mark.parametrize(
    ("by", "reason"),
    [
        ("supervisor", "case_opener_is_not_reviewer"),
        ("decider", "case_decider_is_not_reviewer"),
        ("leader", "case_review_is_reasoned"),
        ("secretary", "nobody handles a case of one’s own"),
    ],
)
def test_a_forged_review(bench, under_review, by, reason):
    user = bench.user(by)
    under_review.declarations.get_or_create(user=user, defaults={"acting_as": "x", "has_conflict": False})
    paper = writing.draft(under_review, CasePaperKind.REVIEW_DECISION, by=bench.reviewer, facts=REVIEW)
    writing.sign(paper, by=user, today=DAY)

    told = refusal(
        "UPDATE cases_casereview SET outcome = 'upheld', reasons = 'x', decided_by_id = %(by)s, decided_at = now(); "
        "UPDATE cases_accountabilitycase SET state = 'upheld', reviewed_by_id = %(by)s",
        by=user.pk,
    )

    assert reason in told


def test_a_case_under_review(bench, under_review):
    outcome = "UPDATE cases_casereview SET reasons = 'x', decided_by_id = %(reviewer)s, decided_at = now(), outcome = "
    state = "UPDATE cases_accountabilitycase SET reviewed_by_id = %(reviewer)s, state = "
    assert refusal(state + "'annulled'", **everybody(bench)).startswith("the reviewer has not declared")
    declarations.declare(under_review, by=bench.reviewer, has_conflict=False)

    left = held(
        {
            state + "'annulled'": "the review has not come to this outcome",
            f"{outcome}'annulled'; {state}'annulled'": "no review decision has been signed",
            state.replace("%(reviewer)s", "NULL") + "'upheld'": "the reviewer has not declared",
            outcome + "'changed', measure_after = 'referral'": "case_review_is_never_graver",
            outcome + "'changed', measure_after = measure_before": "case_review_is_never_graver",
            outcome + "'changed'": "case_review_change_names_measure",
            "UPDATE cases_casereview SET grounds = 'y'": "what was asked for stays",
            "UPDATE cases_casereview SET measure_before = 'referral'": "what was asked for stays",
            "DELETE FROM cases_casereview": MAY_NOT_DELETE,
        },
        **everybody(bench),
    )
    assert left == {}

    writing.sign(
        writing.draft(under_review, CasePaperKind.REVIEW_DECISION, by=bench.reviewer, facts=REVIEW),
        by=bench.reviewer,
        today=DAY,
    )
    changed = f"{outcome}'changed', measure_after = 'interview'; {state}'changed', measure = "
    assert refusal(changed + "'referral'", **everybody(bench)) == "a review changes a measure to a lighter one only"
    assert refusal(changed + "'interview', rectification_days = NULL", **everybody(bench)) == ""


def test_reads_and_files_stay(bench, opened):
    files.read(opened, "案件页面", by=bench.leader, today=DAY)
    files.add_all(opened, [pdf()], kind=CaseFileKind.EVIDENCE, by=bench.registrar, today=DAY)

    assert (
        held(
            {
                "UPDATE cases_casereading SET what = 'x'": MAY_NOT_CHANGE,
                "DELETE FROM cases_casereading": MAY_NOT_CHANGE,
                "UPDATE cases_casefile SET withheld = 'state_secret'": MAY_NOT_CHANGE,
                "DELETE FROM cases_casefile": MAY_NOT_CHANGE,
            }
        )
        == {}
    )


def test_more_time_is_decided_by_another_and_once(bench, served):
    request = served.time_requests.create(
        term="statement",
        old_due=DAY,
        new_due=DAY + timedelta(days=30),
        reason="x",
        asked_by=bench.secretary,
        asked_at=NOW,
    )
    grant = "UPDATE cases_casetimerequest SET state = 'granted', decided_at = now(), decided_by_id = "

    assert "case_time_decided_by_another" in refusal(grant + "%(secretary)s", **everybody(bench))
    assert refusal("UPDATE cases_casetimerequest SET new_due = new_due + 1") == "what was asked for stays"
    assert MAY_NOT_DELETE in refusal("DELETE FROM cases_casetimerequest")
    assert request.state == "asked"
