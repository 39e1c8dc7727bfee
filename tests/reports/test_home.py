"""待办: each role opens on what it has to do next."""

from datetime import date

import pytest

from tests.factories import OrganizationFactory, QuarterlyReportFactory

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
