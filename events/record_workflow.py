"""The record track of the registration authority: on its own clock, and without a word on whether the event may be held."""

from datetime import date, datetime

from events import notices
from events.enums import CorrectionKind, FilingState, Track
from events.enums import RecordState as S
from events.models import EventRecord
from events.notice_period import as_pauses, decision_day
from organizations.models import User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workflow import Refused, move, need

# Before its first submission there is nothing to record, and these will not be held.
NOT_TO_RECORD = (FilingState.CANCELLED, FilingState.LAPSED, FilingState.SUPERSEDED, FilingState.REFUSED)


@move(source={S.UNRECORDED}, target=S.RECORDED, perm="events.record_eventrecord", label="备案")
def record(record: EventRecord, *, by: User, now: datetime) -> None:
    """Whatever the approval track says: approved or not, the authority has taken note of this text."""
    _refuse_if_given_up(record)
    record.recorded_by, record.recorded_at = by, now
    record.content_sha256 = record.filing.content_sha256
    text = f"{record.registration_authority}已备案。"
    if record.filing.state != FilingState.APPROVED:
        text += "备案不代表批准，未经批准活动不得举办。"
    notices.organization_told(record.filing, "已备案", text, _event("recorded", record), today=day_of(now))


@move(source={S.RECORDED}, target=S.UNRECORDED, perm="events.unrecord_eventrecord", label="撤销备案，重新办理")
def unrecord(record: EventRecord, *, by: User, now: datetime, reason: str) -> None:
    """A supervisor takes back what was recorded wrongly; the clock goes on, without the days since."""
    _refuse_if_given_up(record)
    need(reason, "请写明撤销备案的理由。")
    _resume_clock(record, day_of(record.recorded_at), day_of(now))  # type: ignore[arg-type] # recorded, so at a moment
    record.recorded_by, record.recorded_at, record.content_sha256 = None, None, ""
    text = f"{record.registration_authority}撤销备案，重新办理。理由：{reason}"
    notices.organization_told(record.filing, "备案已撤销", text, _event("unrecorded", record), today=day_of(now))


@move(source={S.UNRECORDED}, target=S.QUERIED, perm="events.query_eventrecord", label="备案要求说明")
def query(record: EventRecord, *, by: User, now: datetime, kind: CorrectionKind, reason: str) -> None:
    """Ask the organization to explain; the record clock stops until it answers, the approval clock does not."""
    _refuse_if_given_up(record)
    need(reason, "请写明需要说明的事项。")
    filing = record.filing
    if filing.open_correction:
        raise Refused("该申报已有一项补正要求正在办理，答复之后才能再提。")
    filing.corrections.create(track=Track.RECORD, kind=kind, text=reason, asked_by=by, asked_as=by.acting_label)
    record.queried_on, record.due_on, record.due_steps = day_of(now), None, []
    notices.organization_told(
        filing,
        "备案须说明",
        f"{record.registration_authority}要求说明：{reason}",
        _event("queried", record),
        today=day_of(now),
    )


@move(source={S.QUERIED}, target=S.UNRECORDED, perm="events.answer_eventrecord", label="答复备案说明")
def answer(record: EventRecord, *, by: User, now: datetime, reason: str) -> None:
    """The organization explains, and the clock goes on."""
    need(reason, "请填写说明。")
    today, filing = day_of(now), record.filing
    filing.corrections.filter(track=Track.RECORD, answered_at__isnull=True).update(
        answer=reason, answered_by=by, answered_at=now
    )
    _resume_clock(record, record.queried_on, today)  # type: ignore[arg-type] # queried, so on a day
    record.queried_on = None
    notices.authorities_told(
        filing, "备案说明已答复", f"{filing.organization}答复：{reason}", _event("answered", record), today=day_of(now)
    )


MOVES = (record, unrecord, query, answer)


def _event(name: str, record: EventRecord) -> str:
    """Each is told of, the second time too."""
    return f"{name}{record.moves.count()}"


def _resume_clock(record: EventRecord, stopped_on: date, today: date) -> None:
    record.pauses = [*record.pauses, {"returned_on": str(stopped_on), "resubmitted_on": str(today)}]
    due = decision_day(
        record.received_on,
        max(record.filing.starts_on, today),
        deadlines=load_deadlines(),
        pauses=as_pauses(record.pauses),
        resumed_on=today,
    )
    record.due_on, record.due_provisional, record.due_steps = due.due_on, due.provisional, due.steps_as_json()


def _refuse_if_given_up(record: EventRecord) -> None:
    if record.filing.state in NOT_TO_RECORD:
        raise Refused(f"该活动{record.filing.get_state_display()}，无须备案。")
