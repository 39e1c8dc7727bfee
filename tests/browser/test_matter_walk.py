"""A report of a matter through a real browser: to the party organization, its acknowledgement, question, answer, closing."""

import pytest

from compliance.models import MatterReport
from organizations.enums import Role
from tests.browser.widths import AT_A_DESK
from tests.factories import AuthorityFactory, member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FILLED = {
    "happened_on": "2026-07-15",
    "happened_at": "20:30",
    "place": "本会二楼活动室",
    "facts": "水管爆裂，活动室进水，部分桌椅浸泡，无人员受伤。",
    "measures": "已关闭水阀，联系物业维修。",
}


@pytest.fixture
def party(cast):
    """Somebody in the superior party organization of the cast's."""
    superior = AuthorityFactory(code="410105-SHZZDW", name="中共金水区社会组织委员会", kind="party", document_sign="")
    cast.organization.party_superior = superior
    cast.organization.save()
    return member(Role.PARTY_OFFICER, superior)


@AT_A_DESK
def test_matter_walks_to_the_party_organization_and_back(width, scripts, cast, party, arrive):
    mark = "matter" if scripts else "matter-without-scripts"

    secretary = arrive(cast.secretary.username, width, scripts=scripts)
    secretary.page.goto(f"{secretary.address}/matters/")
    secretary.look(f"{mark}-1-empty-list")
    secretary.page.get_by_role("link", name="报告事项").click()
    secretary.look(f"{mark}-2-new")
    form = secretary.page.locator("main form").first
    secretary.type(form, {"title": "活动室水管爆裂", "kind": "outlet", "urgency": "urgent"})
    form.get_by_role("button", name="保存草稿，继续填写").click()
    secretary.type(secretary.page.locator("#matter-form"), {**FILLED, "to_party": True})
    if scripts:
        secretary.page.get_by_text("已保存").first.wait_for()
    secretary.look(f"{mark}-3-draft")
    secretary.page.get_by_role("button", name="保存并报送").click()
    secretary.page.get_by_text("报告已报送").first.wait_for()
    secretary.look(f"{mark}-4-sent")
    report = MatterReport.objects.get()
    page = f"{secretary.address}{report.get_absolute_url()}"

    officer = arrive(party.username, width, scripts=scripts)
    officer.look(f"{mark}-5-party-home")
    officer.page.get_by_role("link", name=f"{cast.organization}：活动室水管爆裂").click()
    officer.look(f"{mark}-6-party-report")
    officer.act(page, "确认收悉", "已确认收悉，社会组织将收到通知。")
    officer.act(page, "询问", "询问已发出", reason="何时修复？")
    officer.look(f"{mark}-7-asked")

    secretary.act(page, "补充或者答复", "已补充", reason="已于次日修复，恢复使用。")
    secretary.look(f"{mark}-8-answered")

    officer.act(page, "办结", "已办结，社会组织将收到通知。", reason="处置及时，知悉。")
    officer.page.goto(f"{officer.address}/matters/?state=all")
    officer.look(f"{mark}-9-party-list")

    report.refresh_from_db()
    assert report.state == "closed"
    assert [move.name for move in report.moves.all()] == ["send", "acknowledge", "ask", "supplement", "close"]
