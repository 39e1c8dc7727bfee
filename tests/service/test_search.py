"""One search: by names old and new, codes, numbers of papers, titles; nothing beyond one's reach, and no person by name."""

from collections import Counter

import pytest
import time_machine

from events.models import IssuedPaper
from organizations.models import FormerName
from tests.compliance.matters.conftest import started
from tests.events.factories import NOW, approved
from tests.factories import OrganizationFactory, QuarterlyReportFactory
from tests.fragments import fragment_of
from zhengzhou_ideology.template_service import full_day

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


def found(cast, who: str, words: str) -> dict[str, list[str]]:
    page = cast.client(who).get("/search/", {"q": words})
    return {kind.title: [hit.title for hit in kind.hits] for kind in page.context["found"]}


def test_an_organization_is_found_by_name_former_name_and_code(cast):
    day = NOW.date()
    FormerName.objects.create(organization=cast.organization, name="郑州旧称联谊会", since=day, until=day)

    for words in (cast.organization.name, "旧称联谊", cast.organization.uscc[:12]):
        assert cast.organization.name in found(cast, "registrar", words)["社会组织"]


def test_nobody_finds_what_lies_beyond_their_reach(cast):
    other = OrganizationFactory(name="郑州远方研究会")
    approved(cast)

    assert found(cast, "strange_registrar", cast.organization.name) == {}
    assert found(cast, "secretary", other.name) == {}
    assert found(cast, "city_registrar", other.name) == {"社会组织": [other.name]}


@pytest.mark.parametrize("written", ["{sign}〔{year}〕{number}号", "{year} {number}", "{sign}[{year}]{number}号"])
def test_a_paper_is_found_by_its_number_however_the_brackets_were_typed(written, cast):
    filing = approved(cast)
    paper = IssuedPaper.objects.get(filing=filing)
    words = written.format(sign=paper.full_number.split("〔")[0], year=paper.year, number=paper.number)

    hits = found(cast, "competent", words)["文书"]

    assert hits == [f"{paper.full_number} 批准文书"]
    assert "文书" not in found(cast, "competent", words.replace(str(paper.year), "2019"))
    assert "文书" not in found(cast, "strange_registrar", words)


def test_filings_and_matters_are_found_by_title_by_those_who_read_them(cast):
    filing, matter = approved(cast), started(cast)

    assert found(cast, "secretary", filing.title)["重大活动"] == [filing.title]
    assert found(cast, "secretary", matter.title)["随时报告"] == [matter.title]
    assert "随时报告" not in found(cast, "registrar", matter.title)


def test_no_name_of_a_person_leads_anywhere(cast):
    lead = approved(cast).onsite_lead

    assert found(cast, "registrar", lead.name) == {}


def test_fragment_is_its_part_of_the_page_and_takes_few_queries(cast, django_assert_max_num_queries):
    client = cast.client("registrar")
    fragment_of(client, "/search/", {"q": cast.organization.name}, root="hits")

    with django_assert_max_num_queries(22):
        client.get("/search/", {"q": "协会 〔2026〕1号"}, headers={"HX-Request": "true"})


def test_ones_due_days_are_a_page_the_nearest_first(cast):
    report = QuarterlyReportFactory(organization=cast.organization)

    page = cast.client("secretary").get("/my-calendar/days/")

    days = [entry.on for entry in page.context["entries"]]
    assert days == sorted(days)
    assert report.due_on in days
    assert report.get_absolute_url() in page.content.decode()


def test_each_due_day_is_said_once(cast):
    QuarterlyReportFactory(organization=cast.organization)
    approved(cast)

    page = cast.client("secretary").get("/my-calendar/days/")

    days = Counter(full_day(entry.on) for entry in page.context["entries"])
    assert len(days) > 1
    assert {day: page.content.decode().count(day) for day in days} == days


def test_nothing_falls_due_on_the_day_of_an_event(cast):
    filing = approved(cast)
    with time_machine.travel(NOW + (filing.starts_on - NOW.date()), tick=False):
        page = cast.client("secretary").get("/my-calendar/days/").content.decode()

    assert (full_day(filing.starts_on) in page, "今日截止" in page) == (True, False)
