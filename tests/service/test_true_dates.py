"""S3, S6: a page counts to the deadline of the duty, and no ground stands there that nobody picked."""

from datetime import date

import pytest
import time_machine
from django import forms
from django.urls import reverse

from tests.events.factories import NOW, EventFilingFactory, certifying, submitted
from tests.project.test_doors import DOORS

pytestmark = pytest.mark.django_db
# The event of these filings is on 20 October 2026; a week before it is the 13th.
EVENT, LATEST = date(2026, 10, 20), date(2026, 10, 13)
# Not a ground: how a paper is sent, where one way is the rule.
PRESELECTED = {("cases:send", "method")}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


def todos(cast, role, title):
    sections = cast.client(role).get(reverse("home")).context["sections"]
    return next(section for section in sections if section.title == title).todos


def test_a_draft_counts_to_the_latest_day_of_filing(cast):
    filing = EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary)

    (todo,) = todos(cast, "secretary", "待申报的重大活动")

    assert (todo.due_on, todo.note) == (LATEST, "活动首日 2026年10月20日（周二），最迟申报日")
    page = cast.client("secretary").get(filing.get_absolute_url())
    assert (page.context["due_now"].label, page.context["due_now"].on) == ("最迟申报日", LATEST)
    (listed,) = cast.client("secretary").get(reverse("events:filing_list")).context["page"]
    assert listed.due_now.on == LATEST


def test_what_the_leader_has_to_certify_counts_to_the_same_day(cast):
    certifying(cast)

    (todo,) = todos(cast, "leader", "待您确认的重大活动")

    assert todo.due_on == LATEST


def test_a_record_counts_to_the_term_of_recording_and_an_approval_to_its_own(cast):
    filing = submitted(cast)

    (recording,) = todos(cast, "registrar", "待备案的重大活动")
    (approving,) = todos(cast, "competent", "待审批的重大活动")

    assert (recording.due_on, approving.due_on) == (filing.record.due_on, filing.decide_by)
    assert recording.due_on != EVENT
    assert recording.note == "活动首日 2026年10月20日（周二），备案期限"


def preselected(field: forms.ChoiceField) -> bool:
    if isinstance(field.widget, forms.RadioSelect):
        return field.initial not in (None, "")
    return bool(next(iter(field.choices))[0]) or field.initial not in (None, "")


def test_no_choice_is_made_for_whoever_decides():
    """Of every door: a required choice has none made; a new form with one fails."""
    choices = {
        (address, name): field
        for address, door in DOORS.items()
        for name, field in getattr(door.form, "base_fields", {}).items()
        if isinstance(field, forms.ChoiceField) and field.required and not isinstance(field, forms.ModelChoiceField)
    }

    assert len(choices) > 10
    assert {key for key, field in choices.items() if preselected(field)} == PRESELECTED


def test_a_return_without_a_ground_asks_for_it(cast, submitted_report):
    client, url = cast.client("registrar"), submitted_report.get_absolute_url()
    page = client.get(url).content.decode()
    assert page.count('name="ground"') == 4
    assert " checked" not in page

    answer = client.post(f"{url}return/", {"reason": "请补齐签到表。"})

    assert answer.status_code == 422
    assert "请选择退回事由。" in answer.content.decode()
    assert "请补齐签到表。" in answer.content.decode()
