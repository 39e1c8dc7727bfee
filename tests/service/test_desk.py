"""The desk of reports and duties, as of events: who has one in hand, notes among officers, messages with the organization."""

import pytest
import time_machine
from django.db import ProgrammingError, connection, transaction

from compliance.enums import DutyKind
from organizations.enums import Role
from tests.compliance.conftest import NOW
from tests.factories import QuarterlyReportFactory, duty_of, member
from zhengzhou_ideology.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(params=["reports", "duties"])
def paper(request, cast):
    if request.param == "reports":
        return QuarterlyReportFactory(organization=cast.organization)
    return duty_of(cast.organization, DutyKind.ANNUAL_PLAN)


def page(cast, who, paper) -> str:
    return cast.client(who).get(paper.get_absolute_url()).content.decode()


def post(cast, who, paper, verb, **typed):
    return cast.client(who).post(f"{paper.get_absolute_url()}{verb}/", typed)


def told() -> set[str]:
    return {str(notice.recipient.username) for notice in Notice.objects.filter(subject__endswith="有新消息")}


def test_a_message_reaches_the_other_side_and_both_read_it(cast, paper):
    post(cast, "secretary", paper, "message", text="附件扫描不清，可否补寄？")
    asked = told()
    Notice.objects.all().delete()
    post(cast, "registrar", paper, "message", text="请补传清晰的签到表。")

    assert asked == {cast.registrar.username}
    assert told() == {cast.secretary.username, cast.leader.username}
    for who in ("secretary", "leader", "registrar", "supervisor"):
        assert {"附件扫描不清，可否补寄？", "请补传清晰的签到表。"} == {
            text for text in ("附件扫描不清，可否补寄？", "请补传清晰的签到表。") if text in page(cast, who, paper)
        }


def test_who_has_it_in_hand_hears_the_organization_and_stands_on_its_page(cast, paper):
    colleague = member(Role.REGISTRAR, cast.registrar.acting.authority, user__name="王某甲")

    post(cast, "registrar", paper, "assign", officer=colleague.pk)
    post(cast, "secretary", paper, "message", text="请问何时审核？")

    assert told() == {colleague.username}
    assert Notice.objects.filter(recipient=colleague, subject__endswith="交由您经办").count() == 1
    assert f"经办人{colleague}" in page(cast, "secretary", paper)


def test_taking_over_ends_the_one_and_begins_the_other(cast, paper):
    post(cast, "registrar", paper, "take")
    again = post(cast, "registrar", paper, "take")
    post(cast, "supervisor", paper, "take")

    held = paper.paperassignments.order_by("pk")
    assert again.status_code == 409
    assert [(one.officer, one.ended_at is None) for one in held] == [(cast.registrar, False), (cast.supervisor, True)]


def test_notes_stay_within_the_authority(cast, paper):
    post(cast, "registrar", paper, "note", text="已电话核实会议日期。")

    readers = ["registrar", "supervisor", "city_registrar", "secretary", "leader", "competent"]
    assert [who for who in readers if "已电话核实会议日期。" in page(cast, who, paper)] == ["registrar", "supervisor"]


WHO = {"note": {"registrar", "supervisor"}, "take": {"registrar", "supervisor"}}
WHO["message"] = {"secretary", "leader", *WHO["note"]}


@pytest.mark.parametrize("verb", WHO)
def test_who_may(verb, cast, paper):
    answers = {
        who: post(cast, who, paper, verb, text="已知悉。").status_code
        for who in (
            "secretary",
            "leader",
            "registrar",
            "supervisor",
            "competent",
            "administrator",
            "stranger",
            "strange_registrar",
        )
    }

    assert {who for who, status in answers.items() if status == 302} == WHO[verb]
    assert {answers["stranger"], answers["strange_registrar"]} == {404}
    assert answers["competent"] == 403


def test_an_empty_message_comes_back_and_what_was_said_cannot_be_altered(cast, paper):
    assert post(cast, "secretary", paper, "message", text=" ").status_code == 422
    post(cast, "secretary", paper, "message", text="一经发出。")

    for statement in ("UPDATE compliance_papermessage SET text = 'x'", "DELETE FROM compliance_papermessage"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_page_says_who_is_asked_where_and_when(cast, paper):
    bureau = paper.registration_authority
    bureau.desk, bureau.desk_phone, bureau.desk_hours = "社会组织科", "0371-63900000", "工作日9:00—12:00"
    bureau.save()

    shown = page(cast, "secretary", paper)

    assert f"{bureau}，社会组织科，电话0371-63900000，工作日9:00—12:00受理" in shown
