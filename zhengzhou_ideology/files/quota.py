"""How much may hang on one paper: each file is limited by the door, all together by this."""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, QuerySet, Sum

from zhengzhou_ideology.files.models import StoredFile

MEGABYTE = 1024 * 1024


def within(uploads: Iterable[UploadedFile], kept: QuerySet | None = None) -> list[UploadedFile]:
    """The uploads, if the paper has room for all of them beside `kept` (keys of its stored files); else `ValidationError`.

    Files that were taken off a draft count as well: they stay, because an earlier submission may name them.
    """
    new = list(uploads)
    if not new:
        return new
    files = StoredFile.objects.none() if kept is None else StoredFile.objects.filter(pk__in=kept)
    there = files.aggregate(number=Count("pk"), size=Sum("size"))
    number = there["number"] + len(new)
    size = (there["size"] or 0) + sum(upload.size or 0 for upload in new)
    if number > settings.ATTACHMENTS_MAX_NUMBER or size > settings.ATTACHMENTS_MAX_BYTES:
        raise ValidationError(
            f"一份材料的附件最多 {settings.ATTACHMENTS_MAX_NUMBER} 个、合计 {settings.ATTACHMENTS_MAX_BYTES // MEGABYTE} MB"
            "（含已移除的），请合并或压缩后再上传。",
            code="quota",
        )
    return new
