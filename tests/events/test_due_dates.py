"""A change of the calendar moves the stored days of filings, after a preview on the calendar's page and with a notice."""

import re
from datetime import date, datetime

import pytest
from django.urls import reverse

from events import filing_workflow, record_workflow
from events.enums import CorrectionKind
from events.models import EventFiling, EventRecord
from organizations.ladder.sweep import sweep
from tests.events.factories import NOW, SHANGHAI, approved, concluded, returned, submitted
from zhengzhou_ideology.notices.models import Notice

DECIDE_BY, DECIDE_LATER = date(2026, 10, 13), date(2026, 10, 14)
SUM_UP_BY, SUM_UP_LATER = date(2026, 11, 3), date(2026, 11, 4)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_twelfth_of_october(time_machine):
    time_machine.move_to(datetime(2026, 10, 12, 8, 0, tzinfo=SHANGHAI), tick=False)


def preview(cast, day: str, name: str = "停工"):
    facts = {"date": day, "kind": "rest", "name": name, "source": "市政府通告"}
    return cast.client("administrator").post(reverse("workcalendar:day_change"), facts)


def confirm(cast, shown):
    token = re.search(r'name="token" value="([^"]+)"', shown.content.decode()).group(1)
    return cast.client("administrator").post(reverse("workcalendar:confirm"), {"token": token})


def rows(shown) -> list[tuple[str, date, date, int]]:
    return [
        (movement.source.label, movement.term.due_on, movement.due.due_on, movement.term.matters)
        for movement in shown.context["preview"].moved
    ]


def told(cast) -> set[str]:
    names = {user.pk: name for name, user in cast.users.items()}
    found = Notice.objects.filter(subject__contains="改为").values_list("recipient", flat=True)
    assert len(found) == len({*found})
    return {names[key] for key in found}


def test_decision_day_moves_on_confirmation_and_both_sides_are_told(cast):
    filing = submitted(cast)
    assert filing.decide_by == DECIDE_BY

    shown = preview(cast, "2026-10-13")
    filing.refresh_from_db()
    assert rows(shown) == [("审批期限", DECIDE_BY, DECIDE_LATER, 1), ("备案期限", DECIDE_BY, DECIDE_LATER, 1)]
    assert f"{filing.organization.name}“{filing.title}”" in shown.content.decode()
    assert filing.decide_by == DECIDE_BY
    assert told(cast) == set()
    confirm(cast, shown)

    filing.refresh_from_db()
    assert (filing.decide_by, filing.decide_by_steps[-1]["date"]) == (DECIDE_LATER, "2026-10-14")
    assert told(cast) == {"secretary", "leader", "competent", "second_competent", "registrar"}
    notice = Notice.objects.get(recipient=cast.competent, subject__contains="改为")
    assert notice.subject == f"重大活动“{filing.title}”的审批期限改为2026年10月14日"


def test_day_of_a_filing_that_came_back_counts_its_pause(cast):
    filing = returned(cast)
    at = datetime(2026, 10, 12, 9, 0, tzinfo=SHANGHAI)
    filing_workflow.send_for_certification(filing, by=cast.secretary, now=at)
    filing_workflow.certify(filing, by=cast.leader, now=at)
    assert filing.decide_by == date(2026, 10, 15)

    shown = preview(cast, "2026-10-14")
    confirm(cast, shown)

    filing.refresh_from_db()
    assert rows(shown) == [("审批期限", date(2026, 10, 15), date(2026, 10, 16), 1)]
    assert filing.record.due_on == date(2026, 10, 13)
    assert filing.decide_by == date(2026, 10, 16)


@pytest.mark.parametrize(
    "facts",
    [
        {"decide_by": date(2026, 10, 16)},
        {"first_submitted_on": date(2026, 10, 20), "decide_by": date(2026, 10, 20)},
        {
            "decide_by": date(2026, 10, 19),
            "decide_by_provisional": True,
            "pauses": [{"returned_on": "2026-10-09", "resubmitted_on": "2026-10-19"}],
        },
    ],
    ids=["set by somebody", "filed on the day itself", "due on the day it came back"],
)
def test_day_that_no_rule_yielded_stays(facts, cast):
    filing = submitted(cast)
    EventFiling.objects.filter(pk=filing.pk).update(**facts)

    assert rows(preview(cast, "2026-10-13")) == [("备案期限", DECIDE_BY, DECIDE_LATER, 1)]


def test_approved_filing_waits_for_its_record_alone_and_its_registrar_is_told(cast):
    filing = approved(cast)

    shown = preview(cast, "2026-10-13")
    confirm(cast, shown)

    record = EventRecord.objects.get(filing=filing)
    assert rows(shown) == [("备案期限", DECIDE_BY, DECIDE_LATER, 1)]
    assert (record.due_on, record.due_steps[-1]["date"]) == (DECIDE_LATER, "2026-10-14")
    assert told(cast) == {"registrar"}
    notice = Notice.objects.get(recipient=cast.registrar, subject__contains="改为")
    assert notice.subject == f"重大活动“{filing.title}”的备案期限改为2026年10月14日"


def test_record_day_after_a_query_counts_its_pause(cast):
    record = approved(cast).record
    record_workflow.query(record, by=cast.registrar, now=NOW, kind=CorrectionKind.FACTS, reason="请说明。")
    monday = datetime(2026, 10, 12, 9, 0, tzinfo=SHANGHAI)
    record_workflow.answer(record, by=cast.secretary, now=monday, reason="来自会费。")
    assert record.due_on == date(2026, 10, 15)

    shown = preview(cast, "2026-10-14")
    confirm(cast, shown)

    record.refresh_from_db()
    assert rows(shown) == [("备案期限", date(2026, 10, 15), date(2026, 10, 16), 1)]
    assert record.due_on == date(2026, 10, 16)


@pytest.mark.parametrize(
    "facts",
    [
        {"due_on": date(2026, 10, 16)},
        {"received_on": date(2026, 10, 20), "due_on": date(2026, 10, 20)},
        {"due_on": None, "state": "queried"},
        {
            "due_on": date(2026, 10, 19),
            "due_provisional": True,
            "pauses": [{"returned_on": "2026-10-09", "resubmitted_on": "2026-10-19"}],
        },
    ],
    ids=["set by somebody", "filed on the day itself", "queried", "due on the day it was answered"],
)
def test_record_day_that_no_rule_yielded_stays(facts, cast):
    EventRecord.objects.filter(filing=approved(cast)).update(**facts)

    assert rows(preview(cast, "2026-10-13")) == []


def test_filing_that_is_decided_and_recorded_has_no_day_to_move(cast):
    filing = concluded(cast)
    record_workflow.record(filing.record, by=cast.registrar, now=NOW)

    assert rows(preview(cast, "2026-10-13")) == []


def test_owed_summary_moves_and_its_organization_is_told(cast):
    filing = approved(cast)
    assert filing.summary_due_on == SUM_UP_BY

    shown = preview(cast, "2026-11-03")
    confirm(cast, shown)

    filing.refresh_from_db()
    assert rows(shown) == [("活动总结期限", SUM_UP_BY, SUM_UP_LATER, 1)]
    assert (filing.summary_due_on, filing.summary_due_steps[-1]["date"]) == (SUM_UP_LATER, "2026-11-04")
    assert told(cast) == {"secretary", "leader"}


def test_a_moved_day_is_reminded_of_once(cast):
    """A change of the calendar starts no further round."""
    filing = submitted(cast)
    sweep(date(2026, 10, 14))
    confirm(cast, preview(cast, "2026-10-13"))

    swept = sweep(date(2026, 10, 15))

    filing.refresh_from_db()
    assert (filing.decide_by, swept.notices) == (DECIDE_LATER, 0)
