"""One major event through a real browser on a phone: filed, returned, corrected, approved, recorded, moved, approved anew, summed up."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.utils.timezone import localdate

from events.models import EventFiling
from organizations.enums import Post
from tests.events.factories import returned, submitted
from tests.factories import ResponsiblePersonFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTH = 390
# After the first step and the scope.
REST = {
    "place": "市会议中心",
    "address": "金水区农业路1号",
    "expected_headcount": "120",
    "budget": "0",
    "money_sources": "无",
    "purpose": "交流行业发展经验。",
}
# Pages waited for, presses, fields, from the sign-in page on: as docs/service.md has them. One file comes on top.
FIGURES = (5, 9, 16)


def agenda() -> dict:
    pdf, buffer = pikepdf.new(), BytesIO()
    pdf.add_blank_page()
    pdf.save(buffer)
    return {"name": "活动议程.pdf", "mimeType": "application/pdf", "buffer": buffer.getvalue()}


def test_an_event_walks_from_a_phone_through_both_tracks(cast, arrive):
    lead = ResponsiblePersonFactory(organization=cast.organization, post=Post.LIAISON)
    first_day = localdate() + timedelta(days=20)
    secretary = arrive(cast.secretary.username, WIDTH)
    leader = arrive(cast.leader.username, WIDTH)
    competent = arrive(cast.competent.username, WIDTH)
    registrar = arrive(cast.registrar.username, WIDTH)

    page = secretary.page
    page.get_by_role("link", name="申报重大活动").click()
    first = {
        "title": "行业发展论坛",
        "starts_on": first_day.isoformat(),
        "starts_time": "09:00",
        "ends_on": first_day.isoformat(),
        "ends_time": "17:00",
    }
    page.locator("[name=kind]").select_option("forum")
    for name, value in first.items():
        page.locator(f"[name='{name}']").fill(value)
    page.get_by_text("今日提交即为按期").wait_for()
    secretary.look("event-01-answers-while-typing")
    page.get_by_role("button", name="保存草稿，继续填写").click()
    page.get_by_text("草稿已保存，请继续填写。").wait_for()
    page.locator("[name=cross_region]").check()
    page.locator("[name=places]").fill("开封市")
    secretary.look("event-02-scope")
    secretary.fill_in_steps(REST)
    page.locator("#files-agenda-input").set_input_files(agenda())
    page.locator("#files-agenda .files").get_by_text("活动议程.pdf").wait_for()
    secretary.look("event-02-papers")
    page.get_by_role("link", name="下一步：现场和应急").click()
    page.locator("[name=calls_for_head]").select_option("False")
    page.locator("[name=onsite_lead]").select_option(str(lead.pk))
    page.get_by_role("link", name="下一步：检查并提交").click()
    page.locator("#checklist").get_by_text("开封市").wait_for()
    page.locator("#answer").get_by_text("内容和材料已齐全").or_(
        page.locator("#answer").get_by_text("未上传场地")
    ).first.wait_for()
    secretary.look("event-02-review")
    page.get_by_role("button", name="保存并送负责人确认").click()
    page.get_by_text("已保存并送负责人确认").wait_for()
    fields = ["kind", "cross_region", "places", "calls_for_head", "onsite_lead", *first, *REST]
    assert (len(secretary.loads), secretary.clicks, len(fields)) == FIGURES
    filing = EventFiling.objects.get()
    address = f"{secretary.address}{filing.get_absolute_url()}"

    leader.act(address, "确认并提交", "申报已提交")
    leader.look("event-03-submitted")
    competent.page.goto(f"{competent.address}/events/")
    competent.look("event-04-queue")
    competent.page.goto(address)
    competent.look("event-05-officer")
    competent.act(address, "退回补正", "已退回补正", ground="incomplete", kind="facts", reason="请写明论坛的具体内容。")

    page.goto(address)
    secretary.look("event-06-returned")
    page.get_by_role("link", name="补正申报").click()
    secretary.to_step("内容和材料")
    page.locator("[name=purpose]").fill("交流行业发展经验，发布行业自律公约。")
    page.get_by_role("link", name="6. 检查并提交").click()
    page.get_by_role("button", name="保存并送负责人确认").click()
    page.get_by_text("已保存并送负责人确认").wait_for()
    leader.act(address, "确认并提交", "申报已提交")
    competent.act(address, "批准", "已批准，批准文书已生成")
    registrar.act(address, "备案", "已备案")
    registrar.look("event-07-approved-and-recorded")

    page.goto(address)
    page.get_by_role("link", name="变更时间、地点、类别、范围").click()
    page.locator("[name=place]").fill("省会议中心")
    page.locator("[name=reason]").fill("原场地检修。")
    secretary.look("event-08-change")
    page.get_by_role("button", name="送负责人确认").click()
    page.get_by_text("变更已送负责人确认").wait_for()
    leader.act(address, "确认变更并提交", "变更已提交审批")
    version = EventFiling.objects.get(changes=filing)
    again = f"{secretary.address}{version.get_absolute_url()}"
    competent.page.goto(again)
    competent.look("event-09-version")
    competent.act(again, "批准", "已批准，批准文书已生成")
    registrar.act(again, "备案", "已备案")

    yesterday = localdate() - timedelta(days=1)
    EventFiling.objects.filter(pk=version.pk).update(starts_on=yesterday, ends_on=yesterday)
    page.goto(f"{again}summary/")
    page.locator("[name=actual_headcount]").fill("115")
    page.locator("[name=results]").fill("达到预期效果。")
    secretary.look("event-10-summary")
    page.get_by_role("button", name="提交总结").click()
    page.get_by_text("活动总结已填报").wait_for()
    secretary.look("event-11-concluded")
    registrar.page.goto(f"{registrar.address}/events/calendar/?day={yesterday}")
    registrar.look("event-12-calendar")

    version.refresh_from_db()
    filing.refresh_from_db()
    assert (filing.state, version.state, version.record.state) == ("superseded", "concluded", "recorded")
    assert (version.place, version.summary.actual_headcount) == ("省会议中心", 115)


def test_the_desk_at_its_desk(cast, arrive):
    """The officer's queue, a filing and the calendar in a window of a desk PC."""
    first_day = localdate() + timedelta(days=5)
    filing = submitted(cast)
    returned(cast)
    EventFiling.objects.update(starts_on=first_day, ends_on=first_day)
    officer = arrive(cast.competent.username, 1280)

    officer.page.goto(f"{officer.address}/events/")
    officer.look("event-desk-1-queue")
    officer.page.goto(f"{officer.address}{filing.get_absolute_url()}")
    officer.look("event-desk-2-filing")
    officer.page.goto(f"{officer.address}/events/calendar/?day={first_day}")
    officer.look("event-desk-3-calendar")

    assert officer.page.get_by_text("秋季行业发展论坛").count() == 2
