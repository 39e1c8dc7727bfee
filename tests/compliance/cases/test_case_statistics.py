"""Cases in sums: figures worked out by hand, small numbers hidden, nobody named."""

from datetime import date

import pgtrigger
import pytest
from django.urls import reverse

from compliance.cases.enums import CaseGround
from compliance.cases.models import AccountabilityCase
from compliance.cases.record import statistics
from tests.exported import exported
from tests.factories import AuthorityFactory, OrganizationFactory

pytestmark = pytest.mark.django_db

# Opened, decided and ended; days to decision 10, 20, 30, 60 (median 25, 90th percentile 51), to the end 40, 60, 100.
TOLD = [
    ("report_missing", date(2026, 1, 1), date(2026, 1, 11), date(2026, 2, 10), "closed", "interview"),
    ("report_missing", date(2026, 1, 1), date(2026, 1, 21), date(2026, 3, 2), "closed", "rectification_order"),
    ("event_unfiled", date(2026, 2, 1), date(2026, 3, 3), None, "rectifying", "rectification_order"),
    ("event_unfiled", date(2026, 3, 1), date(2026, 4, 30), date(2026, 6, 9), "annulled", "interview"),
    ("event_unfiled", date(2025, 6, 1), None, None, "notified", ""),
]


@pytest.fixture
def told(bench):
    for ground, opened_on, decided_on, closed_on, state, measure in TOLD:
        insert(bench, bench.organization, ground, opened_on, decided_on, closed_on, state, measure)


def insert(bench, organization, ground, opened_on, decided_on, closed_on, state, measure) -> None:
    """Rows as the moves would have left them, without the moves: their dates are what is summed up."""
    with pgtrigger.ignore():
        AccountabilityCase.objects.create(
            organization=organization,
            registration_authority=organization.registration_authority,
            district=organization.district,
            source="officer",
            ground=CaseGround(ground),
            account="事实",
            proposed_on=opened_on,
            opened_on=opened_on,
            opened_by=bench.supervisor,
            decided_on=decided_on,
            decided_by=decided_on and bench.decider,
            article=decided_on and 2 if ground == "report_missing" else decided_on and 4,
            reasons=(decided_on and "理由") or "",
            rectification_days=10 if measure == "rectification_order" else None,
            reviewed_by=bench.reviewer if state == "annulled" else None,
            closed_on=closed_on,
            state=state,
            measure=measure,
        )


def rows(user, title: str) -> list[tuple]:
    tables = {table.title: table for table in statistics.tables(statistics.in_reach(user))}
    return [row for row in tables[title].rows if row[1]]


def test_sums_agree_with_those_made_by_hand(bench, told):
    user = bench.supervisor

    assert rows(user, "按事由") == [("逾期未报送季度报告", 2), ("举办重大活动未事先申报", 3)]
    assert rows(user, "按办理阶段") == [("已告知", 1), ("整改（执行）中", 1), ("复核撤销", 1), ("已结案", 2)]
    assert rows(user, "按处理结果") == [("约谈", 1), ("责令整改", 2), ("决定经复核撤销", 1), ("尚未作出决定", 1)]


def test_durations_agree_with_those_made_by_hand(bench, told):
    assert rows(bench.supervisor, "办理时长（日历日）") == [
        ("立案至决定", 4, "25", "51"),
        ("立案至办结", 3, "60", "92"),
    ]


def test_durations_of_fewer_than_three_cases_are_not_shown(bench, told):
    assert rows(bench.supervisor, "按立案年度") == [
        ("2025", 1, 0, 0, "—（少于3件）", "—（少于3件）"),
        ("2026", 4, 4, 3, "25", "60"),
    ]


def test_proposals_are_no_cases_yet(bench, proposed):
    assert rows(bench.supervisor, "按事由") == []


def test_authorities_count_what_is_in_their_reach(bench, told):
    elsewhere = OrganizationFactory(registration_authority=AuthorityFactory(other_district=True))
    insert(bench, elsewhere, "event_unfiled", date(2026, 5, 1), None, None, "opened", "")

    assert [row[:2] for row in rows(bench.supervisor, "按登记管理机关")] == [("金水区民政局", 5)]
    assert {row[:2] for row in rows(bench.auditor, "按登记管理机关")} == {("金水区民政局", 5), ("二七区民政局", 1)}
    assert rows(bench.competent, "按登记管理机关") == []


def test_page_and_workbook_show_the_same_sums_and_name_nobody(bench, told):
    url = reverse("cases:statistics")
    client = bench.client("supervisor")

    page = client.get(url, {"year": 2026}).content.decode()
    rows = exported(bench, "supervisor", "case_sums", year=2026)

    took = [row for row in rows if row["统计表"] == "办理时长（日历日）"]
    assert [(row["项目"], row["指标"], row["数"], row["说明"] or "") for row in took] == [
        ("立案至决定", "件数", 4, ""),
        ("立案至决定", "中位数", None, "25"),
        ("立案至决定", "第90百分位", None, "51"),
        ("立案至办结", "件数", 3, ""),
        ("立案至办结", "中位数", None, "60"),
        ("立案至办结", "第90百分位", None, "92"),
    ]
    assert str(bench.organization) not in str(rows)
    assert ("按立案年度" in page, ">2025</td>" in page) == (True, False)
    assert str(bench.organization) not in page
    assert not any(str(user) in page[page.index('id="figures"') :] for user in (bench.decider, bench.reviewer))


@pytest.mark.parametrize(
    ("role", "status"),
    [("registrar", 200), ("supervisor", 200), ("auditor", 200), ("administrator", 200), ("secretary", 403),
     ("competent", 403)],
)  # fmt: skip
def test_who_sees_the_statistics(bench, role, status):
    assert bench.client(role).get(reverse("cases:statistics")).status_code == status
