"""Stored files: content on disk or in an object store, the facts about it on a row."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone

from zhengzhou_ideology.audit.tracking import tracked
from zhengzhou_ideology.files import names


def random_path(_stored: "StoredFile", name: str) -> str:
    """A folder per day, and a name that says nothing and that nobody can guess."""
    return f"files/{timezone.localdate():%Y/%m/%d}/{uuid4().hex}{names.extension(name)}"  # noqa: TID251 (when the row is written)


@tracked()
class StoredFile(models.Model):
    """A file that somebody uploaded; the room that owns the paper links to it by its own table."""

    file = models.FileField("文件", upload_to=random_path, max_length=200)
    name = models.CharField("文件名", max_length=names.MAX_LENGTH)
    size = models.PositiveBigIntegerField("大小（字节）")
    content_type = models.CharField("类型", max_length=100)
    sha256 = models.CharField("SHA-256", max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="上传人",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)  # noqa: TID251 (when the row is written)
    # The content is gone, its term of keeping being over; the row stays for the papers that name it.
    disposed_at = models.DateTimeField("到期销毁时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")
