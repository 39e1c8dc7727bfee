"""The administrators' page of group robots: an address goes in, and nothing of it comes out again but its end."""

from datetime import timedelta

import apprise
import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from organizations import group_channels
from organizations.models import Authority
from zhengzhou_ideology.notices import delivering
from zhengzhou_ideology.notices.models import GroupChannel, GroupPost

# What apprise itself imports on Python 3.11 and 3.12.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning"),
]

LIST, NEW = "/group-channels/", "/group-channels/new/"
ADDRESS = "wecombot://693a91f6-7xxx-4bc4-secret"


def page_of(channel: GroupChannel, act: str = "") -> str:
    return f"{LIST}{channel.pk}/{act}"


def channel_of(owner: Authority, **facts) -> GroupChannel:
    return GroupChannel.objects.create(**{"owner": owner.code, "name": "督办群", "url": ADDRESS, **facts})


@pytest.fixture
def bureau(cast) -> Authority:
    return cast.organization.registration_authority


@pytest.fixture
def client(cast):
    return cast.client("administrator")


def facts(bureau, **changes):
    return {"owner": bureau.code, "name": "督办群", "url": ADDRESS, "kinds": ["matter"], **changes}


def history(channel: GroupChannel, label: str) -> list[tuple]:
    rows = channel.events.filter(pgh_label=label).order_by("pgh_id")
    return [(row.pgh_context.metadata["user"], row.pgh_context.metadata["acting_as"], row.active) for row in rows]


def test_administrator_adds_a_group_and_never_sees_its_address_again(cast, client, bureau):
    client.post(NEW, facts(bureau))

    channel = GroupChannel.objects.get()
    assert (channel.owner, channel.name, channel.url, channel.kinds, channel.active) == (
        bureau.code,
        "督办群",
        ADDRESS,
        ["matter"],
        True,
    )
    for address in (LIST, page_of(channel)):
        page = client.get(address).content.decode()
        assert ("wecombot://…cret" in page, ADDRESS in page, "693a91f6" in page) == (True, False, False)
    shown = client.get(LIST).content.decode()
    assert all(word in shown for word in (bureau.name, "日常事项", "接收中"))


def test_history_tells_who_set_another_address_but_not_which(cast, client, bureau):
    client.post(NEW, facts(bureau))
    channel = GroupChannel.objects.get()

    client.post(page_of(channel), facts(bureau, url="dingtalk://0123456789abcdef"))

    channel.refresh_from_db()
    assert channel.url == "dingtalk://0123456789abcdef"
    first, second = channel.events.order_by("pgh_id")
    assert second.address_set_at > first.address_set_at
    assert not hasattr(second, "url")
    who = (cast.administrator.pk, cast.administrator.acting_label, True)
    assert history(channel, "insert") == history(channel, "update") == [who]


def test_change_without_an_address_keeps_it_and_its_owner(client, bureau, cast):
    channel = channel_of(bureau)
    since = channel.address_set_at

    client.post(page_of(channel), facts(cast.organization.competent_authority, name="值班群", url="", kinds=["paper"]))

    channel.refresh_from_db()
    assert (channel.name, channel.url, channel.kinds, channel.owner) == ("值班群", ADDRESS, ["paper"], bureau.code)
    assert channel.address_set_at == since


def test_change_without_an_address_keeps_the_one_that_somebody_set_meanwhile(cast, client, bureau):
    opened_before = channel_of(bureau)
    client.post(page_of(opened_before), facts(bureau, url="dingtalk://0123456789abcdef"))

    renamed = {"name": "值班群", "url": "", "kinds": []}
    group_channels.change(opened_before, by=cast.administrator, now=timezone.now(), facts=renamed)

    stored = GroupChannel.objects.get()
    assert (stored.name, stored.url) == ("值班群", "dingtalk://0123456789abcdef")


def test_groups_are_set_up_changed_and_switched_by_administrators_alone(cast, bureau):
    channel, how = channel_of(bureau), {"by": cast.supervisor}
    written = {"now": timezone.now(), "facts": facts(bureau)}

    for act in (
        lambda: group_channels.set_up(**how, **written),
        lambda: group_channels.change(channel, **how, **written),
        lambda: group_channels.switch(channel, **how, active=False),
    ):
        with pytest.raises(PermissionDenied):
            act()

    channel.refresh_from_db()
    assert (GroupChannel.objects.count(), channel.active) == (1, True)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7aoc-4bc4", "wecombot://693a91f6-7aoc-4bc4"),
        ("https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef", "dingtalk://0123456789abcdef"),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/0123-4567-89ab", "feishu://0123-4567-89ab"),
        (" dingtalk://SEC0123456789@0123456789abcdef ", "dingtalk://SEC0123456789@0123456789abcdef"),
        ("jsons://robot.example.org:8443/hooks/office", "jsons://robot.example.org:8443/hooks/office"),
    ],
)
def test_addresses_as_the_services_give_them_are_taken(typed, stored, client, bureau, settings):
    settings.GROUP_HOSTS = ["robot.example.org:8443"]

    client.post(NEW, facts(bureau, url=typed))

    assert GroupChannel.objects.get().url == stored


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "请填写机器人地址。"),
        ("file:///etc/passwd", "只支持企业微信"),
        ("http://127.0.0.1:6379/", "只支持企业微信"),
        ("https://qyapi.weixin.qq.com.example.org/cgi-bin/webhook/send?key=693a91f6-7aoc", "只支持企业微信"),
        ("mailto://user:pass@mail.example.org", "只支持企业微信"),
        ("wecombot://693a91f6-7aoc?verify=no", "格式不对"),
        ("wecombot://短", "格式不对"),
        ("json://127.0.0.1/hook", "主机不在允许的范围内"),
        ("json://robot.example.org/hook", "主机不在允许的范围内"),
        ("json://robot.example.org:8443@127.0.0.1/", "格式不对"),
        ("json://127.0.0.1/?to=robot.example.org:8443", "格式不对"),
        ("json://robot.example.org:8443/\\@127.0.0.1", "格式不对"),
        ("json://[::1]/", "格式不对"),
    ],
)
def test_other_addresses_are_refused_without_being_repeated(typed, said, client, bureau, settings):
    settings.GROUP_HOSTS = ["robot.example.org:8443"]

    answer = client.post(NEW, facts(bureau, url=typed))

    page = answer.content.decode()
    assert (answer.status_code, GroupChannel.objects.exists()) == (422, False)
    assert said in page
    assert not typed or typed not in page


def test_group_is_switched_off_and_on_and_history_names_who(cast, client, bureau):
    channel = channel_of(bureau)

    client.post(page_of(channel, "off/"))
    client.post(page_of(channel, "off/"))
    off = client.get(LIST).content.decode()
    client.post(page_of(channel, "on/"))

    channel.refresh_from_db()
    assert channel.active
    assert ("已停用" in off, "发送测试消息" in off, "恢复" in off) == (True, False, True)
    who = (cast.administrator.pk, cast.administrator.acting_label)
    assert history(channel, "update") == [(*who, False), (*who, True)]


def test_trial_goes_through_the_outbox_to_this_group_alone(client, bureau, robot, cast):
    url, heard, _status = robot
    channel = channel_of(bureau, url=url, kinds=["paper"])
    channel_of(bureau, name="另一群", url=url)

    client.post(page_of(channel, "try/"))
    waiting = GroupPost.objects.values_list("channel", "state").get()
    delivering.deliver(timezone.now() + timedelta(seconds=1))

    assert waiting == (channel.pk, "waiting")
    assert [(said["title"], said["message"]) for said in heard] == [
        ("测试消息", f"{cast.administrator.acting_label}正在测试“督办群”能否接收合规门户的消息。")
    ]
    listed = dict.fromkeys(client.get(LIST).context["page"])
    assert {one.name: one.last_sent_at is not None for one in listed} == {"督办群": True, "另一群": False}


def test_list_shows_what_the_last_post_ran_into(client, bureau, robot):
    url, heard, status = robot
    channel = channel_of(bureau, url=url)
    status[0] = 500

    client.post(page_of(channel, "try/"))
    delivering.deliver(timezone.now() + timedelta(seconds=1))

    page = client.get(LIST).content.decode()
    assert (len(heard), "群机器人没有接收" in page) == (1, True)
    assert url not in page


def test_trial_is_refused_twice_in_a_minute_and_to_a_group_that_is_off(client, bureau, time_machine):
    time_machine.move_to("2026-10-21 10:00:05+08:00", tick=False)
    channel = channel_of(bureau)
    off = channel_of(bureau, name="旧群", active=False)

    codes = [client.post(page_of(one, "try/")).status_code for one in (channel, channel, off)]

    assert codes == [302, 409, 409]
    assert GroupPost.objects.count() == 1


def test_nothing_of_the_address_is_logged(client, bureau, caplog):
    caplog.set_level("DEBUG")
    channel = channel_of(bureau, url="wecombot://s3cret key")
    client.post(NEW, facts(bureau, url="wecombot://s3cret key"))

    client.post(page_of(channel, "try/"))
    delivering.deliver(timezone.now() + timedelta(seconds=1))

    assert GroupPost.objects.get().state == "failed"
    assert not apprise.Apprise().add(channel.url)
    assert "s3cret" not in caplog.text


@pytest.mark.parametrize("name", ["secretary", "leader", "competent", "registrar", "supervisor", "auditor"])
def test_only_administrators_manage_groups(name, cast, bureau):
    channel = channel_of(bureau)
    other = cast.client(name)

    codes = [other.get(address).status_code for address in (LIST, NEW, page_of(channel))]
    codes += [other.post(page_of(channel, act)).status_code for act in ("", "off/", "on/", "try/")]

    assert codes == [403] * 7
    assert (GroupChannel.objects.get().active, GroupPost.objects.exists()) == (True, False)


def test_list_asks_as_many_queries_for_three_groups_as_for_one(client, bureau, django_assert_max_num_queries):
    channel_of(bureau)
    client.get(LIST)
    with django_assert_max_num_queries(100) as one:
        client.get(LIST)
    channel_of(bureau, name="二")
    GroupChannel.objects.create(owner="410199-NONE", name="三", url=ADDRESS)

    with django_assert_max_num_queries(100) as three:
        page = client.get(LIST)

    assert len(three) == len(one)
    assert "410199-NONE" in page.content.decode()
