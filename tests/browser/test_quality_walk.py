"""A registrar puts the register right, and people fill in by spreadsheet, in a real browser."""

from io import BytesIO

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from compliance.models import QuarterlyReport
from organizations.models import Authority, Organization
from tests.browser.test_report_walk import FILLED
from tests.browser.widths import AT_A_DESK
from tests.factories import OrganizationFactory, QuarterlyReportFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def filled_in(path, typed: dict[str, str], *, across: bool = False) -> dict:
    """The workbook that was downloaded, with what is typed in the cells of its fields, as a file that one picks."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    for row in rows:
        if across and row is rows[2]:
            row[4:] = [typed.get(name, "") for name in rows[0][4:]]
        elif not across and row[0] in typed:
            row[2] = typed[row[0]]
    content = BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("填报")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, [str(cell) for cell in row])
    return {"name": "填报.xlsx", "mimeType": XLSX, "buffer": content.getvalue()}


@AT_A_DESK
def test_registrar_goes_from_what_is_wrong_to_the_form_that_mends_it(width, scripts, cast, arrive):
    party = Authority.objects.create(code="410105-DGW", name="金水区社会组织党委", kind="party")
    for _ in range(6):
        OrganizationFactory(name="郑州市测试协会")
    mark = "quality" if scripts else "quality-without-scripts"
    registrar = arrive(cast.registrar.username, width, scripts=scripts)

    registrar.page.goto(f"{registrar.address}/data-quality/")
    registrar.look(f"{mark}-1-page")
    registrar.page.locator("#without_party_superior").get_by_role("link", name="查看全部").click()
    registrar.page.get_by_role("link", name="导出本次结果").wait_for()
    registrar.look(f"{mark}-2-list")
    registrar.page.locator("#rows").get_by_role("link", name=cast.organization.name).click()
    registrar.fill(registrar.page.url, "保存", "登记信息已保存", party_superior=str(party.pk))

    assert Organization.objects.get(pk=cast.organization.pk).party_superior == party


@AT_A_DESK
def test_report_is_filled_in_by_workbook_and_another_is_entered(width, scripts, cast, arrive, tmp_path):
    report = QuarterlyReportFactory(organization=cast.organization)
    on_paper = QuarterlyReportFactory(organization=OrganizationFactory())
    mark = "workbook" if scripts else "workbook-without-scripts"
    secretary = arrive(cast.secretary.username, width, scripts=scripts)
    secretary.page.goto(f"{secretary.address}/reports/{report.pk}/edit/")
    secretary.page.get_by_role("link", name="用表格填写").click()
    secretary.look(f"{mark}-1-page")
    book = downloaded(secretary.page, "link", "下载", tmp_path)

    wrong = filled_in(book, FILLED | {"council-present": "十人"})
    secretary.expected.append("422")
    secretary.fill(secretary.page.url, "上传并写入草稿", "有 1 个单元格未写入", file=wrong)
    secretary.look(f"{mark}-2-faults")
    again = downloaded(secretary.page, "link", "下载", tmp_path)
    secretary.fill(
        secretary.page.url, "上传并写入草稿", "表格的内容已写入草稿", file=filled_in(again, {"council-present": "10"})
    )
    secretary.look(f"{mark}-3-draft")

    registrar = arrive(cast.registrar.username, width, scripts=scripts)
    registrar.page.goto(f"{registrar.address}/reports/")
    registrar.page.get_by_role("link", name="批量代填").click()
    registrar.look(f"{mark}-4-entering")
    many = filled_in(downloaded(registrar.page, "button", "下载代填表", tmp_path), FILLED, across=True)
    registrar.fill(registrar.page.url, "上传并预览", "确认代填 1 份草稿", file=many, reason="据纸质材料，10月8日收到")
    registrar.look(f"{mark}-5-preview")
    registrar.page.get_by_role("button", name="确认代填").click()
    registrar.page.get_by_text("草稿已代填").wait_for()
    registrar.look(f"{mark}-6-entered")

    stored = {one.pk: one.findings for one in QuarterlyReport.objects.all()}
    assert stored == {report.pk: "无", on_paper.pk: "无"}


def downloaded(page, role: str, name: str, folder) -> str:
    with page.expect_download() as download:
        page.get_by_role(role, name=name).first.click()
    path = folder / "downloaded.xlsx"
    download.value.save_as(path)
    return str(path)
