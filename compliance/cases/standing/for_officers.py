"""What officers are told of the standing of a case: who has to act next, and the 90 days."""

from collections.abc import Callable

from compliance.cases.enums import CasePaperKind, CaseTermKind, Measure
from compliance.cases.enums import CaseState as S
from compliance.cases.standing.facts import CaseFacts, Said
from zhengzhou_ideology.wording import dated, timed

TO_DECIDE = "由经办人拟写《处理决定书》，立案人、建议人以外的审批负责人声明无利害关系后作出决定。"


def _said(sentence: str, facts: CaseFacts, *kinds: CaseTermKind) -> Said:
    """With the 90 days, as long as they run."""
    passed = facts.passed(CaseTermKind.DECISION)
    late = (
        [f"案件处理时限已于{dated(passed.due_on)}届满，请尽快办理；确需延长的，由审批负责人作出延期决定并说明理由。"]
        if passed
        else []
    )
    return sentence, late, [*kinds, CaseTermKind.DECISION]


def _proposed(facts: CaseFacts) -> Said:
    return _said(f"由{facts.case.registration_authority}的审批负责人研究是否立案；建议本身不产生任何处理。", facts)


def _dismissed(facts: CaseFacts) -> Said:
    return _said("经研究不予立案，无须办理。", facts)


def _opened(facts: CaseFacts) -> Said:
    return _said("由经办人拟写《拟处理事项告知书》，审批负责人签发。", facts)


def _notified(facts: CaseFacts) -> Said:
    if facts.is_unserved(CasePaperKind.NOTICE):
        sentence = "等待社会组织签收告知书，也可以邮寄、直接送达并登记凭证；未经证明送达的，陈述申辩期限不起算。"
        return _said(sentence, facts)
    return _pending(facts) or _until_said(facts)


def _pending(facts: CaseFacts) -> Said | None:
    hearing, asked = facts.hearing, facts.asked
    if hearing and hearing.set_for:
        sentence = f"听证定于{timed(hearing.set_for)}举行，由主持人{hearing.chair}登记听证笔录。"
        return _said(sentence, facts, CaseTermKind.STATEMENT)
    if hearing:
        return _said("社会组织要求听证，由立案人以外的人员确定时间和地点。", facts, CaseTermKind.STATEMENT)
    if asked and asked.term == CaseTermKind.STATEMENT:
        sentence = f"社会组织申请将陈述申辩期限延至{dated(asked.new_due)}，由审批负责人审批；审批前不能作出决定。"
        return _said(sentence, facts, CaseTermKind.STATEMENT)
    return None


def _until_said(facts: CaseFacts) -> Said:
    term = facts.running(CaseTermKind.STATEMENT)
    if term is None:
        return _said(f"陈述申辩期限已届满。{TO_DECIDE}", facts)
    return _said(f"等待社会组织陈述申辩，期限至{dated(term.due_on)}。", facts, CaseTermKind.STATEMENT)


def _heard(facts: CaseFacts) -> Said:
    pending, term = _pending(facts), facts.running(CaseTermKind.STATEMENT)
    if pending:
        return pending
    if term and not facts.said_all:
        sentence = f"已收到陈述申辩，社会组织在{dated(term.due_on)}前还可以补充，此前不能作出决定。"
        return _said(sentence, facts, CaseTermKind.STATEMENT)
    return _said(f"已听取陈述申辩。{TO_DECIDE}", facts)


def _lapsed(facts: CaseFacts) -> Said:
    return _pending(facts) or _until_said(facts)


def _decided(facts: CaseFacts) -> Said:
    return _said("等待社会组织签收《处理决定书》，也可以邮寄、直接送达并登记凭证；送达前不执行。", facts)


def _rectifying(facts: CaseFacts) -> Said:
    kinds = [] if facts.rectified else [CaseTermKind.RECTIFICATION]
    return _said(_next_in_rectifying(facts), facts, *kinds, CaseTermKind.REVIEW)


def _next_in_rectifying(facts: CaseFacts) -> str:
    case, filed, asked = facts.case, facts.rectification, facts.asked
    is_order = case.measure == Measure.RECTIFICATION_ORDER
    if facts.rectified or (not is_order and case.carried_out_on):
        review = facts.running(CaseTermKind.REVIEW)
        if review:
            return f"决定已落实；申请复核的期限至{dated(review.due_on)}，期满后由审批负责人办理结案。"
        return "决定已落实，由审批负责人办理结案。"
    if not is_order:
        return f"由经办人落实{case.get_measure_display()}并登记落实日期。"
    if facts.rectification_waits:
        return "社会组织已提交整改情况，由经办人核查。"
    if asked and asked.term == CaseTermKind.RECTIFICATION:
        return f"社会组织申请将整改期限延至{dated(asked.new_due)}，由审批负责人审批。"
    late = facts.passed(CaseTermKind.RECTIFICATION)
    if late:
        return f"整改期限已于{dated(late.due_on)}届满，社会组织尚未{'补正' if filed else '提交'}整改情况。"
    return f"等待社会组织{'补正' if filed else '提交'}整改情况。"


def _under_review(facts: CaseFacts) -> Said:
    authority = facts.review.authority if facts.review else facts.case.registration_authority.review_authority
    return _said(f"由{authority}的审批负责人复核，原立案人、决定人不参与；复核期间暂停执行。", facts)


def _reviewed(facts: CaseFacts) -> Said:
    return _said("等待社会组织签收《复核决定书》，送达后继续执行。", facts)


def _annulled(facts: CaseFacts) -> Said:
    return _said("复核已撤销原处理决定，案件终结。", facts)


def _closed(facts: CaseFacts) -> Said:
    return _said("案件已结案，无须办理。", facts)


FOR_OFFICERS: dict[S, Callable[[CaseFacts], Said]] = {
    S.PROPOSED: _proposed,
    S.DISMISSED: _dismissed,
    S.OPENED: _opened,
    S.NOTIFIED: _notified,
    S.HEARD: _heard,
    S.STATEMENT_LAPSED: _lapsed,
    S.DECIDED: _decided,
    S.RECTIFYING: _rectifying,
    S.UNDER_REVIEW: _under_review,
    S.UPHELD: _reviewed,
    S.CHANGED: _reviewed,
    S.ANNULLED: _annulled,
    S.CLOSED: _closed,
}
