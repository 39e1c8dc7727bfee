"""The other side: statements of defence and hearings. Whatever is said is kept and read, also when it comes late."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile

from compliance.cases import case_workflow, notices, service, terms
from compliance.cases.enums import CaseFileKind, CasePaperKind, CaseTermKind
from compliance.cases.enums import CaseState as S
from compliance.cases.models import AccountabilityCase, CaseHearing, CaseStatement
from compliance.cases.record import files
from compliance.cases.voices import refuse_unless_free
from organizations.models import User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.wording import timed
from zhengzhou_ideology.workflow import Refused, act, need

MAY_STILL_SPEAK = (S.NOTIFIED, S.HEARD, S.STATEMENT_LAPSED)


@act(source=MAY_STILL_SPEAK, perm="cases.state_accountabilitycase", name="state", label="提交陈述申辩")
def file(
    case: AccountabilityCase,
    *,
    by: User,
    now: datetime,
    text: str,
    wants_hearing: bool = False,
    is_complete: bool = False,
    uploads: Iterable[UploadedFile] = (),
) -> CaseStatement:
    """Whoever answers the notice has it: receipt is confirmed along with the statement, if nobody had done so."""
    need(text, "请填写陈述申辩意见。")
    refuse_unless_free(case, by)
    _confirm_receipt(case, by, now)
    today = day_of(now)
    is_late = terms.is_over(case, CaseTermKind.STATEMENT, today)
    if is_late and case.state == S.NOTIFIED and not case.hearings.filter(held_on__isnull=True).exists():
        case_workflow.lapse(case, by=None, today=today)
    if is_late and wants_hearing:
        raise Refused("申请听证的期限已过，仍可以提交书面意见。")
    statement = CaseStatement.objects.create(
        case=case,
        text=text,
        wants_hearing=wants_hearing,
        is_complete=is_complete,
        is_late=is_late,
        filed_by=by,
        filed_as=by.acting_label,
        filed_at=now,
    )
    files.add_all(case, uploads, kind=CaseFileKind.STATEMENT, by=by, today=today)
    if wants_hearing and not case.hearings.exists():
        CaseHearing.objects.create(case=case, asked_on=today)
    if case.state == S.NOTIFIED and not wants_hearing:
        case_workflow.hear(case, by=by)
    notices.told_desk(
        case,
        "收到陈述申辩" + ("（逾期）" if is_late else "") + ("，要求听证" if wants_hearing else ""),
        "请阅卷后办理。",
        f"statement{statement.pk}",
        today=today,
    )
    return statement


@act(perm="cases.hear_accountabilitycase", label="确定听证时间")
def set_hearing(case: AccountabilityCase, *, by: User, now: datetime, set_for: datetime, place: str) -> CaseHearing:
    """Whoever sets it chairs it, and is not the one who opened the case (参照《行政处罚法》第六十四条)."""
    hearing = _pending(case)
    if set_for <= now:
        raise Refused("听证时间应晚于现在。")
    need(place, "请填写听证地点。")
    hearing.set_for, hearing.place, hearing.chair = set_for, place, by
    hearing.full_clean()
    hearing.save()
    day = f"{timed(set_for)}"
    notices.told_organization(
        case,
        f"听证定于{day}举行",
        f"地点：{place}。主持人：{by.name}。认为主持人与本案有利害关系的，可以申请回避。",
        f"hearing{hearing.pk}:{set_for.isoformat()}",
        today=day_of(now),
    )
    return hearing


@act(perm="cases.hear_accountabilitycase", label="登记听证笔录")
def hold_hearing(
    case: AccountabilityCase,
    *,
    by: User,
    today: date,
    held_on: date,
    attended: bool,
    record: str,
    uploads: Iterable[UploadedFile] = (),
) -> CaseHearing:
    """The record of the hearing, by its chair. Also where nobody came: the request itself counts as a statement in writing."""
    hearing = _pending(case)
    if hearing.set_for is None or hearing.chair_id != by.pk:
        raise Refused("请先确定听证时间、地点；听证笔录由主持人登记。")
    if not day_of(hearing.set_for) <= held_on <= today:
        raise Refused("举行日期应在听证日至今日之间。")
    hearing.held_on, hearing.attended, hearing.record, hearing.recorded_by = held_on, attended, record, by
    hearing.full_clean()
    hearing.save()
    files.add_all(case, uploads, kind=CaseFileKind.HEARING, by=by, today=today)
    if case.state == S.NOTIFIED:
        case_workflow.hear(case, by=by)
    notices.told_organization(
        case, "听证笔录已附卷", "请登录门户查阅听证笔录。", f"hearing{hearing.pk}:held", today=today
    )
    return hearing


def _pending(case: AccountabilityCase) -> CaseHearing:
    hearing = case.hearings.filter(held_on__isnull=True).first()
    if hearing is None:
        raise Refused("没有待举行的听证。")
    return hearing


def _confirm_receipt(case: AccountabilityCase, by: User, now: datetime) -> None:
    notice = case.latest_paper(CasePaperKind.NOTICE)
    if notice is not None and notice.served_on is None:
        service.acknowledge(notice, by=by, now=now)
