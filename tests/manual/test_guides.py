"""The guide of the first days, and the examples to look at."""

import pytest
from lxml import html

from compliance.enums import MeetingKind
from compliance.report_content import content_of as report_content
from events.filing_content import content_of as filing_content
from organizations.enums import Role
from reports.manual.examples import FILING, REPORT
from reports.manual.guides import GUIDES
from reports.manual.models import GuideAway
from tests.events.factories import EventFilingFactory
from tests.factories import AuthorityFactory, MeetingFactory, MembershipFactory, QuarterlyReportFactory, member

TITLE = "//section[@aria-labelledby='guide-title']"


def shown(client) -> list:
    return html.fromstring(client.get("/").content).xpath(TITLE)


@pytest.mark.parametrize("role", Role)
def test_guide_of_each_role_leads_to_pages_that_open(role, cast, city):
    names = {"competent_officer": "competent", "security_administrator": "security"}
    if role == Role.PARTY_OFFICER:
        party = AuthorityFactory(code="410100-SHZZDW", name="中共郑州市社会组织委员会", kind="party")
        cast.users["party_officer"] = member(role, party)
    client = cast.client(names.get(role.value, role.value))

    [guide] = shown(client)
    links = guide.xpath(".//a/@href")

    assert 3 <= len(GUIDES[role]) <= 5
    assert links == [*(hint.url for hint in GUIDES[role]), "/manual/"]
    assert {link: client.get(link, follow=True).status_code for link in links} == dict.fromkeys(links, 200)


def test_guide_goes_when_it_is_put_away_and_stays_away(cast):
    client = cast.client("secretary")
    assert len(shown(client)) == 1

    answers = [client.post("/manual/guide/away/") for _ in range(2)]

    assert [answer["Location"] for answer in answers] == ["/", "/"]
    assert shown(cast.client("secretary")) == []
    assert GuideAway.objects.get().user == cast.secretary


def test_another_role_of_the_same_account_has_its_own_guide(cast):
    client = cast.client("competent")
    client.post("/manual/guide/away/")
    assert shown(client) == []
    further = MembershipFactory(
        user=cast.competent, role=Role.REGISTRAR, authority=cast.organization.registration_authority
    )

    client.post("/acting-as/", {"membership": further.pk, "next": "/"})

    assert len(shown(client)) == 1


@pytest.mark.parametrize(("kind", "words"), [("report", "某某行业协会（样例）"), ("filing", "某某行业秋季技术交流会")])
def test_examples_can_be_looked_at_and_not_sent(kind, words, cast):
    page = html.fromstring(cast.client("secretary").get(f"/manual/examples/{kind}/").content)

    assert words in page.xpath("string(//main)")
    assert "未填写" not in page.xpath("string(//main)")
    assert page.xpath("//main//form") == []


def test_examples_have_what_real_ones_have(cast):
    report = QuarterlyReportFactory(organization=cast.organization)
    for kind in MeetingKind:
        MeetingFactory(report=report, kind=kind)
    real = report_content(report)
    filing = filing_content(EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary))

    assert set(REPORT) == set(real)
    assert [set(meeting) for meeting in REPORT["meetings"]] == [set(meeting) for meeting in real["meetings"]]
    assert set(FILING) == set(filing)


def test_there_is_no_other_example(client, db):
    assert client.get("/manual/examples/case/").status_code == 404
