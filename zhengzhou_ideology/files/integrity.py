"""Comparing what is stored with what was stored, and finding what no row knows."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.apps import apps
from django.core.files.storage import Storage, default_storage
from django.db import models
from pghistory.models import Event

from zhengzhou_ideology.files.models import StoredFile

# A request that writes a file writes its row a moment later.
YOUNG = timedelta(hours=1)
# A worker that makes a file for hours has long said so on its row, or is dead.
ABANDONED = timedelta(days=1)


def verify() -> Iterator[tuple[StoredFile, str]]:
    """Each stored file with what is wrong with it, empty when all is well."""
    for stored in StoredFile.objects.filter(disposed_at=None).order_by("pk").iterator(chunk_size=500):
        yield stored, _fault(stored)


def orphans(*, now: datetime, folder: str = "", older_than: timedelta = YOUNG) -> Iterator[str]:
    """Names in the storage that no row of any table names, older than an hour: left by a crash or a full disk."""
    known = set(_named())
    for name in _files(default_storage, folder):
        if name not in known and now - default_storage.get_modified_time(name) > older_than:
            yield name


def sweep(folder: str, *, now: datetime) -> int:
    """Remove what workers left in this folder that were killed between storing a file and naming it; return how many."""
    left = list(orphans(now=now, folder=folder, older_than=ABANDONED))
    for name in left:
        default_storage.delete(name)
    return len(left)


def stored_names() -> Iterator[str]:
    """Whatever lies in the storage, in no order."""
    return _files(default_storage, "")


def _named() -> Iterator[str]:
    """What the file fields of all tables name; the history of a file that was deleted keeps none."""
    for model in apps.get_models():
        if issubclass(model, Event):
            continue
        for field in model._meta.fields:
            if isinstance(field, models.FileField) and model._meta.managed and not model._meta.proxy:
                yield from model._default_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)


def _files(storage: Storage, folder: str) -> Iterator[str]:
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever stored
        return
    prefix = f"{folder}/" if folder else ""
    yield from (f"{prefix}{name}" for name in names)
    for name in folders:
        yield from _files(storage, f"{prefix}{name}")


def _fault(stored: StoredFile) -> str:
    try:
        with stored.file.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        return f"无法读取（{error.__class__.__name__}）"
    return "" if digest == stored.sha256 else "内容与登记的 SHA-256 不符"
