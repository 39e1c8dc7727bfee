"""A report on paper through a real browser: typed by one registrar, accepted by another, with a receipt for the post."""

import subprocess

import pytest

from compliance.models import PaperEntry
from tests.browser.widths import AT_A_DESK
from tests.compliance.test_drafting import FILLED, picture
from tests.factories import OrganizationFactory, QuarterlyReportFactory, ResponsiblePersonFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@AT_A_DESK
def test_report_on_paper_is_entered_by_one_and_accepted_by_another(width, scripts, cast, arrive):
    offline = OrganizationFactory(address="郑州市金水区测试路1号")
    signatory = ResponsiblePersonFactory(organization=offline)
    report = QuarterlyReportFactory(organization=offline)
    mark = "paper-entry" if scripts else "paper-entry-without-scripts"
    registrar = arrive(cast.registrar.username, width, scripts=scripts)
    address = f"{registrar.address}/reports/{report.pk}/"

    registrar.page.goto(f"{registrar.address}/paper-entries/")
    registrar.look(f"{mark}-1-empty")
    registrar.page.get_by_role("link", name="待代录的季度报告").click()
    registrar.page.get_by_role("link", name="2026年第三季度").first.click()
    registrar.page.get_by_role("link", name="代录填写").click()
    registrar.fill_in_steps(FILLED)
    if scripts:
        registrar.page.get_by_role("link", name="下一步：检查并提交").click()
    registrar.page.get_by_role("button", name="保存并核对").click()
    registrar.page.get_by_text("已保存。请核对后点“代录提交”").wait_for()
    registrar.look(f"{mark}-2-typed")
    scan = {"name": "原件.jpg", "mimeType": "image/jpeg", "buffer": picture().read()}
    typed = {"signed_by": str(signatory.pk), "signed_on": "2026-10-08", "received_on": "2026-10-09", "uploads": scan}
    registrar.act(address, "代录提交", "已代录提交", **typed)
    registrar.look(f"{mark}-3-entered")
    with registrar.page.expect_download() as receipt:
        registrar.page.get_by_role("link", name="打印代录回执").click()
    receipt.value.save_as(registrar.shots / "paper-entry-receipt.pdf")
    said = subprocess.run(
        ["pdftotext", str(registrar.shots / "paper-entry-receipt.pdf"), "-"], capture_output=True, check=True, text=True
    ).stdout
    assert "郑州市金水区测试路1号" in said
    registrar.page.goto(f"{registrar.address}/paper-entries/")
    registrar.look(f"{mark}-4-list")

    another = arrive(cast.city_registrar.username, width, scripts=scripts)
    another.act(address, "接收", "报告已接收。")

    report.refresh_from_db()
    assert (report.state, PaperEntry.objects.get().entered_by) == ("accepted", cast.registrar)
