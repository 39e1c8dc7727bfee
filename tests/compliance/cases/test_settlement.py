"""A case ends by itself when the report turns out to be in order, and never otherwise; what another room proposes opens nothing."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from compliance.cases import case_workflow, declarations, proposals, settlement
from compliance.cases.enums import CaseGround, CasePaperKind, CaseSource, CaseState
from compliance.cases.hearing import statements
from compliance.cases.models import AccountabilityCase
from compliance.cases.papers import writing
from compliance.ladder_sources import QUARTERLY_REPORT
from compliance.models import QuarterlyReport
from compliance.proposals import ReportProposals
from events.models import AfterTheFactReport
from organizations.enums import Role
from tests.compliance.cases.conftest import DAY, DECISION, NOTICE, NOW, serve
from tests.factories import QuarterlyReportFactory, ReportingPeriodFactory, member
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.workflow import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.server]

EXEMPTED = {"state": "exempted"}
TIMELY = {"first_submitted_on": date(2026, 10, 15)}
EXTENDED = {"times_extended": 1, "due_on": date(2026, 11, 30)}
LATE = {"first_submitted_on": date(2026, 10, 16)}
EXTENDED_AND_OVER = {"times_extended": 1, "due_on": date(2026, 11, 8)}
IN_ORDER = pytest.mark.parametrize(
    ("facts", "said"),
    [
        (EXEMPTED, "2026年第三季度报告已获豁免。"),
        (TIMELY, "经核实，2026年第三季度报告已于2026年10月15日按期报送。"),
        (EXTENDED, "2026年第三季度报告已准予延期至2026年11月30日，尚未到期。"),
    ],
    ids=["exempted", "timely", "extended"],
)


@pytest.fixture
def report(bench) -> QuarterlyReport:
    return QuarterlyReportFactory(organization=bench.organization)


@pytest.fixture
def laid_before(bench, report) -> AccountabilityCase:
    """As the ladder's last rung lays it before a supervisor."""
    proposals.lay_before(
        [
            proposals.Proposal(
                kind=QUARTERLY_REPORT,
                matter=report.pk,
                organization_id=report.organization_id,
                source=CaseSource.LADDER,
                ground=CaseGround.REPORT_MISSING,
                on=DAY,
            )
        ]
    )
    return AccountabilityCase.objects.get()


def opened(bench, case) -> AccountabilityCase:
    return case_workflow.open_case(
        case, by=bench.supervisor, today=DAY, ground=case.ground, account=NOTICE["account"], reason="属实。"
    )


def notified(bench, case) -> AccountabilityCase:
    opened(bench, case)
    writing.draft(case, CasePaperKind.NOTICE, by=bench.registrar, facts=NOTICE)
    return case_workflow.notify(case, by=bench.supervisor, today=DAY)


def heard(bench, case) -> AccountabilityCase:
    statements.file(notified(bench, case), by=bench.secretary, now=NOW, text="已报送。", is_complete=True)
    case.refresh_from_db()
    return case


def lapsed(bench, case) -> AccountabilityCase:
    serve(bench, notified(bench, case), CasePaperKind.NOTICE, NOW)
    return case_workflow.lapse(case, by=None, today=date(2026, 11, 17))


def decided(bench, case) -> AccountabilityCase:
    heard(bench, case)
    writing.draft(case, CasePaperKind.DECISION, by=bench.registrar, facts=DECISION)
    declarations.declare(case, by=bench.decider, has_conflict=False)
    return case_workflow.decide(case, by=bench.decider, today=DAY)


def turns_out(report, **facts) -> None:
    QuarterlyReport.objects.filter(pk=report.pk).update(**facts)


@IN_ORDER
def test_a_proposal_is_dismissed_when_the_report_turns_out_to_be_in_order(report, laid_before, facts, said):
    turns_out(report, **facts)

    assert settlement.settle(DAY) == 1

    laid_before.refresh_from_db()
    assert laid_before.state == CaseState.DISMISSED
    assert [(move.name, move.by, move.acting_as, move.reason) for move in laid_before.moves.all()] == [
        ("dismiss_settled", None, "系统", said)
    ]


@IN_ORDER
@pytest.mark.parametrize("reach", [opened, notified, heard, lapsed])
def test_an_undecided_case_closes_itself_without_measure(bench, report, laid_before, reach, facts, said):
    reach(bench, laid_before)
    turns_out(report, **facts)

    assert settlement.settle(DAY) == 1

    laid_before.refresh_from_db()
    assert (laid_before.state, laid_before.measure, laid_before.closed_on) == (CaseState.CLOSED, "", DAY)
    assert laid_before.terms.running().count() == 0
    told = Notice.objects.filter(subject__contains="已结案", body=f"{said}不采取任何措施。")
    assert set(told.values_list("recipient", flat=True)) == {bench.secretary.pk, bench.leader.pk}


@pytest.mark.parametrize("facts", [LATE, EXTENDED_AND_OVER, {}], ids=["late", "extended_and_over", "missing"])
def test_a_late_or_missing_report_settles_nothing(bench, report, laid_before, facts):
    opened(bench, laid_before)
    turns_out(report, **facts)

    assert settlement.settle(DAY) == 0
    laid_before.refresh_from_db()
    assert laid_before.state == CaseState.OPENED


def test_what_was_decided_goes_to_the_supervisors_once(bench, report, laid_before):
    decided(bench, laid_before)
    turns_out(report, **TIMELY)

    assert [settlement.settle(DAY) for _ in range(3)] == [0, 0, 0]

    laid_before.refresh_from_db()
    told = Notice.objects.filter(subject__contains="所涉报告其实已按期报送")
    assert laid_before.state == CaseState.DECIDED
    assert sorted(told.values_list("recipient", flat=True)) == sorted(
        [bench.registrar.pk, bench.supervisor.pk, bench.decider.pk]
    )


def test_a_second_run_does_nothing(bench, report, laid_before):
    opened(bench, laid_before)
    turns_out(report, **EXEMPTED)

    assert [settlement.settle(DAY), settlement.settle(DAY)] == [1, 0]
    assert laid_before.moves.filter(name="close_settled").count() == 1


def test_a_case_by_hand_is_never_touched(bench, opened, report):
    """It names no report; whether another report is in order says nothing about it."""
    turns_out(report, **EXEMPTED)
    assert opened.matter is None

    assert settlement.settle(DAY) == 0
    opened.refresh_from_db()
    assert opened.state == CaseState.OPENED


def test_a_report_that_is_in_order_is_not_pursued_by_hand_either(bench, report, laid_before):
    turns_out(report, **EXEMPTED)

    with pytest.raises(Refused, match="不应再行追究"):
        opened(bench, laid_before)


@pytest.mark.parametrize(
    ("reach", "statement"),
    [
        (opened, "UPDATE cases_accountabilitycase SET state = 'notified'"),
        (
            heard,
            "UPDATE cases_accountabilitycase SET state = 'decided', decided_on = '2026-11-09', article = 2, "
            "measure = 'rectification_order', rectification_days = 10, reasons = 'x', decided_by_id = {decider}",
        ),
    ],
)
def test_nor_is_it_by_sql(bench, report, laid_before, reach, statement):
    reach(bench, laid_before)
    kind, facts = (CasePaperKind.NOTICE, NOTICE) if reach is opened else (CasePaperKind.DECISION, DECISION)
    writing.sign(writing.draft(laid_before, kind, by=bench.registrar, facts=facts), by=bench.decider, today=DAY)
    if reach is heard:
        declarations.declare(laid_before, by=bench.decider, has_conflict=False)
    turns_out(report, **TIMELY)

    with (
        pytest.raises(DatabaseError, match="the report is in order"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(decider=bench.decider.pk))


def test_a_case_is_not_said_to_be_settled_by_sql(bench, report, laid_before):
    opened(bench, laid_before)

    with pytest.raises(DatabaseError, match="no closing has been signed"), transaction.atomic():
        AccountabilityCase.objects.filter(pk=laid_before.pk).update(state=CaseState.CLOSED, closed_on=DAY)


# What other rooms propose


@pytest.fixture
def event_report(bench) -> AfterTheFactReport:
    """An event that was held without having been filed, and that an officer proposes to follow up."""
    return AfterTheFactReport.objects.create(
        organization=bench.organization,
        registration_authority=bench.organization.registration_authority,
        kind="forum",
        title="年会",
        held_from=date(2026, 11, 1),
        held_until=date(2026, 11, 1),
        place="本会会议室",
        headcount=40,
        why_not_filed="经办人疏忽。",
        reported_by=bench.secretary,
        proposed_at=NOW,
        proposed_by=bench.registrar,
        proposal_reason="未事先申报。",
    )


def test_an_event_that_an_officer_proposes_is_laid_before_a_supervisor_once(bench, event_report):
    for _ in range(3):
        proposals.gather()

    case = AccountabilityCase.objects.get()
    assert (case.state, case.source, case.ground, case.opened_by) == (
        CaseState.PROPOSED, CaseSource.EVENT, CaseGround.EVENT_UNFILED, None,
    )  # fmt: skip
    assert (case.proposed_by, case.proposed_on, case.proposal_reason) == (bench.registrar, DAY, "未事先申报。")
    assert case.facts["url"] == event_report.get_absolute_url()
    assert AccountabilityCase.objects.visible_to(bench.secretary).count() == 0


def test_an_event_that_nobody_proposes_is_no_proposal(event_report):
    AfterTheFactReport.objects.update(proposed_at=None, proposed_by=None)

    proposals.gather()

    assert AccountabilityCase.objects.count() == 0


@pytest.mark.django_db
def test_where_no_report_is_to_be_proposed_that_is_all_that_is_asked():
    with CaptureQueriesContext(connection) as asked:
        found = list(ReportProposals().proposed(AccountabilityCase.objects.order_by()))

    assert (found, len(asked)) == ([], 1)


def test_what_was_dismissed_is_not_laid_before_anybody_again(bench, event_report):
    proposals.gather()
    case_workflow.dismiss(AccountabilityCase.objects.get(), by=bench.supervisor, today=DAY, reason="情节轻微。")

    proposals.gather()

    assert [case.state for case in AccountabilityCase.objects.all()] == [CaseState.DISMISSED]


def test_time_alone_opens_decides_and_carries_out_nothing(bench, event_report, laid_before):
    """Ten years of the hourly task: nobody acted, so nothing was done to anybody."""
    for year in range(2026, 2036):
        proposals.gather()
        settlement.settle(date(year, 12, 31))
        settlement.lapse_statements(date(year, 12, 31))

    assert {case.state for case in AccountabilityCase.objects.all()} == {CaseState.PROPOSED}
    assert AccountabilityCase.objects.count() == 2


def test_a_notice_that_nobody_received_lapses_never(bench, laid_before):
    notified(bench, laid_before)

    assert settlement.lapse_statements(date(2036, 12, 31)) == 0


def test_the_lapse_is_noted_on_the_day_after_the_term_and_once(bench, laid_before):
    serve(bench, notified(bench, laid_before), CasePaperKind.NOTICE, NOW)

    assert [settlement.lapse_statements(date(2026, 11, day)) for day in (16, 17, 17)] == [0, 1, 0]


def test_who_proposed_in_another_room_cannot_open_the_case(bench, event_report):
    AfterTheFactReport.objects.update(proposed_by=bench.supervisor)
    proposals.gather()
    case = AccountabilityCase.objects.get()

    assert not bench.supervisor.has_perm("cases.open_accountabilitycase", case)
    assert member(Role.SUPERVISOR, case.registration_authority).has_perm("cases.open_accountabilitycase", case)


def test_looking_for_what_is_settled_takes_as_many_queries_for_five_open_proposals_as_for_one(
    report, laid_before, bench, django_assert_num_queries
):
    with django_assert_num_queries(1):
        settlement.settle(DAY)
    for year in range(2021, 2025):
        matter = QuarterlyReportFactory(organization=bench.organization, period=ReportingPeriodFactory(year=year))
        AccountabilityCase.objects.create(
            organization=bench.organization,
            registration_authority=bench.organization.registration_authority,
            district=bench.organization.district,
            source=CaseSource.LADDER,
            kind=QUARTERLY_REPORT,
            matter=matter.pk,
            ground=CaseGround.REPORT_MISSING,
            proposed_on=DAY,
        )

    with django_assert_num_queries(1):
        assert settlement.settle(DAY) == 0


def test_what_was_laid_before_is_not_read_again(event_report):
    """However many proposals there ever were: each room is asked for the new ones only."""
    assert (proposals.gather(), proposals.gather()) == (1, 0)

    with CaptureQueriesContext(connection) as asked:
        proposals.gather()

    assert AccountabilityCase.objects.get().matter == event_report.pk
    assert len(asked) == 2
