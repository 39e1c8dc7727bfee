"""Each guard of due process attacked through the pages, by whoever has an account."""

import pytest
from django.urls import reverse
from django.utils.timezone import now

from compliance.cases import declarations, proposals, signing
from compliance.cases.enums import CaseGround, CasePaperKind, CaseState, CaseTermKind, Measure
from compliance.cases.models import AccountabilityCase
from compliance.cases.papers import writing
from organizations.enums import Role
from tests.compliance.cases.conftest import DAY, DECISION, NOTICE, REVIEW, pdf
from tests.factories import member
from tests.seats import promoted

pytestmark = pytest.mark.django_db


def state_of(case: AccountabilityCase) -> str:
    return AccountabilityCase.objects.values_list("state", flat=True).get(pk=case.pk)


# The organization's side

ANSWERS = {
    "statement": {"text": "没有异议。", "is_complete": "on"},
    "time_request": {"new_due": "2027-01-29", "reason": "经办人出差。"},
    "rectification": {"plan": "专人负责。", "done": "已补报。"},
    "review_request": {"grounds": "措施过重。"},
    "waive_review": {},
}


@pytest.mark.parametrize(("name", "status"), [("registrar", 403), ("supervisor", 403), ("decider", 403), ("auditor", 403),
                                              ("administrator", 404), ("competent", 404), ("stranger", 404), ("strange_leader", 404), ("strange_registrar", 404)])  # fmt: skip
def test_nobody_else_answers_for_the_organization(bench, rectifying, name, status):
    client = bench.client(name)

    answers = {
        page: client.post(reverse(f"cases:{page}", args=[rectifying.pk]), facts).status_code
        for page, facts in ANSWERS.items()
    }

    assert answers == dict.fromkeys(ANSWERS, status)
    assert (state_of(rectifying), rectifying.statements.count(), rectifying.rectifications.count()) == (
        "rectifying",
        1,
        0,
    )


def test_nobody_else_confirms_receipt(bench, notified):
    page = reverse("cases:acknowledge_paper", args=[notified.latest_paper(CasePaperKind.NOTICE).pk])

    told = {
        name: bench.client(name).post(page).status_code
        for name in ("registrar", "supervisor", "auditor", "administrator", "stranger", "strange_registrar")
    }

    assert told == {
        "registrar": 403, "supervisor": 403, "auditor": 403, "administrator": 404, "stranger": 404, "strange_registrar": 404,
    }  # fmt: skip
    assert bench.client("leader").get(page).status_code == 405
    assert notified.terms.filter(kind=CaseTermKind.STATEMENT).count() == 0


def test_only_the_first_responsible_person_waives_the_review(bench, rectifying):
    page = reverse("cases:waive_review", args=[rectifying.pk])

    assert bench.client("secretary").post(page).status_code == 403
    rectifying.refresh_from_db()
    assert rectifying.review_waived_on is None


def test_who_proposed_does_not_open_through_the_page(bench):
    case = proposals.propose(
        bench.organization, by=bench.supervisor, today=DAY, ground=CaseGround.REPORT_MISSING, reason="逾期未报送。"
    )
    form = {"ground": "report_missing", "account": "…", "reason": "属实。"}

    told = {
        name: bench.client(name).post(reverse("cases:open_case", args=[case.pk]), form).status_code
        for name in (
            "supervisor",
            "registrar",
            "secretary",
            "stranger",
            "strange_registrar",
            "administrator",
            "auditor",
        )
    }

    assert told == {
        "supervisor": 403, "registrar": 403, "secretary": 403, "stranger": 403, "strange_registrar": 404,
        "administrator": 404, "auditor": 403,
    }  # fmt: skip
    assert state_of(case) == CaseState.PROPOSED


def test_a_ground_outside_the_closed_list_is_no_ground(bench, proposed):
    answer = bench.client("supervisor").post(
        reverse("cases:open_case", args=[proposed.pk]),
        {"ground": "wrong_opinion", "account": "…", "reason": "属实。"},
    )

    assert (answer.status_code, state_of(proposed)) == (422, CaseState.PROPOSED)


# The officers' side


def drafted(bench, case, kind=CasePaperKind.DECISION, **facts):
    given = REVIEW if kind == CasePaperKind.REVIEW_DECISION else DECISION
    by = bench.reviewer if kind == CasePaperKind.REVIEW_DECISION else bench.registrar
    return writing.draft(case, kind, by=by, facts={**given, **facts})


def sign(bench, name: str, case, kind=CasePaperKind.DECISION):
    """A signature of the paper as it was read, so that only the signer is wrong."""
    paper = case.papers.drafts().filter(kind=kind).first()
    page = reverse("cases:sign", args=[case.pk, kind.value])
    return bench.client(name).post(page, {"seen": signing.text_of(paper, now()) if paper else "x"})


def test_a_decision_is_signed_by_another_supervisor_only(bench, heard):
    drafted(bench, heard)
    bench.users["other"] = member(Role.SUPERVISOR, bench.strange_registrar.acting.authority)

    told = {
        name: sign(bench, name, heard).status_code
        for name in ("supervisor", "registrar", "auditor", "administrator", "secretary", "leader", "stranger", "other")
    }

    assert told == {
        "supervisor": 403, "registrar": 403, "auditor": 403, "administrator": 404,
        "secretary": 403, "leader": 403, "stranger": 404, "other": 404,
    }  # fmt: skip
    assert state_of(heard) == CaseState.HEARD


def test_nobody_signs_without_declaring_nor_with_an_interest(bench, heard):
    drafted(bench, heard)
    undeclared = sign(bench, "decider", heard)
    assert (undeclared.status_code, "请先声明" in undeclared.content.decode()) == (409, True)

    bench.client("decider").post(reverse("cases:declare", args=[heard.pk]), {"has_conflict": "yes"})
    interested = sign(bench, "decider", heard)

    assert (interested.status_code, "应当回避" in interested.content.decode()) == (409, True)
    assert state_of(heard) == CaseState.HEARD


def test_who_opened_declares_and_hears_nothing(bench, served):
    served.hearings.create(asked_on=DAY)
    client = bench.client("supervisor")

    told = [
        client.post(reverse("cases:declare", args=[served.pk]), {"has_conflict": "no"}).status_code,
        client.post(
            reverse("cases:set_hearing", args=[served.pk]),
            {"set_for": "2027-01-11T10:00", "place": "第一会议室"},
        ).status_code,
        client.post(
            reverse("cases:hold_hearing", args=[served.pk]),
            {"held_on": "2026-11-10", "attended": "True", "record": "…"},
        ).status_code,
    ]

    assert told == [403, 403, 403]


def test_nothing_is_decided_before_somebody_was_heard(bench, served):
    drafted(bench, served)
    declarations.declare(served, by=bench.decider, has_conflict=False)

    answer = sign(bench, "decider", served)

    assert (answer.status_code, state_of(served)) == (409, CaseState.NOTIFIED)


@pytest.mark.parametrize(
    "wrong",
    [
        {"measure": "fine"},
        {"measure": Measure.REFERRAL},
        {"measure": ""},
        {"article": "7"},
        {"article": ""},
        {"reasons": ""},
        {"account": " "},
        {"rectification_days": ""},
        {"rectification_days": "0"},
        {"requirements": ""},
    ],
    ids=str,
)
def test_a_decision_that_may_not_be_cannot_even_be_drafted(bench, heard, wrong):
    page = reverse("cases:draft", args=[heard.pk, "decision"])

    answer = bench.client("registrar").post(page, {**DECISION, **wrong})

    assert (answer.status_code, heard.papers.drafts().count()) == (422, 0)


@pytest.mark.parametrize("wrong", [{"measure": "fine"}, {"article": "4"}, {"account": ""}], ids=str)
def test_nor_a_notice(bench, opened, wrong):
    page = reverse("cases:draft", args=[opened.pk, "notice"])

    answer = bench.client("registrar").post(page, {**NOTICE, **wrong})

    assert (answer.status_code, opened.papers.drafts().count()) == (422, 0)


def test_neither_opener_nor_decider_signs_the_review(bench, city, under_review):
    drafted(bench, under_review, CasePaperKind.REVIEW_DECISION)
    for name in ("supervisor", "decider"):
        bench.users[name] = promoted(bench.user(name), city)

        assert sign(bench, name, under_review, CasePaperKind.REVIEW_DECISION).status_code == 403
    assert state_of(under_review) == CaseState.UNDER_REVIEW


def test_a_review_that_changes_to_the_same_measure_is_told_so(bench, under_review):
    facts = {"outcome": "changed", "measure": under_review.measure, "rectification_days": 10}
    drafted(bench, under_review, CasePaperKind.REVIEW_DECISION, **facts)
    declarations.declare(under_review, by=bench.reviewer, has_conflict=False)

    answer = sign(bench, "reviewer", under_review, CasePaperKind.REVIEW_DECISION)

    assert (answer.status_code, "应当轻于原决定" in answer.content.decode()) == (409, True)
    assert state_of(under_review) == CaseState.UNDER_REVIEW


def test_nothing_is_closed_over_the_head_of_the_organization(bench, rectified):
    page = reverse("cases:close", args=[rectified.pk])

    answer = bench.client("decider").post(page, {"reason": "已整改。"})

    assert answer.status_code == 409
    assert "申请复核的期限尚未届满" in answer.content.decode()
    assert bench.client("registrar").post(page, {"reason": "已整改。"}).status_code == 403


def test_service_through_the_portal_is_not_proven_by_an_officer(bench, notified):
    record = notified.latest_paper(CasePaperKind.NOTICE).services.get()

    answer = bench.client("registrar").post(
        reverse("cases:prove", args=[record.pk]), {"served_on": "2026-11-09", "proof": pdf()}
    )

    record.refresh_from_db()
    assert (answer.status_code in {409, 422}, record.served_on) == (True, None)


def officers_pages(case) -> dict[str, str]:
    paper = case.latest_paper(CasePaperKind.NOTICE)
    of_case = (
        "declare set_hearing hold_hearing accept_rectification return_rectification carried_out extend_limit "
        "add_evidence close close_without_measure"
    )
    return {
        **{name: reverse(f"cases:{name}", args=[case.pk]) for name in of_case.split()},
        "send": reverse("cases:send", args=[paper.pk]),
        "prove": reverse("cases:prove", args=[paper.services.get().pk]),
        "issue": reverse("cases:issue", args=[paper.services.get().pk]),
    }


@pytest.mark.parametrize(
    ("name", "status"),
    [
        *dict.fromkeys(("secretary", "leader", "auditor"), 403).items(),
        *dict.fromkeys(("administrator", "competent", "stranger", "strange_registrar"), 404).items(),
    ],
)
def test_nobody_but_officers_of_the_line_acts_for_the_bureau(bench, rectified, name, status):
    client, pages = bench.client(name), officers_pages(rectified)

    assert {page: client.post(url).status_code for page, url in pages.items()} == dict.fromkeys(pages, status)
    assert state_of(rectified) == CaseState.RECTIFYING


def test_nothing_happens_by_following_a_link(bench, rectified):
    client, pages = bench.client("decider"), officers_pages(rectified)

    assert {page: client.get(url).status_code for page, url in pages.items()} == dict.fromkeys(pages, 405)
