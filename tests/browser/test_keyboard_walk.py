"""Both main jobs without a mouse: the key Tab finds all that is needed, Enter and typing do it."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Locator, Page

from events.enums import FilingState
from events.models import EventFiling
from organizations.enums import Post
from tests.browser.test_event_walk import REST, agenda
from tests.browser.test_report_walk import FILLED
from tests.factories import QuarterlyReportFactory, ResponsiblePersonFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FAR = 150
HAS_FOCUS = "one => one === document.activeElement"


def reach(page: Page, wanted: Locator) -> Locator:
    """By the key Tab alone."""
    wanted.wait_for(state="attached")
    for _ in range(FAR):
        if wanted.evaluate(HAS_FOCUS):
            return wanted
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} cannot be reached")


def press(page: Page, role: str, name: str) -> None:
    reach(page, page.get_by_role(role, name=name).first)
    page.keyboard.press("Enter")


def in_parts(value: str, kind: str) -> str:
    """As the boxes of this browser, which speaks English, take the parts of a day or an hour one after the other."""
    if kind == "time":
        return value.replace(":", "") + ("AM" if value < "12:00" else "PM")
    year, month, day = value.split("-")
    return month + day + year


def type_in(page: Page, name: str, value: str) -> None:
    field = reach(page, page.locator(f"[name='{name}']"))
    kind = field.evaluate("field => field.tagName === 'SELECT' ? 'select' : field.type")
    if kind in ("date", "time"):
        page.keyboard.type(in_parts(value, kind))
        assert field.input_value() == value
        return
    if kind == "select":
        while field.input_value() != value:
            before = field.input_value()
            page.keyboard.press("ArrowDown")
            assert field.input_value() != before, f"{name} has no {value}"
        return
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(value)


def type_in_steps(page: Page, typed: dict[str, str]) -> None:
    for name, value in typed.items():
        if not page.locator(f"[name='{name}']").is_visible():
            press(page, "link", "下一步")
        type_in(page, name, value)


def confirm(page: Page, label: str) -> None:
    """The question unfolds under the button; its own button answers it."""
    reach(page, page.locator("summary", has_text=label).first)
    page.keyboard.press("Enter")
    reach(page, page.locator("details[open] form, dialog[open] form").get_by_role("button", name=label))
    page.keyboard.press("Enter")


def test_a_quarter_is_filed_certified_and_accepted_by_keys(cast, arrive):
    report = QuarterlyReportFactory(organization=cast.organization)

    secretary = arrive(cast.secretary.username)
    page = secretary.page
    press(page, "link", "2026年第三季度报告")
    page.locator("[name='special_study-held_on']").wait_for()
    type_in_steps(page, FILLED)
    press(page, "link", "下一步：检查并提交")
    page.locator("#checklist dd").get_by_text("会议审议通过第四季度安排。").wait_for()
    press(page, "button", "保存并送负责人确认")
    page.get_by_text("已保存并送负责人确认").wait_for()

    leader = arrive(cast.leader.username)
    press(leader.page, "link", "2026年第三季度报告")
    leader.page.locator("summary", has_text="确认并提交").first.wait_for()
    confirm(leader.page, "确认并提交")
    leader.page.get_by_text("报告已提交，可下载回执。").wait_for()

    registrar = arrive(cast.registrar.username)
    press(registrar.page, "link", f"{cast.organization} 2026年第三季度报告")
    registrar.page.locator("summary", has_text="接收").first.wait_for()
    confirm(registrar.page, "接收")
    registrar.page.get_by_text("报告已接收。").wait_for()

    assert [move.name for move in report.moves.all()] == ["send_for_certification", "certify", "accept"]
    assert [person.clicks for person in (secretary, leader, registrar)] == [1, 1, 1]  # each to sign in


def test_an_event_is_filed_by_keys(cast, arrive):
    lead = ResponsiblePersonFactory(organization=cast.organization, post=Post.LIAISON)
    first_day = (localdate() + timedelta(days=20)).isoformat()
    secretary = arrive(cast.secretary.username)
    page = secretary.page

    press(page, "link", "申报重大活动")
    page.locator("[name=kind]").wait_for()
    for name, value in {
        "kind": "forum",
        "title": "行业发展论坛",
        "starts_on": first_day,
        "starts_time": "09:00",
        "ends_on": first_day,
        "ends_time": "17:00",
    }.items():
        type_in(page, name, value)
    press(page, "button", "保存草稿，继续填写")
    page.get_by_text("草稿已保存，请继续填写。").wait_for()
    type_in_steps(page, REST)
    # Asked for before the way there: a busy page would answer the key first.
    with page.expect_file_chooser() as chooser:
        reach(page, page.locator("#files-agenda button[type=submit]").last)
        page.keyboard.press("Enter")
    chooser.value.set_files(agenda())
    page.locator("#files-agenda .files").get_by_text("活动议程.pdf").wait_for()
    press(page, "link", "下一步：现场和应急")
    type_in(page, "calls_for_head", "False")
    type_in(page, "onsite_lead", str(lead.pk))
    press(page, "link", "下一步：检查并提交")
    page.locator("#checklist").get_by_text("市会议中心").first.wait_for()
    press(page, "button", "保存并送负责人确认")
    page.get_by_text("已保存并送负责人确认").wait_for()

    filing = EventFiling.objects.get()
    assert (filing.kind, filing.starts_on.isoformat(), filing.onsite_lead) == ("forum", first_day, lead)
    assert (filing.state, filing.calls_for_head) == (FilingState.CERTIFYING, False)
    assert secretary.clicks == 1
