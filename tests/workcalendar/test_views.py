"""The pages of the calendar and the policy, through the browser's door."""

import re
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import UserFactory
from tests.fragments import fragment_of
from zhengzhou_ideology.workcalendar.models import Amendment, CalendarDay, PolicyVersion, PublishedYear
from zhengzhou_ideology.workcalendar.policy import RULES

pytestmark = pytest.mark.django_db

NOTICE_2027 = "日期,类型,名称\n2027-01-01至2027-01-03,休,元旦\n2027-01-15,休,防汛停工\n2027-05-01,休,劳动节\n2027-10-01,休,国庆节\n2027-10-09,班,国庆节\n"


@pytest.fixture
def administrator(cast):
    return cast.client("administrator")


def token_in(response):
    return re.search(r'name="token" value="([^"]+)"', response.content.decode()).group(1)


def marks(response, kind):
    """The days of a kind on a year's page, as the titles that a reader sees."""
    return re.findall(rf'data-day="{kind}" title="([^"]+)"', response.content.decode())


def test_year_shows_days_off_and_make_up_days(administrator):
    response = administrator.get(reverse("workcalendar:year", args=[2026]))

    assert marks(response, "work") == [
        "周日，元旦调休上班", "周六，春节调休上班", "周六，春节调休上班", "周六，劳动节调休上班", "周日，国庆节调休上班", "周六，国庆节调休上班",
    ]  # fmt: skip
    assert len(marks(response, "rest")) == 33
    assert "暂定" not in response.content.decode()


def test_unpublished_year_is_marked_provisional(administrator):
    response = administrator.get(reverse("workcalendar:year", args=[2027]))

    assert "2027年的放假安排尚未公布" in response.content.decode()
    assert (marks(response, "work"), marks(response, "rest")) == ([], [])


@pytest.mark.parametrize("year", [2003, 2100])
def test_year_outside_the_calendar_is_not_found(administrator, year):
    assert administrator.get(reverse("workcalendar:year", args=[year])).status_code == 404


@time_machine.travel("2026-11-24 09:00+08:00")
def test_calendar_opens_at_this_year(administrator):
    assert "2026年工作日历" in administrator.get(reverse("workcalendar:year")).content.decode()


def test_year_page_takes_as_many_queries_for_three_changes_as_for_one(administrator, django_assert_num_queries):
    address = reverse("workcalendar:year", args=[2026])
    make_changes(1)
    administrator.get(address)
    with CaptureQueriesContext(connection) as for_one:
        administrator.get(address)
    make_changes(2)

    with django_assert_num_queries(len(for_one)):
        administrator.get(address)


def make_changes(count):
    for number in range(Amendment.objects.count() + 1, Amendment.objects.count() + 1 + count):
        CalendarDay.objects.create(date=date(2026, 7, number), is_working_day=False, name="停工", source="通知")
        Amendment.objects.create(number=number, summary="停工", content={}, by=UserFactory())


WHO_MAY = """
                   administrator  registrar  supervisor  auditor  secretary
year               200            200        200         200      200
explain            200            200        200         200      200
policy_list        200            200        200         200      200
day_change         200            403        403         403      403
year_import        200            403        403         403      403
policy_change      200            403        403         403      403
"""
ROLES, *ROWS = (line.split() for line in WHO_MAY.strip().splitlines())


@pytest.mark.parametrize(
    ("view", "role", "status"),
    [(view, role, int(status)) for view, *cells in ROWS for role, status in zip(ROLES, cells, strict=True)],
)
def test_who_may_open_which_page(cast, view, role, status):
    address = reverse(f"workcalendar:{view}", args=["review_days"] if view == "policy_change" else [])

    assert cast.client(role).get(address).status_code == status


def test_visitor_is_sent_to_the_login_page(client):
    response = client.get(reverse("workcalendar:year"))

    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_login"))


def test_import_of_a_year_goes_through_a_preview_and_moves_on_confirmation(administrator, stored):
    upload = SimpleUploadedFile("2027.csv", NOTICE_2027.encode("gb18030"), "text/csv")
    shown = administrator.post(
        reverse("workcalendar:year_import"), {"year": 2027, "source": "国办发明电〔2026〕9号", "file": upload}
    )
    text = shown.content.decode()
    assert "将要变动的期限（3件）" in text
    assert "郑州市测试协会等" in text
    assert CalendarDay.objects.count() == 0

    response = administrator.post(reverse("workcalendar:confirm"), {"token": token_in(shown)}, follow=True)

    assert response.redirect_chain == [(reverse("workcalendar:year", args=[2027]), 302)]
    assert "已确认：导入2027年放假安排。" in response.content.decode()
    assert [(term.due_on, term.provisional) for term in stored.terms] == [(date(2027, 1, 18), False)]
    assert (CalendarDay.objects.count(), PublishedYear.objects.get().source) == (7, "国办发明电〔2026〕9号")


def test_second_import_of_a_year_drops_what_is_no_longer_in_it(administrator):
    CalendarDay.objects.create(date="2027-03-01", is_working_day=False, name="误录", source="通知")
    shown = administrator.post(
        reverse("workcalendar:year_import"), {"year": 2027, "source": "国办发明电〔2026〕9号", "text": NOTICE_2027}
    )

    administrator.post(reverse("workcalendar:confirm"), {"token": token_in(shown)})

    assert "2027-03-01" in shown.content.decode()
    assert CalendarDay.objects.filter(name="误录").count() == 0


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "请上传安排表或者粘贴内容，二者选一。"),
        ({"text": "日期,类型,名称\n2027-13-01,休,元旦"}, "第2行：“2027-13-01”不是有效的日期。"),
    ],
)
def test_wrong_import_is_shown_again_with_what_is_wrong(administrator, given, sentence):
    response = administrator.post(reverse("workcalendar:year_import"), {"year": 2027, "source": "通知", **given})

    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_year_as_a_file_is_read_back_by_the_import(administrator):
    csv = administrator.get(reverse("workcalendar:year_csv", args=[2026])).content
    upload = SimpleUploadedFile("2026.csv", csv, "text/csv")

    shown = administrator.post(reverse("workcalendar:year_import"), {"year": 2026, "source": "通知", "file": upload})

    assert "与现有安排相同，没有日期变化。" in shown.content.decode()


def test_day_is_corrected_and_given_back(administrator):
    address, confirm = reverse("workcalendar:day_change"), reverse("workcalendar:confirm")
    off = {"date": "2026-07-20", "kind": "rest", "name": "防汛停工", "source": "市政府通知"}
    administrator.post(confirm, {"token": token_in(administrator.post(address, off))})
    assert "周一，防汛停工放假" in administrator.get(address, {"date": "2026-07-20"}).content.decode()

    back = {"date": "2026-07-20", "kind": "default", "source": "市政府通知"}
    administrator.post(confirm, {"token": token_in(administrator.post(address, back))})

    assert CalendarDay.objects.count() == 0
    assert [amendment.summary for amendment in Amendment.objects.all()] == [
        "撤销2026-07-20的调整",
        "2026-07-20防汛停工放假",
    ]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"date": "2026-07-20", "kind": "rest", "source": "通知"}, "请填写名称。"),
        ({"date": "0001-01-01", "kind": "rest", "name": "停工", "source": "通知"}, "日期应在2004年至2099年之间。"),
    ],
)
def test_wrong_day_is_shown_again_with_what_is_wrong(administrator, given, sentence):
    response = administrator.post(reverse("workcalendar:day_change"), given)

    assert response.status_code == 422
    assert sentence in response.content.decode()


@pytest.mark.parametrize("day", ["2026-02-30", "0001-01-01", "soon"])
def test_mangled_day_in_the_address_opens_an_empty_form(administrator, day):
    assert administrator.get(reverse("workcalendar:day_change"), {"date": day}).status_code == 200


@pytest.mark.parametrize("role", ["registrar", "secretary"])
def test_preview_of_somebody_else_cannot_be_confirmed_without_permission(cast, administrator, role):
    off = {"date": "2026-07-20", "kind": "rest", "name": "防汛停工", "source": "市政府通知"}
    token = token_in(administrator.post(reverse("workcalendar:day_change"), off))

    response = cast.client(role).post(reverse("workcalendar:confirm"), {"token": token})

    assert (response.status_code, CalendarDay.objects.count()) == (403, 0)


def test_stale_preview_is_refused_with_a_sentence(administrator):
    response = administrator.post(reverse("workcalendar:confirm"), {"token": "stale"}, headers={"HX-Request": "true"})

    assert response.status_code == 409
    assert "预览已失效，请重新填写。" in response.content.decode()


def test_recheck_says_that_nothing_moves(administrator):
    assert "没有期限需要变动。" in administrator.post(reverse("workcalendar:recheck")).content.decode()


@time_machine.travel("2026-11-24 09:00+08:00")
def test_policy_changes_from_its_day_on_and_is_shown_with_its_source(cast, administrator):
    change = {"value": "20，10，2", "effective_from": "2026-12-01", "source": "郑民文〔2026〕88号"}
    shown = administrator.post(reverse("workcalendar:policy_change", args=["report_reminder_days_before"]), change)
    administrator.post(reverse("workcalendar:confirm"), {"token": token_in(shown)})

    before = administrator.get(reverse("workcalendar:policy_list")).content.decode()
    with time_machine.travel("2026-12-01 09:00+08:00"):
        after = cast.client("administrator").get(reverse("workcalendar:policy_list")).content.decode()

    assert PolicyVersion.objects.get().value == [20, 10, 2]
    assert "自2026-12-01起：到期前20、10、2日" in before
    assert "郑民文〔2026〕88号" not in before
    assert "郑民文〔2026〕88号" in after


@time_machine.travel("2026-11-24 09:00+08:00")
@pytest.mark.parametrize(
    ("rule", "change", "sentence"),
    [
        ("review_days", {"value": "0"}, "不能小于 1"),
        ("review_days", {"effective_from": "2026-11-23"}, "生效日期不得早于今天。"),
        ("report_overdue_working_days", {"value": "5,1,10,20"}, "各数须由小到大排列，且不得重复。"),
        ("report_overdue_working_days", {"value": "1,5,x"}, "请填写整数，以逗号分隔。"),
    ],
)
def test_wrong_policy_is_shown_again_with_what_is_wrong(administrator, rule, change, sentence):
    given = {"value": "30", "effective_from": "2026-12-01", "source": "局发文", **change}

    response = administrator.post(reverse("workcalendar:policy_change", args=[rule]), given)

    assert response.status_code == 422
    assert sentence in response.content.decode()


@pytest.mark.parametrize(
    ("rule", "typed"),
    [
        ("review_days", 'name="value" value="60"'),
        ("report_overdue_working_days", 'name="value" value="1，5，10，20"'),
        ("event_late_filing", 'value="yes" class="form-check-input" required id="id_value_0" checked'),
    ],
)
def test_policy_form_begins_with_what_is_in_force(administrator, rule, typed):
    text = administrator.get(reverse("workcalendar:policy_change", args=[rule])).content.decode()

    assert typed in text


def test_unknown_policy_is_not_found(administrator):
    assert administrator.get(reverse("workcalendar:policy_change", args=["no-rule"])).status_code == 404


def test_date_is_explained_to_everybody(cast):
    given = {"rule": "event_decision", "date": "2026-09-29", "event": "2026-10-05"}

    text = cast.client("secretary").get(reverse("workcalendar:explain"), given).content.decode()

    assert "2026年9月30日" in text
    assert "活动首日；审批不得迟于此前最后一个工作日" in text


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"rule": "quarterly_report", "date": "2026-09-15"}, "2026-09-15不是季度最后一日。"),
        ({"rule": "statement", "date": "9999-12-31"}, "日期9999-12-31超出工作日历的范围"),
        ({"rule": "statement", "date": "x"}, "请按“2026-11-26”的格式填写"),
    ],
)
def test_date_that_cannot_be_explained_says_why(administrator, given, sentence):
    response = administrator.get(reverse("workcalendar:explain"), given)

    assert response.status_code == 200
    assert sentence in response.content.decode()


@pytest.mark.parametrize(
    ("view", "given", "root"),
    [
        ("year", {}, "sheets"),
        ("policy_list", {}, "rules"),
        ("explain", {"rule": "statement", "date": "2026-09-30"}, "explanation"),
    ],
)
def test_fragment_is_the_part_of_the_whole_page(administrator, view, given, root):
    fragment_of(administrator, reverse(f"workcalendar:{view}"), given, root=root)


def test_due_partial_shows_day_mark_and_explanation():
    step = {"date": "2027-01-15", "counts": True, "why": "周五，期限届满"}

    html = render_to_string(
        "workcalendar/_due.html", {"due_on": date(2027, 1, 15), "provisional": True, "steps": [step]}
    )

    assert [re.sub(r"\s+", "", text) for text in re.findall(r">([^<>]*\S[^<>]*)<", html)] == [
        "2027年1月15日（周五）", "暂定", "期限如何推算", "2027-01-15", "计入", "周五，期限届满",
    ]  # fmt: skip


def test_settled_rules_are_shown_with_the_reason_why_nobody_edits_them(administrator):
    text = administrator.get(reverse("workcalendar:policy_list")).content.decode()

    rules, settled = text.split("制度已经明确、不作调整的规定")
    assert "只予列明，不提供修改" in settled
    assert "任何情况下不视为批准" in settled
    assert (rules.count(">修改<"), settled.count(">修改<")) == (len(RULES), 0)
