"""The inbox as its owner uses it, and the outbox as an administrator sees it."""

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import UserFactory
from tests.notices.conftest import told
from zhengzhou_ideology.notices.models import Delivery, Digest, Notice, Preference

INBOX = "/notices/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def mine(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def section(response, name="notices") -> str:
    """The part of the page that HTMX swaps, without the tokens that differ from one answer to the next."""
    html = re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", response.content.decode())
    return re.search(rf'<section id="{name}".*?</section>', html, re.DOTALL)[0]


def subjects(response) -> list[str]:
    return [notice.subject for notice in response.context["page"]]


def test_inbox_shows_mine_newest_first_and_nobody_elses(mine, user):
    told(user, subject="第一件", key="a")
    told(user, subject="第二件", key="b")
    told(UserFactory(), subject="别人的", key="c")

    assert subjects(mine.get(INBOX)) == ["第二件", "第一件"]


def test_inbox_can_show_what_is_unread_only(mine, user):
    told(user, subject="已读", key="a")
    Notice.objects.all().mark_read(timezone.now())
    told(user, subject="未读", key="b")

    assert subjects(mine.get(INBOX, {"unread": 1})) == ["未读"]


def test_inbox_pages_by_key(mine, user):
    for number in range(45):
        told(user, subject=f"第{number}件", key=str(number))

    first = mine.get(INBOX)
    second = mine.get(INBOX, {"after": first.context["page"].next})
    third = mine.get(INBOX, {"after": second.context["page"].next})

    assert subjects(first) + subjects(second) + subjects(third) == [f"第{number}件" for number in range(44, -1, -1)]
    assert third.context["page"].next is None


def test_looking_changes_nothing(mine, user):
    notice = told(user)[0]

    answers = [mine.get(INBOX).status_code, mine.get(reverse("notices:open", args=[notice.pk])).status_code]

    assert answers == [200, 405]
    assert Notice.objects.unread().count() == 1


def test_opening_marks_as_read_and_leads_to_the_matter(mine, user):
    notice = told(user, url="/reports/7/")[0]

    response = mine.post(reverse("notices:open", args=[notice.pk]))

    assert (response.status_code, response["Location"]) == (302, "/reports/7/")
    assert Notice.objects.unread().count() == 0


@pytest.mark.parametrize("query", ["", "?unread=1"])
def test_marking_one_as_read_gives_what_a_reload_would_show(mine, user, query):
    notice = told(user, subject="甲", key="a")[0]
    told(user, subject="乙", key="b")

    fragment = mine.post(reverse("notices:read", args=[notice.pk]) + query, headers=HTMX)
    reloaded = mine.get(INBOX + query)

    assert section(fragment).replace(f"/notices/{notice.pk}/read/{query}", "") == section(reloaded)
    assert json.loads(fragment["HX-Trigger"]) == {"notices-changed": {}}
    assert len(fragment.content) < len(reloaded.content) / 2
    assert [n.subject for n in Notice.objects.unread()] == ["乙"]


def test_marking_all_as_read_gives_what_a_reload_would_show(mine, user):
    told(user, key="a")
    other = told(UserFactory(), key="b")[0]

    fragment = mine.post(reverse("notices:read_all"), headers=HTMX)

    assert section(fragment) == section(mine.get(INBOX))
    assert list(Notice.objects.unread()) == [other]


def test_without_javascript_reading_leads_back_to_the_same_list(mine, user):
    notice = told(user)[0]

    response = mine.post(reverse("notices:read", args=[notice.pk]) + "?unread=1")

    assert (response.status_code, response["Location"]) == (302, "/notices/?unread=1")


def test_time_of_first_reading_stays(mine, user):
    notice = told(user)[0]
    mine.post(reverse("notices:read", args=[notice.pk]))
    first = Notice.objects.get().read_at

    mine.post(reverse("notices:open", args=[notice.pk]))

    assert Notice.objects.get().read_at == first


@pytest.mark.parametrize("view", ["read", "open"])
def test_notices_of_others_do_not_exist(mine, user, view):
    notice = told(UserFactory())[0]

    assert mine.post(reverse(f"notices:{view}", args=[notice.pk])).status_code == 404
    assert Notice.objects.unread().count() == 1


@pytest.mark.parametrize(("count", "shown"), [(0, ""), (1, "1"), (99, "99"), (100, "99+")])
def test_badge_counts_what_is_unread(mine, user, count, shown):
    for number in range(count):
        told(user, key=str(number))

    badge = mine.get(reverse("notices:unread"), headers=HTMX).content.decode()

    expected = f'<span class="count">{shown}<span class="visually-hidden">条未读</span></span>' if shown else ""
    assert badge == expected


def test_body_is_text_and_never_markup(mine, user):
    told(user, subject="<b>标题</b>", body="<script>alert(1)</script>")

    page = mine.get(INBOX).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<b>标题</b>" not in page


def test_inbox_asks_as_much_for_three_as_for_one(mine, user):
    asked = []
    mine.get(INBOX)  # the first request of a session writes it down
    for keys in (["a"], ["b", "c"]):
        for key in keys:
            told(user, key=key)
        with CaptureQueriesContext(connection) as queries:
            mine.get(INBOX)
        asked.append(len(queries))

    assert asked[0] == asked[1]


# Preferences


def test_preferences_are_kept_for_each_kind(mine, user):
    wishes = dict.fromkeys(mine.get(reverse("notices:preferences")).context["form"].fields, "at_once")

    for matter in ("digest", "none"):
        response = mine.post(reverse("notices:preferences"), {**wishes, "matter": matter, "account": "none"})

    assert response.status_code == 302
    assert dict(Preference.objects.filter(user=user).values_list("kind", "mode")) == {
        **wishes,
        "matter": "none",
        "account": "none",
    }
    form = mine.get(reverse("notices:preferences")).context["form"]
    assert (form["matter"].initial, form["account"].initial) == ("none", "none")


def test_legal_papers_cannot_be_turned_off_and_some_kinds_not_be_collected(mine, user):
    form = mine.get(reverse("notices:preferences")).context["form"]
    wishes = dict.fromkeys(form.fields, "at_once")

    response = mine.post(reverse("notices:preferences"), {**wishes, "account": "digest", "paper": "none"})

    assert "paper" not in form.fields
    assert [value for value, _label in form.fields["account"].choices] == ["at_once", "none"]
    assert list(response.context["form"].errors) == ["account"]
    assert not Preference.objects.exists()


# Outbox


@pytest.fixture
def failed(cast) -> Delivery:
    notice = told(cast.secretary, subject="退回通知")[0]
    return Delivery.objects.create(
        notice=notice,
        recipient=cast.secretary,
        way="email",
        state="failed",
        attempts=3,
        last_error="550 no such user",
    )


ROLES = ["secretary", "leader", "registrar", "competent", "supervisor", "auditor", "administrator"]


@pytest.mark.parametrize("role", ROLES)
def test_who_may_see_the_outbox(cast, failed, role):
    client, allowed = cast.client(role), role == "administrator"

    answers = [
        client.get(reverse("notices:outbox")).status_code,
        client.post(reverse("notices:retry", args=["deliveries", failed.pk])).status_code,
        client.post(reverse("notices:retry_all", args=["deliveries"])).status_code,
    ]

    assert answers == ([200, 302, 302] if allowed else [403, 403, 403])


def test_outbox_shows_trouble_with_its_error(cast, failed):
    page = cast.client("administrator").get(reverse("notices:outbox"))

    assert [row.pk for row in page.context["page"]] == [failed.pk]
    assert "550 no such user" in page.content.decode()
    assert (page.context["waiting"], page.context["failed"]) == (0, 1)


def test_outbox_leaves_out_what_goes_well(cast, failed):
    for number, (state, attempts) in enumerate([("waiting", 0), ("collecting", 0), ("sent", 1), ("waiting", 2)]):
        notice = told(cast.secretary, key=str(number))[0]
        sent_at = timezone.now() if state == "sent" else None
        Delivery.objects.create(
            notice=notice, recipient=cast.secretary, way="email", state=state, attempts=attempts, sent_at=sent_at
        )

    page = cast.client("administrator").get(reverse("notices:outbox")).context["page"]

    assert [(row.state, row.attempts) for row in page] == [("waiting", 2), ("failed", 3)]


@pytest.mark.parametrize("how", ["one", "all"])
def test_failed_delivery_is_tried_again(cast, failed, how):
    address = (
        reverse("notices:retry", args=["deliveries", failed.pk])
        if how == "one"
        else reverse("notices:retry_all", args=["deliveries"])
    )

    response = cast.client("administrator").post(address)

    failed.refresh_from_db()
    assert response["Location"] == "/notices/outbox/?queue=deliveries"
    assert (failed.state, failed.attempts, failed.last_error) == ("waiting", 0, "550 no such user")


def test_sent_mail_is_never_sent_again_by_hand(cast, failed):
    Delivery.objects.update(state="sent", sent_at=timezone.now())

    cast.client("administrator").post(reverse("notices:retry", args=["deliveries", failed.pk]))

    failed.refresh_from_db()
    assert failed.state == "sent"


def test_digests_are_shown_but_not_retried(cast):
    digest = Digest.objects.create(recipient=cast.secretary, day="2026-10-21", state="failed", attempts=1)
    client = cast.client("administrator")

    shown = client.get(reverse("notices:outbox"), {"queue": "digests"}).context["page"].items
    answer = client.post(reverse("notices:retry", args=["digests", digest.pk]))

    assert (shown, answer.status_code) == ([digest], 404)


def test_unknown_queue_does_not_exist(cast):
    assert cast.client("administrator").get(reverse("notices:outbox"), {"queue": "nonsense"}).status_code == 404


def test_outbox_asks_as_much_for_three_as_for_one(cast, failed):
    client, asked = cast.client("administrator"), []
    client.get(reverse("notices:outbox"))  # the first request of a session writes it down
    for keys in ([], ["b", "c"]):
        for key in keys:
            user = UserFactory()
            Delivery.objects.create(notice=told(user, key=key)[0], recipient=user, way="email", state="failed")
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("notices:outbox"))
        asked.append(len(queries))

    assert asked[0] == asked[1]
