"""Filings whose event has begun without an approval fall away; silence never was one."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Value

from events.enums import FilingState
from events.models import EventFiling, EventMove
from zhengzhou_ideology.insert_select import insert_select

REASON = "活动开始时未获批准，申报失效；活动不得举办。"


@transaction.atomic
def lapse_begun(now: datetime) -> int:
    """In two statements, however many; safe to run twice, at once, or late. Returns how many lapsed."""
    begun = EventFiling.objects.current().open().begun(now)
    keys = list(begun.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True))
    if not keys:
        return 0
    lapsing = EventFiling.objects.filter(pk__in=keys).order_by()
    columns: dict[str, Any] = {
        "filing": F("pk"),
        "name": Value("lapse"),
        "before": F("state"),
        "after": Value(FilingState.LAPSED.value),
        "acting_as": Value("系统"),
        "reason": Value(REASON),
        "content_sha256": F("content_sha256"),
    }
    insert_select(EventMove, lapsing.values_list(*columns.values()), tuple(columns))
    return lapsing.update(state=FilingState.LAPSED)
