"""年终交流: planned, invited to, answered, held; suggestions and what the bureau answers."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.timezone import localdate, localtime, now

from compliance import exchange_workflow as workflow
from compliance.duty_years import open_year
from compliance.models import Duty, Exchange, ExchangeInvitation
from organizations.chosen import chosen
from organizations.enums import Role
from tests.compliance.cases.conftest import pdf
from tests.factories import OrganizationFactory, member
from tests.fragments import fragment_of
from tests.tables import cells
from zhengzhou_ideology.notices.models import Notice

pytestmark = pytest.mark.django_db


def typed(begins: datetime, **more) -> dict[str, str]:
    day = localtime(begins)
    return {
        "title": "年终座谈",
        "year": str(day.year),
        "held_at": f"{day:%Y-%m-%dT%H:%M}",
        "place": "三楼会议室",
        "agenda": "通报全年工作，听取意见。",
        "answer_by": f"{day:%Y-%m-%d}",
        "to": "all",
        **more,
    }


def planned(cast, role="registrar", **more) -> Exchange:
    answer = cast.client(role).post("/exchanges/new/", typed(now() + timedelta(days=20), **more))
    assert answer.status_code == 302, answer.content.decode()
    return Exchange.objects.latest("pk")


def do(cast, role, row, verb, **sent) -> int:
    folder = "invitations/" if isinstance(row, ExchangeInvitation) else ""
    return cast.client(role).post(f"/exchanges/{folder}{row.pk}/{verb}/", sent).status_code


@pytest.fixture
def exchange(cast) -> Exchange:
    """Everybody within the registrar's reach is invited."""
    made = planned(cast)
    assert do(cast, "registrar", made, "invite") == 302
    made.refresh_from_db()
    return made


@pytest.fixture
def invitation(cast, exchange) -> ExchangeInvitation:
    return exchange.invitations.get(organization=cast.organization)


def begun(exchange) -> Exchange:
    """Its hour has come."""
    Exchange.objects.filter(pk=exchange.pk).update(held_at=now() - timedelta(hours=1))
    exchange.refresh_from_db()
    return exchange


@pytest.fixture
def held(cast, exchange) -> Exchange:
    begun(exchange)
    assert do(cast, "registrar", exchange, "hold", minutes="会议听取了意见。") == 302
    exchange.refresh_from_db()
    return exchange


def told(exchange, event) -> set[int]:
    return set(Notice.objects.filter(key=f"exchange:{exchange.pk}:{event}").values_list("recipient", flat=True))


# Who may

WHO_MAY = """
                    secretary leader registrar competent supervisor city_registrar administrator security auditor stranger
invite_exchange     .         .      x         .         x          .              .             .        .       .
cancel_exchange     .         .      x         .         x          .              .             .        .       .
hold_exchange       .         .      x         .         x          .              .             .        .       .
record_attendance   .         .      x         .         x          .              .             .        .       .
reply_exchange      .         .      x         .         x          .              .             .        .       .
answer_exchange     x         x      .         .         .          .              .             .        .       .
suggest_exchange    x         x      .         .         .          .              .             .        .       .
"""
OF_THE_ORGANIZATION = ("reply_exchange", "answer_exchange", "suggest_exchange")


def test_who_may(cast, exchange, invitation):
    held = {
        (perm, role): cast.user(role).has_perm(
            f"compliance.{perm}", invitation if perm in OF_THE_ORGANIZATION else exchange
        )
        for perm, role in cells(WHO_MAY)
    }

    assert held == cells(WHO_MAY)


def test_who_may_plan(cast):
    planners = {name for name in cast.users if cast.client(name).get("/exchanges/new/").status_code == 200}

    assert planners == {"registrar", "supervisor", "city_registrar", "city_supervisor", "strange_registrar"}
    assert member(Role.SUPERVISOR, cast.organization.competent_authority).has_perm("compliance.plan_exchange") is False


def test_who_sees_an_exchange_before_and_after_the_invitations(cast):
    made = planned(cast)

    def seen():
        return {name for name in cast.users if cast.client(name).get(made.get_absolute_url()).status_code == 200}

    officers = {"registrar", "supervisor", "city_registrar", "city_supervisor", "administrator", "auditor"}
    assert seen() == officers
    do(cast, "registrar", made, "invite")
    assert seen() == officers | {"secretary", "leader"}


def test_lists_hold_what_one_may_see(cast, exchange):
    draft = planned(cast)
    listed = {
        name: {one.pk for one in cast.client(name).get("/exchanges/").context["page"]}
        for name in ("secretary", "registrar", "competent", "security", "stranger", "strange_registrar")
    }

    assert listed == {
        "secretary": {exchange.pk},
        "registrar": {exchange.pk, draft.pk},
        "competent": set(),
        "security": set(),
        "stranger": set(),
        "strange_registrar": set(),
    }
    assert "没有年终交流" in cast.client("stranger").get("/exchanges/").content.decode()
    drafts = cast.client("registrar").get("/exchanges/", {"state": "draft"}).context["page"]
    assert [one.pk for one in drafts] == [draft.pk]


# Planning and inviting


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"held_at": "2020-01-01T09:00"}, "时间须在以后"),
        ({"answer_by": "2999-01-01"}, "答复截止日期不能晚于交流日期"),
        ({"to": "list", "names": "没有这个协会"}, "管辖范围内没有这些社会组织"),
        ({"agenda": ""}, "请填写"),
    ],
)
def test_plan_that_does_not_fit_comes_back(more, sentence, cast):
    answer = cast.client("registrar").post("/exchanges/new/", typed(now() + timedelta(days=20), **more))

    page = answer.content.decode()
    assert (answer.status_code, Exchange.objects.count()) == (422, 0)
    assert sentence in page
    assert "三楼会议室" in page


def test_invited_are_told_when_the_invitations_go_out(cast):
    made = planned(cast)
    assert told(made, "invited") == set()

    statuses = [do(cast, "registrar", made, "invite") for _ in range(2)]

    assert (statuses, told(made, "invited")) == ([302, 409], {cast.secretary.pk, cast.leader.pk})
    assert list(made.moves.values_list("name", "before", "after")) == [
        ("plan_exchange", "new", "draft"),
        ("invite", "draft", "invited"),
    ]


def test_inviting_takes_as_many_statements_for_many_organizations(cast, django_assert_max_num_queries):
    facts = {
        "title": "年终座谈",
        "year": 2026,
        "is_online": True,
        "place": "会议号 123",
        "agenda": "通报工作。",
        "held_at": now() + timedelta(days=20),
        "answer_by": localdate() + timedelta(days=10),
    }

    def statements():
        with django_assert_max_num_queries(60) as taken:
            made = workflow.plan(by=cast.registrar, now=now(), organizations=chosen(cast.registrar), facts=facts)
            workflow.invite(made, by=cast.registrar, now=now())
        return len(taken), made.invitations.count()

    statements()
    few = statements()
    for _ in range(3):
        member(Role.SECRETARY, OrganizationFactory())

    assert statements() == (few[0], few[1] + 3)


def test_nobody_is_invited_to_what_is_over(cast):
    assert do(cast, "registrar", begun(planned(cast)), "invite") == 409


@pytest.mark.parametrize(("invited", "hear"), [(False, set()), (True, {"secretary", "leader"})])
def test_cancelling_asks_for_a_reason_that_the_invited_read(invited, hear, cast):
    made = planned(cast)
    if invited:
        do(cast, "registrar", made, "invite")

    statuses = [do(cast, "registrar", made, "cancel", reason=reason) for reason in ("", "场地停用。", "再次取消。")]

    assert statuses == [422, 302, 409]
    assert told(made, "cancelled") == {cast.user(name).pk for name in hear}
    answer = cast.client("secretary").get(made.get_absolute_url())
    assert (answer.status_code, "场地停用。" in answer.content.decode()) == ((200, True) if invited else (404, False))


# Answering


def test_organization_answers_and_answers_anew_until_it_begins(cast, exchange, invitation):
    assert do(cast, "secretary", invitation, "answer", answer="attends", headcount="3") == 302
    assert do(cast, "leader", invitation, "answer", answer="declines", reason="当日召开会员大会。") == 302

    invitation.refresh_from_db()
    assert (invitation.answer, invitation.headcount, invitation.reason, invitation.answered_by) == (
        "declines",
        None,
        "当日召开会员大会。",
        cast.leader,
    )
    begun(exchange)
    assert do(cast, "secretary", invitation, "answer", answer="attends", headcount="3") == 409


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"answer": "attends", "reason": "写在这里的话"}, "请填写参加人数"),
        ({"answer": "attends", "headcount": "0"}, "不能小于"),
        ({"answer": "declines", "headcount": "17"}, "请写明不参加的理由"),
        ({"answer": "open"}, "请在列出的选项中选择"),
    ],
)
def test_answer_that_does_not_fit_comes_back(sent, sentence, cast, invitation):
    answer = cast.client("secretary").post(f"/exchanges/invitations/{invitation.pk}/answer/", sent)

    page = answer.content.decode()
    invitation.refresh_from_db()
    assert (answer.status_code, invitation.answer) == (422, "open")
    assert sentence in page
    assert sent.get("reason", "") in page


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [({"answer": "attends"}, "请填写参加人数"), ({"answer": "declines", "reason": " "}, "请写明不参加的理由")],
)
def test_answer_needs_its_fact_by_rule_as_well(facts, sentence, cast, invitation):
    with pytest.raises(workflow.Refused, match=sentence):
        workflow.answer_invitation(invitation, by=cast.secretary, now=now(), **facts)


@pytest.mark.parametrize(
    ("role", "status"), [("stranger", 404), ("strange_registrar", 404), ("registrar", 403), ("competent", 404)]
)
def test_others_do_not_answer_for_an_organization(role, status, cast, invitation):
    assert do(cast, role, invitation, "answer", answer="attends", headcount="3") == status


def test_officers_see_the_answers_and_an_organization_only_its_own(cast, exchange, invitation):
    other = OrganizationFactory(name="郑州市另一协会")
    ExchangeInvitation.objects.create(exchange=exchange, organization=other)
    do(cast, "secretary", invitation, "answer", answer="declines", reason="当日召开会员大会。")

    page = cast.client("registrar").get(exchange.get_absolute_url(), {"answer": "declines"})
    own = cast.client("secretary").get(exchange.get_absolute_url()).content.decode()

    assert [row.pk for row in page.context["page"]] == [invitation.pk]
    assert "当日召开会员大会。" in page.content.decode()
    assert ("当日召开会员大会。" in own, other.name in own) == (True, False)
    found = cast.client("registrar").get(exchange.get_absolute_url(), {"q": other.name}).context["page"]
    assert [row.organization for row in found] == [other]


# Suggestions


def test_suggestions_are_answered_once_and_then_stand(cast, exchange, invitation):
    assert do(cast, "secretary", invitation, "suggest", suggestions="") == 422
    assert do(cast, "registrar", invitation, "reply", reply="已阅。") == 409
    assert do(cast, "secretary", invitation, "suggest", suggestions="材料清单请一次告知。") == 302
    assert do(cast, "leader", invitation, "suggest", suggestions="材料清单请一次性告知。") == 302
    assert do(cast, "registrar", invitation, "reply", reply="") == 422

    statuses = [
        do(cast, "registrar", invitation, "reply", reply="将编印清单。"),
        do(cast, "registrar", invitation, "reply", reply="再答。"),
        do(cast, "secretary", invitation, "suggest", suggestions="再提。"),
    ]

    invitation.refresh_from_db()
    assert statuses == [302, 409, 409]
    assert (invitation.suggestions, invitation.reply, invitation.replied_by) == (
        "材料清单请一次性告知。",
        "将编印清单。",
        cast.registrar,
    )
    assert told(exchange, f"reply:{invitation.pk}") == {cast.secretary.pk, cast.leader.pk}
    assert "将编印清单。" in cast.client("secretary").get(exchange.get_absolute_url()).content.decode()


def test_suggestions_that_owe_a_reply_are_found(cast, exchange, invitation):
    client = cast.client("registrar")
    address = exchange.get_absolute_url()
    assert len(client.get(address, {"answer": "owing_reply"}).context["page"]) == 0

    do(cast, "secretary", invitation, "suggest", suggestions="材料清单请一次告知。")

    assert [one.pk for one in client.get(address, {"answer": "owing_reply"}).context["page"]] == [invitation.pk]


# Holding it


def test_minutes_are_entered_once_it_has_begun(cast, exchange):
    early = do(cast, "registrar", exchange, "hold", minutes="会议听取了意见。")
    begun(exchange)
    assert do(cast, "registrar", exchange, "hold", minutes="") == 422

    status = do(cast, "registrar", exchange, "hold", minutes="会议听取了意见。", upload=pdf("纪要.pdf"))

    assert (early, status) == (409, 302)
    assert told(exchange, "held") == {cast.secretary.pk, cast.leader.pk}
    minutes = f"/exchanges/{exchange.pk}/minutes/"
    assert {name: cast.client(name).get(minutes).status_code for name in ("secretary", "stranger", "registrar")} == {
        "secretary": 200,
        "stranger": 404,
        "registrar": 200,
    }
    assert "会议听取了意见。" in cast.client("secretary").get(exchange.get_absolute_url()).content.decode()


def test_who_came_has_done_its_duty_of_the_year_once(cast, held):
    absent = OrganizationFactory()
    open_year(held.year, today=date(held.year, 12, 31))
    left = ExchangeInvitation.objects.create(exchange=held, organization=absent)
    invitation = held.invitations.get(organization=cast.organization)
    sent = {f"present-{invitation.pk}": "2", f"present-{left.pk}": ""}

    for present in ("2", "3"):
        answer = cast.client("registrar").post(
            f"/exchanges/{held.pk}/attendance/", sent | {f"present-{invitation.pk}": present}
        )
        assert (answer.status_code, answer.url) == (302, held.get_absolute_url())

    invitation.refresh_from_db()
    duty = Duty.objects.settled().get()
    assert (invitation.present, duty.organization, duty.kind, duty.year, duty.headcount) == (
        3,
        cast.organization,
        "year_end_exchange",
        held.year,
        2,
    )
    assert duty.summary == f"参加{held.authority}“{held.title}”。"


def test_a_second_exchange_of_the_year_adds_no_duty(cast, held):
    open_year(held.year, today=date(held.year, 12, 31))
    invitation = held.invitations.get(organization=cast.organization)
    workflow.record_attendance(held, by=cast.registrar, now=now(), present={invitation.pk: 2})
    again = planned(cast)
    do(cast, "registrar", again, "invite")
    do(cast, "registrar", begun(again), "hold", minutes="会议听取了意见。")

    came = workflow.record_attendance(
        again, by=cast.registrar, now=now(), present={again.invitations.get(organization=cast.organization).pk: 1}
    )

    assert (came, Duty.objects.settled().count()) == (1, 1)


def test_headcount_that_is_none_comes_back(cast, held):
    invitation = held.invitations.get(organization=cast.organization)

    answer = cast.client("registrar").post(f"/exchanges/{held.pk}/attendance/", {f"present-{invitation.pk}": "-5"})

    assert (answer.status_code, 'value="-5"' in answer.content.decode()) == (422, True)


def test_attendance_is_for_the_bureau_after_the_exchange(cast, exchange):
    address = f"/exchanges/{exchange.pk}/attendance/"

    assert cast.client("secretary").get(address).status_code == 403
    assert cast.client("stranger").get(address).status_code == 404
    assert cast.client("registrar").post(address, {}).status_code == 409


# Home and fragments


def test_home_asks_for_the_answer_and_for_the_reply(cast, exchange, invitation):
    def asked(name, title):
        sections = {section.title: section for section in cast.client(name).get("/").context["sections"]}
        return [todo.url for todo in sections[title].todos] if title in sections else []

    assert asked("secretary", "待答复的年终交流邀请") == [exchange.get_absolute_url()]
    assert asked("leader", "待答复的年终交流邀请") == [exchange.get_absolute_url()]
    do(cast, "secretary", invitation, "answer", answer="attends", headcount="2")
    assert asked("secretary", "待答复的年终交流邀请") == []

    do(cast, "secretary", invitation, "suggest", suggestions="材料清单请一次告知。")
    assert asked("registrar", "待答复的意见和建议") == [exchange.get_absolute_url() + "?answer=owing_reply"]
    assert asked("city_registrar", "待答复的意见和建议") == []
    do(cast, "registrar", invitation, "reply", reply="将编印清单。")
    assert asked("registrar", "待答复的意见和建议") == []


def test_fragments_are_their_part_of_the_page(cast, exchange):
    client = cast.client("registrar")

    assert cast.organization.name in fragment_of(client, exchange.get_absolute_url(), root="answers")
    assert "年终座谈" in fragment_of(client, "/exchanges/", root="exchanges")


def test_only_bureaus_plan_and_never_with_nobody(cast):
    facts = {
        "title": "年终座谈",
        "year": 2026,
        "is_online": False,
        "place": "三楼会议室",
        "agenda": "通报工作。",
        "held_at": now() + timedelta(days=20),
        "answer_by": localdate() + timedelta(days=10),
    }
    everybody = chosen(cast.registrar)

    for name in ("competent", "secretary", "administrator"):
        with pytest.raises(PermissionDenied):
            workflow.plan(by=cast.user(name), now=now(), organizations=everybody, facts=facts)
    with pytest.raises(workflow.Refused, match="没有符合条件的社会组织"):
        workflow.plan(by=cast.registrar, now=now(), organizations=everybody.none(), facts=facts)

    assert Exchange.objects.count() == 0
