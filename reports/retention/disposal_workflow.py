"""Proposed by the portal, confirmed by an administrator, carried out a week later; until then anybody who watches may stop it."""

from datetime import datetime, timedelta

from organizations.models import User
from reports.retention.enums import DisposalState as S
from reports.retention.models import Disposal
from reports.retention.rules import CONFIRM, KEEP
from reports.retention.schedule import BY_KEY
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workcalendar.loading import policy_on
from zhengzhou_ideology.workflow import move, need

GRACE = timedelta(days=7)
MOST = 2000


@move(source={S.PROPOSED}, target=S.CONFIRMED, perm=CONFIRM, label="确认销毁", weighty=True)
def confirm(disposal: Disposal, *, by: User, now: datetime, reason: str) -> None:
    need(reason, "请写明确认的依据，例如鉴定意见。")
    disposal.confirmed_at = now


@move(source={S.PROPOSED, S.CONFIRMED}, target=S.KEPT, perm=KEEP, label="继续保存")
def keep(disposal: Disposal, *, by: User, now: datetime, reason: str) -> None:
    """Nothing is removed; what is still expired a year later is proposed again."""
    need(reason, "请写明继续保存的理由。")


@move(source={S.CONFIRMED}, target=S.DONE, perm=None, label="到期销毁")
def carry_out(disposal: Disposal, *, by: None, now: datetime) -> None:
    """Of what was confirmed, whatever has still expired: a longer term or a case in between has the last word."""
    rule, today = BY_KEY[disposal.rule], day_of(now)
    _before, rows = rule.expired(policy_on(today), today)
    confirmed = rows.model._default_manager.filter(pk__in=rows.filter(pk__in=disposal.keys).values("pk"))
    disposal.tombstone = rule.dispose(confirmed, now)
    disposal.rows = len(disposal.tombstone)
    disposal.done_at = now


MOVES = (confirm, keep)
