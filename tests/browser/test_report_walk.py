"""One quarterly report through a real browser: secretary, leader, registrar, annual statement."""

import subprocess

import pytest

from compliance.models import QuarterlyReport
from tests.browser.widths import ON_A_PHONE
from tests.factories import QuarterlyReportFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FILLED = {
    "special_study-held_on": "2026-07-15",
    "special_study-place": "三楼会议室",
    "special_study-expected": "9",
    "special_study-present": "8",
    "special_study-agenda": "专题研究第三季度工作",
    "special_study-conclusions": "会议形成决议，由秘书处落实。",
    "council-held_on": "2026-08-20",
    "council-place": "三楼会议室",
    "council-expected": "11",
    "council-present": "10",
    "council-agenda": "听取秘书处工作汇报",
    "council-conclusions": "会议审议通过第四季度安排。",
    "findings": "无",
    "measures": "无",
}
# Pages waited for, presses, fields, from the sign-in page on: as docs/service.md has them.
FIGURES = {"secretary": (4, 6, 14), "leader": (4, 4, 0), "registrar": (4, 4, 0)}


@ON_A_PHONE
def test_report_walks_from_draft_to_annual_statement(width, scripts, cast, arrive, tmp_path):
    report = QuarterlyReportFactory(organization=cast.organization)
    mark = "walk" if scripts else "walk-without-scripts"

    secretary = arrive(cast.secretary.username, width, scripts=scripts)
    secretary.look(f"{mark}-1-secretary-home")
    secretary.page.get_by_role("link", name="2026年第三季度报告").click()
    secretary.fill_in_steps(FILLED)
    secretary.look(f"{mark}-2-draft")
    if scripts:
        secretary.page.get_by_role("link", name="下一步：检查并提交").click()
        secretary.page.locator("#checklist dd").get_by_text("会议审议通过第四季度安排。").wait_for()
    secretary.look(f"{mark}-2-review")
    secretary.page.get_by_role("button", name="保存并送负责人确认").click()
    secretary.page.get_by_text("已保存并送负责人确认").wait_for()
    secretary.look(f"{mark}-3-sent")
    if scripts:
        assert (len(secretary.loads), secretary.clicks, len(FILLED)) == FIGURES["secretary"]

    leader = arrive(cast.leader.username, width, scripts=scripts)
    leader.page.get_by_role("link", name="2026年第三季度报告").click()
    leader.look(f"{mark}-4-leader")
    _confirm(leader.page, "确认并提交")
    leader.page.get_by_text("报告已提交，可下载回执。").wait_for()
    if scripts:
        assert (len(leader.loads), leader.clicks, 0) == FIGURES["leader"]
    with leader.page.expect_download() as receipt:
        leader.page.get_by_role("link", name="下载回执").click()
    assert cast.organization.name in _text(receipt.value, tmp_path)

    registrar = arrive(cast.registrar.username, width, scripts=scripts)
    registrar.look(f"{mark}-5-registrar-home")
    registrar.page.get_by_role("link", name=f"{cast.organization} 2026年第三季度报告").click()
    registrar.look(f"{mark}-6-registrar-report")
    _confirm(registrar.page, "接收")
    registrar.page.get_by_text("报告已接收。").wait_for()
    if scripts:
        assert (len(registrar.loads), registrar.clicks, 0) == FIGURES["registrar"]
    registrar.look(f"{mark}-7-accepted")

    secretary.page.goto(f"{secretary.address}/statements/")
    secretary.look(f"{mark}-8-statements")
    with secretary.page.expect_download() as statement:
        secretary.page.get_by_role("button", name="2026 年度合规报告").click()
    assert cast.organization.name in _text(statement.value, tmp_path)

    report = QuarterlyReport.objects.get(pk=report.pk)
    assert [move.name for move in report.moves.all()] == ["send_for_certification", "certify", "accept"]


def _confirm(page, label: str) -> None:
    """Open the question under `label`, and answer it."""
    page.locator("summary", has_text=label).first.click()
    page.locator("details[open] form, dialog[open] form").get_by_role("button", name=label).click()


def _text(download, folder) -> str:
    path = folder / download.suggested_filename
    download.save_as(path)
    return subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True, text=True).stdout
