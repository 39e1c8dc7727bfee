"""A duty of the year through a real browser: the plan by secretary, leader and registrar, and the catalogue behind it."""

from datetime import date

import pytest

from compliance.duty_years import open_year
from compliance.models import Duty
from tests.browser.widths import ON_A_PHONE
from tests.compliance.test_drafting import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FILLED = {
    "done_on": "2026-01-20",
    "meeting": "第三届理事会第五次会议",
    "meeting_on": "2026-01-20",
    "summary": "审议通过年度工作要点。",
}


@ON_A_PHONE
def test_plan_walks_from_draft_to_accepted(width, scripts, cast, arrive):
    open_year(2026, today=date(2026, 10, 9))
    duty = Duty.objects.get(organization=cast.organization, kind="annual_plan")
    mark = "duty" if scripts else "duty-without-scripts"
    paper = picture()

    secretary = arrive(cast.secretary.username, width, scripts=scripts)
    secretary.look(f"{mark}-1-home")
    secretary.page.goto(f"{secretary.address}/duties/")
    secretary.look(f"{mark}-2-list")
    secretary.page.goto(f"{secretary.address}/duties/{duty.pk}/edit/")
    secretary.page.locator("#files-required-input").set_input_files(
        {"name": "要点.jpg", "mimeType": "image/jpeg", "buffer": paper.read()}
    )
    if not scripts:
        secretary.page.locator("#files-required").get_by_role("button", name="上传").click()
    secretary.page.get_by_role("link", name="要点.jpg").wait_for()
    for name, value in FILLED.items():
        secretary.page.locator(f"[name='{name}']").fill(value)
    secretary.page.locator("[name='planned_together']").check()
    secretary.look(f"{mark}-3-draft")
    secretary.page.get_by_role("button", name="保存并送负责人确认").click()
    secretary.page.get_by_text("已保存并送负责人确认").wait_for()
    secretary.look(f"{mark}-4-sent")

    leader = arrive(cast.leader.username, width, scripts=scripts)
    leader.page.goto(f"{leader.address}/duties/{duty.pk}/")
    _confirm(leader.page, "确认并提交")
    leader.page.get_by_text("事项已提交。").wait_for()

    registrar = arrive(cast.registrar.username, width, scripts=scripts)
    registrar.page.goto(f"{registrar.address}/duties/?state=submitted")
    registrar.look(f"{mark}-5-registrar-list")
    registrar.page.locator(f"[name='duty'][value='{duty.pk}']").check()
    registrar.page.get_by_role("button", name="接收所选事项").click()
    registrar.page.get_by_role("button", name="接收这 1 件").click()
    registrar.page.get_by_text("已接收").first.wait_for()
    registrar.look(f"{mark}-6-accepted")
    registrar.page.goto(f"{registrar.address}/duties/{duty.pk}/")
    registrar.look(f"{mark}-7-duty")

    administrator = arrive(cast.administrator.username, width, scripts=scripts)
    for number, address in enumerate(("catalogue/", "catalogue/study/", "years/"), start=8):
        administrator.page.goto(f"{administrator.address}/duties/{address}")
        administrator.look(f"{mark}-{number}-{address.rstrip('/').replace('/', '-')}")

    assert [move.name for move in duty.moves.all()] == ["send_for_certification", "certify", "accept"]


def _confirm(page, label: str) -> None:
    """Open the question under `label`, and answer it."""
    page.locator("summary", has_text=label).first.click()
    page.locator("details[open] form, dialog[open] form").get_by_role("button", name=label).click()
