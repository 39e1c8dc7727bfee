"""Comparing what is stored with what was stored."""

import hashlib
from collections.abc import Iterator

from zhengzhou_ideology.files.models import StoredFile


def verify() -> Iterator[tuple[StoredFile, str]]:
    """Each stored file with what is wrong with it, empty when all is well."""
    for stored in StoredFile.objects.order_by("pk").iterator(chunk_size=500):
        yield stored, _fault(stored)


def _fault(stored: StoredFile) -> str:
    try:
        with stored.file.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        return f"无法读取（{error.__class__.__name__}）"
    return "" if digest == stored.sha256 else "内容与登记的 SHA-256 不符"
