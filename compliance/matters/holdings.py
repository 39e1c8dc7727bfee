"""What waits at an authority here: reports of matters that it has not closed."""

from datetime import datetime

from compliance.models import MatterAddressee, MatterReport
from compliance.models.matters import MatterAddresseeQuerySet
from organizations.models import Authority, User
from zhengzhou_ideology.workflow import log_many


class OpenMatters:
    label = "随时报告"
    moves = True

    def at(self, authority: Authority) -> MatterAddresseeQuerySet:
        return MatterAddressee.objects.not_closed().filter(authority=authority)

    def count(self, authority: Authority) -> int:
        return self.at(authority).count()

    def hand_over(self, authority: Authority, successor: Authority, *, by: User, reason: str, now: datetime) -> None:
        """The label of the log row is `report_workflow`'s, whose room this is too."""
        log_many(MatterReport.objects.addressed(self.at(authority)), "take_over", by=by, reason=reason)
        self.at(authority).update(authority=successor)
