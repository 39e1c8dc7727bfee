"""What waits at an authority here: quarterly reports that nobody has accepted yet."""

from datetime import datetime

from django.db.models import Q, QuerySet

from compliance.enums import OUTSTANDING, ReportState
from compliance.models import QuarterlyReport
from organizations.models import Authority, User
from zhengzhou_ideology.workflow import log_many


class OpenReports:
    label = "季度报告"
    moves = True

    def at(self, authority: Authority) -> QuerySet[QuarterlyReport]:
        here = Q(registration_authority=authority) | Q(competent_authority=authority)
        return QuarterlyReport.objects.filter(here, state__in=(*OUTSTANDING, ReportState.SUBMITTED))

    def count(self, authority: Authority) -> int:
        return self.at(authority).count()

    def hand_over(self, authority: Authority, successor: Authority, *, by: User, reason: str, now: datetime) -> None:
        log_many(self.at(authority), "take_over", by=by, reason=reason)
        for field in ("registration_authority", "competent_authority"):
            self.at(authority).filter(**{field: authority}).update(**{field: successor})
