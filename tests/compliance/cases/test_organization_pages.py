"""The organization's side of its case, through the views: what it sees, what it is offered, and what it may post."""

from datetime import date, datetime

import pytest
import time_machine
from django.test import Client

from compliance.cases import case_workflow, proposals
from compliance.cases.enums import CaseGround, CasePaperKind, CaseState, CaseTermKind, WithheldGround
from compliance.cases.models import CaseFile, CaseReading, CaseReview, CaseStatement, CaseTimeRequest, ServiceRecord
from compliance.cases.papers import writing
from compliance.cases.record import files
from tests.compliance.cases.conftest import DAY, DECISION, NOTICE, NOW, SHANGHAI, pdf
from tests.factories import PASSWORD
from zhengzhou_ideology.notices.links import link_to
from zhengzhou_ideology.notices.models import Notice

pytestmark = pytest.mark.django_db

LAST_MINUTE = datetime(2026, 11, 16, 23, 59, 30, tzinfo=SHANGHAI)
DAY_AFTER = datetime(2026, 11, 17, 0, 0, 30, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def on_the_day():
    with time_machine.travel(NOW, tick=False):
        yield


def offered(client, case) -> list[str]:
    return [offer.label for offer in client.get(f"/cases/{case.pk}/").context["offers"]]


def page(client, address) -> str:
    return client.get(address).content.decode()


# What each state offers

OFFERS = {
    "opened": ([], []),
    "notified": (["签收《拟处理事项告知书》", "陈述申辩"], []),
    "served": (["陈述申辩", "申请延长陈述申辩期限"], []),
    "heard": (["补充陈述申辩"], []),
    "decided": (["签收《处理决定书》", "签收《责令整改通知书》", "申请复核"], []),
    "rectifying": (["签收《责令整改通知书》", "提交整改情况", "申请延长整改期限", "申请复核"], ["声明不申请复核"]),
    "rectified": (["签收《责令整改通知书》", "申请复核"], ["声明不申请复核"]),
    "under_review": (["签收《责令整改通知书》"], []),
}


@pytest.mark.parametrize("scene", OFFERS)
def test_what_is_offered_is_legal_and_permitted(bench, scene, request):
    both, only_leader = OFFERS[scene]
    case = request.getfixturevalue(scene)

    assert offered(bench.client("secretary"), case) == both
    assert offered(bench.client("leader"), case) == both + only_leader


def test_every_page_that_is_offered_opens(bench, rectifying):
    client = bench.client("secretary")
    offers = [offer for offer in client.get(f"/cases/{rectifying.pk}/").context["offers"] if offer.is_page]

    assert [client.get(offer.url).status_code for offer in offers] == [200, 200, 200]


def test_what_is_not_offered_is_refused_with_a_sentence(bench, opened):
    client = bench.client("secretary")

    answers = [client.get(f"/cases/{opened.pk}/{name}/") for name in ("statement", "time", "rectification", "review")]

    assert {answer.status_code for answer in answers} == {409}
    assert "不能办理“陈述申辩”" in answers[0].content.decode()


# Who sees what


FORMS = ["statement", "time", "rectification", "review", "waive"]


@pytest.mark.parametrize("name", ["stranger", "strange_leader", "strange_registrar", "administrator"])
def test_another_organization_finds_nothing(bench, rectifying, name):
    client = bench.client(name)
    file = files.add_evidence(rectifying, uploads=[pdf()], by=bench.registrar, today=DAY, title="核查记录")[0]
    paper = rectifying.latest_paper(CasePaperKind.RECTIFICATION_ORDER)

    read = [client.get(f"/cases/{rectifying.pk}/"), client.get(f"/cases/files/{file.pk}/")]
    posted = [client.post(f"/cases/{rectifying.pk}/{form}/") for form in FORMS]
    posted.append(client.post(f"/cases/papers/{paper.pk}/acknowledge/"))

    assert {answer.status_code for answer in (*read, *posted)} == {404}
    assert ServiceRecord.objects.get(paper=paper).served_on is None


@pytest.mark.parametrize("name", ["registrar", "supervisor", "decider", "auditor"])
def test_officers_cannot_post_for_the_organization(bench, rectifying, name):
    client = bench.client(name)
    paper = rectifying.latest_paper(CasePaperKind.RECTIFICATION_ORDER)

    answers = [client.post(f"/cases/{rectifying.pk}/{form}/") for form in FORMS]
    answers.append(client.post(f"/cases/papers/{paper.pk}/acknowledge/"))

    assert {answer.status_code for answer in answers} == {403}
    assert ServiceRecord.objects.get(paper=paper).served_on is None


def test_only_the_leader_gives_up_the_review(bench, rectifying):
    answer = bench.client("secretary").post(f"/cases/{rectifying.pk}/waive/")

    rectifying.refresh_from_db()
    assert (answer.status_code, rectifying.review_waived_on) == (403, None)


@pytest.mark.parametrize("is_dismissed", [False, True])
def test_a_proposal_is_never_seen_by_the_organization(bench, proposed, is_dismissed):
    if is_dismissed:
        case_workflow.dismiss(proposed, by=bench.supervisor, today=DAY, reason="情节轻微。")
    client = bench.client("leader")

    assert bench.client("supervisor").get(f"/cases/{proposed.pk}/", follow=True).status_code == 200
    assert client.get(f"/cases/{proposed.pk}/").status_code == 404
    assert list(client.get("/cases/own/").context["page"]) == []
    assert "案件" not in [section.title for section in client.get("/").context["sections"]]


def test_drafts_are_never_seen_by_the_organization(bench, heard):
    draft = writing.draft(heard, CasePaperKind.DECISION, by=bench.registrar, facts=DECISION)

    shown = bench.client("secretary").get(f"/cases/{heard.pk}/")

    assert "处理决定书" in page(bench.client("registrar"), f"/cases/{heard.pk}/")
    assert [paper.kind for paper in shown.context["papers"]] == [CasePaperKind.NOTICE]
    assert DECISION["requirements"] not in shown.content.decode()
    assert bench.client("secretary").post(f"/cases/papers/{draft.pk}/acknowledge/").status_code == 404


# Receipt


def test_receipt_starts_the_term_and_is_offered_once(bench, notified):
    client = bench.client("secretary")
    paper = notified.latest_paper(CasePaperKind.NOTICE)

    for _ in range(2):
        answer = client.post(f"/cases/papers/{paper.pk}/acknowledge/", follow=True)

    assert answer.redirect_chain == [(f"/cases/{notified.pk}/", 302)]
    assert notified.term(CaseTermKind.STATEMENT).due_on == date(2026, 11, 16)
    assert offered(client, notified) == OFFERS["served"][0]
    record = ServiceRecord.objects.get(paper=paper)
    assert (record.acknowledged_by, record.served_on) == (bench.secretary, DAY)


# The statement


def test_statement_with_papers_is_filed(bench, served):
    facts = {"text": "因经办人更换未能按期报送。", "is_complete": "on", "uploads": [pdf("纪要.pdf"), pdf("说明.pdf")]}

    answer = bench.client("secretary").post(f"/cases/{served.pk}/statement/", facts)

    assert answer.url == f"/cases/{served.pk}/"
    statement = CaseStatement.objects.get()
    assert (statement.text, statement.is_complete, statement.is_late) == (facts["text"], True, False)
    assert [file.title for file in CaseFile.objects.all()] == ["纪要.pdf", "说明.pdf"]
    served.refresh_from_db()
    assert served.state == CaseState.HEARD


@pytest.mark.parametrize(
    ("form", "facts"),
    [
        ("statement", {"text": "本会写了很久的意见。"}),
        ("time", {"reason": "本会写了很久的理由。", "new_due": "2026-11-23"}),
    ],
)
def test_typed_text_survives_a_bad_file(bench, served, form, facts):
    good, bad = pdf("好.pdf"), pdf("坏.exe")

    answer = bench.client("secretary").post(f"/cases/{served.pk}/{form}/", {**facts, "uploads": [good, bad]})

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert [text in shown for text in (*facts.values(), "不支持此类文件", "文件须重新选择")] == [True] * (
        len(facts) + 2
    )
    assert [CaseStatement.objects.count(), CaseTimeRequest.objects.count(), CaseFile.objects.count()] == [0, 0, 0]


@pytest.mark.parametrize(
    ("form", "facts"),
    [
        ("rectification", {"plan": "本会写了很久的措施。", "done": "本会写了很久的情况。"}),
        ("review", {"grounds": "本会写了很久的复核理由。"}),
    ],
)
def test_typed_text_survives_a_bad_file_after_the_decision(bench, rectifying, form, facts):
    answer = bench.client("secretary").post(f"/cases/{rectifying.pk}/{form}/", {**facts, "uploads": [pdf("坏.exe")]})

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert [text in shown for text in (*facts.values(), "不支持此类文件")] == [True] * (len(facts) + 1)
    rectifying.refresh_from_db()
    assert (rectifying.state, rectifying.rectifications.count()) == (CaseState.RECTIFYING, 0)


def test_typed_text_survives_a_rule_that_refuses(bench, served):
    with time_machine.travel(DAY_AFTER, tick=False):
        facts = {"text": "本会写了很久的意见。", "wants_hearing": "on"}
        answer = bench.client("secretary").post(f"/cases/{served.pk}/statement/", facts)

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert [text in shown for text in (facts["text"], "申请听证的期限已过，仍可以提交书面意见。")] == [True, True]
    assert CaseStatement.objects.count() == 0


def test_typed_text_survives_a_decision_made_meanwhile(bench, decided):
    answer = bench.client("secretary").post(f"/cases/{decided.pk}/statement/", {"text": "本会写了很久的意见。"})

    assert answer.status_code == 422
    assert "本会写了很久的意见。" in answer.content.decode()
    assert "不能提交陈述申辩" in answer.content.decode()


@pytest.mark.parametrize(("at", "is_late"), [(LAST_MINUTE, False), (DAY_AFTER, True)])
def test_a_statement_is_in_time_until_the_last_day_ends_and_late_after(bench, served, at, is_late):
    with time_machine.travel(at, tick=False):
        bench.client("secretary").post(f"/cases/{served.pk}/statement/", {"text": "因经办人更换未能按期报送。"})

    served.refresh_from_db()
    assert (CaseStatement.objects.get().is_late, served.state) == (
        is_late,
        CaseState.STATEMENT_LAPSED if is_late else CaseState.HEARD,
    )


def test_a_hearing_is_offered_until_the_term_ends_and_once(bench, served):
    client, address = bench.client("secretary"), f"/cases/{served.pk}/statement/"

    in_time = "wants_hearing" in client.get(address).context["form"].fields
    with time_machine.travel(DAY_AFTER, tick=False):
        late = "wants_hearing" in bench.client("secretary").get(address).context["form"].fields
    client.post(address, {"text": "要求听证。", "wants_hearing": "on"})

    assert (in_time, late) == (True, False)
    assert "wants_hearing" not in client.get(address).context["form"].fields
    assert served.hearings.get().asked_on == DAY


def test_answering_the_notice_unread_confirms_its_receipt(bench, notified):
    client, address = bench.client("secretary"), f"/cases/{notified.pk}/statement/"

    shown = page(client, address)
    client.post(address, {"text": "因经办人更换未能按期报送。"})

    assert "告知书尚未签收，期限还没有开始计算；提交陈述申辩即一并完成签收。" in shown
    assert ServiceRecord.objects.get(paper__kind=CasePaperKind.NOTICE).served_on == DAY


# Time, rectification, review


def test_more_time_is_asked_once_and_for_a_working_day(bench, served):
    client, address = bench.client("secretary"), f"/cases/{served.pk}/time/"

    weekend = client.post(address, {"new_due": "2026-11-22", "reason": "收集材料。"})
    asked = client.post(address, {"new_due": "2026-11-23", "reason": "收集材料。", "uploads": [pdf()]})

    assert (weekend.status_code, asked.url) == (422, f"/cases/{served.pk}/")
    assert "延至日期应为工作日。" in weekend.content.decode()
    request = CaseTimeRequest.objects.get()
    assert (request.term, request.old_due, request.new_due) == (
        CaseTermKind.STATEMENT,
        date(2026, 11, 16),
        date(2026, 11, 23),
    )
    assert offered(client, served) == ["陈述申辩"]


def test_rectification_is_handed_in_and_may_be_again_when_it_comes_back(bench, rectifying):
    client, address = bench.client("secretary"), f"/cases/{rectifying.pk}/rectification/"

    first = client.post(address, {"plan": "明确专人负责。", "done": "已补报。", "uploads": [pdf()]})
    again = client.post(address, {"plan": "再次提交。", "done": "已补报。"})

    assert (first.status_code, again.status_code) == (302, 422)
    assert "正在核查" in again.content.decode()
    assert [filed.plan for filed in rectifying.rectifications.all()] == ["明确专人负责。"]


def test_review_page_says_by_when_and_who_hears_it(bench, rectifying):
    client, address = bench.client("secretary"), f"/cases/{rectifying.pk}/review/"

    shown = page(client, address)
    answer = client.post(address, {"grounds": "措施过重。", "uploads": [pdf("证明.pdf")]})

    assert [text in shown for text in ("2027年1月8日", "暂定", "期限如何推算", "郑州市民政局")] == [True] * 4
    assert answer.url == f"/cases/{rectifying.pk}/"
    review = CaseReview.objects.get()
    assert (review.grounds, review.asked_by, str(review.authority)) == ("措施过重。", bench.secretary, "郑州市民政局")
    assert CaseFile.objects.get(title="证明.pdf").kind == "review"


def test_the_leader_gives_up_the_review_and_may_change_their_mind(bench, rectifying):
    client = bench.client("leader")

    client.post(f"/cases/{rectifying.pk}/waive/")
    before = offered(client, rectifying)
    client.post(f"/cases/{rectifying.pk}/review/", {"grounds": "措施过重。"})

    rectifying.refresh_from_db()
    assert rectifying.review_waived_on == DAY
    assert ("申请复核" in before, "声明不申请复核" in before) == (True, False)
    assert rectifying.state == CaseState.UNDER_REVIEW


def test_nobody_is_called_late_with_what_was_said_or_handed_in(bench, rectifying):
    address = f"/cases/{rectifying.pk}/"
    facts = {"plan": "明确专人负责。", "done": "已补报。"}
    with time_machine.travel(datetime(2026, 11, 24, 9, 0, tzinfo=SHANGHAI), tick=False):
        owed = page(bench.client("secretary"), address)
        bench.client("secretary").post(f"{address}rectification/", facts)
        waits = page(bench.client("secretary"), address)
    with time_machine.travel(datetime(2027, 3, 1, 9, 0, tzinfo=SHANGHAI), tick=False):
        later = page(bench.client("secretary"), address)

    assert [text.count("已逾期") for text in (owed, waits, later)] == [1, 0, 0]


# The file


def test_withheld_files_are_named_by_ground_and_do_not_download(bench, opened):
    shown, withheld = (
        files.add_evidence(opened, uploads=[pdf()], by=bench.registrar, today=DAY, title=title, withheld=ground)[0]
        for title, ground in (("核查记录", ""), ("王某某的来信", WithheldGround.THIRD_PARTY))
    )
    client = bench.client("secretary")
    bench.client("registrar").get(f"/cases/files/{withheld.pk}/")

    text = page(client, f"/cases/{opened.pk}/")
    answers = [client.get(f"/cases/files/{file.pk}/").status_code for file in (shown, withheld)]

    assert answers == [200, 404]
    assert [part in text for part in ("核查记录", "涉及第三人的个人信息或者商业秘密", "王某某的来信")] == [
        True,
        True,
        False,
    ]
    assert "王某某的来信" in page(bench.client("registrar"), f"/cases/{opened.pk}/")


def test_each_download_is_logged(bench, opened):
    file = files.add_evidence(opened, uploads=[pdf()], by=bench.registrar, today=DAY, title="核查记录")[0]

    bench.client("secretary").get(f"/cases/files/{file.pk}/")

    reading = CaseReading.objects.get()
    assert (reading.user, reading.what) == (bench.secretary, "核查记录")


def test_an_account_sees_what_the_file_holds_about_it_and_not_about_its_colleague(bench, served):
    bench.client("secretary").post(f"/cases/{served.pk}/statement/", {"text": "意见。", "uploads": [pdf("纪要.pdf")]})

    records = {
        name: bench.client(name).get(f"/cases/{served.pk}/").context["own_record"] for name in ("secretary", "leader")
    }

    notice = served.latest_paper(CasePaperKind.NOTICE)
    assert [entry.what for entry in records["secretary"].entries] == [
        f"签收{notice}",
        "提交陈述申辩",
        "提交材料“纪要.pdf”",
    ]
    assert [entry.what for entry in records["leader"].entries] == []
    assert (records["secretary"].readings, records["leader"].readings) == (1, 1)
    assert "案卷中与您本人有关的记录" not in page(bench.client("registrar"), f"/cases/{served.pk}/")


# Lists and home


def test_own_list_shows_what_waits(bench, decided):
    rows = bench.client("secretary").get("/cases/own/")

    assert [(case.pk, case.to_receive, case.own_due_on) for case in rows.context["page"]] == [(decided.pk, 2, None)]
    assert "有 2 件文书待签收" in rows.content.decode()
    assert list(bench.client("stranger").get("/cases/own/").context["page"]) == []
    assert bench.client("registrar").get("/cases/own/").status_code == 403


def test_own_list_and_home_take_as_many_queries_for_three_as_for_one(bench, notified, django_assert_max_num_queries):
    def queries():
        with django_assert_max_num_queries(120) as taken:
            bench.client("secretary").get("/cases/own/")
            bench.client("leader").get("/")
            bench.client("supervisor").get("/")
        return len(taken)

    one = queries()
    for ground in (CaseGround.RESPONSIBLE_UNNAMED, CaseGround.DUTY_UNRECORDED):
        case = proposals.propose(bench.organization, by=bench.registrar, today=DAY, ground=ground, reason="经核查。")
        case_workflow.open_case(case, by=bench.supervisor, today=DAY, ground=ground, account="事实。", reason="属实。")
        facts = {**NOTICE, "article": case.articles[0]}
        writing.draft(case, CasePaperKind.NOTICE, by=bench.registrar, facts=facts)
        case_workflow.notify(case, by=bench.supervisor, today=DAY)

    assert len(todos(bench.client("secretary"), "案件")) == 3
    assert queries() == one


def test_own_list_of_an_organization_without_cases_says_so_kindly(bench):
    assert "贵单位没有案件，这里不需要办理任何事项。" in page(bench.client("secretary"), "/cases/own/")


def todos(client, title):
    return [
        (todo.title, todo.note, todo.due_on)
        for section in client.get("/").context["sections"]
        if section.title == title
        for todo in section.todos
    ]


HOME = {
    "opened": [],
    "notified": [("逾期未报送季度报告", "有 1 件文书待签收", None)],
    "served": [("逾期未报送季度报告", "陈述申辩期限", date(2026, 11, 16))],
    "heard": [],
    "rectifying": [("逾期未报送季度报告", "有 1 件文书待签收，整改期限", date(2026, 11, 23))],
    "rectified": [("逾期未报送季度报告", "有 1 件文书待签收", None)],
}


@pytest.mark.parametrize("scene", HOME)
def test_home_of_the_organization_shows_what_it_has_to_answer(bench, scene, request):
    request.getfixturevalue(scene)

    assert {name: todos(bench.client(name), "案件") for name in ("secretary", "leader", "stranger")} == {
        "secretary": HOME[scene],
        "leader": HOME[scene],
        "stranger": [],
    }


def test_home_of_the_bureau_shows_what_it_has_to_study_to_decide_and_to_review(bench, proposed):
    def seen(name):
        client = bench.client(name)
        return [todos(client, title) for title in ("待研究的立案建议", "时限内须决定的案件", "待复核的案件")]

    name = str(proposed)
    assert seen("supervisor") == [[(name, "11月9日提出", None)], [], []]
    opened = case_workflow.open_case(
        proposed, by=bench.supervisor, today=DAY, ground=proposed.ground, account="至今未报送。", reason="经核查属实。"
    )
    assert seen("supervisor") == seen("decider") == [[], [(name, "", date(2027, 2, 8))], []]
    assert seen("registrar")[1] == [(name, "", date(2027, 2, 8))]
    assert seen("strange_registrar") == [[], [], []]
    assert opened.state == CaseState.OPENED


def test_home_shows_a_review_to_those_who_may_hear_it(bench, under_review):
    names = ("reviewer", "city_supervisor", "supervisor", "decider")

    assert [len(todos(bench.client(name), "待复核的案件")) for name in names] == [1, 1, 0, 0]


# A link in a mail


def test_link_in_a_mail_leads_through_login_to_the_case(bench, notified):
    link = link_to(
        Notice.objects.get(recipient=bench.secretary, url=f"/cases/{notified.pk}/", subject__contains="送达")
    )
    client = Client()

    turned = client.get(link)
    signed_in = client.post(turned.url, {"login": bench.secretary.username, "password": PASSWORD})

    assert client.get(signed_in.url).url == f"/cases/{notified.pk}/"
    assert client.get(f"/cases/{notified.pk}/").status_code == 200


def test_link_in_a_mail_tells_another_account_nothing_of_the_case(bench, notified):
    link = link_to(
        Notice.objects.get(recipient=bench.secretary, url=f"/cases/{notified.pk}/", subject__contains="送达")
    )

    answer = bench.client("stranger").get(link)

    assert answer.status_code == 403
    assert [word in answer.content.decode() for word in ("告知书", "逾期未报送", f"/cases/{notified.pk}/")] == [
        False
    ] * 3
