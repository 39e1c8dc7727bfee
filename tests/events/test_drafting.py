"""Two people, one filing, and a form that saves itself: nobody's words are lost."""

import pytest
import time_machine
from django.urls import reverse

from tests.events.factories import NOW, EventFilingFactory

pytestmark = pytest.mark.django_db

TYPED = {
    "title": "秋季行业发展论坛",
    "kind": "forum",
    "purpose": "交流行业发展经验。",
    "starts_on": "2026-10-20",
    "starts_time": "09:00",
    "ends_on": "2026-10-20",
    "ends_time": "17:00",
    "place": "市会议中心",
    "address": "金水区农业路1号",
    "expected_headcount": "120",
    "budget": "0.00",
    "money_sources": "会费",
    "calls_for_head": "False",
}
BY_ITSELF = {"X-Autosave": "1"}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def filing(cast):
    return EventFilingFactory(
        organization=cast.organization, prepared_by=cast.secretary, budget=0, money_sources="会费"
    )


def edit(filing):
    return reverse("events:filing_edit", args=[filing.pk])


def test_autosave_collision_keeps_the_words_of_both(cast, filing):
    """F1: what the second person typed is kept, and the page that the answer names shows it beside what was saved."""
    one, other = cast.client("secretary"), cast.client("secretary")
    one.post(edit(filing), {**TYPED, "version": 0, "title": "甲的题目"})

    answer = other.post(edit(filing), {**TYPED, "version": 0, "purpose": "乙写的目的"}, headers=BY_ITSELF)

    assert answer.status_code == 409
    page = other.get(answer.json()["merge"]).content.decode()
    assert [text in page for text in ("甲的题目", "秋季行业发展论坛", "乙写的目的")] == [True] * 3


def test_merge_takes_each_field_from_whom_one_picks(cast, filing):
    one, other = cast.client("secretary"), cast.client("secretary")
    one.post(edit(filing), {**TYPED, "version": 0, "title": "甲的题目", "calls_for_head": "True"})
    merge = other.post(edit(filing), {**TYPED, "version": 0, "purpose": "乙写的目的"}).url

    done = other.post(merge, {"version": 1, "title": "theirs", "calls_for_head": "theirs", "purpose": "mine"})

    filing.refresh_from_db()
    assert done.url == edit(filing)
    assert (filing.title, filing.calls_for_head, filing.purpose) == ("甲的题目", True, "乙写的目的")
    assert filing.edit_version == 2


def test_merge_takes_an_unticked_box_and_the_scope_as_they_were_saved(cast, filing):
    one, other = cast.client("secretary"), cast.client("secretary")
    one.post(edit(filing), {**TYPED, "version": 0, "cross_region": "on", "places": "开封市"})
    merge = other.post(
        edit(filing), {**TYPED, "version": 0, "cross_organization": "on", "other_partners": "某大学"}
    ).url

    other.post(
        merge,
        {
            "version": 1,
            **dict.fromkeys(("cross_region", "places", "cross_organization", "other_partners"), "theirs"),
        },
    )

    filing.refresh_from_db()
    assert (filing.cross_region, filing.cross_organization) == (True, False)
    assert list(filing.scope_details.values_list("kind", "name")) == [("place", "开封市")]


def test_one_field_in_error_keeps_none_of_the_others_from_being_saved(cast, filing):
    """F2: the rest is stored, and the answer names the field that is not."""
    facts = {**TYPED, "version": 0, "expected_headcount": "约八十", "purpose": "交流经验，研究对策。"}

    answer = cast.client("secretary").post(edit(filing), facts, headers=BY_ITSELF)

    filing.refresh_from_db()
    assert (list(answer.json()["errors"]), answer.json()["version"]) == (["expected_headcount"], 1)
    assert (filing.purpose, filing.expected_headcount) == ("交流经验，研究对策。", 120)


def test_an_end_before_the_beginning_is_not_stored_and_the_rest_is(cast, filing):
    facts = {**TYPED, "version": 0, "ends_on": "2026-10-19", "place": "省会议中心"}

    answer = cast.client("secretary").post(edit(filing), facts, headers=BY_ITSELF)

    filing.refresh_from_db()
    assert list(answer.json()["errors"]) == ["__all__"]
    assert (filing.place, filing.ends_on.isoformat()) == ("省会议中心", "2026-10-20")


def test_a_line_of_scope_that_is_too_long_leaves_the_scope_as_it_was(cast, filing):
    filing.scope_details.create(kind="place", name="开封市")
    facts = {**TYPED, "version": 0, "places": "开封市\n" + "洛" * 2001, "place": "省会议中心"}

    answer = cast.client("secretary").post(edit(filing), facts, headers=BY_ITSELF)

    filing.refresh_from_db()
    assert list(answer.json()["errors"]) == ["places"]
    assert (filing.place, [detail.name for detail in filing.scope_details.all()]) == ("省会议中心", ["开封市"])


def test_what_was_typed_wrong_is_still_there_after_a_merge(cast, filing):
    one, other = cast.client("secretary"), cast.client("secretary")
    one.post(edit(filing), {**TYPED, "version": 0, "title": "甲的题目"})
    merge = other.post(edit(filing), {**TYPED, "version": 0, "expected_headcount": "约八十"}).url

    page = other.post(merge, {"version": 1, "title": "theirs", "expected_headcount": "mine"})

    assert page.status_code == 422
    assert [text in page.content.decode() for text in ("甲的题目", "约八十", 'value="2"')] == [True] * 3
