"""Who may do what with a case: the tables are the specification, an official can read them."""

from datetime import date

import pgtrigger
import pytest

from compliance.cases import case_workflow, declarations, proposals
from compliance.cases.enums import CaseGround, CasePaperKind, CaseState
from compliance.cases.hearing import statements
from compliance.cases.models import AccountabilityCase
from compliance.cases.papers import writing
from organizations.enums import Role
from organizations.models import Authority
from tests.compliance.cases.conftest import DAY, DECISION, NOTICE, NOW, REVIEW, serve
from tests.factories import MembershipFactory, OrganizationFactory, member
from tests.tables import cells

pytestmark = pytest.mark.django_db

# The case was proposed by `proposer`, opened by `supervisor`, decided by `decider`; a review has been asked for, which
# the city hears, where `reviewer` and `city_supervisor` sit. All officers named first sit in the registering district.
# `former` was secretary of the organization before, `dual` still is, and both act as supervisors of the district.
WITH_A_CASE = """
                secretary leader registrar proposer supervisor decider former dual competent city_registrar city_supervisor reviewer administrator auditor
view            x         x      x         x        x          x       x      x    .         x              x               x        .             x
open            .         .      .         .        x          x       .      .    .         .              x               x        .             .
dismiss         .         .      .         .        x          x       .      .    .         .              x               x        .             .
prepare         .         .      x         x        x          x       .      .    .         x              x               x        .             .
notify          .         .      .         x        x          x       .      .    .         .              x               x        .             .
serve           .         .      x         x        x          x       .      .    .         x              x               x        .             .
acknowledge     x         x      .         .        .          .       .      .    .         .              .               .        .             .
state           x         x      .         .        .          .       .      .    .         .              .               .        .             .
hear            .         .      x         x        .          x       .      .    .         x              x               x        .             .
declare         .         .      .         .        .          x       .      .    .         .              x               x        .             .
decide          .         .      .         .        .          x       .      .    .         .              x               x        .             .
check           .         .      x         x        x          x       .      .    .         x              x               x        .             .
give_time       .         .      .         x        x          x       .      .    .         .              x               x        .             .
extend_limit    .         .      .         x        x          x       .      .    .         .              x               x        .             .
close           .         .      .         x        x          x       .      .    .         .              x               x        .             .
waive_review    .         x      .         .        .          .       .      .    .         .              .               .        .             .
ask_review      x         x      .         .        .          .       .      .    .         .              .               .        .             .
review          .         .      .         .        .          .       .      .    .         .              x               x        .             .
"""
STRANGERS = ("stranger", "strange_leader", "strange_registrar", "strange_supervisor", "strange_competent", "nobody")

AT_ALL = """
                        secretary leader registrar supervisor competent city_registrar city_supervisor administrator auditor
view_cases              .         .      x         x          .         x              x               .             x
view_case_statistics    .         .      x         x          .         x              x               x             x
change_wording          .         .      .         .          .         .              .               x             .
"""

WITH_AN_ORGANIZATION = """
                secretary leader registrar supervisor former competent city_registrar city_supervisor administrator auditor stranger strange_registrar strange_supervisor strange_competent
propose_case    .         .      x         x          x      x         x              x               .             .       .        .                 .                  .
"""

# Where the city itself registers, another of its supervisors hears the review.
REVIEW_IN_THE_SAME_AUTHORITY = """
          city_supervisor city_decider city_reviewer city_registrar administrator secretary
decide    .               x            x             .              .             .
review    .               .            x             .              .             .
declare   .               x            x             .              .             .
"""


@pytest.fixture
def everybody(bench):
    district = bench.organization.registration_authority
    bench.users |= {
        "proposer": member(Role.SUPERVISOR, district),
        "former": member(Role.SUPERVISOR, district),
        "dual": member(Role.SUPERVISOR, district),
        "strange_supervisor": member(Role.SUPERVISOR, bench.strange_registrar.acting.authority),
        "nobody": member(Role.SUPERVISOR, district, ends_on=date(2021, 1, 1)),
    }
    for name, until in (("former", date(2021, 1, 1)), ("dual", None)):
        MembershipFactory(
            user=bench.user(name), organization=bench.organization, starts_on=date(2020, 6, 1), ends_on=until
        )
    return bench


def decided_case(bench, *, proposer, opener, decider) -> AccountabilityCase:
    """Up to the request for a review."""
    case = proposals.propose(
        bench.organization, by=proposer, today=DAY, ground=CaseGround.REPORT_MISSING, reason="逾期未报送。"
    )
    case_workflow.open_case(case, by=opener, today=DAY, ground=case.ground, account=NOTICE["account"], reason="属实。")
    writing.draft(case, CasePaperKind.NOTICE, by=opener, facts=NOTICE)
    case_workflow.notify(case, by=opener, today=DAY)
    statements.file(case, by=bench.secretary, now=NOW, text="没有异议。", is_complete=True)
    case.refresh_from_db()
    writing.draft(case, CasePaperKind.DECISION, by=opener, facts=DECISION)
    declarations.declare(case, by=decider, has_conflict=False)
    case_workflow.decide(case, by=decider, today=DAY)
    serve(bench, case, CasePaperKind.DECISION, NOW)
    return case_workflow.ask_review(case, by=bench.leader, now=NOW, grounds="措施过重。")


def held(bench, table: str, subject=None, *, suffix: str = "") -> dict[tuple[str, str], bool]:
    return {(verb, role): bench.user(role).has_perm(f"cases.{verb}{suffix}", subject) for verb, role in cells(table)}


@pytest.fixture
def case(everybody) -> AccountabilityCase:
    return decided_case(everybody, proposer=everybody.proposer, opener=everybody.supervisor, decider=everybody.decider)


def test_who_may_do_what_with_a_case(everybody, case):
    strange = [
        (verb, name)
        for verb in dict.fromkeys(verb for verb, _ in cells(WITH_A_CASE))
        for name in STRANGERS
        if everybody.user(name).has_perm(f"cases.{verb}_accountabilitycase", case)
    ]

    assert held(everybody, WITH_A_CASE, case, suffix="_accountabilitycase") == cells(WITH_A_CASE)
    assert strange == []


def test_who_may_look_at_cases_and_their_wording_at_all(everybody):
    assert held(everybody, AT_ALL) == cells(AT_ALL)


def test_who_may_propose_a_case(everybody):
    assert held(everybody, WITH_AN_ORGANIZATION, everybody.organization) == cells(WITH_AN_ORGANIZATION)


def test_another_supervisor_of_the_city_hears_the_review_of_what_the_city_decided(bench, city):
    bench.organization.registration_authority = city
    bench.organization.save()
    bench.users |= {name: member(Role.SUPERVISOR, city) for name in ("city_decider", "city_reviewer")}
    case = decided_case(bench, proposer=bench.city_registrar, opener=bench.city_supervisor, decider=bench.city_decider)

    assert held(bench, REVIEW_IN_THE_SAME_AUTHORITY, case, suffix="_accountabilitycase") == cells(
        REVIEW_IN_THE_SAME_AUTHORITY
    )


def test_who_reviewed_does_not_review_the_decider_again(everybody, case):
    """Opener, decider and reviewer stay three persons whatever comes after."""
    writing.draft(case, CasePaperKind.REVIEW_DECISION, by=everybody.reviewer, facts=REVIEW)
    declarations.declare(case, by=everybody.reviewer, has_conflict=False)
    case_workflow.uphold(case, by=everybody.reviewer, now=NOW)

    assert len({case.opened_by_id, case.decided_by_id, case.reviewed_by_id, case.proposed_by_id}) == 4


def in_every_state(bench, organization) -> list[AccountabilityCase]:
    """One case in each state; the triggers are off while they are put there, because only the rows matter here."""
    cases = []
    for state in CaseState.values:
        case = proposals.propose(
            organization, by=bench.proposer, today=DAY, ground=CaseGround.DUTY_UNRECORDED, reason="…"
        )
        opened = {"opened_by": bench.supervisor, "opened_on": DAY, "account": "…"}
        decided = {"decided_by": bench.decider, "decided_on": DAY, "article": 2, "measure": "interview", "reasons": "…"}
        over = {"reviewed_by": bench.reviewer, "closed_on": DAY}
        facts = {} if state in {"proposed", "dismissed"} else {**opened, **decided, **over}
        with pgtrigger.ignore():
            AccountabilityCase.objects.filter(pk=case.pk).update(state=state, **facts)
        cases.append(case)
    return cases


def test_visible_to_agrees_with_the_rule_for_everybody_in_every_state(everybody):
    everybody.users["district_auditor"] = member(Role.AUDITOR, Authority.objects.get(code="410100-MZJ"))
    own = in_every_state(everybody, everybody.organization)
    strange = OrganizationFactory(registration_authority=everybody.strange_registrar.acting.authority)
    elsewhere = AccountabilityCase.objects.create(
        organization=strange,
        registration_authority=strange.registration_authority,
        district=strange.district,
        source="officer",
        ground=CaseGround.PAPERS_UNTRUE,
        proposed_by=everybody.competent,
        proposed_on=DAY,
    )
    cases = [*own, elsewhere]
    for row in cases:
        row.refresh_from_db()

    seen = {
        name: set(AccountabilityCase.objects.visible_to(user).values_list("pk", flat=True))
        for name, user in everybody.users.items()
    }
    ruled = {
        name: {row.pk for row in cases if user.has_perm("cases.view_accountabilitycase", row)}
        for name, user in everybody.users.items()
    }

    all_own, all_opened = {row.pk for row in own}, {row.pk for row in own if row.opened_on}
    whole_district = {"registrar", "supervisor", "decider", "proposer", "former", "dual"}
    whole_city = {"city_registrar", "city_supervisor", "reviewer", "auditor", "district_auditor"}
    expected = {
        **{key: set() for key in everybody.users},
        **dict.fromkeys(whole_district, all_own),
        **{key: {*all_own, elsewhere.pk} for key in whole_city},
        **dict.fromkeys(("secretary", "leader"), all_opened),
        **{key: {elsewhere.pk} for key in ("strange_registrar", "strange_supervisor", "competent")},
    }
    assert seen == ruled
    assert seen == expected
    assert (len(all_own), len(all_opened)) == (13, 11)
