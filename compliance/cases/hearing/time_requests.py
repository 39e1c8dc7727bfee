"""More time: the organization asks for it, a supervisor decides; the 90 days are extended by a recorded decision of their own."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile

from compliance.cases import notices
from compliance.cases.enums import CaseFileKind, CaseTermKind, TimeRequestState
from compliance.cases.models import AccountabilityCase, CaseTerm, CaseTimeRequest
from compliance.cases.record import files
from organizations.models import User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workcalendar.loading import load_calendar
from zhengzhou_ideology.workcalendar.working_days import TermError
from zhengzhou_ideology.workflow import Refused, act, need

ASKABLE = (CaseTermKind.STATEMENT, CaseTermKind.RECTIFICATION)
LONGEST_DAYS = 366


@act(perm="cases.state_accountabilitycase", name="ask_time", label="申请延长期限")
def ask(
    case: AccountabilityCase,
    *,
    by: User,
    now: datetime,
    term: CaseTermKind,
    new_due: date,
    reason: str,
    uploads: Iterable[UploadedFile] = (),
) -> CaseTimeRequest:
    """Before the term is over; until it is decided the old day holds, but nothing is decided against the organization."""
    if term not in ASKABLE:
        raise Refused("只能申请延长陈述申辩期限或者整改期限。")
    today = day_of(now)
    running = _running(case, term, today)
    request = CaseTimeRequest(
        case=case, term=term, old_due=running.due_on, new_due=new_due, reason=reason, asked_by=by, asked_at=now
    )
    _check(request, running)
    request.full_clean()
    request.save()
    files.add_all(case, uploads, kind=CaseFileKind.REQUEST, by=by, today=today)
    notices.told_desk(case, f"社会组织申请延长{term.label}", f"理由：{reason}", f"time{request.pk}", today=today)
    return request


@act(
    perm="cases.give_time_accountabilitycase",
    of=lambda request: request.case,
    name="decide_time",
    label="审批延长期限的申请",
    weighty=True,
)
def decide(
    request: CaseTimeRequest, case: AccountabilityCase, *, by: User, now: datetime, granted: bool, remark: str = ""
) -> CaseTimeRequest:
    if request.state != TimeRequestState.ASKED:
        raise Refused("该申请已经审批。")
    need(granted or remark.strip(), "不予准许须写明理由。")
    request.state = TimeRequestState.GRANTED if granted else TimeRequestState.REFUSED
    request.decided_by, request.decided_at, request.remark = by, now, remark
    request.full_clean()
    request.save()
    if granted:
        _move(case, request)
    label = CaseTermKind(request.term).label
    subject = f"{label}已延至{dated(request.new_due)}" if granted else f"延长{label}的申请未获准予"
    notices.told_organization(
        case, subject, f"审批意见：{remark or '无'}", f"time{request.pk}:decided", today=day_of(now)
    )
    return request


@act(perm="cases.extend_limit_accountabilitycase", label="延长案件处理时限", weighty=True)
def extend_limit(case: AccountabilityCase, *, by: User, now: datetime, new_due: date, reason: str) -> CaseTimeRequest:
    """The 90 days of a case: a supervisor's decision with reasons, shown to the organization."""
    running = case.terms.running().filter(kind=CaseTermKind.DECISION).select_for_update().first()
    if running is None:
        raise Refused("案件处理时限已经终结。")
    request = CaseTimeRequest(
        case=case,
        term=CaseTermKind.DECISION,
        state=TimeRequestState.GRANTED,
        old_due=running.due_on,
        new_due=new_due,
        reason=reason,
        asked_by=by,
        asked_at=now,
        decided_by=by,
        decided_at=now,
    )
    _check(request, running)
    request.full_clean()
    request.save()
    _move(case, request)
    notices.told_organization(
        case, f"案件处理时限延至{dated(new_due)}", f"理由：{reason}", f"limit{request.pk}", today=day_of(now)
    )
    return request


def _running(case: AccountabilityCase, kind: CaseTermKind, today: date) -> CaseTerm:
    running = case.terms.running().filter(kind=kind).select_for_update().first()
    if running is None:
        raise Refused(f"{kind.label}尚未起算或者已经终结。")
    if running.due_on < today:
        raise Refused(f"{kind.label}已于{dated(running.due_on)}届满。")
    return running


def _check(request: CaseTimeRequest, running: CaseTerm) -> None:
    need(request.reason, "请写明延期的理由。")
    if request.new_due <= running.due_on:
        raise Refused("延至日期应晚于原届满日期。")
    try:
        works = load_calendar().is_working_day(request.new_due)
    except TermError as error:
        raise Refused(str(error)) from error
    if not works:
        raise Refused("延至日期应为工作日。")
    if (request.new_due - running.due_on).days > LONGEST_DAYS:
        raise Refused("一次延期不得超过一年。")


def _move(case: AccountabilityCase, request: CaseTimeRequest) -> None:
    """The explanation keeps its steps and gains one that says who moved the end."""
    term = CaseTerm.objects.select_for_update().get(case=case, kind=request.term)
    term.due_steps = [
        *term.due_steps,
        {
            "date": request.new_due.isoformat(),
            "counts": True,
            "why": f"经批准延期，由{dated(term.due_on)}延至本日",
        },
    ]
    term.due_on, term.round, term.ended_on = request.new_due, term.round + 1, None
    term.due_provisional = load_calendar().is_provisional(request.new_due)
    term.save()
