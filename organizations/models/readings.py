"""How many organizations an announcement went to and how many have opened it: counted as it happens, by triggers."""

from django.apps import apps
from django.db import models
from django.db.models import Count

from zhengzhou_ideology.kept_sums import KeptSum


class AnnouncementReading(KeptSum):
    """What is to be added up for an announcement: how many receipts a statement made, how many it opened."""

    announcement_id = models.BigIntegerField("通知公告")
    sent_to = models.BigIntegerField("收件组织数")
    opened_by = models.BigIntegerField("已阅组织数")

    key = ("announcement_id",)
    sums = ("sent_to", "opened_by")

    class Meta:
        verbose_name = verbose_name_plural = "通知公告阅读情况"
        indexes = [
            models.Index(fields=["announcement_id"], include=["sent_to", "opened_by"], name="announcement_reading_of")
        ]

    def __str__(self) -> str:
        return f"{self.announcement_id}：{self.opened_by} / {self.sent_to}"

    @classmethod
    def counted(cls) -> models.QuerySet:
        receipts = apps.get_model("organizations", "AnnouncementReceipt").objects
        counts = {"sent_to": Count("pk"), "opened_by": Count("opened_at")}
        return receipts.values("announcement").annotate(**counts).values_list("announcement", *counts)
