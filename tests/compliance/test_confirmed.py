"""Duties that the organization does by confirming what the register says of it: they are not filled in, and settle themselves."""

from datetime import date

import pytest
from django.utils.timezone import localdate

from compliance.duty_years import open_year
from compliance.models import Duty
from tests.organizations.test_outlets import confirming, confirming_posts, ticked

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(cast):
    open_year(localdate().year, today=localdate())
    return Duty.objects.filter(organization=cast.organization)


def confirm(cast) -> None:
    client = cast.client("secretary")
    assert client.post(confirming(cast.organization), {"has_none": "on"}).status_code == 302
    assert client.post(confirming_posts(cast.organization), ticked(client, cast.organization)).status_code == 302


def test_confirming_outlets_and_posts_settles_the_duties_of_that_period(cast, opened):
    confirm(cast)

    half = 1 if localdate().month < 7 else 2
    settled = {(duty.kind, duty.part, duty.summary) for duty in opened.settled()}
    assert settled == {
        ("outlets_confirmed", 1, "已逐项核对登记的阵地及责任人。"),
        ("posts_confirmed", half, "已核对任职和联系人登记情况。"),
    }


def test_what_was_confirmed_before_the_year_was_opened_is_settled_with_the_opening(cast):
    confirm(cast)
    year = localdate().year

    open_year(year, today=localdate())

    settled = Duty.objects.filter(organization=cast.organization).settled()
    assert set(settled.values_list("kind", "first_submitted_on")) == {
        ("outlets_confirmed", localdate()),
        ("posts_confirmed", localdate()),
    }


@pytest.mark.parametrize("kind", ["outlets_confirmed", "posts_confirmed"])
def test_such_a_duty_leads_to_its_confirmation_and_is_not_filled_in(kind, cast, opened):
    duty = opened.filter(kind=kind).latest("part")
    client = cast.client("secretary")

    page = client.get(duty.get_absolute_url())

    assert (page.context["may_edit"], page.context["items"], page.context["may_ask"]) == (False, [], True)
    assert client.get(page.context["confirm_url"]).status_code == 200
    assert client.get(f"/duties/{duty.pk}/edit/").status_code == 403
    assert cast.client("registrar").get(duty.get_absolute_url()).context["confirm_url"] == ""


def test_one_that_came_back_is_corrected_on_its_own_page(cast, opened):
    confirm(cast)
    duty = opened.get(kind="outlets_confirmed")
    reopened = cast.client("supervisor").post(
        f"/duties/{duty.pk}/reopen/", {"ground": "incomplete", "reason": "漏报一处阵地。"}
    )
    assert reopened.status_code == 302

    page = cast.client("secretary").get(duty.get_absolute_url())

    assert (page.context["may_edit"], page.context["confirm_url"]) == (True, "")
    assert cast.client("secretary").get(f"/duties/{duty.pk}/edit/").status_code == 200


def test_the_home_page_asks_for_each_confirmation_once(cast, opened, time_machine):
    day = date(localdate().year, 12, 1)
    time_machine.move_to(day, tick=False)

    sections = {
        one.title: [todo.title for todo in one.todos] for one in cast.client("secretary").get("/").context["sections"]
    }

    assert [title for title in sections["待办理的年度事项"] if "确认" in title] == []
    assert sections["待确认的登记信息"] == [f"{day.year}年度阵地确认", f"{day.year}年下半年任职和联系人确认"]
