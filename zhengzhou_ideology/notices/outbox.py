"""Telling people: rows written in the caller's own transaction, carried out later by `notices.deliver`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection
from django.db.models import QuerySet, Value

from zhengzhou_ideology.insert_select import insert_select
from zhengzhou_ideology.notices import kinds
from zhengzhou_ideology.notices.models import GroupChannel, GroupPost, Notice

CHUNK = 5000


@dataclass(frozen=True)
class Letter:
    """What one person is told where everybody is told something else."""

    recipient_id: int
    subject: str
    body: str
    key: str
    url: str = ""


def post(
    recipients: QuerySet | Iterable[AbstractBaseUser],
    *,
    kind: str,
    subject: str,
    body: str,
    key: str,
    url: str = "",
    legal_paper: bool = False,
    not_before: datetime | None = None,
) -> int:
    """Tell all recipients the same, in one statement; who has been told under this key is not told again.

    `url` is a path of this portal. Until `not_before` nobody sees it, and `withdraw` may take it away. Returns how many are
    newly told.
    """
    chosen: Any = recipients.values("pk") if isinstance(recipients, QuerySet) else [user.pk for user in recipients]
    values = {
        "kind": kind,
        "subject": one_line(subject),
        "body": body,
        "url": local(url),
        "is_legal_paper": legal_paper or kinds.get(kind).legal_paper,
        "key": key,
        **({"not_before": not_before} if not_before else {}),
    }
    rows = get_user_model()._default_manager.filter(pk__in=chosen).order_by()
    selected = rows.values_list("pk", *(Value(value) for value in values.values()))
    return insert_select(Notice, selected, ["recipient", *values], ignore_conflicts=True)


def withdraw(*, key: str) -> bool:
    """Take away what nobody has seen yet; False where it is out already, for then it stays."""
    told = Notice.objects.filter(key=key).select_for_update()
    if any(notice.planned for notice in told):
        return False
    told.delete()
    return True


def post_each(
    letters: Iterable[Letter], *, kind: str, legal_paper: bool = False, not_before: datetime | None = None
) -> None:
    """Tell many people something different each, in a few statements; known keys are left alone."""
    is_legal_paper = legal_paper or kinds.get(kind).legal_paper
    Notice.objects.bulk_create(
        (
            Notice(
                recipient_id=letter.recipient_id,
                kind=kind,
                subject=one_line(letter.subject),
                body=letter.body,
                url=local(letter.url),
                is_legal_paper=is_legal_paper,
                key=letter.key,
                not_before=not_before,
            )
            for letter in letters
        ),
        batch_size=CHUNK,
        ignore_conflicts=True,
    )


def post_selected(select: str, params: Sequence[Any], *, kind: str) -> int:
    """Tell people what a SELECT of (recipient, subject, body, url, key) gives, in one statement; known keys are left alone.

    The subjects are `one_line`, the addresses `local`. Returns how many are newly told.
    """
    table = Notice._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (recipient_id, subject, body, url, key, kind, is_legal_paper)"  # noqa: S608 - our own table
            f" SELECT said.*, %s, %s::boolean FROM ({select}) said ON CONFLICT DO NOTHING",
            [kind, kinds.get(kind).legal_paper, *params],
        )
        return cursor.rowcount


def post_to_groups(
    owners: Iterable[str], *, kind: str, subject: str, body: str, key: str, url: str = "", urgent: bool = False
) -> int:
    """Tell the groups of these owners (references such as an authority's code) that take this kind."""
    kinds.get(kind)
    values = {
        "kind": kind,
        "subject": one_line(subject),
        "body": body,
        "url": local(url),
        "urgent": urgent,
        "key": key,
    }
    listening = GroupChannel.objects.listening(list(owners), kind).order_by()
    selected = listening.values_list("pk", *(Value(value) for value in values.values()))
    return insert_select(GroupPost, selected, ["channel", *values], ignore_conflicts=True)


def try_group(channel: GroupChannel, *, body: str, key: str) -> bool:
    """A trial of one group, whatever kinds it takes, and at any hour, because somebody waits for it; known keys are left."""
    facts = {"kind": "trial", "subject": "测试消息", "body": body, "urgent": True}
    return GroupPost.objects.get_or_create(channel=channel, key=key, defaults=facts)[1]


def one_line(subject: str) -> str:
    """A subject is a mail header as well."""
    return " ".join(subject.split())[:200]


def local(url: str) -> str:
    if url and (not url.startswith("/") or url.startswith("//")):
        raise ValueError(f"not a path of this portal: {url}")
    return url
