"""A registrar looks after the life of organizations, at the desk and on a telephone."""

import pytest

from tests.compliance.cases.conftest import pdf
from tests.factories import QuarterlyReportFactory, ReportingPeriodFactory, credit_code

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def paper() -> dict[str, object]:
    file = pdf("登记批复.pdf")
    return {"name": "登记批复.pdf", "mimeType": "application/pdf", "buffer": file.read()}


@pytest.mark.parametrize("width", [1280, 390])
def test_a_registrar_registers_renames_and_transfers(width, cast, arrive):
    QuarterlyReportFactory(organization=cast.organization, period=ReportingPeriodFactory())
    registrar = arrive(cast.registrar.username, width)
    home = f"{registrar.address}/organizations/"
    theirs = f"{home}{cast.organization.uscc}/"

    registrar.fill(
        f"{home}new/",
        "登记",
        "已登记。",
        uscc=credit_code(4711, "52410105"),
        name="金水区社区服务中心",
        registration_authority=str(cast.organization.registration_authority_id),
        district=cast.organization.district_id,
        founded_on="2026-09-30",
    )
    registrar.page.goto(f"{home}new/")
    registrar.look("organization-new")
    registrar.page.goto(f"{theirs}changes/")
    registrar.look("changes")
    registrar.fill(
        f"{theirs}changes/rename/", "登记名称变更", "名称变更已生效", name="金水区文化创意促进会", uploads=paper()
    )
    registrar.page.goto(f"{theirs}changes/transfer/")
    registrar.look("change-transfer")
    registrar.fill(
        f"{theirs}changes/address/",
        "登记住所变更",
        "住所变更待生效",
        address="金水区花园路8号",
        effective_on=registrar.page.evaluate("new Date(Date.now() + 864e6).toISOString().slice(0, 10)"),
        uploads=paper(),
    )
    registrar.look("organization-life")
    registrar.page.goto(f"{theirs}whole/")
    registrar.page.get_by_role("heading", name="沿革").wait_for()
    registrar.look("organization-whole")
    registrar.page.goto(f"{home}?q=测试协会")
    registrar.page.get_by_text("原名：").first.wait_for()
    registrar.look("organization-list")
    registrar.act(theirs, "撤回", "已撤回，不再生效", reason="住所尚未落实。")
