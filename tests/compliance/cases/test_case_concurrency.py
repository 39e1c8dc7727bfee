"""Two sides of a case at the same moment, on real connections: one wins, the other is told, and no number is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from compliance.cases import case_workflow, declarations, service, settlement
from compliance.cases.enums import CaseGround, CasePaperKind, CaseSource, CaseState
from compliance.cases.hearing import statements
from compliance.cases.models import AccountabilityCase, CasePaper
from compliance.cases.papers import writing
from compliance.ladder_sources import QUARTERLY_REPORT
from compliance.models import QuarterlyReport
from organizations.enums import Role
from organizations.models import PaperSequence
from tests.compliance.cases.conftest import DAY, DECISION, NOTICE, NOW
from tests.factories import OrganizationFactory, QuarterlyReportFactory, member
from zhengzhou_ideology.workflow import Refused

pytestmark = pytest.mark.django_db(transaction=True)
# A free PostgreSQL of default size gives a hundred connections to everybody on the machine.
AT_ONCE = 25


def at_once(*acts):
    """Run the acts on connections of their own, started together; what each came to."""
    barrier = Barrier(len(acts))

    def run(act):
        barrier.wait(timeout=30)
        try:
            act()
        except (Refused, PermissionDenied) as refusal:
            return str(refusal)
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def own(case):
    return AccountabilityCase.objects.get(pk=case.pk)


def test_of_two_deciders_at_once_one_wins_and_the_other_is_told(bench, heard):
    other = bench.users["other_decider"] = member(Role.SUPERVISOR, bench.organization.registration_authority)
    writing.draft(heard, CasePaperKind.DECISION, by=bench.registrar, facts=DECISION)
    for decider in (bench.decider, other):
        declarations.declare(heard, by=decider, has_conflict=False)

    results = at_once(
        *[
            lambda decider=decider: case_workflow.decide(own(heard), by=decider, today=DAY)
            for decider in (bench.decider, other)
        ]
    )

    heard.refresh_from_db()
    assert sorted(results, reverse=True) == ["当前状态为“已作出决定”，不能执行此操作。", "done"]
    assert heard.decided_by in {bench.decider, other}
    assert heard.papers.signed().get(kind=CasePaperKind.DECISION).signed_by == heard.decided_by
    assert heard.moves.filter(name="decide").count() == 1


@pytest.mark.parametrize("turn", range(3))
def test_a_statement_and_the_lapse_at_the_same_moment(bench, served, turn):
    """Whichever comes first, the statement is kept, and a case that was heard never counts as lapsed."""
    late = NOW.replace(day=17)

    said, lapsed = at_once(
        lambda: statements.file(own(served), by=bench.secretary, now=late, text="情况属实。"),
        lambda: case_workflow.lapse(own(served), by=None, today=late.date()),
    )

    served.refresh_from_db()
    assert (said, served.state) == ("done", CaseState.STATEMENT_LAPSED)
    assert lapsed in {"done", "当前状态为“逾期未陈述申辩”，不能执行此操作。"}
    assert [statement.is_late for statement in served.statements.all()] == [True]
    assert served.moves.filter(name="lapse").count() == 1


def test_a_statement_in_the_last_second_beats_the_sweep(bench, served):
    last = NOW.replace(day=16, hour=23, minute=59, second=59)

    said, _ = at_once(
        lambda: statements.file(own(served), by=bench.secretary, now=last, text="情况属实。"),
        lambda: settlement.lapse_statements(NOW.replace(day=17).date()),
    )

    served.refresh_from_db()
    assert said == "done"
    assert served.statements.count() == 1
    assert {move.name for move in served.moves.all()} & {"hear", "lapse"} in ({"hear"}, {"lapse"})


def test_decide_and_settle_at_once(bench, heard):
    """The report turns out to be in order while somebody decides: it is closed, or it goes to the supervisors."""
    report = QuarterlyReportFactory(organization=bench.organization)
    case = settled_later(bench, report)
    writing.draft(case, CasePaperKind.DECISION, by=bench.registrar, facts=DECISION)
    declarations.declare(case, by=bench.decider, has_conflict=False)
    QuarterlyReport.objects.filter(pk=report.pk).update(state="exempted")

    decided, settled = at_once(
        lambda: case_workflow.decide(own(case), by=bench.decider, today=DAY), lambda: settlement.settle(DAY)
    )

    case.refresh_from_db()
    assert (case.state, case.decided_by, settled) == (CaseState.CLOSED, None, "done")
    assert decided in {
        f"{report.period}报告已获豁免。该事项不应再行追究。",
        "当前状态为“已结案”，不能执行此操作。",
    }
    assert heard.state == CaseState.HEARD


def test_two_settlements_at_once_end_each_case_once(bench):
    """Both have read the same list when the first of them ends a case."""
    cases = []
    for _ in range(4):
        organization = OrganizationFactory(registration_authority=bench.organization.registration_authority)
        report = QuarterlyReportFactory(organization=organization, state="exempted")
        cases.append(
            AccountabilityCase.objects.create(
                organization=organization,
                registration_authority=organization.registration_authority,
                district=organization.district,
                source=CaseSource.LADDER,
                kind=QUARTERLY_REPORT,
                matter=report.pk,
                ground=CaseGround.REPORT_MISSING,
                proposed_on=DAY,
            )
        )

    results = at_once(lambda: settlement.settle(DAY), lambda: settlement.settle(DAY))

    assert results == ["done", "done"]
    assert [(own(case).state, case.moves.count()) for case in cases] == [(CaseState.DISMISSED, 1)] * 4


def settled_later(bench, report) -> AccountabilityCase:
    """A case about the missing report, heard and ready for a decision."""
    case = AccountabilityCase.objects.create(
        organization=bench.organization,
        registration_authority=bench.organization.registration_authority,
        district=bench.organization.district,
        source=CaseSource.LADDER,
        kind=QUARTERLY_REPORT,
        matter=report.pk,
        ground=CaseGround.REPORT_MISSING,
        proposed_on=DAY,
    )
    case_workflow.open_case(
        case, by=bench.supervisor, today=DAY, ground=case.ground, account=NOTICE["account"], reason="属实。"
    )
    writing.draft(case, CasePaperKind.NOTICE, by=bench.registrar, facts=NOTICE)
    case_workflow.notify(case, by=bench.supervisor, today=DAY)
    statements.file(case, by=bench.secretary, now=NOW, text="没有异议。", is_complete=True)
    case.refresh_from_db()
    return case


def ready_to_notify(bench, count: int) -> list[AccountabilityCase]:
    cases = []
    for _ in range(count):
        organization = OrganizationFactory(registration_authority=bench.organization.registration_authority)
        case = AccountabilityCase.objects.create(
            organization=organization,
            registration_authority=organization.registration_authority,
            district=organization.district,
            source=CaseSource.OFFICER,
            ground=CaseGround.REPORT_MISSING,
            proposed_on=DAY,
        )
        case_workflow.open_case(
            case, by=bench.supervisor, today=DAY, ground=case.ground, account=NOTICE["account"], reason="属实。"
        )
        writing.draft(case, CasePaperKind.NOTICE, by=bench.registrar, facts=NOTICE)
        cases.append(case)
    return cases


def test_fifty_signatures_at_once_are_numbered_without_gap_or_double(bench):
    cases = ready_to_notify(bench, 50)
    barrier = Barrier(AT_ONCE)

    def sign(some):
        """Two signatures on one connection, against two dozen others doing the same."""
        try:
            barrier.wait(timeout=60)
            for case in some:
                case_workflow.notify(own(case), by=bench.supervisor, today=DAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(sign, [cases[start::AT_ONCE] for start in range(AT_ONCE)]))

    assert sorted(CasePaper.objects.signed().values_list("number", flat=True)) == list(range(1, 51))
    assert {case.state for case in AccountabilityCase.objects.all()} == {CaseState.NOTIFIED}
    assert len({paper.full_number for paper in CasePaper.objects.signed()}) == 50


def test_a_signature_rolled_back_leaves_no_gap(bench):
    first, second, third = ready_to_notify(bench, 3)
    case_workflow.notify(own(first), by=bench.supervisor, today=DAY)

    with transaction.atomic():
        case_workflow.notify(own(second), by=bench.supervisor, today=DAY)
        transaction.set_rollback(True)
    case_workflow.notify(own(third), by=bench.supervisor, today=DAY)

    assert list(CasePaper.objects.signed().order_by("number").values_list("case", "number")) == [
        (first.pk, 1),
        (third.pk, 2),
    ]
    assert PaperSequence.objects.get(series="case").last == 2


def test_two_confirmations_of_receipt_at_once_start_one_term(bench, notified):
    notice = notified.latest_paper(CasePaperKind.NOTICE)

    results = at_once(
        lambda: service.acknowledge(CasePaper.objects.get(pk=notice.pk), by=bench.secretary, now=NOW),
        lambda: service.acknowledge(CasePaper.objects.get(pk=notice.pk), by=bench.leader, now=NOW.replace(day=10)),
    )

    assert results == ["done", "done"]
    term = notified.terms.get(kind="statement")
    assert term.base_on == notice.services.get().served_on
