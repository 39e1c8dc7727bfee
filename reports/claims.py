"""Work that any worker on any host may take: claimed under a row lock, kept alive, and taken again from one who is gone.

A row has `state`, `claimed_at` and `attempts`. `attempts` is the claim: a worker whose number is no longer that has lost it.
"""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q


class ClaimedQuerySet(models.QuerySet):
    # The states of what waits for a worker and of what one is at.
    waiting: ClassVar[str]
    taken: ClassVar[str]
    # A worker that has said nothing for so long is gone.
    silence: ClassVar[timedelta]
    # Tried so often, trying again is no use.
    most_attempts: ClassVar[int]

    def unfinished(self) -> Self:
        return self.filter(state__in=(self.waiting, self.taken))

    def held(self, now: datetime) -> Self:
        return self.filter(state=self.taken, claimed_at__gte=now - self.silence)

    def released(self, now: datetime) -> Self:
        """Nobody works on them: not begun, or taken by a worker that is gone."""
        return self.filter(Q(state=self.waiting) | Q(state=self.taken, claimed_at__lt=now - self.silence))

    def claimable(self, now: datetime) -> Self:
        return self.released(now).filter(attempts__lt=self.most_attempts)

    def exhausted(self, now: datetime) -> Self:
        return self.released(now).filter(attempts__gte=self.most_attempts)

    def of_claim(self, row: Any) -> Self:
        """The row as long as this claim on it holds."""
        return self.unfinished().filter(pk=row.pk, attempts=row.attempts)

    def workers_wanted(self, now: datetime, lanes: int) -> int:
        """How many should take something now, so that no more than `lanes` are under way at once."""
        free = lanes - self.held(now).count()
        return min(max(free, 0), self.claimable(now).count())

    def claim_next(self, now: datetime, **begun: Any) -> Any:
        """What nobody holds, taken with these facts on it; None if there is none. Inside a transaction."""
        row: Any = self.claimable(now).order_by("pk").select_for_update(skip_locked=True, of=("self",)).first()
        if row is not None:
            facts = {"state": self.taken, "claimed_at": now, "attempts": row.attempts + 1, **begun}
            for name, value in facts.items():
                setattr(row, name, value)
            row.save(update_fields=[*facts])
        return row
