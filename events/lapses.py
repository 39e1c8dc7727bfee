"""Filings whose event has begun without an approval fall away; silence never was one."""

from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Value

from events.enums import FilingState
from events.models import EventFiling
from zhengzhou_ideology.workflow import log_many

REASON = "活动开始时未获批准，申报失效；活动不得举办。"


@transaction.atomic
def lapse_begun(now: datetime) -> int:
    """In two statements, however many; safe to run twice, at once, or late. Returns how many lapsed."""
    begun = EventFiling.objects.current().open().begun(now)
    keys = list(begun.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True))
    if not keys:
        return 0
    lapsing = EventFiling.objects.filter(pk__in=keys).order_by()
    log_many(lapsing, "lapse", by=None, reason=REASON, after=Value(FilingState.LAPSED.value, CharField()))
    return lapsing.update(state=FilingState.LAPSED)
