"""An organization answers what an officer asked, from the notice to the answer, on a phone."""

import pytest
from django.utils.timezone import now

from compliance import desk
from tests.factories import QuarterlyReportFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_question_is_answered_out_of_its_notice(cast, arrive):
    report = QuarterlyReportFactory(organization=cast.organization)
    desk.write_message(report, by=cast.registrar, now=now(), text="请问专题研究会议何时召开？")
    secretary = arrive(cast.secretary.username, 390)
    page = secretary.page

    page.locator(".bell").click()
    page.get_by_text("2026年第三季度报告有新消息").first.click()
    page.get_by_role("button", name="前往查看").first.click()
    page.get_by_label("内容").fill("已定于本月二十日召开。")
    page.get_by_role("button", name="发送消息").click()
    page.get_by_text("消息已发送。").wait_for()
    secretary.look("answer-1-sent")

    assert [message.text for message in report.papermessages.all()] == [
        "请问专题研究会议何时召开？",
        "已定于本月二十日召开。",
    ]
    # As docs/service.md has them.
    assert (len(secretary.loads), secretary.clicks) == (5, 5)
