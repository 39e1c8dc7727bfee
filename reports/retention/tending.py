"""The nightly round: what was confirmed a week ago goes, and what has expired since is proposed."""

from datetime import datetime, timedelta

from reports.retention import disposal_workflow as workflow
from reports.retention.enums import DisposalState
from reports.retention.models import Disposal
from reports.retention.schedule import SCHEDULE
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workcalendar.loading import policy_on

ASK_AGAIN = timedelta(days=365)


def tend(now: datetime) -> None:
    """Safe to run twice, at once, or late."""
    for disposal in Disposal.objects.confirmed().filter(confirmed_at__lte=now - workflow.GRACE):
        workflow.carry_out(disposal, by=None, now=now)
    propose(now)


def propose(now: datetime) -> int:
    """One proposal for each rule at a time; what somebody chose to keep is left alone for a year. Returns how many are new."""
    today, made = day_of(now), 0
    policy = policy_on(today)
    waiting = set(Disposal.objects.open().values_list("rule", flat=True))
    for rule in SCHEDULE:
        if rule.key in waiting:
            continue
        before, rows = rule.expired(policy, today)
        kept = Disposal.objects.filter(rule=rule.key, state=DisposalState.KEPT, proposed_at__gt=now - ASK_AGAIN)
        left = {key for keys in kept.values_list("keys", flat=True) for key in keys}
        keys = list(rows.exclude(pk__in=left).order_by("pk").values_list("pk", flat=True)[: workflow.MOST])
        if keys:
            term = f"{rule.since}后 {rule.years(policy)} 年"
            Disposal.objects.create(
                rule=rule.key, term=term, expired_before=before, keys=keys, rows=len(keys), proposed_at=now
            )
            made += 1
    return made
