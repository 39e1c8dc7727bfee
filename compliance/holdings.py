"""What waits at an authority here: quarterly reports that nobody has accepted yet."""

from datetime import datetime

from django.db.models import Q

from compliance.life import keep_counting
from compliance.models import QuarterlyReport
from compliance.models.reports import QuarterlyReportQuerySet
from organizations.models import Authority, User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workflow import log_many


class OpenReports:
    label = "季度报告"
    moves = True

    def at(self, authority: Authority) -> QuarterlyReportQuerySet:
        here = Q(registration_authority=authority) | Q(competent_authority=authority)
        return QuarterlyReport.objects.filter(here).unsettled()

    def count(self, authority: Authority) -> int:
        return self.at(authority).count()

    def hand_over(self, authority: Authority, successor: Authority, *, by: User, reason: str, now: datetime) -> None:
        """A quarter that was over stays in the figures of the authority that is closed."""
        log_many(self.at(authority), "take_over", by=by, reason=reason)
        keep_counting(self.at(authority), day_of(now))
        for field in ("registration_authority", "competent_authority"):
            self.at(authority).filter(**{field: authority}).update(**{field: successor})
