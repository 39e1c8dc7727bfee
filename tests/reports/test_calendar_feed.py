"""The calendar feed through its two doors: its owner's page, and the secret address that a calendar program reads."""

import re
from datetime import date, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now
from icalendar import Calendar

from compliance import matter_workflow
from compliance.cases import case_workflow, proposals, service
from compliance.cases.enums import CaseGround, CasePaperKind, Measure
from compliance.cases.papers import writing
from compliance.enums import ReportState
from compliance.matters import drafting
from events import filing_workflow
from organizations.enums import Role
from organizations.models import User
from reports.models import CalendarFeed
from tests.events.factories import EventFilingFactory, approved, concluded, submitted
from tests.factories import (
    AuthorityFactory,
    MembershipFactory,
    OrganizationFactory,
    QuarterlyReportFactory,
    ReportingPeriodFactory,
    member,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]

PAGE = "/my-calendar/"


@pytest.fixture
def morning():
    with time_machine.travel("2026-10-09 09:00+08:00", tick=False):
        yield


def subscribed(cast, name):
    """The path of a new feed, read from the one page that shows it."""
    page = cast.client(name).post(PAGE).content.decode()
    return re.search(r"http://127\.0\.0\.1:8000(/my-calendar/[\w-]{43}\.ics)", page).group(1)


def entries(path):
    response = Client().get(path)
    assert response.status_code == 200
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def summaries(path):
    return {str(entry["summary"]) for entry in entries(path)}


def test_feed_is_whole_days_with_absolute_links(cast):
    report = QuarterlyReportFactory(organization=cast.organization)

    path = subscribed(cast, "secretary")
    [entry] = [one for one in entries(path) if one["uid"].startswith("report-")]

    assert (entry["uid"], entry["dtstart"].dt, entry["dtend"].dt) == (
        f"report-{report.pk}@127.0.0.1",
        date(2026, 10, 15),
        date(2026, 10, 16),
    )
    assert entry["dtstamp"].dt == datetime.fromisoformat("2026-10-09T01:00:00+00:00")
    assert entry["summary"] == f"待报送：{cast.organization} 2026年第三季度报告"
    assert entry["url"] == f"http://127.0.0.1:8000/reports/{report.pk}/"


def test_feed_is_private_and_starts_no_session(cast):
    response = Client().get(subscribed(cast, "secretary"))

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies


def test_everybody_has_the_quarters_due_days_provisional_ones_marked(cast):
    assert summaries(subscribed(cast, "auditor")) == {
        "2026年第三季度报告截止日",
        "2026年第四季度报告截止日（暂定）",
        "2027年第一季度报告截止日（暂定）",
        "2027年第二季度报告截止日（暂定）",
        "2027年第三季度报告截止日（暂定）",
    }


def test_an_opened_quarter_keeps_its_stored_day(cast):
    ReportingPeriodFactory(due_on=date(2026, 10, 22))

    found = {str(one["uid"]): one["dtstart"].dt for one in entries(subscribed(cast, "leader"))}

    assert found["quarter-2026-3@127.0.0.1"] == date(2026, 10, 22)


def test_matters_of_others_and_names_of_persons_never_appear(cast):
    QuarterlyReportFactory(organization=cast.organization)
    approved(cast, title="秋季论坛")
    substitute = member(Role.SECRETARY, OrganizationFactory(name="郑州市甲某协会"))
    held = cast.secretary.memberships.get()
    MembershipFactory(user=substitute, organization=cast.organization, substitutes=held, ends_on=date(2026, 12, 31))
    cast.users["substitute"] = substitute

    assert "秋季论坛" in str(summaries(subscribed(cast, "substitute")))
    stranger = Client().get(subscribed(cast, "stranger")).content.decode()
    assert str(cast.organization) not in stranger
    assert "秋季论坛" not in stranger
    for name in ("substitute", "secretary", "competent", "registrar"):
        content = Client().get(subscribed(cast, name)).content.decode().replace("\r\n ", "")
        assert "BEGIN:VEVENT" in content
        assert not [user.name for user in User.objects.all() if user.name in content]


def test_settled_matters_disappear(cast):
    QuarterlyReportFactory(
        organization=cast.organization,
        state=ReportState.SUBMITTED,
        first_submitted_on=date(2026, 10, 8),
        submitted_at=datetime.fromisoformat("2026-10-08T10:00+08:00"),
        content_sha256="0" * 64,
    )
    filing = approved(cast, title="已批准的论坛")
    concluded(cast, title="已总结的论坛")
    path = subscribed(cast, "secretary")

    assert {one for one in summaries(path) if "截止日" not in one} == {
        "活动总结截止：已批准的论坛",
        "重大活动：已批准的论坛（已批准）",
        "重大活动：已总结的论坛（已办结）",
    }

    filing_workflow.cancel(filing, by=cast.secretary, now=datetime.fromisoformat("2026-10-09T10:00+08:00"), reason="x")
    assert "已批准的论坛" not in str(summaries(path))


def test_an_event_of_several_days_without_approval_says_so(cast):
    submitted(cast, title="三日论坛", ends_on=date(2026, 10, 22))

    [entry] = [one for one in entries(subscribed(cast, "leader")) if one["uid"].startswith("event-")]

    assert entry["summary"] == "重大活动：三日论坛（待审批，未经批准不得举办）"
    assert (entry["dtstart"].dt, entry["dtend"].dt) == (date(2026, 10, 20), date(2026, 10, 23))


def test_officers_get_a_count_a_day(cast):
    filings = [submitted(cast) for _ in range(3)]
    QuarterlyReportFactory(organization=cast.organization)

    competent, registrar = subscribed(cast, "competent"), subscribed(cast, "registrar")

    [entry] = [one for one in entries(competent) if "活动审批" in one["summary"]]
    assert (entry["summary"], entry["dtstart"].dt) == ("本日到期：活动审批 3 件", filings[0].decide_by)
    assert {one for one in summaries(registrar) if "本日到期" in one} == {
        "本日到期：活动备案 3 件",
        "本日到期：季度报告 1 件未报",
    }
    assert not [one for one in summaries(subscribed(cast, "strange_competent")) if "本日到期" in one]
    link = str(entry["url"]).removeprefix("http://127.0.0.1:8000")
    assert cast.client("competent").get(link).content.decode().count("秋季行业发展论坛") >= 3


def test_a_joint_event_leaves_the_feed_of_the_authority_that_has_decided(cast):
    partner = OrganizationFactory(competent_authority=cast.strange_competent.acting.authority)
    filing = EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary, cross_organization=True)
    filing.scope_details.create(kind="partner", name=partner.name, organization=partner)
    filing_workflow.send_for_certification(filing, by=cast.secretary, now=now())
    filing_workflow.certify(filing, by=cast.leader, now=now())
    feeds = [subscribed(cast, name) for name in ("competent", "strange_competent")]
    assert ["本日到期：活动审批 1 件" in summaries(feed) for feed in feeds] == [True, True]

    filing_workflow.give_approval(filing, by=cast.competent, now=now())

    assert ["本日到期：活动审批 1 件" in summaries(feed) for feed in feeds] == [False, True]


def test_more_memberships_and_matters_cost_no_more_statements(cast):
    user = cast.secretary
    MembershipFactory(user=user, role=Role.REGISTRAR, authority=AuthorityFactory(other_district=True))
    QuarterlyReportFactory(organization=cast.organization)
    submitted(cast)
    path = subscribed(cast, "secretary")
    with CaptureQueriesContext(connection) as one:
        Client().get(path)

    for number in range(2):
        other = OrganizationFactory()
        MembershipFactory(user=user, organization=other)
        QuarterlyReportFactory(organization=other)
        EventFilingFactory(organization=other, prepared_by=user, title=f"论坛{number}")
    MembershipFactory(user=user, role=Role.REGISTRAR, authority=AuthorityFactory())
    with CaptureQueriesContext(connection) as three:
        assert len([1 for entry in summaries(path) if entry.startswith("待报送")]) == 3

    assert len(three) == len(one)


def test_ended_membership_takes_its_matters_along(cast):
    QuarterlyReportFactory(organization=cast.organization)
    path = subscribed(cast, "secretary")

    cast.secretary.memberships.update(ends_on=date(2026, 10, 8))

    assert entries(path) == []


def test_replaced_and_revoked_addresses_are_not_found(cast):
    first = subscribed(cast, "secretary")
    second = subscribed(cast, "secretary")
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)

    cast.client("stranger").post(reverse("reports:feed_revoke"))
    assert Client().get(second).status_code == 200

    cast.client("secretary").post(reverse("reports:feed_revoke"))
    assert Client().get(second).status_code == 404
    assert Client().get(PAGE + "guessed.ics").status_code == 404


def test_feed_of_a_deactivated_account_is_not_found(cast):
    path = subscribed(cast, "secretary")

    User.objects.filter(pk=cast.secretary.pk).update(is_active=False)

    assert Client().get(path).status_code == 404


def test_page_says_when_it_was_made_and_read_but_not_the_address(cast):
    client, path = cast.client("secretary"), subscribed(cast, "secretary")
    page = client.get(PAGE).content.decode()
    assert "2026年10月9日 09:00" not in page.split("最近读取")[1]
    assert "尚未读取" in page

    Client().get(path)

    page = client.get(PAGE).content.decode()
    assert "2026年10月9日 09:00" in page.split("最近读取")[1]
    assert path not in page


def test_token_is_nowhere_in_clear(cast):
    path = subscribed(cast, "secretary")
    token = path.removeprefix(PAGE).removesuffix(".ics")
    Client().get(path)

    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        holding = []
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE %s', [f"%{token}%"])
            holding += [table] * cursor.fetchone()[0]

    assert "reports_calendarfeedevent" in tables
    assert holding == []
    assert CalendarFeed.objects.get().token_sha256 != token


def test_ways_to_the_page_and_on_to_the_wall_calendar(cast):
    client = cast.client("competent")

    assert client.get("/").content.decode().count(f'href="{PAGE}"') == 1
    assert client.get(reverse("organizations:account")).content.decode().count(f'href="{PAGE}"') == 2
    assert "/calendar/2026.pdf" in client.get(PAGE).content.decode()


def test_terms_of_a_case_are_in_the_feeds_of_both_sides_and_say_nothing_of_it(cast):
    today = date(2026, 10, 9)
    proposed = proposals.propose(
        cast.organization, by=cast.registrar, today=today, ground=CaseGround.DUTY_UNRECORDED, reason="未办理。"
    )
    case = case_workflow.open_case(
        proposed,
        by=cast.supervisor,
        today=today,
        ground=CaseGround.DUTY_UNRECORDED,
        account="未签署本年度承诺书。",
        reason="予以立案。",
    )
    notice = {"account": "未签署本年度承诺书。", "article": 9, "measure": Measure.INTERVIEW}
    writing.draft(case, CasePaperKind.NOTICE, by=cast.registrar, facts=notice)
    case_workflow.notify(case, by=cast.supervisor, today=today)
    own, strange = subscribed(cast, "secretary"), subscribed(cast, "stranger")
    assert not {entry for entry in summaries(own) if "陈述申辩" in entry}

    service.acknowledge(case.latest_paper(CasePaperKind.NOTICE), by=cast.secretary, now=now())

    [entry] = [entry for entry in entries(own) if entry["uid"].startswith("case-term")]
    assert (entry["summary"], entry["dtstart"].dt) == (
        "陈述申辩期限届满",
        date(2026, 10, 15),
    )  # 10 October is a make-up day
    assert entry["url"] == f"http://127.0.0.1:8000/cases/{case.pk}/"
    [limit] = [entry for entry in entries(subscribed(cast, "supervisor")) if "案件" in entry["summary"]]
    assert (limit["summary"], limit["dtstart"].dt) == (
        "本日到期：案件处理 1 件（暂定）",
        case.term("case_decision").due_on,
    )
    assert not {entry for entry in summaries(strange) if "陈述申辩" in entry}


def test_desk_finds_how_many_reports_of_matters_wait_and_not_what_they_tell(cast):
    facts = {"kind": "safety", "happened_on": date(2026, 10, 8), "place": "本会", "facts": "漏水。", "measures": "暂无"}
    for title in ("水管爆裂", "电路故障"):
        begun = drafting.start(
            cast.organization, by=cast.secretary, now=now(), facts={**facts, "title": title, "to_registration": True}
        )
        matter_workflow.send(begun, by=cast.secretary, now=now())

    found = {
        name: [(str(entry["summary"]), entry["dtstart"].dt) for entry in entries(subscribed(cast, name))]
        for name in ("registrar", "competent", "administrator")
    }

    waiting = [("本日到期：随时报告 2 件待确认收悉", date(2026, 10, 10))]
    assert {name: [one for one in all_ if "随时报告" in one[0]] for name, all_ in found.items()} == {
        "registrar": waiting,
        "competent": [],
        "administrator": [],
    }
    assert not any("水管爆裂" in one[0] for all_ in found.values() for one in all_)
