"""Whoever is addressed goes through what came in one by one, what is urgent first."""

import pytest
import time_machine

from compliance import matter_workflow
from compliance.enums import Urgency
from tests.compliance.conftest import NOW
from tests.compliance.matters.conftest import started

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(cast, party):
    made = [
        started(cast, title=f"事项{n}", urgency=urgency) for n, urgency in enumerate(("ordinary", "urgent", "ordinary"))
    ]
    assert made[1].urgency == Urgency.URGENT
    return [matter_workflow.send(report, by=cast.secretary, now=NOW) for report in made]


def test_each_acknowledgement_leads_to_the_next_what_is_urgent_first(cast, three):
    client, seen = cast.client("party"), []
    with time_machine.travel(NOW, tick=False):
        page = client.get("/matters/queue/", follow=True)
        while "decisions" in page.context:
            seen.append(page.context["report"].title)
            url = next(offer.url for offer in page.context["decisions"] if offer.name == "matter_acknowledge")
            page = client.post(url, follow=True)

    assert seen == ["事项1", "事项2", "事项0"]
    assert "本次筛选已全部办完。" in page.content.decode()


def test_nobody_else_finds_anything_in_it(cast, three):
    with time_machine.travel(NOW, tick=False):
        for who in ("strange_party", "registrar", "secretary"):
            assert "decisions" not in cast.client(who).get("/matters/queue/", follow=True).context
