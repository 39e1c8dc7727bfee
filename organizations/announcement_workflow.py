"""The life of an announcement (通知公告): written for chosen organizations, sent, read, called to mind, withdrawn."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet, Value

from organizations.enums import AnnouncementState as S
from organizations.models import Announcement, AnnouncementReceipt, User
from organizations.models.register import OrganizationQuerySet
from organizations.people import members_of_all
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.files import quota
from zhengzhou_ideology.files.intake import store
from zhengzhou_ideology.insert_select import insert_select
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workflow import Refused, act, asks, labels, log, move, need

KIND = "announcements"
WRITE = "organizations.write_announcement"

labels.register(__name__, write_announcement="拟写通知公告")


@asks(perm=WRITE)
@transaction.atomic
def write(
    *,
    by: User,
    now: datetime,
    organizations: OrganizationQuerySet,
    facts: Mapping[str, Any],
    uploads: Iterable[UploadedFile] = (),
) -> Announcement:
    """A draft for these organizations. `facts`: title, text, asks_confirmation. A bad file raises `ValidationError`."""
    if not by.has_perm(WRITE) or by.authority is None:
        raise PermissionDenied(WRITE)
    files = [store(upload, by=by) for upload in quota.within(uploads)]
    draft = Announcement(authority=by.authority, written_by=by, written_as=by.acting_label, **facts)
    draft.written_at = now
    draft.content_sha256 = sha256_of({**facts, "files": [file.sha256 for file in files]})
    draft.full_clean()
    draft.save()
    draft.files.add(*files)
    rows = organizations.order_by().values_list(Value(draft.pk), "pk")
    if not insert_select(AnnouncementReceipt, rows, ("announcement", "organization")):
        raise Refused("没有符合条件的社会组织。")
    log(draft, "write_announcement", by=by, before="new")
    return draft


@move(source={S.DRAFT}, target=S.SENT, perm="organizations.send_announcement", label="发布通知公告")
def send_announcement(announcement: Announcement, *, by: User, now: datetime) -> None:
    """All seats of all chosen organizations are told, in one statement."""
    announcement.sent_at = now
    asked = "请查阅后点击“确认已阅”。" if announcement.asks_confirmation else "请及时查阅。"
    body = f"{announcement.authority}于{dated(day_of(now))}发布。{asked}"
    _tell(announcement, announcement.receipts.all(), f"通知公告：{announcement}", body, "sent", day_of(now))


@move(source={S.DRAFT}, target=S.DISCARDED, perm="organizations.discard_announcement", label="放弃草稿")
def discard_announcement(announcement: Announcement, *, by: User) -> None:
    """Nobody was told; the row stays."""


@move(source={S.SENT}, target=S.WITHDRAWN, perm="organizations.withdraw_announcement", label="撤回通知公告")
def withdraw_announcement(announcement: Announcement, *, by: User, now: datetime, reason: str) -> None:
    need(reason, "请写明撤回的理由。")
    announcement.withdrawal_reason = reason
    body = f"{announcement.authority}于{dated(day_of(now))}撤回。理由：{reason}"
    _tell(announcement, announcement.receipts.all(), f"通知公告已撤回：{announcement}", body, "withdrawn", day_of(now))


@act(perm="organizations.remind_announcement", source={S.SENT}, label="提醒查阅")
def remind_announcement(announcement: Announcement, *, by: User, now: datetime) -> int:
    """Those that have not read, or not confirmed where that is asked for; each once a day at most. How many."""
    today = day_of(now)
    late = announcement.receipts.unanswered()
    if not late.exists():
        raise Refused("收件组织均已查阅，不必提醒。")
    asked = late.not_reminded_on(today)
    told = list(asked.values_list("pk", flat=True))
    if not told:
        raise Refused("今天已经提醒过，同一组织一天只提醒一次。")
    receipts = AnnouncementReceipt.objects.filter(pk__in=told)
    body = f"{announcement.authority}发布的通知公告，本组织尚未查阅或者确认已阅。"
    _tell(announcement, receipts, f"请查阅通知公告：{announcement}", body, f"reminded:{today}", today)
    return receipts.update(reminded_on=today)


MOVES = (send_announcement, discard_announcement, withdraw_announcement)


@act(perm="organizations.confirm_announcement")
def confirm(receipt: AnnouncementReceipt, *, by: User, now: datetime) -> None:
    """确认已阅, by the secretary or a first responsible person; it counts as opened too."""
    if receipt.announcement.state != S.SENT or not receipt.announcement.asks_confirmation:
        raise Refused("此通知公告不需要确认已阅。")
    if receipt.confirmed_at:
        raise Refused("本组织已经确认已阅。")
    receipt.confirmed_at, receipt.confirmed_by = now, by
    receipt.opened_at, receipt.opened_by = receipt.opened_at or now, receipt.opened_by or by
    receipt.save()


def note_opening(announcement: Announcement, *, by: User, now: datetime) -> None:
    """Who opened it first for the organization, and when; a later reader changes nothing."""
    if by.acting and by.acting.acts:
        AnnouncementReceipt.objects.of(by).unopened().filter(announcement=announcement).update(
            opened_at=now, opened_by=by
        )


def _tell(
    announcement: Announcement,
    receipts: QuerySet[AnnouncementReceipt],
    subject: str,
    body: str,
    event: str,
    today: date,
) -> None:
    outbox.post(
        members_of_all(receipts.order_by().values("organization"), today=today),
        kind=KIND,
        subject=subject,
        body=body,
        key=f"announcement:{announcement.pk}:{event}",
        url=announcement.get_absolute_url(),
    )
