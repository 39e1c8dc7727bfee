"""The officers' desk: who has a filing in hand, who looks at it now, notes among officers, messages to the filer."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from events.models.filings import EventFiling
from organizations.models import Authority
from organizations.models.desk import Assigned, Noted, Said
from zhengzhou_ideology.audit.tracking import tracked


@tracked()
class Assignment(Assigned):
    filing = models.ForeignKey(EventFiling, models.PROTECT, related_name="assignments")

    class Meta(Assigned.Meta):
        ordering = ["filing", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["filing", "authority"],
                condition=Q(ended_at__isnull=True),
                name="one_officer_per_event_and_authority",
            )
        ]
        indexes = [models.Index(fields=["officer", "filing"], name="event_in_hand", condition=Q(ended_at__isnull=True))]


class Presence(models.Model):
    """An officer has the page open; a courtesy to colleagues, so no history is kept and one row is overwritten."""

    filing = models.ForeignKey(EventFiling, models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    authority = models.ForeignKey(Authority, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField("最近查看")

    class Meta:
        verbose_name = verbose_name_plural = "正在查看"
        constraints = [models.UniqueConstraint(fields=["filing", "user"], name="event_presence_once")]

    def __str__(self) -> str:
        return f"{self.filing}：{self.user}"


class InternalNote(Noted):
    filing = models.ForeignKey(EventFiling, models.PROTECT, related_name="notes")

    class Meta(Noted.Meta):
        ordering = ["filing", "at", "pk"]


class Message(Said):
    filing = models.ForeignKey(EventFiling, models.PROTECT, related_name="messages")

    class Meta(Said.Meta):
        ordering = ["filing", "at", "pk"]
