"""The closed list of the export centre."""

from django.db.models import TextChoices


class ExportState(TextChoices):
    QUEUED = "queued", "排队中"
    RUNNING = "running", "正在生成"
    DONE = "done", "已完成"
    FAILED = "failed", "未能完成"
    EXPIRED = "expired", "已到期"
