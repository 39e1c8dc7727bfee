"""What people do with their notices: they read them, and choose how they want to be told of the next."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from zhengzhou_ideology.notices.models import Notice, Preference


def read(notice: Notice, *, now: datetime) -> None:
    Notice.objects.filter(pk=notice.pk).mark_read(now)


def read_all(user: Any, *, now: datetime) -> None:
    Notice.objects.inbox_of(user).out(now).mark_read(now)


def choose(user: Any, modes: Mapping[str, str]) -> None:
    """By kind of notice; a kind that is not named stays as it was."""
    Preference.objects.bulk_create(
        [Preference(user=user, kind=kind, mode=mode) for kind, mode in modes.items()],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["mode"],
    )
