"""By when whoever is next has to act on a filing: the deadline of that duty, not the day of the event."""

from dataclasses import dataclass
from datetime import date

from events.enums import FilingState
from events.models import EventFiling
from events.notice_period import latest_safe_day
from zhengzhou_ideology.workcalendar.deadlines import Deadlines
from zhengzhou_ideology.workcalendar.working_days import TermError

TO_BE_FILED = {FilingState.DRAFT, FilingState.CERTIFYING, FilingState.RETURNED}


@dataclass(frozen=True, slots=True)
class DueNow:
    """`label` names the deadline, as the page of the filing does."""

    label: str
    on: date
    provisional: bool


def due_now(filing: EventFiling, *, deadlines: Deadlines) -> DueNow | None:
    """None where nothing runs: decided, over, or on a day that the work calendar does not reach."""
    if filing.state in TO_BE_FILED:
        try:
            due = latest_safe_day(filing.starts_on, deadlines=deadlines)
        except TermError:
            return None
        return DueNow("最迟申报日", due.due_on, due.provisional)
    return due_as_stored(filing)


def due_as_stored(filing: EventFiling) -> DueNow | None:
    """Of one that was filed: the deadline was reckoned when it began, and no calendar is read again."""
    if filing.state == FilingState.SUBMITTED and filing.decide_by:
        return DueNow("审批期限", filing.decide_by, filing.decide_by_provisional)
    if filing.state == FilingState.APPROVED and filing.summary_due_on:
        return DueNow("总结期限", filing.summary_due_on, filing.summary_due_provisional)
    return None
