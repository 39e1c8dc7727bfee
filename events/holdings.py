"""What waits at an authority here: filings that are not settled, their record track, and reviews."""

from datetime import datetime

from django.db.models import Q, QuerySet

from events.enums import OPEN, FilingState, Outcome, RecordState, ReviewOutcome
from events.models import Assignment, AuthorityDecision, EventFiling, EventRecord, Review
from organizations.models import Authority, User
from zhengzhou_ideology.workflow import log_many


class OpenFilings:
    """Those whose event is still ahead or whose summary is owed, and whatever of another filing the authority must answer."""

    label = "重大活动申报"
    moves = True

    def at(self, authority: Authority) -> QuerySet[EventFiling]:
        here = Q(registration_authority=authority) | Q(competent_authority=authority)
        asked = self._decisions(authority).values("filing")
        unrecorded = self._records(authority).values("filing")
        reviews = self._reviews(authority).values("filing")
        return EventFiling.objects.filter(
            here & Q(state__in=(*OPEN, FilingState.APPROVED))
            | Q(pk__in=asked)
            | Q(pk__in=unrecorded)
            | Q(pk__in=reviews)
        )

    def count(self, authority: Authority) -> int:
        return self.at(authority).count()

    def hand_over(self, authority: Authority, successor: Authority, *, by: User, reason: str, now: datetime) -> None:
        keys = list(self.at(authority).values_list("pk", flat=True))
        if not keys:
            return
        filings = EventFiling.objects.filter(pk__in=keys)
        log_many(filings, "take_over", by=by, reason=reason)
        for field in ("registration_authority", "competent_authority"):
            filings.filter(**{field: authority}).update(**{field: successor})
        # Where the successor says its own word to the filing already, nothing is left to say for the closed one.
        answered = AuthorityDecision.objects.filter(authority=successor).values("filing")
        self._decisions(authority).filter(filing__in=answered).delete()
        self._decisions(authority).update(authority=successor)
        self._records(authority).update(registration_authority=successor)
        self._reviews(authority).update(authority=successor)
        Assignment.objects.filter(authority=authority, ended_at__isnull=True).update(ended_at=now)

    def _decisions(self, authority: Authority) -> QuerySet[AuthorityDecision]:
        undecided = AuthorityDecision.objects.filter(authority=authority, outcome=Outcome.PENDING)
        return undecided.filter(filing__state__in=OPEN)

    def _records(self, authority: Authority) -> QuerySet[EventRecord]:
        return EventRecord.objects.filter(registration_authority=authority).exclude(state=RecordState.RECORDED)

    def _reviews(self, authority: Authority) -> QuerySet[Review]:
        return Review.objects.filter(authority=authority, outcome=ReviewOutcome.PENDING)
