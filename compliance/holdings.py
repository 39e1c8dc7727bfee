"""What waits at an authority here: reports and duties that nobody has accepted yet."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from compliance.life import DutyLife, PaperLife, ReportLife
from organizations.models import Authority, User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workflow import log_many


class OpenReports:
    label = "季度报告"
    moves = True
    life: PaperLife = ReportLife()

    def at(self, authority: Authority) -> Any:
        here = Q(registration_authority=authority) | Q(competent_authority=authority)
        return self.life.model.objects.unsettled().filter(here)

    def count(self, authority: Authority) -> int:
        number: int = self.at(authority).count()
        return number

    def hand_over(self, authority: Authority, successor: Authority, *, by: User, reason: str, now: datetime) -> None:
        """What is of a time that was over stays in the figures of the authority that is closed."""
        log_many(self.at(authority), "take_over", by=by, reason=reason)
        self.life.keep_counting(self.at(authority), day_of(now))
        for field in ("registration_authority", "competent_authority"):
            self.at(authority).filter(**{field: authority}).update(**{field: successor})


class OpenDuties(OpenReports):
    label = "年度事项"
    life = DutyLife()
