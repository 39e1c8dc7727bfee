"""S4: a draft that is sent before it is complete is saved and comes back with links to what it lacks."""

import pytest
import time_machine
from lxml import html

from tests.compliance.matters.conftest import started
from tests.events.factories import NOW, EventFilingFactory
from tests.factories import QuarterlyReportFactory

pytestmark = pytest.mark.django_db
WORDS = "会议听取汇报并形成决议。"


def report(cast):
    return QuarterlyReportFactory(organization=cast.organization), {"council-conclusions": WORDS}, "实到人数"


def filing(cast):
    row = EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary)
    facts = {
        "kind": "forum",
        "title": "论坛",
        "starts_on": "2026-10-20",
        "starts_time": "09:00",
        "ends_on": "2026-10-20",
    }
    return row, {**facts, "ends_time": "17:00", "purpose": "", "late_reason": WORDS}, "请填写活动目的和主要内容"


def matter(cast):
    return (
        started(cast, facts=""),
        {"title": "停电", "kind": "outlet", "urgency": "ordinary", "measures": WORDS},
        "未填写发生日期",
    )


@pytest.mark.parametrize("draft", [report, filing, matter])
def test_each_draft_comes_back_with_links_to_what_it_lacks(cast, draft):
    with time_machine.travel(NOW, tick=False):
        row, typed, lacks = draft(cast)
        client = cast.client("secretary")
        answer = client.post(f"{row.get_absolute_url()}edit/", {**typed, "version": row.edit_version, "send": "1"})

    page = html.fromstring(answer.content)
    links = [link for summary in page.xpath("//*[@data-error-summary]") for link in summary.iter("a")]
    assert answer.status_code == 422
    assert WORDS in answer.content.decode()
    assert any(lacks in link.text_content() for link in links)
    assert [link.get("href") for link in links if not page.xpath(f"//*[@id='{link.get('href')[1:]}']")] == []
    row.refresh_from_db()
    assert row.state == "draft"
