"""What the page of a case offers to officers in each state, and what comes of it through the same door."""

from datetime import date, timedelta

import pytest

from compliance.cases import case_workflow, declarations, service
from compliance.cases.enums import AnswerState, CasePaperKind, CaseState, CaseTermKind, Measure, ServiceMethod
from compliance.cases.enums import TimeRequestState as Asked
from compliance.cases.hearing import rectification, statements, time_requests
from compliance.cases.models import CasePaper, ServiceRecord
from compliance.cases.papers import writing
from organizations.enums import Role
from tests.compliance.cases.conftest import DAY, DECISION, NOTICE, NOW, REVIEW, pdf
from tests.factories import MembershipFactory
from tests.fragments import fragment_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day_of_the_fixtures(time_machine):
    time_machine.move_to(NOW, tick=False)


def page(bench, name, case):
    return bench.client(name).get(f"/cases/{case.pk}/")


def offered(bench, name, case) -> set[str]:
    return {offer.label if offer.is_page else offer.name for offer in page(bench, name, case).context["offers"]}


def posted(bench, name, door, **typed):
    return bench.client(name).post(f"/cases/{door}/", typed)


# What is offered

OFFICE = {"add_evidence"}
SIGNING = OFFICE | {"extend_limit", "close_without_measure"}


@pytest.mark.parametrize(
    ("state", "registrar", "supervisor", "decider", "reviewer"),
    [
        ("opened", OFFICE | {"拟写拟处理事项告知书"}, SIGNING | {"拟写拟处理事项告知书"}, ..., ...),
        ("notified", OFFICE, SIGNING, SIGNING | {"declare"}, SIGNING | {"declare"}),
        (
            "heard",
            OFFICE | {"拟写处理决定书"},
            SIGNING | {"拟写处理决定书"},
            SIGNING | {"declare", "拟写处理决定书"},
            SIGNING | {"declare", "拟写处理决定书"},
        ),
        ("decided", OFFICE, OFFICE, OFFICE, OFFICE),
        ("rectified", OFFICE, OFFICE, OFFICE, OFFICE),
        ("under_review", OFFICE, OFFICE, OFFICE, OFFICE | {"declare", "拟写复核决定书"}),
    ],
)
def test_offers_are_the_moves_that_are_legal_and_permitted(
    bench, request, state, registrar, supervisor, decider, reviewer
):
    case = request.getfixturevalue(state)

    found = {name: offered(bench, name, case) for name in ("registrar", "supervisor", "decider", "reviewer", "auditor")}

    of_supervisors = {"decider": supervisor, "reviewer": supervisor}
    assert found == {
        "registrar": registrar,
        "supervisor": supervisor,
        "decider": of_supervisors["decider"] if decider is ... else decider,
        "reviewer": of_supervisors["reviewer"] if reviewer is ... else reviewer,
        "auditor": set(),
    }


@pytest.mark.parametrize(
    ("state", "name", "sentence"),
    [
        ("opened", "supervisor", "您批准了本案立案，处理决定须由其他审批负责人作出。"),
        ("heard", "supervisor", "您批准了本案立案，处理决定须由其他审批负责人作出。"),
        ("under_review", "supervisor", "您批准了本案立案，复核须由其他审批负责人办理。"),
        ("under_review", "decider", "您作出了本案的处理决定，复核须由其他审批负责人办理。"),
    ],
)
def test_supervisor_is_told_why_the_next_step_is_somebody_elses(bench, request, state, name, sentence):
    case = request.getfixturevalue(state)

    assert page(bench, name, case).context["separations"] == [sentence]
    assert sentence in page(bench, name, case).content.decode()


def test_supervisor_with_a_past_in_the_organization_stays_out(bench, opened):
    MembershipFactory(
        user=bench.decider, role=Role.SECRETARY, organization=bench.organization, ends_on=date(2021, 1, 1)
    )

    assert offered(bench, "decider", opened) == set()
    assert page(bench, "decider", opened).context["separations"] == [
        "您在该社会组织任职或者曾经任职，应当回避，不能办理本案。"
    ]


# Attack

ADDRESSES = [
    "{case}/declare",
    "{case}/hearing",
    "{case}/hearing/record",
    "{case}/rectification/accept",
    "{case}/rectification/return",
    "{case}/carried-out",
    "{case}/limit",
    "{case}/evidence",
    "{case}/close",
    "{case}/close-without-measure",
    "{case}/draft/notice",
    "{case}/draft/decision",
    "{case}/draft/review_decision",
    "{case}/sign/notice",
    "{case}/sign/decision",
    "{case}/sign/review_decision",
    "papers/{paper}/send",
    "services/{service}/prove",
    "services/{service}/issue",
    "time/{time}/grant",
    "time/{time}/refuse",
]


def test_organization_finds_every_officers_door_shut(bench, served):
    asked = time_requests.ask(
        served, by=bench.secretary, now=NOW, term=CaseTermKind.STATEMENT, new_due=date(2026, 11, 20), reason="取证。"
    )
    paper = served.latest_paper(CasePaperKind.NOTICE)
    keys = {"case": served.pk, "paper": paper.pk, "service": paper.services.get().pk, "time": asked.pk}

    answers = {
        (name, address): posted(bench, name, address.format(**keys)).status_code
        for address in ADDRESSES
        for name in ("secretary", "leader", "stranger", "strange_registrar", "competent")
    }

    assert {key for key, status in answers.items() if status not in (403, 404)} == set()
    assert {status for (name, _), status in answers.items() if name in ("secretary", "leader")} == {403}
    assert {status for (name, _), status in answers.items() if name not in ("secretary", "leader")} == {404}


def test_auditor_reads_and_does_nothing(bench, served):
    answers = {
        address: posted(bench, "auditor", address.format(case=served.pk)).status_code
        for address in ADDRESSES
        if "{case}" in address
    }

    assert answers == dict.fromkeys(answers, 403)


# Papers


def test_notice_is_written_read_and_signed(bench, opened):
    answer = posted(bench, "registrar", f"{opened.pk}/draft/notice", **NOTICE)
    assert answer["Location"] == f"/cases/{opened.pk}/sign/notice/"

    client = bench.client("supervisor")
    shown = client.get(answer["Location"])
    assert NOTICE["account"] in shown.content.decode()
    client.post(answer["Location"], {"seen": shown.context["offer"].form.initial["seen"]})

    opened.refresh_from_db()
    assert opened.state == CaseState.NOTIFIED
    assert opened.latest_paper(CasePaperKind.NOTICE).signed_by == bench.supervisor


def test_draft_that_was_rewritten_after_the_reading_is_not_signed(bench, opened):
    writing.draft(opened, CasePaperKind.NOTICE, by=bench.registrar, facts=NOTICE)
    client, url = bench.client("supervisor"), f"/cases/{opened.pk}/sign/notice/"
    seen = client.get(url).context["offer"].form.initial["seen"]
    writing.draft(opened, CasePaperKind.NOTICE, by=bench.registrar, facts={**NOTICE, "measure": Measure.REFERRAL})

    answer = client.post(url, {"seen": seen})

    opened.refresh_from_db()
    assert (answer.status_code, opened.state) == (409, CaseState.OPENED)
    assert "文书内容在您阅看后有变动，请重新阅看后再签发。" in answer.content.decode()


def test_statement_that_comes_in_after_the_reading_stops_the_decision(bench, heard):
    writing.draft(heard, CasePaperKind.DECISION, by=bench.registrar, facts=DECISION)
    declarations.declare(heard, by=bench.decider, has_conflict=False)
    client, url = bench.client("decider"), f"/cases/{heard.pk}/sign/decision/"
    seen = client.get(url).context["offer"].form.initial["seen"]
    statements.file(heard, by=bench.secretary, now=NOW + timedelta(days=1), text="补充：已补报。")

    assert client.post(url, {"seen": seen}).status_code == 409


def test_article_of_another_ground_is_no_choice(bench, opened):
    answer = posted(bench, "registrar", f"{opened.pk}/draft/notice", **{**NOTICE, "article": 7})

    assert answer.status_code == 422
    assert answer.context["form"]["account"].value() == NOTICE["account"]
    assert list(answer.context["form"].errors) == ["article"]
    assert not CasePaper.objects.exists()


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"measure": "referral"}, ["measure"]),
        ({"rectification_days": ""}, ["rectification_days"]),
        ({"requirements": ""}, ["requirements"]),
        ({"reasons": " "}, ["reasons"]),
        ({"measure": "interview", "rectification_days": "", "requirements": ""}, []),
    ],
)
def test_form_of_a_decision_says_what_the_signature_would_refuse(bench, heard, changed, wrong):
    answer = posted(bench, "registrar", f"{heard.pk}/draft/decision", **{**DECISION, **changed})

    assert answer.status_code == (422 if wrong else 302)
    if wrong:
        assert list(answer.context["form"].errors) == wrong
        assert answer.context["form"]["account"].value() == DECISION["account"]


def test_decision_asks_for_the_declaration_first_and_names_who_may_not(bench, heard):
    writing.draft(heard, CasePaperKind.DECISION, by=bench.registrar, facts=DECISION)
    url = f"/cases/{heard.pk}/sign/decision/"

    before = bench.client("decider").get(url)
    assert (before.context["offer"], before.context["declare"].name) == (None, "declare")
    assert f"批准立案的{bench.supervisor}" in before.context["excluded"]

    posted(bench, "decider", f"{heard.pk}/declare", has_conflict="no")
    client = bench.client("decider")
    client.post(url, {"seen": client.get(url).context["offer"].form.initial["seen"]})

    heard.refresh_from_db()
    assert (heard.state, heard.decided_by) == (CaseState.DECIDED, bench.decider)


def test_opener_reads_the_draft_but_cannot_sign_it(bench, heard):
    writing.draft(heard, CasePaperKind.DECISION, by=bench.registrar, facts=DECISION)
    client, url = bench.client("supervisor"), f"/cases/{heard.pk}/sign/decision/"

    shown = client.get(url)

    assert (shown.context["offer"], shown.context["declare"]) == (None, None)
    assert "您批准了本案立案，处理决定须由其他审批负责人作出。" in shown.content.decode()
    assert client.post(url, {"seen": "x"}).status_code == 403


def test_conflict_of_interest_ends_the_supervisors_part(bench, heard):
    writing.draft(heard, CasePaperKind.DECISION, by=bench.registrar, facts=DECISION)

    posted(bench, "decider", f"{heard.pk}/declare", has_conflict="yes")

    shown = bench.client("decider").get(f"/cases/{heard.pk}/sign/decision/")
    assert (shown.context["offer"], shown.context["declare"]) == (None, None)
    assert "您已声明与本案有利害关系，应当回避，不能办理本案。" in shown.content.decode()


def test_decision_waits_for_the_end_of_the_term(bench, served):
    statements.file(served, by=bench.secretary, now=NOW, text="先说一点。")
    served.refresh_from_db()
    writing.draft(served, CasePaperKind.DECISION, by=bench.registrar, facts=DECISION)
    declarations.declare(served, by=bench.decider, has_conflict=False)

    shown = bench.client("decider").get(f"/cases/{served.pk}/sign/decision/")

    assert shown.context["offer"] is None
    assert "陈述申辩期限尚未届满，社会组织也未声明不再补充，暂不能作出决定。" in shown.content.decode()


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ({}, CaseState.UPHELD),
        ({"outcome": "changed", "measure": "interview"}, CaseState.CHANGED),
        ({"outcome": "annulled"}, CaseState.ANNULLED),
    ],
)
def test_reviewer_upholds_changes_or_annuls(bench, under_review, typed, state):
    facts = {name: value for name, value in {**REVIEW, **typed}.items() if value is not None}
    posted(bench, "reviewer", f"{under_review.pk}/declare", has_conflict="no")
    assert posted(bench, "reviewer", f"{under_review.pk}/draft/review_decision", **facts).status_code == 302

    client, url = bench.client("reviewer"), f"/cases/{under_review.pk}/sign/review_decision/"
    client.post(url, {"seen": client.get(url).context["offer"].form.initial["seen"]})

    under_review.refresh_from_db()
    assert (under_review.state, under_review.reviewed_by) == (state, bench.reviewer)


def test_review_cannot_make_it_graver(bench, under_review):
    facts = {"outcome": "changed", "measure": "referral", "reasons": "从重。"}

    answer = posted(bench, "reviewer", f"{under_review.pk}/draft/review_decision", **facts)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["measure"])


# Service


def test_notice_is_posted_proven_and_gets_its_service_record(bench, notified):
    paper = notified.latest_paper(CasePaperKind.NOTICE)
    typed = {"method": "post", "sent_on": DAY, "address": "农业路1号"}

    refused = posted(bench, "registrar", f"papers/{paper.pk}/send", **typed)
    assert refused.status_code == 422
    assert "农业路1号" in refused.content.decode()
    posted(bench, "registrar", f"papers/{paper.pk}/send", **typed, tracking_number="EMS1")
    record = ServiceRecord.objects.get(paper=paper, method=ServiceMethod.POST)
    posted(bench, "registrar", f"services/{record.pk}/prove", served_on=DAY, proof=pdf())
    record.refresh_from_db()
    assert (record.served_on, record.proven_by) == (DAY, bench.registrar)
    assert notified.term(CaseTermKind.STATEMENT).base_on == DAY

    posted(bench, "registrar", f"services/{record.pk}/issue")

    issued = CasePaper.objects.get(kind=CasePaperKind.SERVICE_RECORD)
    assert issued.full_number in page(bench, "registrar", notified).content.decode()


def test_service_in_person_needs_who_signed_and_email_the_consent(bench, notified):
    paper = notified.latest_paper(CasePaperKind.NOTICE)
    records = {
        method: service.send(
            paper, by=bench.registrar, today=DAY, method=ServiceMethod(method), sent_on=DAY, address="本局"
        )
        for method in ("in_person", "email")
    }

    wrong = {
        method: list(
            posted(bench, "registrar", f"services/{record.pk}/prove", served_on=DAY, proof=pdf())
            .context["deliveries"][0]["services"][place]["offer"]
            .form.errors
        )
        for place, (method, record) in enumerate(records.items(), start=1)
    }

    assert wrong == {"in_person": ["received_by"], "email": ["consent"]}


def test_email_goes_to_an_address_of_email(bench, notified):
    paper = notified.latest_paper(CasePaperKind.NOTICE)
    typed = {"method": "email", "sent_on": DAY, "address": "农业路1号"}

    answer = posted(bench, "registrar", f"papers/{paper.pk}/send", **typed)

    assert (answer.status_code, list(answer.context["deliveries"][0]["send"].form.errors)) == (422, ["address"])
    assert not ServiceRecord.objects.filter(method=ServiceMethod.EMAIL).exists()


def test_service_is_told_once_on_the_officers_page_and_to_the_organization(bench, served):
    rule = '<span class="d-block text-secondary">受送达人在门户中确认签收的日期为送达日期'

    for name in ("registrar", "secretary"):
        assert page(bench, name, served).content.decode().count(rule) == 1


def test_service_before_the_sending_is_refused_in_the_form(bench, notified):
    paper = notified.latest_paper(CasePaperKind.NOTICE)
    typed = {"method": "in_person", "sent_on": DAY - timedelta(days=1), "address": "本局"}

    answer = posted(bench, "registrar", f"papers/{paper.pk}/send", **typed)

    assert answer.status_code == 409
    assert "发送日期应在文书签发之日至今日之间。" in answer.content.decode()
    assert answer.context["deliveries"][0]["send"].form["address"].value() == "本局"
    assert answer.context["refusal"] is None


# Hearing, rectification, time, closing


def test_hearing_is_set_and_held_by_somebody_who_did_not_open(bench, served, time_machine):
    statements.file(served, by=bench.secretary, now=NOW, text="请求当面说明。", wants_hearing=True)
    assert posted(bench, "supervisor", f"{served.pk}/hearing", set_for="2026-11-12T09:00", place="x").status_code == 403

    posted(bench, "registrar", f"{served.pk}/hearing", set_for="2026-11-12T09:00", place="二楼会议室")
    assert "hold_hearing" not in offered(bench, "registrar", served)
    time_machine.move_to(NOW + timedelta(days=3), tick=False)
    assert "hold_hearing" in offered(bench, "registrar", served)
    assert "hold_hearing" not in offered(bench, "decider", served)
    posted(
        bench,
        "registrar",
        f"{served.pk}/hearing/record",
        held_on="2026-11-12",
        attended="yes",
        record="双方陈述如下。",
        uploads=pdf("笔录.pdf"),
    )

    served.refresh_from_db()
    assert (served.state, served.hearings.get().recorded_by) == (CaseState.HEARD, bench.registrar)
    assert "双方陈述如下。" in page(bench, "secretary", served).content.decode()


def test_rectification_is_returned_with_reasons_then_accepted(bench, rectifying):
    rectification.file(rectifying, by=bench.secretary, now=NOW, plan="明确专人负责。", done="已补报。")
    assert {"accept_rectification", "return_rectification"} < offered(bench, "registrar", rectifying)
    assert posted(bench, "registrar", f"{rectifying.pk}/rectification/return", reason="").status_code == 422
    posted(bench, "registrar", f"{rectifying.pk}/rectification/return", reason="请附任命文件。")
    rectification.file(rectifying, by=bench.secretary, now=NOW, plan="明确专人负责。", done="任命已附。")

    posted(bench, "registrar", f"{rectifying.pk}/rectification/accept")

    assert list(rectifying.rectifications.values_list("answer", flat=True)) == [
        AnswerState.RETURNED,
        AnswerState.ACCEPTED,
    ]


def test_rectified_case_is_closed_once_no_review_can_be_asked_for(bench, rectified):
    assert "close" not in offered(bench, "decider", rectified)
    assert posted(bench, "decider", f"{rectified.pk}/close", reason="已完成。").status_code == 409
    rectification.waive_review(rectified, by=bench.leader, today=DAY)
    assert "close" in offered(bench, "decider", rectified)

    posted(bench, "decider", f"{rectified.pk}/close", reason="整改完成。")

    rectified.refresh_from_db()
    assert rectified.state == CaseState.CLOSED
    assert offered(bench, "decider", rectified) == set()


def test_other_measure_is_recorded_as_carried_out(bench, heard):
    writing.draft(heard, CasePaperKind.DECISION, by=bench.registrar, facts={**DECISION, "measure": Measure.INTERVIEW})
    declarations.declare(heard, by=bench.decider, has_conflict=False)
    case = case_workflow.decide(heard, by=bench.decider, today=DAY)
    service.acknowledge(case.latest_paper(CasePaperKind.DECISION), by=bench.secretary, now=NOW)
    assert "carried_out" in offered(bench, "registrar", case)
    early = posted(bench, "registrar", f"{case.pk}/carried-out", on=DAY - timedelta(days=1))
    assert "落实日期应在决定之日至今日之间。" in early.content.decode()

    posted(bench, "registrar", f"{case.pk}/carried-out", on=DAY, uploads=pdf("约谈记录.pdf"))

    case.refresh_from_db()
    assert case.carried_out_on == DAY
    assert case.files.filter(title="约谈记录.pdf").exists()


@pytest.mark.parametrize(
    ("verb", "typed", "state"), [("grant", {}, Asked.GRANTED), ("refuse", {"remark": "理由不足。"}, Asked.REFUSED)]
)
def test_request_for_time_is_decided_by_a_supervisor(bench, served, verb, typed, state):
    asked = time_requests.ask(
        served, by=bench.secretary, now=NOW, term=CaseTermKind.STATEMENT, new_due=date(2026, 11, 20), reason="取证。"
    )
    assert page(bench, "registrar", served).context["requests"][0]["offers"] == []
    assert posted(bench, "registrar", f"time/{asked.pk}/{verb}", **typed).status_code == 403

    posted(bench, "decider", f"time/{asked.pk}/{verb}", **typed)

    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == (state, bench.decider)


def test_limit_is_extended_to_a_working_day_with_reasons(bench, opened):
    due_on = opened.term(CaseTermKind.DECISION).due_on
    saturday = due_on + timedelta(days=(5 - due_on.weekday()) % 7 + 7)

    refused = posted(bench, "decider", f"{opened.pk}/limit", new_due=saturday, reason="案情复杂。")
    assert refused.status_code == 409
    assert "延至日期应为工作日。" in refused.content.decode()
    assert "案情复杂。" in refused.content.decode()
    monday = saturday + timedelta(days=2)
    posted(bench, "decider", f"{opened.pk}/limit", new_due=monday, reason="案情复杂。")

    assert opened.term(CaseTermKind.DECISION).due_on == monday


@pytest.mark.parametrize("earlier", [0, 7])
def test_limit_is_extended_to_a_later_day_only(bench, opened, earlier):
    due_on = opened.term(CaseTermKind.DECISION).due_on

    refused = posted(
        bench, "decider", f"{opened.pk}/limit", new_due=due_on - timedelta(days=earlier), reason="案情复杂。"
    )

    assert (refused.status_code, "延至日期应晚于原届满日期。" in refused.content.decode()) == (409, True)
    assert opened.term(CaseTermKind.DECISION).due_on == due_on


def test_evidence_is_shown_unless_a_ground_of_the_list_withholds_it(bench, opened):
    url = f"{opened.pk}/evidence"
    posted(bench, "registrar", url, title="核查记录", uploads=pdf())
    posted(bench, "registrar", url, title="内部记录", uploads=pdf(), withheld="working_paper")
    wrong = posted(bench, "registrar", url, title="另一份", uploads=pdf(), withheld="embarrassing")

    assert wrong.status_code == 422
    shown = {name: page(bench, name, opened).content.decode() for name in ("registrar", "secretary")}
    assert "核查记录" in shown["secretary"]
    assert "内部记录" not in shown["secretary"]
    assert "不予公开" in shown["registrar"]


def test_file_that_is_none_is_refused_in_the_form(bench, opened):
    fake = pdf("程序.exe")

    answer = posted(bench, "registrar", f"{opened.pk}/evidence", title="材料", uploads=fake)

    form = next(offer.form for offer in answer.context["offers"] if offer.name == "add_evidence")
    assert answer.status_code == 422
    assert form["title"].value() == "材料"
    assert list(form.errors) == ["uploads"]


def test_case_is_closed_without_measure(bench, opened):
    posted(bench, "supervisor", f"{opened.pk}/close-without-measure", reason="情节轻微并已改正。")

    opened.refresh_from_db()
    assert opened.state == CaseState.CLOSED


def test_move_that_is_over_says_so_above_the_page(bench, opened):
    posted(bench, "supervisor", f"{opened.pk}/close-without-measure", reason="情节轻微并已改正。")

    answer = posted(bench, "decider", f"{opened.pk}/close-without-measure", reason="情节轻微。")

    assert answer.status_code == 409
    assert str(answer.context["refusal"]) == "当前状态为“已结案”，不能执行此操作。"


# Reading


READINGS = r'<section [^>]*id="case-readings".*?</section>'


def test_fragment_of_a_case_is_what_the_whole_page_holds(bench, rectifying):
    client, url = bench.client("registrar"), f"/cases/{rectifying.pk}/"
    client.get(url)

    assert "补充核查材料" in fragment_of(client, url, root="case", without=READINGS)
