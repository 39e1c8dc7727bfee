"""待办: each role opens on what it has to do next."""

from datetime import date

import pytest

from compliance import extensions, report_workflow
from events import filing_workflow, reviews
from organizations.enums import Role
from tests.events.factories import NOW, joint, recorded, refused
from tests.factories import OrganizationFactory, QuarterlyReportFactory, credit_code, member

TITLES = {
    "secretary": [
        "待填报的季度报告",
        "临近举办仍未批准的活动（不得举办）",
        "待申报的重大活动",
        "待报送总结的重大活动",
        "待确认的登记信息",
        "等待负责人确认",
    ],
    "leader": ["待您确认", "待您确认的重大活动", "秘书处填报中"],
    "competent": ["待审批的重大活动", "逾期未报"],
    "registrar": [
        "待审核的季度报告",
        "待备案的重大活动",
        "时限内须决定的案件",
        "逾期未报",
        "无秘书账号的社会组织",
        "空缺的第一责任人职务",
    ],
    "supervisor": [
        "临近举办仍未批准的活动（不得举办）",
        "待研究的立案建议",
        "时限内须决定的案件",
        "逾期未报",
        "待审核的季度报告",
    ],
    "administrator": ["逾期未报", "无秘书账号的社会组织"],
    "auditor": ["逾期未报", "待审核的季度报告"],
}


def sections(cast, role) -> dict[str, list[str]]:
    context = cast.client(role).get("/").context
    return {section.title: [todo.title for todo in section.todos] for section in context["sections"]}


@pytest.mark.parametrize(("role", "titles"), TITLES.items())
def test_home_shows_the_sections_of_the_role(role, titles, cast):
    assert list(sections(cast, role)) == titles


def test_home_puts_the_most_urgent_first(cast):
    later = QuarterlyReportFactory(organization=cast.organization)
    other = QuarterlyReportFactory(organization=OrganizationFactory(), due_on=date(2026, 1, 15))
    sooner = QuarterlyReportFactory(organization=OrganizationFactory(), due_on=date(2026, 4, 15))

    urgent = sections(cast, "registrar")["逾期未报"]

    assert urgent == [f"{report.organization} {report.period}报告" for report in (other, sooner, later)]


def test_home_names_organizations_without_a_secretary(cast):
    lonely = OrganizationFactory()

    assert sections(cast, "registrar")["无秘书账号的社会组织"] == [lonely.name]


@pytest.mark.parametrize("title", ["无秘书账号的社会组织", "空缺的第一责任人职务", "无人接收催办的社会组织"])
def test_home_names_those_that_lack_somebody_as_they_are_known(title, cast):
    """By code all that may lack somebody would be looked at and put in order, to show eight of ten thousand."""
    later, sooner = (OrganizationFactory(uscc=credit_code(number)) for number in (8_000_002, 8_000_001))
    for one in (later, sooner):
        QuarterlyReportFactory(organization=one, due_on=date(2026, 1, 15))

    named = [title.partition("：")[0] for title in sections(cast, "registrar")[title]]

    assert [name for name in named if name in (later.name, sooner.name)] in (
        [later.name, sooner.name],
        [later.name, sooner.name] * 2,
    )


def test_home_keeps_a_direct_filing_with_the_registrar_until_it_is_approved(cast):
    cast.organization.competent_authority = None
    cast.organization.save()
    filing = recorded(cast)
    waiting = sections(cast, "registrar")["待审批的重大活动"]

    filing_workflow.give_approval(filing, by=cast.registrar, now=NOW)

    assert waiting == [f"{cast.organization}：{filing.title}"]
    assert "待审批的重大活动" not in sections(cast, "registrar")


def test_home_shows_a_joint_filing_no_longer_to_the_authority_that_has_decided(cast):
    partner = OrganizationFactory(competent_authority=cast.strange_competent.acting.authority)
    filing = joint(cast, partner)
    filing_workflow.give_approval(filing, by=cast.competent, now=NOW)

    assert sections(cast, "competent")["待审批的重大活动"] == []
    assert sections(cast, "strange_competent")["待审批的重大活动"] == [f"{cast.organization}：{filing.title}"]


def test_home_shows_reviews_to_supervisors_who_did_not_decide(cast):
    supervisor = member(Role.SUPERVISOR, cast.organization.competent_authority)
    cast.users |= {"competent_supervisor": supervisor}
    filing = refused(cast)
    reviews.ask(filing, by=cast.leader, now=NOW, grounds="业务范围已经核准。")

    assert sections(cast, "competent_supervisor")["待复核的重大活动"] == [f"{cast.organization}：{filing.title}"]
    assert "待复核的重大活动" not in sections(cast, "supervisor")


def test_home_shows_requests_for_more_time_to_the_supervisor(cast):
    report = QuarterlyReportFactory(organization=cast.organization)
    extensions.ask_extension(report, by=cast.secretary, now=NOW, new_due=date(2026, 10, 30), reason="秘书处搬迁。")

    shown = sections(cast, "supervisor")["待审批的延期、豁免申请"]

    assert shown == [f"{cast.organization} {report.period}报告：申请延期"]
    assert "待审批的延期、豁免申请" not in sections(cast, "strange_registrar")


def test_home_of_a_competent_authority_shows_no_reports_that_it_cannot_decide(cast):
    cast.users["competent_supervisor"] = member(Role.SUPERVISOR, cast.organization.competent_authority)
    report = QuarterlyReportFactory(organization=cast.organization, complete=True)
    report_workflow.send_for_certification(report, by=cast.secretary, now=NOW)
    report_workflow.certify(report, by=cast.leader, now=NOW)

    assert "待审核的季度报告" not in sections(cast, "competent_supervisor")
    assert len(sections(cast, "supervisor")["待审核的季度报告"]) == 1


def test_home_of_an_account_without_capacity_says_so(cast):
    cast.secretary.memberships.update(ends_on=date(2021, 1, 1))

    assert "您的账号目前没有有效身份" in cast.client("secretary").get("/").content.decode()


def test_home_takes_as_many_queries_for_three_as_for_one(cast, django_assert_max_num_queries):
    client = cast.client("registrar")
    QuarterlyReportFactory(organization=OrganizationFactory(), due_on=date(2026, 1, 15))
    client.get("/")
    with django_assert_max_num_queries(60) as one:
        client.get("/")
    for _ in range(2):
        QuarterlyReportFactory(organization=OrganizationFactory(), due_on=date(2026, 1, 15))

    with django_assert_max_num_queries(60) as three:
        client.get("/")

    assert len(three) == len(one)
