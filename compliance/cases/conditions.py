"""What must hold before a case moves on: heard, cited, listed, no graver than what was notified, carried out."""

from datetime import date

from compliance.cases import terms
from compliance.cases.enums import GRAVITY, CasePaperKind, CaseTermKind, Measure
from compliance.cases.models import AccountabilityCase, CasePaper, CaseReview
from organizations.models import User
from zhengzhou_ideology.workflow import Refused, need


def refuse_without_declaration(case: AccountabilityCase, by: User) -> None:
    declared = case.declarations.filter(user=by).first()
    if declared is None:
        raise Refused("请先声明与本案当事人有无利害关系。")
    if declared.has_conflict:
        raise Refused("您已声明有利害关系，应当回避，不能办理本案。")


def notified_measure(case: AccountabilityCase) -> str:
    notice = case.latest_paper(CasePaperKind.NOTICE)
    if notice is None:
        raise Refused("尚未告知，不能作出决定。")
    return notice.facts["measure"]


def refuse_unless_cited(case: AccountabilityCase, paper: CasePaper) -> None:
    article = paper.facts["article"]
    if not article or int(article) not in case.articles:
        raise Refused(f"“{case.get_ground_display()}”的依据条款应为{case.articles_label}。")


def refuse_while_it_may_be_heard(case: AccountabilityCase, today: date) -> None:
    """Until the term is over something may still be said or added, unless they said that it was all.

    A term that had lapsed runs again if it was extended afterwards.
    """
    if case.hearings.filter(held_on__isnull=True).exists():
        raise Refused("听证尚未举行，不能作出决定。")
    if case.time_requests.filter(term=CaseTermKind.STATEMENT, state="asked").exists():
        raise Refused("社会组织申请延长陈述申辩期限，请先审批。")
    complete = case.statements.filter(is_complete=True).exists()
    if not complete and not terms.is_over(case, CaseTermKind.STATEMENT, today):
        raise Refused("陈述申辩期限尚未届满，社会组织也未声明不再补充，暂不能作出决定。")


def refuse_graver(measure: str, than: str, sentence: str) -> None:
    need(measure, "请选择处理措施。")
    refuse_unlisted(measure)
    if GRAVITY[Measure(measure)] > GRAVITY[Measure(than)]:
        raise Refused(sentence)


def refuse_unlisted(measure: str) -> None:
    if measure not in Measure.values:
        raise Refused(f"处理措施只能是{'、'.join(Measure.labels)}，没有其他措施。")


def refuse_unless_lighter(measure: str, than: str) -> None:
    if measure not in Measure.values or GRAVITY[Measure(measure)] >= GRAVITY[Measure(than)]:
        raise Refused("复核变更后的措施应当轻于原决定。")


def refuse_before_it_is_done(case: AccountabilityCase, today: date) -> None:
    if case.measure == Measure.RECTIFICATION_ORDER:
        if not case.rectifications.filter(answer="accepted").exists():
            raise Refused("整改情况尚未核查通过，不能结案。")
    elif case.carried_out_on is None:
        raise Refused("请先登记措施的落实情况。")
    if not _is_past_review(case, today):
        raise Refused("申请复核的期限尚未届满，社会组织也未声明不申请复核，暂不能结案。")


def _is_past_review(case: AccountabilityCase, today: date) -> bool:
    reviewed = CaseReview.objects.filter(case=case).exists()
    return reviewed or case.review_waived_on is not None or terms.is_over(case, CaseTermKind.REVIEW, today)
