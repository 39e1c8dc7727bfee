"""All that happened in a case, in one line of time; each side sees what it may see."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.timezone import make_aware

from compliance.cases.enums import (
    AnswerState,
    CaseFileKind,
    CasePaperKind,
    CaseTermKind,
    ServiceMethod,
    TimeRequestState,
)
from compliance.cases.models import AccountabilityCase, CaseFile, CaseMove, CasePaper, ServiceRecord
from organizations.models import User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.wording import dated

# Drafts are the officers' business, from first to last.
INTERNAL = ("discard_draft",)
# The moves that sign a paper; a service record is signed on its own.
SIGNED_BY: dict[str, tuple[str, ...]] = {
    CasePaperKind.NOTICE: ("notify",),
    CasePaperKind.DECISION: ("decide",),
    CasePaperKind.RECTIFICATION_ORDER: ("decide",),
    CasePaperKind.REVIEW_DECISION: ("uphold", "change", "annul"),
    CasePaperKind.CLOSING: ("close", "close_without_measure"),
}


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """What happened, on which day and, where the record knows it, at which hour."""

    label: str
    on: date
    at: datetime | None = None
    who: str = ""
    note: str = ""
    papers: tuple[CasePaper, ...] = ()
    begins: bool = False

    @property
    def moment(self) -> datetime:
        """What is known by its day alone comes after that day's hours, unless the day's acts follow from it."""
        return self.at or make_aware(datetime.combine(self.on, time.min if self.begins else time.max))


def timeline(case: AccountabilityCase, *, user: User, own: bool) -> list[TimelineEntry]:
    """`own`: read by the organization, which sees no proposal and no file that a ground withholds.

    Acts that change no state are told by what they leave behind, with its own day.

    What a move rests on stands before it, also where both bear the same moment.
    """
    papers = [*case.papers.signed().order_by("pk")]
    found = [
        *([] if own else _proposal(case)),
        *_evidence(case, user),
        *_services(papers),
        *_statements(case),
        *_hearings(case),
        *_declarations(case),
        *_moves(case, papers, own),
        *_time_requests(case),
        *_rectifications(case),
        *_days(case),
    ]
    return sorted(found, key=lambda entry: entry.moment)


def _of(label: str, at: datetime, who: str = "", note: str = "", papers: tuple[CasePaper, ...] = ()) -> TimelineEntry:
    return TimelineEntry(label, day_of(at), at, who, note, papers)


def _proposal(case: AccountabilityCase) -> Iterator[TimelineEntry]:
    who = str(case.proposed_by) if case.proposed_by else f"系统（{case.get_source_display()}）"
    yield TimelineEntry("提出立案建议", case.proposed_on, None, who, case.proposal_reason, begins=True)


def _moves(case: AccountabilityCase, papers: list[CasePaper], own: bool) -> Iterator[TimelineEntry]:
    log = case.moves.select_related("by")
    moves = [move for move in log if move.before != move.after or (move.name in INTERNAL and not own)]
    signed = _by_move(moves, papers)
    for move in moves:
        note = case.review.grounds if move.name == "ask_review" else move.reason
        yield _of(move.label, move.at, move.who, note, tuple(signed.get(move.pk, ())))
    told = {paper.pk for found in signed.values() for paper in found}
    for paper in papers:
        if paper.pk not in told and paper.signed_on:
            yield TimelineEntry(
                f"出具{paper.get_kind_display()}", paper.signed_on, None, str(paper.authority), papers=(paper,)
            )


def _by_move(moves: list[CaseMove], papers: list[CasePaper]) -> dict[int, list[CasePaper]]:
    """Each signed paper stands with the move that signed it."""
    found: dict[int, list[CasePaper]] = {}
    for paper in papers:
        names = SIGNED_BY.get(paper.kind, ())
        move = next((move for move in moves if move.name in names), None)
        if move:
            found.setdefault(move.pk, []).append(paper)
    return found


def _services(papers: list[CasePaper]) -> Iterator[TimelineEntry]:
    records = ServiceRecord.objects.filter(paper__in=papers).select_related("paper", "sent_by", "proven_by")
    for record in records.order_by("pk"):
        if record.method != ServiceMethod.PORTAL and record.sent_on != record.served_on:
            where = "，".join(filter(None, [record.address, record.tracking_number]))
            yield TimelineEntry(
                f"{record.get_method_display()}：{record.paper}", record.sent_on, None, str(record.sent_by), where
            )
        if record.served_on:
            label = f"已送达：{record.paper}（{record.get_method_display()}）"
            begins = record.method != ServiceMethod.PORTAL and record.sent_on != record.served_on
            yield TimelineEntry(
                label, record.served_on, record.acknowledged_at, record.received_by, record.rule, begins=begins
            )


def _declarations(case: AccountabilityCase) -> Iterator[TimelineEntry]:
    for declared in case.declarations.select_related("user"):
        label = "声明有利害关系，回避本案" if declared.has_conflict else "声明与本案无利害关系"
        yield _of(label, declared.declared_at, _by(declared.user, declared.acting_as))


def _evidence(case: AccountabilityCase, user: User) -> Iterator[TimelineEntry]:
    """What came with a statement or another paper is told of with that."""
    files = CaseFile.objects.visible_to(user).filter(case=case, kind=CaseFileKind.EVIDENCE)
    for file in files:
        yield _of(f"入卷：{file.title}", file.added_at, file.added_as)


def _statements(case: AccountabilityCase) -> Iterator[TimelineEntry]:
    for statement in case.statements.all():
        label = "提交陈述申辩" + ("（逾期）" if statement.is_late else "")
        label += "，要求听证" if statement.wants_hearing else ""
        yield _of(label, statement.filed_at, statement.filed_as)


def _hearings(case: AccountabilityCase) -> Iterator[TimelineEntry]:
    for hearing in case.hearings.select_related("chair"):
        if hearing.held_on:
            came = "社会组织到场" if hearing.attended else "社会组织未到场"
            on_the_day = hearing.set_for and day_of(hearing.set_for) == hearing.held_on
            at = hearing.set_for if on_the_day else None
            yield TimelineEntry("举行听证", hearing.held_on, at, f"主持人：{hearing.chair}", f"{came}，笔录已附卷。")
        elif hearing.set_for:
            yield _of("拟举行听证", hearing.set_for, f"主持人：{hearing.chair}", hearing.place)


def _time_requests(case: AccountabilityCase) -> Iterator[TimelineEntry]:
    for request in case.time_requests.select_related("asked_by", "decided_by"):
        until = f"{request.get_term_display()}至{dated(request.new_due)}"
        if request.term == CaseTermKind.DECISION:
            yield _of(f"决定延长{until}", request.asked_at, str(request.asked_by), request.reason)
            continue
        yield _of(f"申请延长{until}", request.asked_at, str(request.asked_by), request.reason)
        if request.decided_at:
            label = "准予" if request.state == TimeRequestState.GRANTED else "未准予"
            yield _of(f"{label}延长{until}", request.decided_at, str(request.decided_by), request.remark)


def _rectifications(case: AccountabilityCase) -> Iterator[TimelineEntry]:
    for filed in case.rectifications.select_related("filed_by", "answered_by"):
        yield _of(f"提交第{filed.number}次整改情况", filed.filed_at, str(filed.filed_by))
        if filed.answered_at:
            passed = filed.answer == AnswerState.ACCEPTED
            label = "整改情况核查通过" if passed else "要求补正整改情况"
            yield _of(label, filed.answered_at, str(filed.answered_by), filed.answer_reason)


def _days(case: AccountabilityCase) -> Iterator[TimelineEntry]:
    if case.carried_out_on:
        yield TimelineEntry(f"{case.get_measure_display()}已经落实", case.carried_out_on)
    if case.review_waived_on:
        yield TimelineEntry("声明不申请复核", case.review_waived_on, None, str(case.organization))


def _by(user: User | None, acting_as: str) -> str:
    return f"{user}（{acting_as}）" if user else acting_as
