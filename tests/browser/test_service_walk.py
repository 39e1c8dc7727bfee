"""The session ends while somebody types, and an officer goes through what waits by keys: at the desk and on a telephone."""

import pytest
from django.contrib.sessions.models import Session

from compliance.models import QuarterlyReport
from tests.factories import PASSWORD
from tests.service.conftest import submit

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
REASON = "会议记录缺少第二页，请补齐。"


def test_a_reason_outlives_the_session_and_thirty_go_by_keys(cast, arrive):
    reports = [submit(cast, year, quarter) for year, quarter in ((2025, 2), (2025, 3), (2025, 4), (2026, 1))]
    registrar = arrive(cast.registrar.username)
    registrar.expected.append("401")
    page, url = registrar.page, f"{registrar.address}{reports[0].get_absolute_url()}"
    page.goto(url)
    page.locator("summary").get_by_text("退回更正", exact=True).click()
    form = page.locator("dialog[open] form")
    form.get_by_label("材料不全").check()
    form.get_by_label("需要更正的内容").fill(REASON)

    # In place: the dialog, and then the form goes out by itself.
    Session.objects.all().delete()
    form.get_by_role("button", name="退回更正", exact=True).click()
    page.locator("#login-again-password").fill(PASSWORD)
    page.get_by_role("button", name="登录并继续").click()
    page.get_by_text("报告已退回，社会组织将收到通知。").wait_for()
    assert QuarterlyReport.objects.get(pk=reports[0].pk).return_reason == REASON

    # The long way round: kept over the sign-in page, and put back into its form.
    page.goto(f"{registrar.address}{reports[1].get_absolute_url()}")
    page.locator("summary").get_by_text("退回更正", exact=True).click()
    form = page.locator("dialog[open] form")
    form.get_by_label("需要更正的内容").fill(REASON)
    form.get_by_label("材料不全").check()
    Session.objects.all().delete()
    page.evaluate("HTMLFormElement.prototype.submit.call(document.querySelector('dialog[open] form'))")
    page.get_by_label("用户名或电子邮箱").fill(cast.registrar.username)
    page.get_by_label("密码").first.fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_text("登录过期前填写的内容已放回表单，还没有提交。").wait_for()
    back = page.locator("dialog[open] form")
    assert back.get_by_label("需要更正的内容").input_value() == REASON
    assert back.get_by_label("材料不全").is_checked()

    # A copy in this browser, offered after a reload.
    page.reload()
    page.get_by_role("button", name="恢复").click()
    assert page.locator("dialog[open] textarea").input_value() == REASON
    page.keyboard.press("Escape")

    # Keys: one for each acceptance, one page for each.
    loads: list[str] = []
    page.on("load", lambda shown: loads.append(shown.url))
    page.goto(f"{registrar.address}/reports/queue/")
    registrar.look("queue")
    for report in reports[1:]:
        page.wait_for_url(f"**at={report.pk}")
        page.keyboard.press("a")
    page.get_by_text("本次筛选已全部办完。").wait_for()
    assert len(loads) == 1 + len(reports[1:])
    assert not QuarterlyReport.objects.filter(state="submitted").exists()
