"""Two people with one paper before them, each in a browser of their own: nobody's words are lost."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from tests.events.factories import EventFilingFactory, submitted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REASON = "场地许可未附，请补充后重新申报。"


@pytest.fixture
def day():
    return localdate() + timedelta(days=60)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_form_that_saves_itself_leads_two_people_to_the_merge_page(width, cast, arrive, day):
    """F1: the second one typed while the first one's words were saved; the page of both versions keeps the two."""
    filing = EventFilingFactory(
        organization=cast.organization, prepared_by=cast.secretary, starts_on=day, ends_on=day, budget=0
    )
    first, second = arrive(cast.secretary.username, width), arrive(cast.secretary.username, width)
    address = f"{first.address}/events/{filing.pk}/edit/"
    second.expected = ["409 (Conflict)"]
    first.page.goto(address)
    second.page.goto(address)

    first.page.locator("[name=title]").fill("甲拟的题目")
    first.page.get_by_text("已保存").first.wait_for()
    second.to_step("内容和材料")
    second.page.locator("[name=purpose]").fill("乙写的目的")
    second.page.get_by_role("link", name="对照两个版本").click()
    second.page.get_by_role("heading", name="合并修改").wait_for()
    second.look("two-people-1-merge")
    second.page.get_by_label("甲拟的题目").check()
    second.page.get_by_role("button", name="保存合并结果").click()
    second.page.get_by_role("heading", name="合并修改").wait_for(state="detached")

    filing.refresh_from_db()
    assert (filing.title, filing.purpose) == ("甲拟的题目", "乙写的目的")


@pytest.mark.parametrize("width", [1280, 390])
def test_reasons_come_back_under_the_sentence_that_refuses_them(width, cast, arrive, day):
    """F3: the text was changed after the officer had opened the page."""
    filing = submitted(cast, starts_on=day, ends_on=day)
    officer = arrive(cast.competent.username, width)
    officer.expected = ["409 (Conflict)"]
    officer.page.goto(f"{officer.address}/events/{filing.pk}/")
    officer.page.locator("summary").get_by_text("不予批准", exact=True).click()
    form = officer.page.locator("details[open] form.confirm-panel, dialog[open] form").first
    officer.type(form, {"ground": "incomplete", "reason": REASON})
    form.locator("[name=seen]").evaluate("field => { field.value = 'f'.repeat(64) }")

    form.get_by_role("button", name="不予批准").click()
    officer.page.get_by_text("您打开页面之后申报内容有更新").first.wait_for()
    officer.look("two-people-2-refused")

    assert officer.page.locator("#refuse_reason").input_value() == REASON
    filing.refresh_from_db()
    assert filing.state == "submitted"
