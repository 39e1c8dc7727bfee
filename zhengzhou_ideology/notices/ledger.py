"""The ledger (台账) of what could not be sent, or was tried in vain so far: of one queue of the outbox."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from zhengzhou_ideology.ledgers.columns import as_read_here, labelled, moment, number, text
from zhengzhou_ideology.ledgers.ledger import ObjectLedger
from zhengzhou_ideology.notices import queues
from zhengzhou_ideology.notices.enums import SendState
from zhengzhou_ideology.notices.models import Sending


class OutboxLedger(ObjectLedger):
    key, title, page = "outbox", "发送失败台账", "notices:outbox"
    filters = "zhengzhou_ideology.notices.forms.QueueForm"
    perm = "notices.view_outbox"
    # Each attempt moves the next one on.
    by_the_minute = True
    order = ("-pk",)
    columns = (
        text("content", "内容", "pk", 50),
        text("addressee", "收件人", "pk", 30),
        labelled("state", "状态", "state", SendState.choices),
        number("attempts", "尝试次数", "attempts"),
        text("last_error", "最近错误", "last_error", 50),
        moment("next_attempt_at", "下次尝试时间", "next_attempt_at"),
    )

    def heading(self, form: Any) -> str:
        return f"{queues.LABELS[form.chosen]}{self.title}"

    def found(self, user: Any, form: Any, now: datetime) -> QuerySet:
        return queues.rows_of(form.chosen).troubled()

    def listed(self, found: Any) -> QuerySet:
        rows: QuerySet = found
        return rows

    def cells(self, row: Any, now: datetime) -> dict[str, Any]:
        sending: Sending = row
        waits = sending.state == SendState.WAITING
        return {
            "content": str(sending),
            "addressee": row.addressee,
            "state": SendState(sending.state).label,
            "attempts": sending.attempts,
            "last_error": sending.last_error,
            "next_attempt_at": as_read_here(sending.next_attempt_at) if waits else None,
        }
