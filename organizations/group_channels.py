"""Groups of officers in WeCom and DingTalk: whose they are, setting one up, changing it, and trying it out."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.timezone import localtime

from organizations.models import Authority, User
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.notices.models import GroupChannel
from zhengzhou_ideology.workflow import Refused, act, asks

MANAGE = "notices.manage_groups"


def owners() -> list[tuple[str, str]]:
    """Every authority that keeps deadlines may have groups; its code is what the outbox knows it by."""
    return list(Authority.objects.competent().open().order_by("kind", "code").values_list("code", "name"))


def with_owners(channels: Iterable[GroupChannel]) -> list[tuple[GroupChannel, str]]:
    channels = list(channels)
    names = dict(Authority.objects.filter(code__in={one.owner for one in channels}).values_list("code", "name"))
    return [(one, names.get(one.owner, one.owner)) for one in channels]


def owner_name(channel: GroupChannel) -> str:
    return with_owners([channel])[0][1]


@asks(perm=MANAGE)
def set_up(*, by: User, now: datetime, facts: Mapping[str, Any]) -> GroupChannel:
    if not by.has_perm(MANAGE):
        raise PermissionDenied(MANAGE)
    return _write(GroupChannel(), facts, now)


@act(perm=MANAGE)
def change(channel: GroupChannel, *, by: User, now: datetime, facts: Mapping[str, Any]) -> GroupChannel:
    """Whose group it is stays, for what was posted to it is that owner's; so does the address if none is typed."""
    stays = {"owner"} if facts["url"] else {"owner", "url"}
    return _write(channel, {name: value for name, value in facts.items() if name not in stays}, now)


@act(perm=MANAGE)
def switch(channel: GroupChannel, *, by: User, active: bool) -> None:
    """Off or on; a group is never deleted."""
    channel.active = active
    channel.save(update_fields=["active"])


def _write(channel: GroupChannel, facts: Mapping[str, Any], now: datetime) -> GroupChannel:
    if facts.get("url", channel.url) != channel.url:
        channel.address_set_at = now
    for name, value in facts.items():
        setattr(channel, name, value)
    channel.full_clean()
    channel.save()
    return channel


def try_out(channel: GroupChannel, *, by: User, now: datetime) -> None:
    """Through the outbox as everything else, at most once a minute."""
    if not channel.active:
        raise Refused("该群已停用，恢复后才能发送测试消息。")
    body = f"{by.acting_label}正在测试“{channel.name}”能否接收合规门户的消息。"
    if not outbox.try_group(channel, body=body, key=f"trial:{localtime(now):%Y-%m-%d %H:%M}"):
        raise Refused("刚刚发过测试消息，请一分钟后再试。")
