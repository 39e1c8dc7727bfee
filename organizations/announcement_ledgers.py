"""The ledgers (台账) of what organizations are told: announcements with who has read them, and groups of officers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from organizations import group_channels
from organizations.enums import AnnouncementState
from organizations.ledgers import whose
from organizations.models import Announcement, AnnouncementReceipt, Authority, User
from zhengzhou_ideology.ledgers.columns import LedgerColumn, counted_by, day, labelled, moment, number, text, yes_no
from zhengzhou_ideology.ledgers.ledger import NO_FILTERS, Ledger, PartLedger
from zhengzhou_ideology.notices import kinds
from zhengzhou_ideology.notices.models import GroupChannel


def sent_to(keys: Sequence[Any]) -> Mapping[Any, int]:
    return counted_by(AnnouncementReceipt.objects.all(), "announcement", keys)


def opened_by(keys: Sequence[Any]) -> Mapping[Any, int]:
    return counted_by(AnnouncementReceipt.objects.filter(opened_at__isnull=False), "announcement", keys)


class AnnouncementLedger(Ledger):
    """Of an authority and those below it, with how many organizations each was sent to."""

    key, title, page = "announcements", "通知公告台账", "organizations:announcement_list"
    filters = "organizations.forms.announcements.AnnouncementFilterForm"
    order: ClassVar[tuple[str, ...]] = ("-pk",)
    columns: ClassVar[tuple[LedgerColumn, ...]] = (
        text("title", "标题", "title", 40),
        text("authority", "发布机关", "authority__name", 24),
        moment("sent_at", "发布时间", "sent_at"),
        labelled("state", "状态", "state", AnnouncementState.choices),
        number("sent_to", "收件组织数", "pk"),
        number("opened_by", "已阅组织数", "pk"),
    )
    looked_up: ClassVar = {"sent_to": sent_to, "opened_by": opened_by}
    also_reads: ClassVar[tuple[str, ...]] = ("organizations_announcementreceipt",)

    def may(self, user: User) -> bool:
        return user.authority is not None

    def form(self, user: User, query: Mapping[str, str]) -> forms.Form:
        form: forms.Form = import_string(self.filters)(query, for_organization=user.organization is not None)
        return form

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return form.narrow(Announcement.objects.visible_to(user))


class OwnAnnouncementLedger(AnnouncementLedger):
    """What an organization was told, and when it read that."""

    key = "own_announcements"
    order = ("-announcement", "-pk")
    columns: ClassVar[tuple[LedgerColumn, ...]] = (
        text("title", "标题", "announcement__title", 40),
        text("authority", "发布机关", "announcement__authority__name", 24),
        moment("sent_at", "发布时间", "announcement__sent_at"),
        labelled("state", "状态", "announcement__state", AnnouncementState.choices),
        moment("opened_at", "首次查阅时间", "opened_at"),
        moment("confirmed_at", "确认已阅时间", "confirmed_at"),
    )
    looked_up: ClassVar = {}
    also_reads = ()

    def may(self, user: User) -> bool:
        return user.organization is not None

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        told = form.narrow(Announcement.objects.visible_to(user))
        return AnnouncementReceipt.objects.filter(organization=user.organization, announcement__in=told.values("pk"))


class ReceiptLedger(PartLedger):
    """The organizations that one announcement is for, and who there has read it."""

    key, title, page = "announcement_receipts", "通知公告收阅台账", "organizations:announcement_list"
    filters = "organizations.forms.announcements.ReadingLedgerForm"
    order = ("organization__uscc", "pk")
    columns = (
        *whose(),
        moment("opened_at", "首次查阅时间", "opened_at"),
        text("opened_by", "查阅人", "opened_by__name", 12),
        moment("confirmed_at", "确认已阅时间", "confirmed_at"),
        text("confirmed_by", "确认人", "confirmed_by__name", 12),
        day("reminded_on", "最近提醒", "reminded_on"),
    )

    def may(self, user: User) -> bool:
        return user.authority is not None

    def wholes(self, user: User) -> QuerySet:
        return Announcement.objects.visible_to(user)

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return form.narrow(AnnouncementReceipt.objects.visible_to(user))


def names_of_owners(codes: Sequence[Any]) -> Mapping[Any, str]:
    known = dict(Authority.objects.filter(code__in=codes).values_list("code", "name"))
    return {code: known.get(code, code) for code in codes}


class GroupChannelLedger(Ledger):
    """Without the addresses of the robots, which are secrets."""

    key, title, page = "group_channels", "群机器人台账", "organizations:group_channel_list"
    filters = NO_FILTERS
    perm = group_channels.MANAGE
    order = ("owner", "name", "pk")
    columns = (
        text("name", "群名称", "name", 24),
        text("owner", "所属单位", "owner", 24),
        text(
            "kinds",
            "接收的类别",
            "kinds",
            40,
            say=lambda keys: "、".join(map(kinds.label, keys)) if keys else "全部",
        ),
        moment("last_sent_at", "最近成功时间", "last_sent_at"),
        text("last_error", "最近错误", "last_error", 40),
        moment("last_error_at", "出错消息时间", "last_error_at"),
        yes_no("active", "接收中", "active", counted=True),
    )
    looked_up: ClassVar = {"owner": names_of_owners}
    also_reads = ("organizations_authority",)

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return GroupChannel.objects.with_last_posts()
