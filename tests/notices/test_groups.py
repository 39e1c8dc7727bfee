"""Posts to groups, received by a real web server."""

import pytest
from django.urls import reverse

from tests.notices.conftest import at
from zhengzhou_ideology.notices import delivering, outbox
from zhengzhou_ideology.notices.models import GroupChannel, GroupPost

# What apprise itself imports on Python 3.11 and 3.12.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

FACTS = {"kind": "matter", "subject": "三份报告逾期", "body": "请督促。", "url": "/reports/", "key": "2026-10-21"}
NINE = at(9)


def tell(*owners, when=NINE, **facts) -> int:
    """Post to the groups of these owners, as of a moment."""
    told = outbox.post_to_groups(owners, **{**FACTS, **facts})
    GroupPost.objects.filter(attempts=0).update(next_attempt_at=when, created_at=when)
    return told


def test_group_hears_what_its_owner_is_told_once(db, robot, settings):
    settings.SITE_URL = "https://portal.example.org"
    url, heard, _status = robot
    GroupChannel.objects.create(owner="410105-MZJ", name="金水区", url=url)

    told = [tell("410105-MZJ", "410100-MZJ") for _ in range(2)]
    delivering.deliver(at(12))
    delivering.deliver(at(12, 1))

    assert told == [1, 0]
    assert [(said["title"], said["message"]) for said in heard] == [
        ("三份报告逾期", "请督促。\nhttps://portal.example.org/reports/")
    ]
    assert GroupPost.objects.get().state == "sent"


def test_only_active_groups_of_the_owner_that_take_the_kind_are_told(db):
    for name, facts in {
        "all": {},
        "fitting": {"kinds": ["matter", "paper"]},
        "other kind": {"kinds": ["paper"]},
        "off": {"active": False},
        "other owner": {"owner": "410103-MZJ"},
    }.items():
        GroupChannel.objects.create(**{"owner": "410105-MZJ", "name": name, "url": "json://localhost/", **facts})

    tell("410105-MZJ")

    assert set(GroupPost.objects.values_list("channel__name", flat=True)) == {"all", "fitting"}


def test_group_that_does_not_take_it_hears_it_later(db, robot):
    url, heard, status = robot
    GroupChannel.objects.create(owner="410105-MZJ", name="金水区", url=url)
    tell("410105-MZJ")
    status[0] = 500
    delivering.deliver(at(12))
    first = GroupPost.objects.values_list("state", "attempts", "last_error").get()
    status[0] = 200

    delivering.deliver(at(12, 1))

    assert first == ("waiting", 1, "群机器人没有接收")
    assert (GroupPost.objects.get().state, len(heard)) == ("sent", 2)


def test_groups_sleep_too_unless_it_is_urgent(db, robot):
    url, heard, _status = robot
    GroupChannel.objects.create(owner="410105-MZJ", name="金水区", url=url)
    tell("410105-MZJ")
    tell("410105-MZJ", key="urgent", subject="紧急", urgent=True)

    delivering.deliver(at(22))

    assert [said["title"] for said in heard] == ["紧急"]


def test_host_that_the_operator_took_off_the_list_is_not_posted_to(db, robot, settings):
    url, heard, _status = robot
    GroupChannel.objects.create(owner="410105-MZJ", name="金水区", url=url)
    tell("410105-MZJ")
    settings.GROUP_HOSTS = []

    delivering.deliver(at(12))

    assert heard == []
    assert GroupPost.objects.values_list("state", "last_error").get() == ("failed", "机器人地址无效或者不再允许")


def test_who_looks_at_a_group_in_the_admin_site_does_not_see_its_address(cast):
    channel = GroupChannel.objects.create(owner="410105-MZJ", name="金水区", url="wecombot://secret-key")
    address = reverse("admin:notices_groupchannel_change", args=[channel.pk])

    for name in ("administrator", "auditor"):
        page = cast.client(name).get(address)
        assert (page.status_code, "金水区" in page.content.decode()) == (200, True)
        assert "secret-key" not in page.content.decode()
        assert cast.client(name).post(address, {"name": "别的群"}).status_code == 403


def test_nobody_sets_a_group_up_in_the_admin_site(cast):
    facts = {"owner": "410105-MZJ", "name": "金水区", "url": "wecombot://secret-key", "active": "on"}

    answer = cast.client("administrator").post(reverse("admin:notices_groupchannel_add"), facts)

    assert (answer.status_code, GroupChannel.objects.exists()) == (403, False)
