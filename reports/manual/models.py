"""Who has put away the guide of the first days."""

from django.conf import settings
from django.db import models

from organizations.enums import Role


class GuideAway(models.Model):
    """An account acting in a role needs its guide no more; another role of the same account has its own."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="账号", related_name="guides_away")
    role = models.CharField("身份", max_length=30, choices=Role)
    at = models.DateTimeField("收起时间")

    class Meta:
        verbose_name = verbose_name_plural = "已收起的上手指引"
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="guide_away_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"
