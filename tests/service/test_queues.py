"""S7: an officer goes through what waits, one after another; a decision leads to the next."""

from urllib.parse import quote

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from compliance.models import QuarterlyReport
from organizations.people import members_of
from tests.events.factories import NOW, submitted
from tests.factories import ReportingPeriodFactory
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.workflow.queues import queue_of

pytestmark = pytest.mark.django_db
QUEUE = "/reports/queue/"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


def accept_url(page) -> str:
    return next(offer.url for offer in page.context["decisions"] if offer.name.endswith("accept"))


def test_the_queue_is_in_the_order_of_due_days_with_neighbours(cast, waiting):
    first = cast.client("registrar").get(QUEUE, follow=True)

    place = first.context["queue"]
    assert first.context["report"] == waiting[0]
    assert (place.position, place.count, place.previous, place.next) == (1, 5, "", f"{QUEUE}?at={waiting[1].pk}")


def test_all_are_accepted_with_one_press_and_one_page_each(cast, waiting):
    """Each acceptance is one POST whose answer leads to the page of the next."""
    client = cast.client("registrar")
    page = client.get(QUEUE, follow=True)
    loads = 0
    while "decisions" in page.context:
        page = client.post(accept_url(page), follow=True)
        loads += sum(1 for _ in ["the page that is shown"])

    assert loads == len(waiting)
    assert "本次筛选已全部办完。" in page.content.decode()
    assert not QuarterlyReport.objects.filter(state="submitted").exists()


def test_the_filter_holds_on_the_way(cast, waiting):
    client, year = cast.client("registrar"), "year=2025"
    page = client.get(f"{QUEUE}?{year}&state=draft", follow=True)
    seen = []
    while "decisions" in page.context:
        seen.append(page.context["report"].pk)
        page = client.post(accept_url(page), follow=True)

    assert seen == [report.pk for report in waiting[:3]]
    assert QuarterlyReport.objects.filter(state="submitted").count() == 2


def test_what_goes_wrong_comes_back_into_the_queue(cast, waiting):
    client = cast.client("registrar")
    back = f"{QUEUE}?year=2025&at={waiting[1].pk}"

    answer = client.post(f"/reports/{waiting[1].pk}/return/?queue={quote(back)}", {"reason": "缺签到表。"})

    assert answer.status_code == 422
    assert answer.context["queue"].position == 2
    assert "缺签到表。" in answer.content.decode()
    assert "请选择退回事由。" in answer.content.decode()


def test_a_colleague_was_quicker(cast, waiting):
    client, other = cast.client("registrar"), cast.client("city_registrar")
    page = client.get(QUEUE, follow=True)
    other.post(f"/reports/{waiting[0].pk}/accept/")

    answer = client.post(accept_url(page))

    assert answer.status_code == 409
    assert "当前状态为“已接收”，不能执行此操作。" in answer.content.decode()
    assert answer.context["queue"].next == f"{QUEUE}?at={waiting[1].pk}"


@pytest.mark.parametrize("address", ["//elsewhere.example.org/", "https://elsewhere.example.org/", "javascript:1"])
def test_a_decision_leads_to_no_other_host(cast, waiting, address, rf):
    assert queue_of(rf.get("/", {"queue": address})) == ""


def test_an_organization_and_an_auditor_have_no_queue(cast, waiting):
    for role in ("secretary", "auditor", "strange_registrar"):
        page = cast.client(role).get(QUEUE, follow=True)
        assert "decisions" not in page.context or page.context["decisions"] == []


def test_filings_are_decided_one_after_another(cast):
    first, second = submitted(cast), submitted(cast, title="冬季行业发展论坛")
    client = cast.client("competent")
    page = client.get(reverse("events:filing_queue"), follow=True)
    assert page.context["filing"] == first
    assert [offer.name for offer in page.context["decisions"]] == ["approve", "send_back", "refuse"]

    page = client.post(page.context["decisions"][0].url, {"seen": first.content_sha256}, follow=True)

    assert page.context["filing"] == second
    first.refresh_from_db()
    assert first.state == "approved"


def test_the_list_leads_into_the_queue_with_its_filter(cast, waiting):
    period = ReportingPeriodFactory(year=2025, quarter=2)
    page = cast.client("registrar").get(f"/reports/?period={period.pk}&state=submitted").content.decode()

    assert f'href="{QUEUE}?period={period.pk}">逐件审核' in page


@pytest.mark.parametrize("chosen", [{"all": "1", "filters": "year=2025"}, None])
def test_many_are_listed_before_they_are_accepted(cast, waiting, draft_report, chosen):
    """S8: one confirmation with number and exceptions; what is confirmed is what was listed."""
    client = cast.client("registrar")
    ticked = {"report": [report.pk for report in waiting[:3]] + [draft_report.pk]}

    asked = client.post("/reports/accept/", chosen or ticked)
    assert [paper.pk for paper in asked.context["ready"]] == [report.pk for report in waiting[:3]]
    assert [paper.pk for paper in asked.context["others"]] == ([] if chosen else [draft_report.pk])
    assert QuarterlyReport.objects.filter(state="accepted").count() == 0

    done = client.post("/reports/accept/", {"report": [p.pk for p in asked.context["ready"]], "confirmed": "1"})

    assert [result.done for result in done.context["results"]] == [True, True, True]
    assert QuarterlyReport.objects.filter(state="submitted").count() == 2


def test_all_of_the_filter_are_those_that_the_page_of_the_list_shows(cast, waiting):
    client = cast.client("registrar")
    page = html.fromstring(client.get("/reports/?year=2025&state=submitted").content)
    (filters,) = page.xpath("//input[@name='filters']/@value")

    asked = client.post("/reports/accept/", {"all": "1", "filters": filters})

    assert [paper.pk for paper in asked.context["ready"]] == [report.pk for report in waiting[:3]]
    assert asked.context["list_url"] == "/reports/?year=2025&state=submitted"


def test_many_are_accepted_in_as_many_queries_as_two_and_each_is_logged_and_told_of(cast, waiting):
    client = cast.client("registrar")

    def accepted(reports):
        with CaptureQueriesContext(connection) as asked:
            client.post("/reports/accept/", {"report": [report.pk for report in reports], "confirmed": "1"})
        return len(asked)

    client.post(f"/reports/{waiting[4].pk}/accept/")
    two, others = accepted(waiting[:1]), accepted(waiting[1:4])

    assert others <= two < 100
    acts = [list(report.moves.filter(name="accept").values("before", "after", "by", "acting_as")) for report in waiting]
    assert acts == [acts[4]] * 5
    assert len(acts[4]) == 1
    told = [Notice.objects.filter(url=report.get_absolute_url(), subject__endswith="已接收") for report in waiting]
    assert [set(notices.values_list("recipient", flat=True)) for notices in told] == [
        {*members_of(report.organization, today=NOW.date()).values_list("pk", flat=True)} for report in waiting
    ]
    assert [{*notices.values_list("kind", "is_legal_paper")} for notices in told] == [{("quarterly_report", False)}] * 5
    rows = QuarterlyReport.objects.filter(pk__in=[report.pk for report in waiting])
    assert {(row.state, row.decided_by, bool(row.accepted_at)) for row in rows} == {("accepted", cast.registrar, True)}


def test_nothing_ticked_accepts_nothing(cast, waiting):
    answer = cast.client("registrar").post("/reports/accept/", {})

    assert (answer.status_code, answer.context["ready"]) == (422, [])
