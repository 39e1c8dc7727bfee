"""Fair dealings as people see them: a partner asked for, a filing read by it, a ground that holds, one proposal for two quarters."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from compliance.cases import proposals
from compliance.cases.models import AccountabilityCase
from organizations.enums import Role
from organizations.ladder.sweep import sweep
from organizations.models import Organization
from tests.events.factories import joint, refused
from tests.factories import OrganizationFactory, QuarterlyReportFactory, ReportingPeriodFactory, member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1280])
def test_a_partner_is_asked_for_and_reads_the_filing(width, cast, arrive):
    partner = cast.stranger.acting.organization
    Organization.objects.filter(pk=partner.pk).update(name="二七区社区治理促进会")
    partner.refresh_from_db()
    secretary, reader = arrive(cast.secretary.username, width), arrive(cast.stranger.username, width)
    secretary.expected.append("422")
    filing = joint(cast, partner)
    day = (localdate() + timedelta(days=20)).isoformat()
    typed = {"kind": "forum", "title": "联合论坛", "starts_on": day, "starts_time": "09:00", "ends_on": day}

    secretary.fill(
        f"{secretary.address}/events/new/",
        "保存草稿，继续填写",
        "草稿已保存，请继续填写。",
        **typed,
        ends_time="17:00",
    )
    secretary.page.locator("[name=cross_organization]").check()
    secretary.page.locator("[name=partners]").fill("二七社区治理促进会")
    secretary.page.get_by_role("link", name="6. 检查并提交").click()
    secretary.page.get_by_role("button", name="保存并送负责人确认").click()
    secretary.page.get_by_text("名称相近的有：二七区社区治理促进会").first.wait_for()
    secretary.look("fair-01-partner-asked-for")
    reader.page.goto(f"{reader.address}{filing.get_absolute_url()}")
    reader.page.get_by_text("你单位为合作单位").wait_for()
    reader.look("fair-02-partner-reads")
    reader.page.goto(f"{reader.address}/events/")
    reader.look("fair-03-partner-list")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_refusal_is_opened_again_and_one_proposal_names_two_quarters(width, cast, arrive):
    cast.users["competent_supervisor"] = member(Role.SUPERVISOR, cast.organization.competent_authority)
    filing = refused(cast, starts_on=localdate() + timedelta(days=20), ends_on=localdate() + timedelta(days=20))
    QuarterlyReportFactory(organization=cast.organization)
    QuarterlyReportFactory(
        organization=cast.organization, period=ReportingPeriodFactory(quarter=2, due_on=date(2026, 7, 15))
    )
    QuarterlyReportFactory(organization=OrganizationFactory(name="郑州市无人协会"))
    for today in (date(2026, 10, 16), date(2026, 11, 12)):
        sweep(today)
    proposals.gather()
    case = AccountabilityCase.objects.get()
    boss, supervisor = arrive(cast.competent_supervisor.username, width), arrive(cast.supervisor.username, width)
    registrar = arrive(cast.registrar.username, width)

    boss.page.goto(f"{boss.address}{filing.get_absolute_url()}")
    boss.page.locator("summary").get_by_text("撤回不予批准，重新办理").click()
    boss.look("fair-04-reopening")
    boss.act(
        f"{boss.address}{filing.get_absolute_url()}", "撤回不予批准，重新办理", "已重新办理", reason="范围认定有误。"
    )
    boss.page.goto(f"{boss.address}{filing.get_absolute_url()}")
    boss.page.locator("summary").get_by_text("不予批准", exact=True).click()
    boss.look("fair-05-grounds")
    supervisor.page.goto(f"{supervisor.address}/cases/proposals/{case.pk}/")
    supervisor.page.get_by_text("同时未报送的其他事项").wait_for()
    supervisor.look("fair-06-proposal")
    registrar.page.goto(registrar.address)
    registrar.page.get_by_text("无人接收催办的社会组织").wait_for()
    registrar.look("fair-07-home")
