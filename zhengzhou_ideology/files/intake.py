"""The one door for files: checked by name, sender and content, then stored under a path that nobody can guess."""

import errno
import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial

import puremagic
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from zhengzhou_ideology.files import archives, compound, images, kinds, names, pdfs, scanner
from zhengzhou_ideology.files.models import StoredFile, random_path

logger = logging.getLogger(__name__)

HEAD = 4096
PHOTO_EXTENSIONS = {".heic", ".heif"}
MEGABYTE = 1024 * 1024
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


@dataclass(frozen=True)
class Checked:
    """A file fit to be stored: for pictures this is the rewritten one, not the one that was sent."""

    name: str
    content_type: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def check(upload: UploadedFile) -> Checked:
    """What may be stored of this upload; `ValidationError` with a sentence for the user otherwise."""
    kind = _kind_by_name(upload.name or "")
    content = _read(upload)
    _agree(kind, declared=upload.content_type or "", content=content)
    scanner.scan(content)
    return Checked(names.clean(upload.name or ""), kind.content_type, _inspected(kind, content))


def store(upload: UploadedFile, *, by: AbstractBaseUser) -> StoredFile:
    """Check the upload and keep it; whoever calls links the row to the paper that it belongs to."""
    return keep(check(upload), by=by)


def keep(checked: Checked, *, by: AbstractBaseUser | None) -> StoredFile:
    """Store what has been checked; the portal's own papers, made by nobody in particular, have no `by`."""
    stored = StoredFile(
        name=checked.name,
        size=checked.size,
        content_type=checked.content_type,
        sha256=checked.sha256,
        uploaded_by=by,  # type: ignore[misc]
    )
    _write(stored, checked)
    try:
        with transaction.atomic():
            stored.save()
    except Exception:
        _remove(stored)
        raise
    return stored


def _write(stored: StoredFile, checked: Checked) -> None:
    """The content under a path of its own; of one that could not be written whole, nothing stays behind."""
    storage, path = stored.file.storage, random_path(stored, checked.name)
    try:
        stored.file.name = storage.save(path, ContentFile(checked.content))
    except OSError as error:
        storage.delete(path)
        if error.errno not in NO_ROOM:
            raise
        logger.exception("No room left for attachments")
        raise ValidationError(
            "服务器存储空间不足，文件没有保存。请稍后再试，并告知登记管理机关。", code="full"
        ) from error


def discard(stored: StoredFile) -> None:
    """Delete the row now and its content once the transaction is certain."""
    stored.delete()
    transaction.on_commit(partial(_remove, stored))


def dispose(stored: StoredFile, now: datetime) -> None:
    """Its term is over: the content goes once the transaction is certain, the row stays and says when."""
    stored.disposed_at = now
    stored.save(update_fields=["disposed_at"])
    transaction.on_commit(partial(_remove, stored))


def hint() -> str:
    """What may be uploaded, to be shown beside the field."""
    return f"可上传 {kinds.ACCEPTED_LABEL}，单个文件不超过 {settings.ATTACHMENT_MAX_BYTES // MEGABYTE} MB。"


def _kind_by_name(name: str) -> kinds.Kind:
    extension = names.extension(name)
    if extension in PHOTO_EXTENSIONS:
        raise ValidationError(
            "暂不支持 HEIC 照片，请在手机“设置—相机—格式”中选择“兼容性最佳”后重拍，或转换为 JPG 再上传。", code="heic"
        )
    if extension not in kinds.BY_EXTENSION:
        raise ValidationError(f"不支持此类文件，只能上传 {kinds.ACCEPTED_LABEL}。", code="kind")
    return kinds.BY_EXTENSION[extension]


def _read(upload: UploadedFile) -> bytes:
    """The whole content, never more than the limit, whatever the sender said about its size."""
    limit = settings.ATTACHMENT_MAX_BYTES
    upload.seek(0)
    content = upload.read(limit + 1)
    if not content:
        raise ValidationError("文件是空的，请检查后重新上传。", code="empty")
    if len(content) > limit:
        raise ValidationError(f"文件超过 {limit // MEGABYTE} MB，请压缩或拆分后再上传。", code="size")
    return content


def _agree(kind: kinds.Kind, *, declared: str, content: bytes) -> None:
    declared = declared.partition(";")[0].strip().lower()
    if declared not in kind.declared | kinds.UNDECLARED:
        raise kinds.mismatch(kind)
    try:
        seen = {match.extension for match in puremagic.magic_string(content[:HEAD])}
    except (puremagic.PureError, ValueError) as error:
        raise kinds.mismatch(kind) from error
    if kind.magic not in seen or not content.startswith(kind.signature):
        raise kinds.mismatch(kind)


def _inspected(kind: kinds.Kind, content: bytes) -> bytes:
    if kind is kinds.JPEG:
        return images.rewrite(content, form="JPEG")
    if kind is kinds.PNG:
        return images.rewrite(content, form="PNG")
    if kind is kinds.PDF:
        pdfs.inspect(content)
    elif kind in archives.KINDS:
        archives.inspect(content, kind)
    else:
        compound.inspect(content, kind)
    return content


def _remove(stored: StoredFile) -> None:
    stored.file.storage.delete(str(stored.file.name))
