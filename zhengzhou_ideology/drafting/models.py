"""The columns of every paper that is drafted, attached to and submitted."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models

from zhengzhou_ideology.audit.tracking import append_only
from zhengzhou_ideology.files.models import StoredFile


class Draft(models.Model):
    """Typed by several people: each save is over the version that its editor opened."""

    edit_version = models.PositiveIntegerField("编辑版本", default=0, db_default=0)
    edited_at = models.DateTimeField("最近编辑时间", null=True, blank=True)

    class Meta:
        abstract = True


class AttachmentQuerySet(models.QuerySet):
    def live(self) -> Self:
        """Those that the next submission will name."""
        return self.filter(removed_at__isnull=True)

    def for_reading(self) -> Self:
        return self.select_related("file").order_by("pk")


class Attachment(models.Model):
    """A file of a paper; once removed it stays for the submissions that named it. `part` says where it belongs."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.file)

    def take_off(self, now: datetime) -> None:
        self.removed_at = now
        self.save(update_fields=["removed_at"])


class SubmissionQuerySet(models.QuerySet):
    def naming(self, attachment: Attachment) -> Self:
        """Those that the attachment went out with."""
        return self.filter(content__attachments__contains=[{"id": attachment.pk}])


class Submission(models.Model):
    """A text as it was certified and submitted, frozen, with its SHA-256."""

    number = models.PositiveSmallIntegerField("次序")
    content = models.JSONField("内容")
    sha256 = models.CharField("内容校验值", max_length=64)
    submitted_at = models.DateTimeField("提交时间")
    certified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="确认人", related_name="+")
    certified_as = models.CharField("确认身份", max_length=160)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        abstract = True
        verbose_name = verbose_name_plural = "提交记录"
        triggers = [append_only()]


def described(attachment: Any) -> dict[str, Any]:
    """An attachment inside a frozen content."""
    file = attachment.file
    return {"id": attachment.pk, "name": file.name, "size": file.size, "sha256": file.sha256}
