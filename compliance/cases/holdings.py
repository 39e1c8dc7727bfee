"""What waits at an authority here: cases, which whoever has them brings to their end, and reviews."""

from datetime import datetime

from django.db.models import Q

from compliance.cases.enums import OVER, CaseReviewOutcome
from compliance.cases.models import AccountabilityCase
from organizations.models import Authority, User


class OpenCases:
    """A case belongs to its bureau for good (the database holds it), so that none is taken over."""

    label = "追责问责案件"
    moves = False

    def count(self, authority: Authority) -> int:
        reviewed_here = Q(review__authority=authority, review__outcome=CaseReviewOutcome.PENDING)
        here = Q(registration_authority=authority) & ~Q(state__in=OVER)
        return AccountabilityCase.objects.filter(here | reviewed_here).distinct().count()

    def hand_over(self, authority: Authority, successor: Authority, *, by: User, reason: str, now: datetime) -> None:
        """Nothing: the closing is refused as long as there is one."""
