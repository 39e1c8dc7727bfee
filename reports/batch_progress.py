"""How fast a batch goes, and how long it still takes at that rate."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reports.enums import BatchState
from reports.models import StatementBatch

# With less behind it a rate says nothing.
ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Pace:
    per_minute: float
    minutes_left: int | None


def pace(batch: StatementBatch, now: datetime) -> Pace | None:
    """Of a batch fetched `with_progress`; None before it has really begun."""
    counted: Any = batch
    handled, ended = counted.handled, batch.finished_at or now
    minutes = (ended - batch.created_at).total_seconds() / 60
    if handled < ENOUGH or minutes <= 0:
        return None
    rate = handled / minutes
    left = round((batch.total - handled) / rate) if batch.state == BatchState.RUNNING else None
    return Pace(round(rate, 1), left)
