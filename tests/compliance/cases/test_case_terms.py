"""Terms of a case against tables written by hand from the State Council's notices for 2024–2026, through the doors that start them."""

import csv
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from compliance.cases import case_workflow, declarations, proposals, service
from compliance.cases.enums import CaseGround, CasePaperKind, CaseTermKind, ServiceMethod
from compliance.cases.hearing import statements, time_requests
from compliance.cases.models import AccountabilityCase
from compliance.cases.papers import writing
from tests.compliance.cases.conftest import DECISION, NOTICE, SHANGHAI, pdf
from zhengzhou_ideology.files.intake import store

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parent / "data"


def read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


TERMS, STATEMENTS = read("case_terms.csv"), read("case_statements.csv")


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), SHANGHAI)


def opened(bench, day: date) -> AccountabilityCase:
    case = proposals.propose(
        bench.organization, by=bench.registrar, today=day, ground=CaseGround.REPORT_MISSING, reason="逾期未报送。"
    )
    return case_workflow.open_case(
        case,
        by=bench.supervisor,
        today=day,
        ground=CaseGround.REPORT_MISSING,
        account=NOTICE["account"],
        reason="经核查属实，予以立案。",
    )


def notified(bench, day: date):
    case = opened(bench, day)
    writing.draft(case, CasePaperKind.NOTICE, by=bench.registrar, facts=NOTICE)
    case_workflow.notify(case, by=bench.supervisor, today=day)
    return case, case.latest_paper(CasePaperKind.NOTICE)


def by_portal(bench, base: date, row) -> AccountabilityCase:
    case, notice = notified(bench, base)
    service.acknowledge(notice, by=bench.secretary, now=noon(base))
    return case


def slip(bench, notice, method: ServiceMethod, served_on: date, recorded: date) -> None:
    """Sent on the day of signature, proven by what came back."""
    facts = {"tracking_number": "EM123456789CN"} if method == ServiceMethod.POST else {}
    if method == ServiceMethod.EMAIL:
        facts = {"consent": store(pdf("同意书.pdf"), by=bench.registrar)}
    record = service.send(
        notice, by=bench.registrar, today=notice.signed_on, method=method, sent_on=notice.signed_on, **facts
    )
    service.prove(record, by=bench.registrar, today=recorded, served_on=served_on, proof=pdf(), received_by="王某某")


def by_slip(method: ServiceMethod):
    def serve(bench, base: date, row) -> AccountabilityCase:
        case, notice = notified(bench, base - timedelta(days=3))
        slip(bench, notice, method, base, date.fromisoformat(row["recorded"]))
        return case

    return serve


def by_portal_then_post(bench, base: date, row) -> AccountabilityCase:
    case, notice = notified(bench, base - timedelta(days=7))
    service.acknowledge(notice, by=bench.leader, now=noon(base))
    slip(bench, notice, ServiceMethod.POST, date(2026, 3, 12), date.fromisoformat(row["recorded"]))
    return case


def by_extension(bench, base: date, row) -> AccountabilityCase:
    case, now = by_portal(bench, base, row), noon(date.fromisoformat(row["recorded"]))
    request = time_requests.ask(
        case,
        by=bench.secretary,
        now=now,
        term=CaseTermKind.STATEMENT,
        new_due=date.fromisoformat(row["extended_to"]),
        reason="经办人出差。",
    )
    time_requests.decide(request, by=bench.supervisor, now=now, granted=True)
    return case


def by_opening(bench, base: date, row) -> AccountabilityCase:
    return opened(bench, base)


def by_limit(bench, base: date, row) -> AccountabilityCase:
    case = opened(bench, base)
    time_requests.extend_limit(
        case,
        by=bench.supervisor,
        now=noon(date.fromisoformat(row["recorded"])),
        new_due=date.fromisoformat(row["extended_to"]),
        reason="需要向第三方调取材料。",
    )
    return case


def by_decision(bench, base: date, row) -> AccountabilityCase:
    case = by_portal(bench, base, row)
    statements.file(case, by=bench.secretary, now=noon(base), text="没有异议。", is_complete=True)
    days = int(row["days"] or DECISION["rectification_days"])
    writing.draft(case, CasePaperKind.DECISION, by=bench.registrar, facts={**DECISION, "rectification_days": days})
    declarations.declare(case, by=bench.decider, has_conflict=False)
    case_workflow.decide(case, by=bench.decider, today=base)
    service.acknowledge(case.latest_paper(CasePaperKind.DECISION), by=bench.secretary, now=noon(base))
    return case


DOORS = {
    "portal": by_portal,
    "post": by_slip(ServiceMethod.POST),
    "in_person": by_slip(ServiceMethod.IN_PERSON),
    "email": by_slip(ServiceMethod.EMAIL),
    "portal_then_post": by_portal_then_post,
    "extension": by_extension,
    "opening": by_opening,
    "limit": by_limit,
    "decision": by_decision,
}


def test_the_tables_hold_the_days_that_are_easily_got_wrong():
    assert (len(TERMS), len(STATEMENTS), {row["door"] for row in TERMS}) == (22, 7, set(DOORS))


@pytest.mark.parametrize("row", TERMS, ids=lambda row: row["case"])
def test_a_term_agrees_with_the_table_written_by_hand(bench, row):
    base = date.fromisoformat(row["base"])

    case = DOORS[row["door"]](bench, base, row)

    term = case.term(CaseTermKind(row["term"]))
    assert (term.base_on.isoformat(), term.due_on.isoformat(), term.due_provisional) == (
        row["base"],
        row["due_on"],
        row["provisional"] == "yes",
    )
    assert term.due_steps[-1]["date"] == row["due_on"]


@pytest.mark.parametrize("row", STATEMENTS, ids=lambda row: row["case"])
def test_a_statement_is_in_time_to_the_last_second_and_kept_after_it(bench, row):
    case = by_portal(bench, date.fromisoformat(row["served"]), row)

    said = statements.file(case, by=bench.secretary, now=datetime.fromisoformat(row["said_at"]), text="情况属实。")

    case.refresh_from_db()
    assert (said.is_late, case.state) == (row["late"] == "yes", row["state"])
    assert list(case.statements.values_list("text", flat=True)) == ["情况属实。"]


def test_an_extension_that_was_refused_moves_nothing(bench):
    case = by_portal(bench, date(2026, 9, 21), {})
    request = time_requests.ask(
        case,
        by=bench.secretary,
        now=noon(date(2026, 9, 28)),
        term=CaseTermKind.STATEMENT,
        new_due=date(2026, 10, 10),
        reason="经办人出差。",
    )

    time_requests.decide(request, by=bench.supervisor, now=noon(date(2026, 9, 28)), granted=False, remark="理由不足。")

    term = case.term(CaseTermKind.STATEMENT)
    assert (term.due_on, term.round) == (date(2026, 9, 29), 0)
