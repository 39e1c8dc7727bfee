"""The vocabulary for reading notices and what is to be sent."""

from datetime import date, datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import DurationField, ExpressionWrapper, F, Value
from django.db.models.functions import Least, Power

from zhengzhou_ideology.notices.enums import SendState
from zhengzhou_ideology.notices.hours import is_quiet

LONGEST_WAIT = timedelta(minutes=30)
MAX_ERROR_LENGTH = 500


class NoticeQuerySet(models.QuerySet):
    def inbox_of(self, user: Any) -> Self:
        return self.filter(recipient=user)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def unplanned(self) -> Self:
        return self.filter(planned=False)

    def mark_read(self, now: datetime) -> int:
        return self.unread().update(read_at=now)


class SendingQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        return self.filter(state=SendState.WAITING)

    def failed(self) -> Self:
        return self.filter(state=SendState.FAILED)

    def troubled(self) -> Self:
        """Failed for good, or tried in vain and still waiting."""
        return self.filter(models.Q(state=SendState.FAILED) | models.Q(state=SendState.WAITING, attempts__gt=0))

    def due(self, now: datetime) -> Self:
        """What may go out now, longest waiting first; in quiet hours only what is urgent."""
        due = self.waiting().filter(next_attempt_at__lte=now).order_by("next_attempt_at", "pk")
        return due.filter(urgent=True) if is_quiet(now) else due

    def postpone(self, now: datetime, error: str) -> int:
        """Try all of these again later: 1, 2, 4 … minutes, at most `LONGEST_WAIT`."""
        minutes = Least(Power(2.0, Least(F("attempts"), 10)), LONGEST_WAIT / timedelta(minutes=1))
        wait = ExpressionWrapper(minutes * Value(timedelta(minutes=1)), output_field=DurationField())
        return self.update(
            attempts=F("attempts") + 1, next_attempt_at=Value(now) + wait, last_error=error[:MAX_ERROR_LENGTH]
        )

    def retry(self, now: datetime) -> int:
        return self.update(state=SendState.WAITING, attempts=0, next_attempt_at=now)


class DeliveryQuerySet(SendingQuerySet):
    def by_way(self, way: str) -> Self:
        return self.filter(way=way)

    def for_sending(self) -> Self:
        return self.select_related("notice", "recipient")

    def collected_before(self, closes: datetime) -> Self:
        """Waiting for a digest and not read meanwhile."""
        return self.filter(state=SendState.COLLECTING, notice__created_at__lt=closes, notice__read_at=None)


class DigestQuerySet(SendingQuerySet):
    def of_day(self, day: date) -> Self:
        return self.filter(day=day)

    def for_sending(self) -> Self:
        return self.select_related("recipient")


class GroupChannelQuerySet(models.QuerySet):
    def listening(self, owners: list[str], kind: str) -> Self:
        """Active channels of these owners that take this kind; an empty list of kinds takes all."""
        return self.filter(active=True, owner__in=owners).filter(models.Q(kinds__contains=[kind]) | models.Q(kinds=[]))

    def with_last_posts(self) -> Self:
        """When a post last arrived, and what the latest one that did not arrive ran into."""
        meta: Any = self.model._meta
        posts = meta.get_field("posts").related_model.objects.filter(channel=models.OuterRef("pk"))
        stuck = posts.troubled().order_by("-pk")
        return self.annotate(
            last_sent_at=models.Subquery(posts.filter(state=SendState.SENT).order_by("-sent_at").values("sent_at")[:1]),
            last_error=models.Subquery(stuck.values("last_error")[:1]),
            last_error_at=models.Subquery(stuck.values("created_at")[:1]),
        )


class GroupPostQuerySet(SendingQuerySet):
    def for_sending(self) -> Self:
        return self.select_related("channel")
