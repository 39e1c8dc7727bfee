"""What is kept about a person, shown to that person alone, and a request to correct it."""

import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.timezone import now

from compliance import report_workflow
from organizations import own_data
from organizations.models import ResponsiblePerson, User
from tests.factories import QuarterlyReportFactory
from zhengzhou_ideology.notices.models import Notice

pytestmark = pytest.mark.django_db

PAGE = "organizations:own_data"


def taken_away(cast, role) -> dict:
    answer = cast.client(role).get(reverse("organizations:own_data_json"))
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert "no-store" in answer["Cache-Control"]
    return json.loads(answer.content)


def test_a_person_takes_away_everything_about_the_own_person_and_nothing_of_others(cast):
    User.objects.filter(pk=cast.leader.pk).update(name="王某某", phone="0371-10000000")
    ResponsiblePerson.objects.filter(account=cast.leader).update(office_phone="0371-10000001", name="王某某")
    User.objects.filter(pk=cast.secretary.pk).update(name="李某某甲", phone="0371-20000000")

    kept = taken_away(cast, "leader")

    assert list(kept) == ["账号", "办理身份", "登记的任职", "登录设备", "列表视图", "站内通知", "办理记录"]
    assert (kept["账号"]["姓名"], kept["账号"]["办公电话"]) == ("王某某", "0371-10000000")
    assert kept["办理身份"] == [{"身份": str(cast.leader.acting), "开始": "2020-01-01", "结束": ""}]
    assert [post["办公电话"] for post in kept["登记的任职"]] == ["0371-10000001"]
    assert "李某某甲" not in json.dumps(kept, ensure_ascii=False)
    assert "0371-20000000" not in json.dumps(kept)


def test_acts_are_counted(cast):
    report = QuarterlyReportFactory(organization=cast.organization, complete=True)
    before = taken_away(cast, "secretary")["办理记录"]

    report_workflow.send_for_certification(report, by=cast.secretary, now=now())

    after = taken_away(cast, "secretary")["办理记录"]
    assert sum(after.values()) == sum(before.values()) + 1


def test_the_page_shows_what_the_file_holds(cast):
    page = cast.client("leader").get(reverse(PAGE)).content.decode()

    assert [heading for heading in own_data.data_of(cast.leader) if heading not in page] == []
    assert cast.leader.email in page


def test_a_correction_goes_to_those_who_can_make_it_once_a_day(cast):
    client = cast.client("leader")
    words = {"reason": "任职开始日期应为2025年3月1日。"}

    answers = [client.post(reverse(PAGE), sent).status_code for sent in ({"reason": ""}, words, words)]

    assert answers == [422, 302, 409]
    told = Notice.objects.filter(kind=own_data.KIND)
    assert {notice.recipient for notice in told} == {cast.security, cast.registrar}
    assert "任职开始日期应为2025年3月1日。" in told[0].body


def test_an_account_without_a_post_bothers_no_registrar(cast):
    own_data.ask_correction(cast.auditor, by=cast.auditor, now=now(), reason="姓名有误。")

    assert [notice.recipient for notice in Notice.objects.filter(kind=own_data.KIND)] == [cast.security]


def test_nobody_asks_for_another(cast):
    with pytest.raises(PermissionDenied):
        own_data.ask_correction(cast.leader, by=cast.secretary, now=now(), reason="姓名有误。")


def test_a_post_that_ended_is_shown_and_asked_of_nobody(cast):
    ResponsiblePerson.objects.filter(account=cast.leader).update(
        term_from=date(2020, 1, 1), term_until=date(2020, 2, 1)
    )

    own_data.ask_correction(cast.leader, by=cast.leader, now=now(), reason="姓名有误。")

    assert [post["结束"] for post in taken_away(cast, "leader")["登记的任职"]] == ["2020-02-01"]
    assert [notice.recipient for notice in Notice.objects.filter(kind=own_data.KIND)] == [cast.security]
