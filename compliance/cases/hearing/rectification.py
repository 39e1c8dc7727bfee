"""整改: the organization says what it has done, an officer checks it; measures of another kind are recorded as carried out."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile

from compliance.cases import notices, terms
from compliance.cases.enums import AnswerState, CaseFileKind, CaseState, CaseTermKind, Measure
from compliance.cases.models import AccountabilityCase, CaseRectification
from compliance.cases.record import files
from compliance.cases.voices import refuse_unless_free
from organizations.models import User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workflow import Refused, act, need


@act(perm="cases.state_accountabilitycase", name="rectify", label="提交整改情况")
def file(
    case: AccountabilityCase, *, by: User, now: datetime, plan: str, done: str, uploads: Iterable[UploadedFile] = ()
) -> CaseRectification:
    """Also after the term: late is better than never, and the day is on record."""
    today = day_of(now)
    _refuse_unless_ordered(case)
    if case.rectifications.filter(answer=AnswerState.ACCEPTED).exists():
        raise Refused("整改情况已核查通过，无须再次提交。")
    need(plan.strip() and done.strip(), "请填写整改措施和完成情况。")
    filed = CaseRectification(
        case=case, number=case.rectifications.count() + 1, plan=plan, done=done, filed_by=by, filed_at=now
    )
    filed.full_clean()
    filed.save()
    files.add_all(case, uploads, kind=CaseFileKind.RECTIFICATION, by=by, today=today)
    notices.told_desk(case, "收到整改情况", "请核查。", f"rectification{filed.pk}", today=today)
    return filed


@act(perm="cases.check_accountabilitycase", label="核查整改情况")
def check(case: AccountabilityCase, *, by: User, now: datetime, accepted: bool, reason: str = "") -> CaseRectification:
    today = day_of(now)
    filed = case.rectifications.filter(answer=AnswerState.PENDING).select_for_update(of=("self",)).first()
    if filed is None:
        raise Refused("没有待核查的整改情况。")
    need(accepted or reason.strip(), "要求补正须写明理由。")
    filed.answer = AnswerState.ACCEPTED if accepted else AnswerState.RETURNED
    filed.answer_reason, filed.answered_by, filed.answered_at = reason, by, now
    filed.full_clean()
    filed.save()
    if accepted:
        terms.end(case, CaseTermKind.RECTIFICATION, today)
    subject = "整改情况已核查通过" if accepted else "整改情况须补正"
    notices.told_organization(
        case, subject, reason or "案件将在申请复核期满后办理结案。", f"checked{filed.pk}", today=today
    )
    return filed


@act(perm="cases.check_accountabilitycase", label="登记措施落实")
def carried_out(
    case: AccountabilityCase, *, by: User, today: date, on: date, uploads: Iterable[UploadedFile] = ()
) -> AccountabilityCase:
    """An interview held, a circular sent, a file handed over: on which day, with the paper that shows it."""
    if case.state != CaseState.RECTIFYING or case.measure == Measure.RECTIFICATION_ORDER:
        raise Refused("当前没有需要登记落实情况的措施。")
    if case.decided_on is None or not case.decided_on <= on <= today:
        raise Refused("落实日期应在决定之日至今日之间。")
    case.carried_out_on = on
    case.save()
    files.add_all(case, uploads, kind=CaseFileKind.EXECUTION, by=by, today=today)
    return case


@act(
    source={CaseState.DECIDED, CaseState.RECTIFYING},
    perm="cases.waive_review_accountabilitycase",
    label="声明不申请复核",
    weighty=True,
)
def waive_review(case: AccountabilityCase, *, by: User, today: date) -> AccountabilityCase:
    """The first responsible person declares that no review will be asked for, so that the case need not wait for the term."""
    if case.review_waived_on is not None:
        raise Refused("已经声明不申请复核。")
    refuse_unless_free(case, by)
    case.review_waived_on, case.review_waived_by = today, by
    case.save()
    terms.end(case, CaseTermKind.REVIEW, today)
    return case


def _refuse_unless_ordered(case: AccountabilityCase) -> None:
    if case.state != CaseState.RECTIFYING or case.measure != Measure.RECTIFICATION_ORDER:
        raise Refused("当前没有需要提交的整改情况。")
