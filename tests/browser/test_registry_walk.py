"""A district's list through a real browser: merged header, an unknown unit, a missing column, undone in part."""

from io import BytesIO

import pytest
import xlsxwriter
from django.urls import reverse

from organizations.models import Authority, ImportBatch, Organization
from tests.browser.widths import AT_A_DESK
from tests.factories import DistrictFactory, QuarterlyReportFactory, credit_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

UNIT = "金水区教育文化体育局"
TITLES = ("社会组织名称", "统一社会信用代码", "", "", "姓名", "联系电话", "姓名", "")


def merged_list(count: int = 6, *, with_unit: bool = True) -> dict:
    """Two header rows, merged both ways, as a file that one picks."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet("名录")
    sheet.merge_range("A1:H1", "金水区社会组织登记情况一览表")
    for cells, text in (
        ("A2:B2", "基本信息"),
        ("C2:C3", "业务主管部门" if with_unit else "备注"),
        ("D2:D3", "登记机关"),
        ("E2:F2", "法定代表人"),
        ("H2:H3", "成立日期"),
    ):
        sheet.merge_range(cells, text)
    sheet.write("G2", "党支部书记")
    sheet.write_row(2, 0, TITLES)
    for number in range(count):
        unit = UNIT if number < count - 2 else "郑州市教育局"
        code = credit_code((900 if with_unit else 800) + number, "51410105")
        cells = [f"金水区社区服务协会{number + 1}", code, unit if with_unit else "", "金水区民政局"]
        sheet.write_row(3 + number, 0, [*cells, "王某某", "13700000000", "李某某", "2015-03-02"])
    book.close()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "金水区名录.xlsx", "mimeType": kind, "buffer": content.getvalue()}


@AT_A_DESK
def test_list_walks_from_upload_to_undo(width, scripts, cast, arrive):
    Authority.objects.filter(code="410105-MZJ").update(district=DistrictFactory())
    DistrictFactory(code="410100", name="郑州市")
    mark = "registry" if scripts else "registry-without-scripts"
    registrar = arrive(cast.registrar.username, width, scripts=scripts)
    imports = registrar.address + reverse("organizations:import_list")

    registrar.fill(imports, "上传并预览", "每个名称只需答复一次", file=merged_list())
    registrar.page.locator("#columns summary").click()
    registrar.look(f"{mark}-1-preview")
    batch = ImportBatch.objects.get()
    proposal = batch.proposals.get()
    registrar.act(
        registrar.address + proposal.get_absolute_url(), "建议新设单位", "建议已提交", name=UNIT, district="410105"
    )
    registrar.look(f"{mark}-2-suggested")

    administrator = arrive(cast.administrator.username, width, scripts=scripts)
    administrator.page.goto(administrator.address + reverse("organizations:authority_proposals"))
    administrator.look(f"{mark}-3-questions")
    administrator.page.get_by_role("link", name=UNIT).click()
    administrator.look(f"{mark}-4-question")
    administrator.act(administrator.page.url, "新设机关单位", "已新设机关单位，名录已重新比对")
    administrator.look(f"{mark}-5-answered")

    address = registrar.address + reverse("organizations:import_batch", args=[batch.pk])
    registrar.page.goto(address)
    registrar.page.get_by_role("button", name="确认导入").click()
    registrar.page.get_by_text("导入完成：新增 6 家").wait_for()
    registrar.look(f"{mark}-6-confirmed")
    assert Organization.objects.filter(competent_authority__name=UNIT).count() == 4

    QuarterlyReportFactory(organization=Organization.objects.filter(competent_authority__name=UNIT).first())
    registrar.page.get_by_role("link", name="撤回这次导入").click()
    registrar.page.get_by_text("导入的社会组织已有季度报告 1 项").wait_for()
    registrar.look(f"{mark}-7-undo")
    registrar.act(registrar.page.url, "只撤回没有后续变动的行", "已撤回没有后续变动的 5 行")
    registrar.look(f"{mark}-8-partly-undone")

    registrar.fill(imports, "上传并预览", "请先答复", file=merged_list(2, with_unit=False))
    registrar.look(f"{mark}-9-question")
    registrar.page.get_by_role("button", name="是，均为直接登记").click()
    registrar.page.get_by_text("均为直接登记。").first.wait_for()
    registrar.page.get_by_role("button", name="确认导入").click()
    registrar.page.get_by_text("导入完成：新增 2 家").wait_for()
