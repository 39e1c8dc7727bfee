"""The duties of a year through the browser's door: each role's way from the list to the log."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from compliance import report_workflow
from compliance.duty_years import open_year
from compliance.models import Duty, DutyCatalogueEntry
from organizations.enums import OrganizationStatus
from tests.compliance.conftest import NOW
from tests.compliance.test_drafting import picture
from tests.factories import OrganizationFactory, duty_of
from tests.fragments import fragment_of
from tests.tables import cells
from zhengzhou_ideology.notices.models import Notice

pytestmark = pytest.mark.django_db

LIST = "/duties/"
PLAN = {
    "done_on": "2026-01-20",
    "meeting": "第三届理事会第五次会议",
    "meeting_on": "2026-01-20",
    "planned_together": "on",
    "summary": "审议通过年度工作要点。",
}


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def plan(cast) -> Duty:
    return duty_of(cast.organization, "annual_plan")


@pytest.fixture
def filled(cast, plan) -> Duty:
    """As the secretary's pages leave it: facts typed, the paper uploaded."""
    client = cast.client("secretary")
    client.post(f"/duties/{plan.pk}/files/required/", {"files": picture()})
    client.post(f"/duties/{plan.pk}/edit/", {**PLAN, "version": 0})
    plan.refresh_from_db()
    return plan


@pytest.fixture
def submitted(cast, filled) -> Duty:
    report_workflow.send_for_certification(filled, by=cast.secretary, now=NOW)
    return report_workflow.certify(filled, by=cast.leader, now=NOW)


@pytest.fixture
def accepted(cast, submitted) -> Duty:
    return report_workflow.accept(submitted, by=cast.registrar, now=NOW)


def at(duty, move) -> str:
    return reverse(f"compliance:duty_{move}", args=[duty.pk])


def test_plan_goes_from_the_secretary_by_the_leader_to_the_registrar(cast, plan):
    secretary = cast.client("secretary")
    secretary.post(f"/duties/{plan.pk}/files/required/", {"files": picture()})
    secretary.post(f"/duties/{plan.pk}/edit/", {**PLAN, "version": 0, "send": "1"})
    cast.client("leader").post(at(plan, "certify"))
    cast.client("registrar").post(at(plan, "accept"))

    plan.refresh_from_db()
    assert (plan.state, plan.prepared_by, plan.certified_by, plan.decided_by) == (
        *("accepted", cast.secretary, cast.leader, cast.registrar),
    )
    assert [move.label for move in plan.moves.all()] == ["送负责人确认", "负责人确认并提交", "接收"]
    assert plan.submissions.get().content["facts"][1] == {
        "name": "meeting",
        "label": "列入议程的会议",
        "value": "第三届理事会第五次会议",
    }


def test_duty_without_certification_is_submitted_by_the_secretary_and_settled(cast):
    duty = duty_of(cast.organization, "year_end_exchange")
    typed = {"done_on": "2026-10-08", "headcount": "12", "summary": "已交流。", "version": 0, "send": "1"}

    answer = cast.client("secretary").post(f"/duties/{duty.pk}/edit/", typed)

    duty.refresh_from_db()
    assert (answer.status_code, duty.state) == (302, "accepted")
    assert [move.label for move in duty.moves.all()] == ["提交", "提交即办结"]


def test_duty_that_asks_for_no_certification_is_not_sent_for_one_and_the_other_way_round(cast, filled):
    study = duty_of(cast.organization, "study")
    client = cast.client("secretary")

    answers = [client.post(at(study, "send_for_certification")), client.post(at(filled, "submit"))]

    said = [answer.content.decode() for answer in answers]
    assert [answer.status_code for answer in answers] == [409, 409]
    assert "该事项无须负责人确认，请直接提交。" in said[0]
    assert "该事项须经第一责任人确认后提交。" in said[1]


def test_what_is_missing_is_named_and_keeps_it_from_being_sent(cast, plan):
    client = cast.client("secretary")

    answer = client.post(at(plan, "send_for_certification"))

    assert answer.status_code == 409
    assert [item.message for item in answer.context["items"]] == [
        *("请填写通过日期", "请填写列入议程的会议", "请填写会议日期", "未声明与业务工作同部署", "请填写情况摘要"),
        "须附年度工作要点1份，已上传0份",
    ]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-10-10", "通过日期晚于今天"),
        ("2025-10-31", "通过日期早于2025年11月1日，不能计入2026年度工作要点"),
        ("2025-11-01", ""),
    ],
)
def test_day_lies_between_the_earliest_day_and_today(day, sentence, cast, filled):
    cast.client("secretary").post(f"/duties/{filled.pk}/edit/", {**PLAN, "done_on": day, "version": 1})

    items = cast.client("secretary").get(filled.get_absolute_url()).context["items"]

    assert [item.message for item in items] == ([sentence] if sentence else [])


def test_what_was_done_after_the_year_and_days_ahead_are_asked_about(cast, time_machine):
    time_machine.move_to(NOW + timedelta(days=120), tick=False)
    duty = duty_of(cast.organization, "self_discipline")
    typed = {"done_on": "2027-01-08", "disclosed": "年度财务收支", "disclosed_where": "网站", "summary": "已公开。"}

    cast.client("secretary").post(f"/duties/{duty.pk}/edit/", {**typed, "disclosed_on": "2027-03-01", "version": 0})

    items = cast.client("secretary").get(duty.get_absolute_url()).context["items"]
    assert [(item.message, item.is_error) for item in items] == [
        ("自查日期在2026年以后，请核对", False),
        ("公开日期晚于今天", True),
    ]


def test_two_who_save_at_once_lose_nothing(cast, plan):
    client = cast.client("secretary")
    client.post(f"/duties/{plan.pk}/edit/", {**PLAN, "version": 0})

    answer = client.post(f"/duties/{plan.pk}/edit/", {**PLAN, "summary": "另一段文字。", "version": 0})
    merge = client.get(answer["Location"])

    assert answer["Location"] == f"/duties/{plan.pk}/merge/"
    assert [(row["label"], row["mine"], row["theirs"]) for row in merge.context["rows"]] == [
        ("情况摘要", "另一段文字。", "审议通过年度工作要点。")
    ]


def test_autosave_answers_with_the_next_version_and_keeps_what_is_understood(cast, plan):
    typed = {**PLAN, "done_on": "没有", "version": 0}

    answer = cast.client("secretary").post(f"/duties/{plan.pk}/edit/", typed, headers={"X-Autosave": "1"}).json()

    plan.refresh_from_db()
    assert (answer["version"], list(answer["errors"]), plan.summary) == (1, ["done_on"], "审议通过年度工作要点。")


WHO_MAY = """
                        secretary leader registrar supervisor city_registrar city_supervisor competent administrator auditor stranger strange_leader strange_registrar
change                  x         .      .         .          .              .               .         .             .       .        .              .
send_for_certification  x         .      .         .          .              .               .         .             .       .        .              .
submit                  x         .      .         .          .              .               .         .             .       .        .              .
unlock                  x         x      .         .          .              .               .         .             .       .        .              .
certify                 .         x      .         .          .              .               .         .             .       .        .              .
withdraw                x         x      .         .          .              .               .         .             .       .        .              .
send_back               .         .      x         .          x              .               .         .             .       .        .              .
accept                  .         .      x         .          x              .               .         .             .       .        .              .
reopen                  .         .      .         x          .              x               .         .             .       .        .              .
exempt                  .         .      .         x          .              x               .         .             .       .        .              .
extend                  .         .      .         x          .              x               .         .             .       .        .              .
amend                   x         .      .         .          .              .               .         .             .       .        .              .
"""


def test_who_may(cast, plan):
    held = {(verb, role): cast.user(role).has_perm(f"compliance.{verb}_duty", plan) for verb, role in cells(WHO_MAY)}

    assert held == cells(WHO_MAY)


def test_duty_that_the_leader_prepares_is_the_leaders_to_fill_in_and_submit(cast):
    entry = DutyCatalogueEntry.objects.get(kind="year_end_exchange")
    entry.pk, entry.effective_from, entry.preparer = None, date(2026, 1, 1), "leader"
    entry.save()
    duty = duty_of(cast.organization, "year_end_exchange")
    address = f"/duties/{duty.pk}/edit/"
    typed = {"done_on": "2026-10-08", "headcount": "12", "summary": "已交流。", "version": 0, "send": "1"}

    answers = {name: cast.client(name).post(address, typed).status_code for name in ("secretary", "leader")}

    duty.refresh_from_db()
    assert (answers, duty.state, duty.prepared_by) == ({"secretary": 403, "leader": 302}, "accepted", cast.leader)


@pytest.mark.parametrize(
    ("role", "status", "draft"),
    [
        ("secretary", 200, True),
        ("leader", 200, True),
        ("registrar", 200, False),
        ("competent", 200, False),
        ("stranger", 404, False),
        ("strange_registrar", 404, False),
        ("security", 404, False),
    ],
)
def test_duty_is_seen_by_those_concerned_and_a_draft_by_its_organization_only(role, status, draft, cast, filled):
    answer = cast.client(role).get(filled.get_absolute_url())

    assert answer.status_code == status
    assert ("审议通过年度工作要点。" in answer.content.decode()) is draft


def test_file_of_a_draft_is_read_by_an_officer_only_when_it_came_in(cast, filled):
    file = f"/duties/files/{filled.attachments.get().pk}/"
    before = {name: cast.client(name).get(file).status_code for name in ("leader", "registrar")}
    report_workflow.send_for_certification(filled, by=cast.secretary, now=NOW)
    report_workflow.certify(filled, by=cast.leader, now=NOW)

    after = {name: cast.client(name).get(file).status_code for name in ("registrar", "strange_registrar")}

    assert (before, after) == ({"leader": 200, "registrar": 404}, {"registrar": 200, "strange_registrar": 404})


def test_file_is_taken_off_a_draft_and_not_off_what_is_submitted(cast, filled):
    remove = f"/duties/files/{filled.attachments.get().pk}/remove/"
    client = cast.client("secretary")

    client.post(remove)
    left = filled.attachments.live().count()
    client.post(f"/duties/{filled.pk}/files/required/", {"files": picture()})
    report_workflow.send_for_certification(filled, by=cast.secretary, now=NOW)
    refused = client.post(f"/duties/files/{filled.attachments.live().get().pk}/remove/").status_code

    assert (left, refused, filled.attachments.live().count()) == (0, 409, 1)


def test_list_agrees_with_visible_to_for_the_whole_cast(cast):
    open_year(2026, today=NOW.date())

    for name, user in cast.users.items():
        shown = {duty.pk for duty in cast.client(name).get(LIST).context["page"]}
        assert shown == set(Duty.objects.visible_to(user).values_list("pk", flat=True)), name


FILTERS = [
    ({"kind": "commitment"}, {"commitment"}),
    ({"year": "2026", "state": "owed", "kind": "study"}, {"study"}),
    ({"year": "2025"}, set()),
    ({"state": "submitted"}, {"annual_plan"}),
    ({"state": "late"}, {"annual_plan"}),
    ({"state": "overdue", "kind": "annual_plan"}, set()),
    ({"state": "overdue"}, {"commitment", "outlets_confirmed", "study", "posts_confirmed"}),
    ({"q": "没有这个组织"}, set()),
    ({"year": "去年"}, "all"),
]


@pytest.mark.parametrize(("query", "kinds"), FILTERS)
def test_list_is_narrowed(query, kinds, cast, submitted):
    everything = set(Duty.objects.values_list("kind", flat=True))

    shown = cast.client("registrar").get(LIST, query).context["page"]

    assert {duty.kind for duty in shown} == (everything if kinds == "all" else kinds)


def test_organization_narrows_its_own_by_kind_and_year(cast, plan):
    answer = cast.client("secretary").get(LIST, {"kind": "annual_plan", "year": 2026})

    assert [duty.pk for duty in answer.context["page"]] == [plan.pk]
    assert set(answer.context["form"].fields) == {"kind", "year", "state", "sort"}


def test_list_says_so_when_it_is_empty(cast):
    assert "没有符合条件的年度事项。" in cast.client("secretary").get(LIST).content.decode()


def test_list_takes_as_many_queries_for_many_rows_as_for_few(cast, plan, django_assert_max_num_queries):
    client = cast.client("registrar")
    address = f"{LIST}?kind=annual_plan"
    client.get(address)
    with django_assert_max_num_queries(40) as one:
        client.get(address)
    OrganizationFactory.create_batch(2)
    open_year(2026, today=NOW.date())

    with django_assert_max_num_queries(40) as three:
        client.get(address)

    assert len(three) == len(one)


@pytest.mark.parametrize(("address", "root"), [(LIST, "duties"), ("/duties/catalogue/", "entries")])
def test_fragment_equals_its_part_of_a_full_reload(address, root, cast, plan):
    fragment_of(cast.client("registrar"), address, root=root)


def test_batch_acceptance_gives_a_result_for_each(cast, submitted):
    draft = Duty.objects.get(organization=cast.organization, kind="commitment")
    hidden = Duty.objects.exclude(organization=cast.organization).first()

    answer = cast.client("registrar").post(
        "/duties/accept/", {"duty": [submitted.pk, draft.pk, hidden.pk, "x"], "confirmed": "1"}
    )

    assert [(result.paper, result.done) for result in answer.context["results"]] == [(submitted, True), (draft, False)]
    assert "未接收，当前状态为“草稿”" in answer.content.decode()


def test_batch_acceptance_by_who_may_not_says_so_for_each(cast, submitted):
    answer = cast.client("supervisor").post("/duties/accept/", {"duty": [submitted.pk], "confirmed": "1"})

    assert [result.problem for result in answer.context["results"]] == ["您无权接收该材料。"]


def test_returned_duty_is_corrected_and_stays_timely(cast, submitted):
    first = submitted.first_submitted_on
    cast.client("registrar").post(at(submitted, "send_back"), {"ground": "unreadable", "reason": "扫描件不清晰。"})

    page = cast.client("secretary").get(submitted.get_absolute_url()).content.decode()
    cast.client("secretary").post(at(submitted, "send_for_certification"))
    cast.client("leader").post(at(submitted, "certify"))

    submitted.refresh_from_db()
    assert "扫描件不清晰。" in page
    assert (submitted.state, submitted.first_submitted_on, submitted.submissions.count()) == ("submitted", first, 2)


def test_leader_unlocks_and_organization_withdraws(cast, filled):
    report_workflow.send_for_certification(filled, by=cast.secretary, now=NOW)
    cast.client("leader").post(at(filled, "unlock"), {"reason": "请补充会议名称。"})
    report_workflow.send_for_certification(filled, by=cast.secretary, now=NOW)
    cast.client("leader").post(at(filled, "certify"))

    cast.client("leader").post(at(filled, "withdraw"), {"reason": "有误。"})

    filled.refresh_from_db()
    assert (filled.state, filled.first_submitted_on) == ("draft", None)


def test_amendment_of_a_settled_duty_takes_its_place_with_its_submission(cast):
    duty = duty_of(cast.organization, "year_end_exchange")
    client = cast.client("secretary")
    typed = {"done_on": "2026-10-08", "headcount": "12", "summary": "已交流。", "send": "1"}
    client.post(f"/duties/{duty.pk}/edit/", {**typed, "version": 0})

    answer = client.post(at(duty, "amend"))
    version = Duty.objects.get(amends=duty)
    client.post(f"/duties/{version.pk}/edit/", {**typed, "summary": "补充核对公众号。", "version": 0})

    duty.refresh_from_db()
    version.refresh_from_db()
    assert answer["Location"] == f"/duties/{version.pk}/edit/"
    assert (duty.state, duty.is_current) == ("superseded", False)
    assert (version.state, version.is_current, version.version, version.summary) == (
        *("accepted", True, 2, "补充核对公众号。"),
    )
    assert list(Duty.objects.of_kind("year_end_exchange").filter(organization=cast.organization).settled()) == [version]


# Reopening


def test_wrongly_accepted_duty_is_reopened_with_reasons_and_the_organization_is_told(cast, accepted):
    answer = cast.client("supervisor").post(
        at(accepted, "reopen"), {"ground": "contradictory", "reason": "会议日期与纪要不符。"}
    )

    accepted.refresh_from_db()
    told = Notice.objects.filter(kind="duty", subject__endswith="原接收有误，已退回重新办理")
    assert answer.status_code == 302
    assert (accepted.state, accepted.accepted_at, accepted.return_reason) == ("returned", None, "会议日期与纪要不符。")
    assert (accepted.moves.latest("pk").label, accepted.moves.latest("pk").before) == ("重新办理", "accepted")
    assert {notice.recipient for notice in told} == {cast.secretary, cast.leader}


def test_duty_is_reopened_by_another_than_the_decider_and_not_without_reasons(cast, accepted):
    typed = {"ground": "contradictory", "reason": "有误。"}
    offered = {
        name: [offer.label for offer in cast.client(name).get(accepted.get_absolute_url()).context["offers"]]
        for name in ("registrar", "supervisor")
    }

    empty = cast.client("supervisor").post(at(accepted, "reopen"), {"ground": "contradictory", "reason": ""})
    Duty.objects.filter(pk=accepted.pk).update(decided_by=cast.supervisor)
    own = cast.client("supervisor").post(at(accepted, "reopen"), typed)
    other = cast.client("city_supervisor").post(at(accepted, "reopen"), typed)

    assert offered == {"registrar": ["撤销接收"], "supervisor": ["退回重新办理"]}
    assert [answer.status_code for answer in (empty, own, other)] == [422, 403, 302]


def test_duty_that_is_being_amended_is_not_reopened(cast, accepted):
    cast.client("secretary").post(at(accepted, "amend"))

    answer = cast.client("supervisor").post(at(accepted, "reopen"), {"ground": "other", "reason": "有误。"})

    assert answer.status_code == 409
    assert "该材料已有一份更正正在办理。" in answer.content.decode()


def test_nothing_of_an_ended_organization_is_reopened(cast, accepted):
    cast.organization.status, cast.organization.ended_on = OrganizationStatus.DEREGISTERED, date(2026, 10, 1)
    cast.organization.save()

    answer = cast.client("supervisor").post(at(accepted, "reopen"), {"ground": "other", "reason": "有误。"})

    assert answer.status_code == 409


# Later days


def test_later_day_is_asked_for_and_granted(cast):
    duty = duty_of(cast.organization, "ethics_training")
    asked = {"what": "extension", "new_due": "2027-01-15", "reason": "讲师年底不能到场。"}

    cast.client("secretary").post(f"/duties/{duty.pk}/extension/", asked)
    supervisor = cast.client("supervisor")
    waiting = supervisor.get("/extensions/").context["waiting"]
    supervisor.post(waiting[0]["offers"][0].url, {"new_due": "2027-01-15", "remark": ""})

    duty.refresh_from_db()
    assert [row["plea"].paper for row in waiting] == [duty]
    assert (duty.due_on, duty.times_extended, duty.due_steps[-1]["date"]) == (date(2027, 1, 15), 1, "2027-01-15")
    assert Notice.objects.filter(recipient=cast.secretary, subject__contains="截止日期延至2027年1月15日").count() == 1
    assert "2026年度职业道德教育" in supervisor.get("/extensions/").content.decode()


def test_second_plea_for_the_same_duty_and_one_for_what_is_submitted_are_refused(cast, submitted):
    duty = duty_of(cast.organization, "ethics_training")
    asked = {"what": "exemption", "new_due": "", "reason": "本年停业整修。"}
    client = cast.client("secretary")

    answers = [client.post(f"/duties/{pk}/extension/", asked).status_code for pk in (duty.pk, duty.pk, submitted.pk)]

    assert answers == [302, 409, 409]


def test_supervisor_exempts_many_at_once_in_reach(cast):
    open_year(2026, today=NOW.date())
    other = Duty.objects.exclude(organization=cast.organization).get(kind="commitment")

    answer = cast.client("supervisor").post(
        "/extensions/grant/duties/?kind=commitment",
        {"what": "exemption", "reason": "全区停业整修。", "scope": "all", "new_due": ""},
    )

    own = Duty.objects.get(organization=cast.organization, kind="commitment")
    other.refresh_from_db()
    assert (answer.status_code, own.state, other.state) == (302, "exempted", "draft")
    assert own.exemptions.get().state == "granted"


# Home page


def titles(cast, name):
    return {
        section.title: [todo.title for todo in section.todos]
        for section in cast.client(name).get("/").context["sections"]
    }


def test_home_page_shows_to_each_what_is_next(cast, submitted):
    study = duty_of(cast.organization, "contingency_plan")
    Duty.objects.filter(pk=study.pk).update(state="certifying")
    name = str(cast.organization)

    found = {role: titles(cast, role) for role in ("secretary", "leader", "registrar", "competent")}

    assert found["secretary"]["待办理的年度事项"][0] == "2026年度承诺书"
    assert "2026年度学习教育（下半年）" in found["secretary"]["待办理的年度事项"]
    assert (
        found["secretary"]["等待负责人确认的年度事项"] == found["leader"]["待您确认的年度事项"] == ["2026年度预案审查"]
    )
    assert found["registrar"]["待审核的年度事项"] == [f"{name} 2026年度工作要点"]
    assert found["registrar"]["逾期未办的年度事项"][0] == f"{name} 2026年度承诺书"
    assert "待审核的年度事项" not in found["competent"]


def test_duty_is_not_on_the_home_page_before_its_earliest_day(cast, time_machine):
    time_machine.move_to(NOW.replace(month=6), tick=False)
    duty_of(cast.organization, "year_end_exchange", today=date(2026, 6, 9))

    assert "2026年度年终交流" not in str(titles(cast, "secretary")["待办理的年度事项"])


def test_years_are_counted_and_opened_by_an_administrator_only(cast):
    answers = {
        name: cast.client(name).post("/duties/years/", {"year": 2026}).status_code
        for name in ("registrar", "administrator")
    }

    rows = cast.client("registrar").get("/duties/years/").context["rows"]
    empty = cast.client("administrator").post("/duties/years/", {"year": ""}).status_code
    ahead = cast.client("administrator").post("/duties/years/", {"year": 2027}).status_code

    assert answers == {"registrar": 403, "administrator": 302}
    assert [(row["year"], row["label"], row["total"], row["outstanding"]) for row in rows[:3]] == [
        (2026, "年度工作要点", 1, 1),
        (2026, "承诺书", 1, 1),
        (2026, "阵地确认", 1, 1),
    ]
    assert (empty, ahead) == (422, 409)
    fragment_of(cast.client("registrar"), "/duties/years/", root="years")
