"""What every row on its way out shares: its state, its attempts, its last error."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Case, DurationField, ExpressionWrapper, F, Q, Value, When
from django.db.models.functions import Least, Now, Power
from django.utils import timezone

from zhengzhou_ideology.notices.enums import SendState
from zhengzhou_ideology.notices.hours import is_quiet

LONGEST_WAIT = timedelta(minutes=30)
MAX_ERROR_LENGTH = 500
# At the head of the error of a mail that may have arrived; it stays there, whatever happens to the row later.
UNCERTAIN = "可能已经送达："


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
        said = error[:MAX_ERROR_LENGTH]
        kept = Case(When(last_error__startswith=UNCERTAIN, then=Value(UNCERTAIN + said)), default=Value(said))
        return self.update(attempts=F("attempts") + 1, next_attempt_at=Value(now) + wait, last_error=kept)

    def doubt(self, now: datetime, error: str) -> int:
        """Nobody knows whether these were taken: tried once more, when a stalling server has had its time."""
        said = (UNCERTAIN + error)[:MAX_ERROR_LENGTH]
        return self.update(attempts=F("attempts") + 1, next_attempt_at=now + LONGEST_WAIT, last_error=said)

    def retry(self, now: datetime) -> int:
        return self.update(state=SendState.WAITING, attempts=0, next_attempt_at=now)


class Sending(models.Model):
    """Something on its way out: tried until it is sent, with its last error on the row."""

    state = models.CharField("状态", max_length=10, choices=SendState, default=SendState.WAITING, db_default="waiting")
    urgent = models.BooleanField("不受免打扰时段限制", default=False, db_default=False)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0, db_default=0)
    next_attempt_at = models.DateTimeField("下次尝试", default=timezone.now, db_default=Now())  # noqa: TID251 (when the row is written)
    last_error = models.TextField("最近错误", blank=True, default="", db_default="")
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)
    created_at = models.DateTimeField("创建时间", default=timezone.now, db_default=Now(), editable=False)  # noqa: TID251 (when the row is written)

    class Meta:
        abstract = True
        ordering = ["-pk"]

    @property
    def may_have_arrived(self) -> bool:
        return self.last_error.startswith(UNCERTAIN)


def waiting_index(name: str) -> models.Index:
    return models.Index(fields=["next_attempt_at", "id"], condition=Q(state="waiting"), name=name)


def sent_means_when(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)), name=name
    )
