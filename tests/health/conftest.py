"""A portal that is well: sealed within the hour, with a place for its heads and a heartbeat, in a storage of its own."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from zhengzhou_ideology.audit.models import Seal
from zhengzhou_ideology.health import heartbeat


@pytest.fixture
def now() -> datetime:
    return datetime.now(ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def own_storage(settings, tmp_path) -> None:
    settings.MEDIA_ROOT, settings.STATIC_ROOT = tmp_path, tmp_path / "static"  # `make run` fills that of the checkout
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}


@pytest.fixture
def alive(db, own_storage, now, settings, tmp_path) -> None:
    settings.AUDIT = settings.AUDIT | {"ANCHOR_FILE": str(tmp_path / "anchors.jsonl")}
    heartbeat.beat(now)
    sealed(now - timedelta(minutes=40))


def sealed(at: datetime) -> Seal:
    """A seal of this moment; nobody asks here what is under it."""
    number = Seal.objects.count() + 1
    said = {"before": "0" * 64, "sha256": "0" * 64, "sm3": "0" * 64, "root": "0" * 64, "key": "0" * 16}
    return Seal.objects.create(number=number, at=at, tables={}, size=0, signature=b"", **said)
