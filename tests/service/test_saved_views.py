"""A list as somebody wants to find it again: saved under a name, seen by its owner alone, the waiting ones first."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from tests.compliance.conftest import NOW
from tests.events.factories import submitted
from zhengzhou_ideology.ledgers.ledger import ledgers
from zhengzhou_ideology.saved_views.keeping import MOST, keep
from zhengzhou_ideology.saved_views.models import SavedView

pytestmark = pytest.mark.django_db
LIST = "/reports/"
QUERY = "state=submitted&year=2026"
NEW = f"/views/new/reports/?{QUERY}"


def row(client, address=LIST) -> list[tuple[str, str, bool]]:
    """The links above a list: name, address, whether it is shown."""
    page = html.fromstring(client.get(address).content)
    links = page.xpath("//nav[@aria-label='视图']//a")
    return [(link.text_content().strip(), link.get("href"), link.get("aria-current") == "page") for link in links]


def saved(user, name="二季度待审核", query=None, list_key="reports") -> SavedView:
    return keep(user, list_key, name=name, parameters=query or {"state": "submitted", "year": "2026"})


def test_what_is_shown_is_saved_and_found_again(cast):
    client = cast.client("registrar")
    keep_link = row(client, f"{LIST}?q=&{QUERY}&after=x")[-1]

    answer = client.post(keep_link[1], {"name": " 本年待审核 "})

    assert keep_link[:2] == ("保存为视图", NEW)
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?year=2026&state=submitted")
    assert row(client, answer["Location"])[1:] == [
        ("本年待审核", f"{LIST}?year=2026&state=submitted", True),
        ("改名或者删除", f"/views/{SavedView.objects.get().pk}/", False),
    ]


def test_nothing_is_saved_but_what_the_form_of_the_list_understands(cast):
    cast.client("registrar").post(f"{NEW}&after=x&next=https://elsewhere.example.org/&q=", {"name": "干净"})

    assert SavedView.objects.get().parameters == {"state": "submitted", "year": "2026"}


@pytest.mark.parametrize("address", ["/views/new/reports/", "/views/new/reports/?state=gone", f"{NEW}&year=MMXXVI"])
def test_a_filter_that_filters_nothing_or_is_at_fault_is_not_saved(cast, address):
    answer = cast.client("registrar").post(address, {"name": "空的"})

    assert answer.status_code == 422
    assert "请先在列表中设置筛选条件，再保存为视图。" in answer.content.decode()
    assert 'value="空的"' in answer.content.decode()
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("", "请填写视图名称"), ("长" * 41, "40"), ("二季度待审核", "已有名称为“二季度待审核”的视图，请换一个名称。")],
)
def test_a_name_that_will_not_do_comes_back(cast, name, sentence):
    saved(cast.registrar)

    answer = cast.client("registrar").post(NEW, {"name": name})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert f'value="{name}"' in answer.content.decode() or not name
    assert SavedView.objects.count() == 1


def test_twenty_of_a_list_are_enough(cast):
    for number in range(MOST):
        saved(cast.registrar, name=f"视图{number}")
    client = cast.client("registrar")

    refused = client.post(NEW, {"name": "第二十一个"})
    elsewhere = client.post("/views/new/duties/?year=2026", {"name": "别的列表"})

    assert (refused.status_code, elsewhere.status_code) == (422, 302)
    assert f"每个列表最多保存{MOST}个视图，请先删除不用的。" in refused.content.decode()


def test_nobody_else_sees_changes_or_deletes_it(cast):
    view = saved(cast.registrar)
    other = cast.client("supervisor")

    assert view.name not in other.get(LIST).content.decode()
    assert other.get(f"/views/{view.pk}/").status_code == 404
    assert other.post(f"/views/{view.pk}/", {"name": "改了"}).status_code == 404
    assert other.post(f"/views/{view.pk}/delete/").status_code == 404
    view.refresh_from_db()
    assert view.name == "二季度待审核"


def test_a_view_is_named_anew_and_deleted(cast):
    view, client = saved(cast.registrar), cast.client("registrar")
    saved(cast.registrar, name="另一个", query={"state": "draft"})

    same = client.post(f"/views/{view.pk}/", {"name": "二季度待审核"})
    taken = client.post(f"/views/{view.pk}/", {"name": "另一个"})
    renamed = client.post(f"/views/{view.pk}/", {"name": "待审核"})

    assert [answer.status_code for answer in (same, taken, renamed)] == [302, 422, 302]
    assert 'value="另一个"' in taken.content.decode()
    assert [link[0] for link in row(client)] == ["待我办理", "待审核", "另一个"]

    assert client.post(f"/views/{view.pk}/delete/")["Location"] == LIST
    assert [link[0] for link in row(client)] == ["待我办理", "另一个"]


def test_its_owner_takes_it_away_with_the_own_data(cast):
    saved(cast.registrar)

    kept = cast.client("registrar").get("/account/data.json").json()["列表视图"]

    assert kept == [{"列表": "季度报告", "名称": "二季度待审核", "条件": "state=submitted&year=2026"}]


def test_unknown_lists_have_none(cast):
    for list_key in ("nothing", "announcement_receipts"):
        assert cast.client("registrar").get(f"/views/new/{list_key}/").status_code == 404


def test_what_waits_for_an_officer_stands_first(cast, waiting, draft_report):
    client = cast.client("registrar")
    first = row(client)[0]
    page = client.get(first[1])

    assert first == ("待我办理", f"{LIST}?waiting=on", False)
    assert {report.pk for report in page.context["page"]} == {report.pk for report in waiting}
    assert row(client, first[1]) == [("待我办理", f"{LIST}?waiting=on", True)]
    assert "待我办理：是" in client.get("/exports/new/reports/?waiting=on").content.decode()


@pytest.mark.parametrize("role", ["auditor", "competent", "supervisor", "city_supervisor"])
def test_for_whom_nothing_can_wait_the_list_says_nothing_of_it(cast, waiting, role):
    client = cast.client(role)

    assert row(client) == []
    assert len(client.get(f"{LIST}?waiting=on").context["page"]) == 0


def test_in_an_organization_a_draft_waits_for_the_secretary_and_a_signature_for_the_leader(cast, draft_report):
    def shown(role):
        return [report.pk for report in cast.client(role).get(f"{LIST}?waiting=on").context["page"]]

    assert (shown("secretary"), shown("leader"), shown("stranger")) == ([draft_report.pk], [], [])
    draft_report.findings = draft_report.measures = "无"
    draft_report.save()
    type(draft_report).objects.filter(pk=draft_report.pk).update(state="certifying")
    assert (shown("secretary"), shown("leader")) == ([], [draft_report.pk])


def test_filings_wait_for_whoever_decides_and_records(cast, time_machine):
    time_machine.move_to(NOW)
    filing = submitted(cast)
    for role in ("competent", "registrar"):
        client = cast.client(role)
        assert row(client, "/events/")[0][:2] == ("待我办理", "/events/?waiting=on")
        assert [one.pk for one in client.get("/events/?waiting=on").context["page"]] == [filing.pk]
    assert row(cast.client("auditor"), "/events/") == []


def test_reports_of_matters_wait_where_they_are_taken_note_of(cast):
    assert row(cast.client("registrar"), "/matters/")[0][:2] == ("待我办理", "/matters/?state=awaited")
    assert row(cast.client("secretary"), "/matters/") == []


def test_every_list_with_a_view_has_a_page_of_its_own(cast):
    """A key that a template names is that of a ledger whose list is an address without arguments."""
    view = saved(cast.registrar, list_key="reports")
    for key, ledger in ledgers().items():
        if ledger.offered:
            view.list_key = key
            assert view.get_absolute_url().startswith("/")


def test_a_list_asks_for_all_views_at_once(cast):
    client = cast.client("registrar")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST)
        return len(asked)

    saved(cast.registrar)
    queries()
    one = queries()
    for number in range(5):
        saved(cast.registrar, name=f"视图{number}")

    assert queries() == one
