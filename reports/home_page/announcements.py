"""Announcements on the home page of an organization: not opened yet, or not confirmed although that is asked for."""

from datetime import date

from django.urls import reverse

from organizations.models import AnnouncementReceipt, User
from reports.home_page.todos import HomeSection, Todo, section


def to_read(user: User, today: date) -> HomeSection:
    receipts = AnnouncementReceipt.objects.of(user).unanswered()
    return section(
        "未阅的通知公告",
        receipts.select_related("announcement__authority").order_by("-announcement", "-pk"),
        _todo,
        more_url=reverse("organizations:announcement_list"),
        is_quiet=True,
    )


def _todo(receipt: AnnouncementReceipt) -> Todo:
    return Todo(
        receipt.announcement.title,
        receipt.announcement.get_absolute_url(),
        "submitted",
        "待确认已阅" if receipt.opened_at else "未阅",
        note=str(receipt.announcement.authority),
    )
