"""What the organization is told of the standing of its case: what happens, by when, what it can do. No sentence threatens."""

from collections.abc import Callable

from compliance.cases.enums import CasePaperKind, CaseTermKind, Measure
from compliance.cases.enums import CaseState as S
from compliance.cases.standing.facts import CaseFacts, Said
from zhengzhou_ideology.wording import dated, timed
from zhengzhou_ideology.workcalendar.loading import policy_on

RECEIPT_IS_NO_CONSENT = "签收只表示收到，不表示同意其中的内容。"


def _opened(facts: CaseFacts) -> Said:
    case = facts.case
    return (
        f"{case.registration_authority}已就“{case.get_ground_display()}”一事立案，正在核实事实。",
        [
            "目前不需要贵单位办理手续，可以在本页查阅案卷材料。",
            "作出处理前，登记管理机关会先书面告知事实、依据和拟采取的措施，并听取贵单位的陈述申辩。",
        ],
        [CaseTermKind.DECISION],
    )


def _notified(facts: CaseFacts) -> Said:
    if facts.is_unserved(CasePaperKind.NOTICE):
        days = policy_on(facts.today).statement_working_days
        return (
            f"《拟处理事项告知书》已发至本门户，请签收；自签收次日起有{days}个工作日可以陈述申辩。",
            [RECEIPT_IS_NO_CONSENT, "可以书面陈述申辩并提交材料，也可以要求听证；直接提交陈述申辩的，一并完成签收。"],
            [CaseTermKind.DECISION],
        )
    return _to_be_said(facts)


def _to_be_said(facts: CaseFacts) -> Said:
    """Also after the term had lapsed, where it was extended afterwards."""
    pending, term = _pending(facts), facts.running(CaseTermKind.STATEMENT)
    if pending:
        return pending
    if term is None:
        return _lapsed(facts)
    return (
        f"《拟处理事项告知书》已送达，贵单位可以在{dated(term.due_on)}（含当日）前陈述申辩。",
        [
            "可以书面陈述申辩并提交材料，也可以要求听证；处理不会因陈述申辩而加重。",
            "需要更多时间的，可以在期限届满前申请延长。",
        ],
        [CaseTermKind.STATEMENT, CaseTermKind.DECISION],
    )


def _pending(facts: CaseFacts) -> Said | None:
    """A hearing that is to be held, or a request for time that is not answered: nothing is decided meanwhile."""
    hearing, asked = facts.hearing, facts.asked
    terms = [CaseTermKind.STATEMENT, CaseTermKind.DECISION]
    if hearing and hearing.set_for:
        return (
            f"听证定于{timed(hearing.set_for)}在{hearing.place}举行，由{hearing.chair}主持；"
            "听证举行前不会作出处理决定。",
            [
                "可以到场陈述、举证，也可以补充书面意见和材料。",
                "认为主持人与本案有利害关系的，可以在补充意见中申请回避。",
            ],
            terms,
        )
    if hearing:
        return (
            "贵单位已要求听证，登记管理机关正在安排时间和地点；听证举行前不会作出处理决定。",
            ["时间和地点确定后会另行通知；此前可以补充书面意见和材料。"],
            terms,
        )
    if asked and asked.term == CaseTermKind.STATEMENT:
        return (
            f"贵单位申请将陈述申辩期限延至{dated(asked.new_due)}，登记管理机关正在审批；审批前不会作出处理决定。",
            ["审批结果会另行通知；审批前仍按原期限计算，可以先提交已经准备好的意见。"],
            terms,
        )
    return None


def _heard(facts: CaseFacts) -> Said:
    pending = _pending(facts)
    if pending:
        return pending
    term = facts.running(CaseTermKind.STATEMENT)
    if term and not facts.said_all:
        return (
            f"贵单位的陈述申辩已经收到；{dated(term.due_on)}（含当日）前还可以补充，此前不会作出处理决定。",
            ["没有需要补充的，可以在陈述申辩中声明“不再补充”，不必等待期满。"],
            [CaseTermKind.STATEMENT, CaseTermKind.DECISION],
        )
    return (
        "贵单位的陈述申辩已经收到，登记管理机关正在研究处理意见。",
        ["决定作出前仍可以补充书面意见和材料，登记管理机关会一并阅看。"],
        [CaseTermKind.DECISION],
    )


def _lapsed(facts: CaseFacts) -> Said:
    term = facts.terms.get(CaseTermKind.STATEMENT)
    until = f"陈述申辩期限已于{dated(term.due_on)}届满" if term else "陈述申辩期限已届满"
    said = "贵单位其后提交的意见已经收到" if facts.has_spoken else "尚未收到贵单位的意见"
    return (
        f"{until}，{said}，登记管理机关正在研究处理意见。",
        ["决定作出前仍可以提交书面意见和材料，登记管理机关会一并阅看，并注明系期满后提交。"],
        [CaseTermKind.DECISION],
    )


def _decided(facts: CaseFacts) -> Said:
    case, days = facts.case, policy_on(facts.today).review_days
    return (
        f"已作出处理决定：{case.get_measure_display()}。请签收《处理决定书》；"
        f"自签收次日起有{days}日可以申请复核{_days_to_rectify(facts, '，另有')}。",
        [RECEIPT_IS_NO_CONSENT, "决定书送达前，处理措施不执行。", f"对决定不服的，可以向{_hears(facts)}申请复核。"],
        [],
    )


def _days_to_rectify(facts: CaseFacts, joined: str) -> str:
    case = facts.case
    is_order = case.measure == Measure.RECTIFICATION_ORDER
    return f"{joined}{case.rectification_days}个工作日完成整改" if is_order else ""


def _hears(facts: CaseFacts) -> str:
    return str(facts.case.registration_authority.review_authority)


def _rectifying(facts: CaseFacts) -> Said:
    is_order = facts.case.measure == Measure.RECTIFICATION_ORDER
    what, can = _to_rectify(facts) if is_order else _to_be_carried_out(facts)
    term = facts.running(CaseTermKind.REVIEW)
    if facts.case.review_waived_on:
        until = facts.terms.get(CaseTermKind.REVIEW)
        back = (
            f"；结案前改变主意的，{dated(until.due_on)}（含当日）前仍可以申请" if until and facts.may_ask_review else ""
        )
        can.append(f"负责人已于{dated(facts.case.review_waived_on)}声明不申请复核{back}。")
    elif term and facts.may_ask_review:
        can.append(
            f"对处理决定不服的，可以在{dated(term.due_on)}（含当日）前向{_hears(facts)}申请复核，复核期间暂停执行。"
        )
        can.append("不申请复核的，可以由负责人作出声明，办理结案时不必等待申请复核的期限届满。")
    kinds = [] if facts.rectified else [CaseTermKind.RECTIFICATION]
    return what, can, [*kinds, CaseTermKind.REVIEW] if term else kinds


def _to_rectify(facts: CaseFacts) -> tuple[str, list[str]]:
    filed, asked = facts.rectification, facts.asked
    more_time = ["需要更多时间的，可以在期限届满前申请延长整改期限。"]
    if facts.rectified:
        return f"整改情况已核查通过，{_until_closing(facts)}。", []
    if facts.rectification_waits:
        return "整改情况已经提交，登记管理机关正在核查。", ["核查结果会另行通知，目前不需要办理手续。"]
    returned = [f"核查意见：{filed.answer_reason}"] if filed else []
    again = "补正后再次提交整改情况" if filed else "完成整改并提交整改情况"
    if asked and asked.term == CaseTermKind.RECTIFICATION:
        sentence = f"贵单位申请将整改期限延至{dated(asked.new_due)}，登记管理机关正在审批；审批前仍按原期限计算。"
        return sentence, returned
    term = facts.running(CaseTermKind.RECTIFICATION)
    if term:
        return f"请在{dated(term.due_on)}（含当日）前{again}。", returned + more_time
    late = facts.passed(CaseTermKind.RECTIFICATION)
    until = f"整改期限已于{dated(late.due_on)}届满，" if late else ""
    return f"{until}仍可以{again}，请尽快办理。", returned


def _to_be_carried_out(facts: CaseFacts) -> tuple[str, list[str]]:
    case, measure = facts.case, facts.case.get_measure_display()
    if case.carried_out_on:
        return f"处理措施（{measure}）已于{dated(case.carried_out_on)}落实，{_until_closing(facts)}。", []
    if case.measure == Measure.INTERVIEW:
        return "处理措施为约谈，时间和地点由登记管理机关另行通知。", []
    return f"处理措施为{measure}，由登记管理机关落实。", ["目前不需要贵单位办理手续。"]


def _until_closing(facts: CaseFacts) -> str:
    return "申请复核的期限届满后办理结案" if facts.running(CaseTermKind.REVIEW) else "登记管理机关将办理结案"


def _under_review(facts: CaseFacts) -> Said:
    is_order = facts.case.measure == Measure.RECTIFICATION_ORDER
    paused = "整改暂停，整改期限停止计算" if is_order else "处理措施暂停执行"
    return (
        f"{_reviewer(facts)}正在办理复核；复核期间{paused}。",
        [
            "复核由原立案人、决定人以外的人员办理，结果不会重于原决定。",
            "作出结论后会送达《复核决定书》，目前不需要办理手续。",
        ],
        [],
    )


def _reviewer(facts: CaseFacts) -> str:
    return str(facts.review.authority) if facts.review else _hears(facts)


def _reviewed(facts: CaseFacts) -> Said:
    case = facts.case
    upheld = case.state == S.UPHELD
    result = (
        f"复核维持原处理决定（{case.get_measure_display()}）"
        if upheld
        else f"复核将处理措施变更为{case.get_measure_display()}"
    )
    return (
        f"{result}。请签收《复核决定书》{_days_to_rectify(facts, '；自签收次日起重新计算，有')}。",
        [RECEIPT_IS_NO_CONSENT, "复核决定书送达前，处理措施不执行。"],
        [],
    )


def _annulled(facts: CaseFacts) -> Said:
    receipt = ["请签收《复核决定书》。"] if facts.is_unserved(CasePaperKind.REVIEW_DECISION) else []
    return "复核已撤销原处理决定，案件终结，贵单位不承担任何处理措施。", [*receipt, "文书和案卷材料仍可以查阅。"], []


def _closed(facts: CaseFacts) -> Said:
    case = facts.case
    done = f"处理措施（{case.get_measure_display()}）已落实" if case.measure else "未采取任何处理措施"
    on = f"已于{dated(case.closed_on)}结案" if case.closed_on else "已结案"
    receipt = ["请签收《结案通知书》。"] if facts.is_unserved(CasePaperKind.CLOSING) else []
    return f"本案{on}，{done}。", [*receipt, "文书和案卷材料仍可以查阅。"], []


FOR_ORGANIZATION: dict[S, Callable[[CaseFacts], Said]] = {
    S.OPENED: _opened,
    S.NOTIFIED: _notified,
    S.HEARD: _heard,
    S.STATEMENT_LAPSED: _to_be_said,
    S.DECIDED: _decided,
    S.RECTIFYING: _rectifying,
    S.UNDER_REVIEW: _under_review,
    S.UPHELD: _reviewed,
    S.CHANGED: _reviewed,
    S.ANNULLED: _annulled,
    S.CLOSED: _closed,
}
