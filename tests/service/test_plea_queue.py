"""What organizations asked about due days is decided one after another, like all that waits for an officer."""

from datetime import date
from urllib.parse import quote

import pytest
from django.urls import reverse

from compliance import extensions
from compliance.models import Exemption, Extension
from tests.compliance.conftest import NOW
from tests.factories import OrganizationFactory, QuarterlyReportFactory, ReportingPeriodFactory

pytestmark = pytest.mark.django_db
LIST, QUEUE, EXEMPTIONS = "/extensions/", "/extensions/queue/", "/extensions/queue/exemptions/"
LATER = date(2026, 10, 30)
WORDS = "先把打好的字留住。"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(NOW)


def report(organization, year, quarter):
    due_on = date(2026, 10, 15)
    return QuarterlyReportFactory(
        organization=organization, period=ReportingPeriodFactory(year=year, quarter=quarter), due_on=due_on
    )


@pytest.fixture
def asked(cast) -> list[Extension]:
    """Three, the longest waiting first."""
    papers = [report(cast.organization, 2026, quarter) for quarter in (1, 2, 3)]
    return [
        extensions.ask_extension(paper, by=cast.secretary, new_due=LATER, reason=f"理由{place}", now=NOW)
        for place, paper in enumerate(papers)
    ]


def decide_url(page, verb="grant") -> str:
    return next(offer.url for offer in page.context["decisions"] if offer.name == verb)


def test_the_longest_waiting_comes_first_with_what_was_asked_beside_the_decision(cast, asked):
    page = cast.client("supervisor").get(QUEUE, follow=True)

    place, text = page.context["queue"], page.content.decode()
    assert page.context["plea"] == asked[0]
    assert (place.position, place.count, place.previous, place.next) == (1, 3, "", f"{QUEUE}?at={asked[1].pk}")
    assert [offer.name for offer in page.context["decisions"]] == ["grant", "refuse"]
    assert "理由0" in text
    assert "准予并看下一件" in text
    assert 'data-key="a"' in text
    assert 'data-key="r"' in text
    assert 'value="2026-10-30"' in text


def test_all_are_granted_with_one_press_and_one_page_each(cast, asked):
    client, loads = cast.client("supervisor"), 0
    page = client.get(QUEUE, follow=True)
    while "decisions" in page.context:
        page = client.post(decide_url(page), {"new_due": "2026-10-30"}, follow=True)
        loads += 1

    assert loads == 3
    assert "本次筛选已全部办完。" in page.content.decode()
    assert set(Extension.objects.values_list("state", flat=True)) == {"granted"}


def test_refused_and_on_to_the_next(cast, asked):
    client = cast.client("supervisor")
    page = client.get(QUEUE, follow=True)

    page = client.post(decide_url(page, "refuse"), {"remark": "材料不足。"}, follow=True)

    asked[0].refresh_from_db()
    assert (asked[0].state, page.context["plea"]) == ("refused", asked[1])


@pytest.mark.parametrize(
    ("verb", "typed", "status", "said"),
    [
        ("refuse", {"remark": ""}, 422, "请填写不予准许的理由"),
        ("grant", {"new_due": "", "remark": WORDS}, 422, "请填写延至日期"),
        ("grant", {"new_due": "2026-10-31", "remark": WORDS}, 409, "不是工作日"),
    ],
)
@pytest.mark.parametrize("in_queue", [True, False])
def test_what_goes_wrong_comes_back_where_it_was_typed(cast, asked, verb, typed, status, said, in_queue):
    back = f"{QUEUE}?at={asked[1].pk}"
    url = reverse("compliance:extension_decide", args=["extension", asked[1].pk, verb])

    answer = cast.client("supervisor").post(f"{url}?queue={quote(back)}" if in_queue else url, typed)

    assert answer.status_code == status
    assert said in answer.content.decode()
    assert typed.get("remark", "") in answer.content.decode()
    if in_queue:
        assert answer.context["queue"].position == 2


def test_a_colleague_was_quicker(cast, asked):
    client, other = cast.client("supervisor"), cast.client("city_supervisor")
    page = client.get(QUEUE, follow=True)
    other.post(decide_url(page).partition("?")[0], {"new_due": "2026-10-30"})

    answer = client.post(decide_url(page), {"new_due": "2026-11-30", "remark": WORDS})

    assert answer.status_code == 409
    assert "该申请已准予，不能再次审批。" in answer.content.decode()
    assert WORDS in answer.content.decode()
    assert answer.context["queue"].next == f"{QUEUE}?at={asked[1].pk}"
    asked[0].refresh_from_db()
    assert asked[0].new_due == LATER


def test_the_filter_of_the_list_holds_on_the_way(cast, asked):
    other = OrganizationFactory(name="郑州市别的协会")
    theirs = report(other, 2026, 3)
    plea = Extension.objects.create(
        report=theirs, old_due=date(2026, 10, 15), new_due=LATER, reason="别的", asked_by=cast.secretary, asked_at=NOW
    )
    client = cast.client("city_supervisor")

    listed = client.get(f"{LIST}?q=别的协会&state=asked")
    page = client.get(f"{QUEUE}?q=别的协会", follow=True)

    assert [row["plea"] for row in listed.context["waiting"]] == [plea]
    assert f'href="{QUEUE}?q=%E5%88%AB%E7%9A%84%E5%8D%8F%E4%BC%9A">逐件审批延期申请' in listed.content.decode()
    assert (page.context["plea"], page.context["queue"].count) == (plea, 1)


def test_exemptions_have_a_queue_of_their_own(cast, asked):
    paper = report(cast.organization, 2025, 4)
    plea = extensions.ask_exemption(paper, by=cast.secretary, reason="已停止活动。", now=NOW)
    client = cast.client("supervisor")

    page = client.get(EXEMPTIONS, follow=True)
    assert (page.context["plea"], page.context["queue"].count) == (plea, 1)
    done = client.post(decide_url(page), {"remark": ""}, follow=True)

    assert "本次筛选已全部办完。" in done.content.decode()
    assert Exemption.objects.get().state == "granted"


def test_whoever_does_not_decide_is_offered_nothing(cast, asked):
    for role in ("registrar", "auditor", "secretary", "stranger", "strange_registrar"):
        page = cast.client(role).get(QUEUE, follow=True)
        assert "decisions" not in page.context or page.context["decisions"] == []
        assert "逐件审批" not in cast.client(role).get(LIST).content.decode()


@pytest.mark.parametrize("query", ["at=x", "at=999999", "after=x", "after=999999"])
def test_an_address_of_nothing_begins_with_the_first(cast, asked, query):
    assert cast.client("supervisor").get(f"{QUEUE}?{query}", follow=True).context["plea"] == asked[0]


def test_what_waits_is_the_first_view_of_the_list(cast, asked):
    assert ">待我办理</a>" in cast.client("supervisor").get(LIST).content.decode()
    assert ">待我办理</a>" not in cast.client("registrar").get(LIST).content.decode()
