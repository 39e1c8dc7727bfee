"""Two officers at the same moment, on two real connections: one wins, the other is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from events import filing_workflow
from events.enums import FilingState, Ground
from events.models import EventFiling, IssuedPaper
from tests.events.factories import NOW, submitted
from zhengzhou_ideology.workflow import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run the acts on connections of their own, started together; what each came to."""
    barrier = Barrier(len(acts))

    def run(act):
        barrier.wait(timeout=10)
        try:
            act()
        except (Refused, PermissionDenied) as refusal:
            return str(refusal)
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts), key=lambda told: told != "done")


def own(filing):
    return EventFiling.objects.get(pk=filing.pk)


def test_of_two_officers_who_decide_at_once_one_wins_and_the_other_is_told(cast):
    filing = submitted(cast)

    results = at_once(
        lambda: filing_workflow.give_approval(own(filing), by=cast.competent, now=NOW),
        lambda: filing_workflow.refuse(
            own(filing), by=cast.second_competent, now=NOW, ground=Ground.OUTSIDE_CHARTER, reason="重复申报。"
        ),
    )

    filing.refresh_from_db()
    label = FilingState(filing.state).label
    assert results == ["done", f"当前状态为“{label}”，不能执行此操作。"]
    assert filing.state in {FilingState.APPROVED, FilingState.REFUSED}
    assert (filing.moves.count(), filing.issued_papers.count()) == (3, 1)


def test_a_double_click_approves_once(cast):
    filing = submitted(cast)

    results = at_once(*[lambda: filing_workflow.give_approval(own(filing), by=cast.competent, now=NOW)] * 2)

    assert results == ["done", "当前状态为“已批准”，不能执行此操作。"]


def test_papers_signed_at_once_are_numbered_without_gap_or_double(cast):
    filings = [submitted(cast) for _ in range(8)]

    results = at_once(
        *[
            lambda filing=filing: filing_workflow.give_approval(own(filing), by=cast.competent, now=NOW)
            for filing in filings
        ]
    )

    assert results == ["done"] * 8
    assert sorted(IssuedPaper.objects.values_list("number", flat=True)) == list(range(1, 9))
