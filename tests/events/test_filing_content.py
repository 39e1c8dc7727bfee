"""What a filing holds: every column is what somebody types, whose filing it is, or the filing's own course."""

from datetime import date, time

import pytest

from events import changes
from events.filing_content import BODY, LABELS, LARGE, SMALL, TYPED
from events.models import EventFiling
from tests.events.factories import NOW, approved

# What a new version begins anew.
COURSE = {
    "id",
    "version",
    "changes",
    "is_current",
    "state",
    "prepared_by",
    "created_at",
    "edit_version",
    "edited_at",
    "certified_by",
    "self_certification",
    "first_submitted_on",
    "submitted_at",
    "content_sha256",
    "latest_safe_on",
    "latest_safe_provisional",
    "latest_safe_steps",
    "is_late",
    "decide_by",
    "decide_by_provisional",
    "decide_by_steps",
    "pauses",
    "returned_on",
    "decided_by",
    "decided_at",
    "served_on",
    "review_due_on",
    "review_due_provisional",
    "review_due_steps",
    "ground",
    "reason",
    "summary_due_on",
    "summary_due_provisional",
    "summary_due_steps",
}


def test_every_column_is_typed_or_belongs_to_the_body_or_to_the_course():
    columns = {field.name for field in EventFiling._meta.get_fields() if field.concrete}

    assert columns == {*TYPED, *BODY} | COURSE
    assert not COURSE & {*TYPED, *BODY}


def test_whatever_may_change_later_is_typed_and_has_a_label():
    assert {*LARGE, *SMALL} - {*TYPED} == {"scope"}
    assert {*TYPED} <= {*LABELS}


@pytest.mark.django_db
def test_a_new_version_says_all_that_was_not_changed(cast):
    """Twins of the review: FIELDS, COPIED and the content were three lists, and a field forgotten in one was lost."""
    filing = approved(cast)
    EventFiling.objects.filter(pk=filing.pk).update(
        purpose="交流行业经验。",
        address="郑东新区某路1号",
        budget="12345.60",
        money_sources="会费",
        expected_headcount=88,
        starts_time=time(9, 30),
        ends_time=time(17, 0),
        late_reason="场地检修。",
        onsite_lead=cast.organization.responsible_persons.first(),
        stop_person=cast.organization.responsible_persons.last(),
    )
    filing.refresh_from_db()

    change = changes.propose(filing, by=cast.secretary, now=NOW, facts={"place": "省会议中心"}, reason="场地检修。")
    version = changes.certify(change, by=cast.leader, now=NOW)
    version.refresh_from_db()

    kept = {*TYPED, *BODY} - {"place"}
    assert {name: getattr(version, name) for name in kept} == {name: getattr(filing, name) for name in kept}
    assert isinstance(version.starts_on, date)
