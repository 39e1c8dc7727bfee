"""Where a filing stands, in a sentence: who acts next on each track, and what is legally true."""

from dataclasses import dataclass
from datetime import date

from events.enums import FilingState, Outcome, RecordState
from events.models import EventFiling, EventRecord

NOT_LAWFUL = "未经批准，活动不得举办；逾期未答复不视为批准。"


@dataclass(frozen=True, slots=True)
class FilingStanding:
    """`next_actor` is to act on the approval track, `recorder` on the record track; `legal_position` is what holds today."""

    next_actor: str
    recorder: str
    legal_position: str
    is_lawful: bool
    is_red: bool


def standing(filing: EventFiling, record: EventRecord | None, today: date) -> FilingStanding:
    lawful = filing.state == FilingState.APPROVED and filing.is_current
    return FilingStanding(
        next_actor=_next_actor(filing),
        recorder=_recorder(filing, record),
        legal_position=_legal_position(filing, record, today),
        is_lawful=lawful or filing.state == FilingState.CONCLUDED,
        is_red=filing.is_undecided_on_the_eve(today),
    )


def _next_actor(filing: EventFiling) -> str:
    if filing.state in (FilingState.DRAFT, FilingState.RETURNED):
        return f"{filing.organization}（申报人）"
    if filing.state == FilingState.CERTIFYING:
        return f"{filing.organization}（负责人）"
    if filing.state == FilingState.SUBMITTED:
        pending = [decision for decision in filing.decisions.all() if decision.outcome == Outcome.PENDING]
        return "、".join(str(decision.authority) for decision in pending)
    if filing.state == FilingState.APPROVED:
        return f"{filing.organization}（举办活动并填报总结）"
    return "无（已办结）"


def _recorder(filing: EventFiling, record: EventRecord | None) -> str:
    if record is None:
        return "尚未提交"
    if record.state == RecordState.RECORDED:
        return "无（已备案）"
    if filing.state in (FilingState.CANCELLED, FilingState.LAPSED, FilingState.SUPERSEDED, FilingState.REFUSED):
        return "无（无须备案）"
    return str(filing.organization if record.state == RecordState.QUERIED else record.registration_authority)


def _legal_position(filing: EventFiling, record: EventRecord | None, today: date) -> str:
    recorded = record is not None and record.state == RecordState.RECORDED
    if filing.state == FilingState.APPROVED:
        return "已获批准，可以依照批准的内容举办。" + ("" if recorded else "登记管理机关尚未备案，不影响批准的效力。")
    if filing.state == FilingState.CONCLUDED:
        return "活动已办结。"
    if filing.state == FilingState.SUPERSEDED:
        return "本版本已由变更版本取代，以变更版本的审批结果为准；变更版本获批之前，活动不得举办。"
    if filing.state in (FilingState.CANCELLED, FilingState.REFUSED, FilingState.REVOKED, FilingState.LAPSED):
        return f"申报{filing.get_state_display()}，活动不得举办。"
    if recorded:
        return f"已备案但未获批准。{NOT_LAWFUL}"
    if filing.is_undecided_on_the_eve(today):
        return f"活动首日在即，尚未获得批准。{NOT_LAWFUL}"
    return NOT_LAWFUL
