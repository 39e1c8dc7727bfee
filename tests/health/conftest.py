"""A portal that is well: sealed yesterday, with a heartbeat, in a storage of its own."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache

from zhengzhou_ideology.audit.models import DailySeal
from zhengzhou_ideology.health import heartbeat


@pytest.fixture
def now() -> datetime:
    return datetime.now(ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def alive(db, settings, tmp_path, now) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}
    cache.clear()
    heartbeat.beat(now)
    sealed(now.date() - timedelta(days=1))


def sealed(day: date) -> None:
    DailySeal.objects.create(day=day, tables={}, sha256="0" * 64, sm3="0" * 64)
