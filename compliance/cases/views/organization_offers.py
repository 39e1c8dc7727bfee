"""What the organization may do with a case now."""

from dataclasses import replace

from django.urls import reverse
from django.utils.timezone import localdate

from compliance.cases import service
from compliance.cases.hearing import rectification
from compliance.cases.models import AccountabilityCase, CasePaper
from compliance.cases.standing.facts import CaseFacts
from organizations.models import User
from zhengzhou_ideology.workflow.offers import Bound, Door, Offer, offers

RECEIPT = "签收只表示收到，不表示同意其中的内容；有关期限自签收次日起计算。是否确认收到？"
WAIVER = (
    "声明后，办理结案时不必等待申请复核的期限届满。声明不影响已经提出的意见；"
    "结案前、期限届满前改变主意的，仍可以申请复核。是否代表本组织声明不申请复核？"
)


# The receipt of each paper, and the waiver, are confirmed on the page of the case; what is written has a page of its own.
ACKNOWLEDGE = Door(
    act=service.acknowledge,
    address="cases:acknowledge_paper",
    label="签收",
    question=RECEIPT,
    done=lambda paper: f"已签收《{paper.get_kind_display()}》。",
    tone="btn-primary",
    each=True,
)
WAIVE_REVIEW = Door(
    act=rectification.waive_review,
    address="cases:waive_review",
    label="声明不申请复核",
    question=WAIVER,
    done="已声明不申请复核。",
)


def offered(user: User, case: AccountabilityCase, bound: Bound) -> list[Offer]:
    facts = CaseFacts.of(case, localdate())
    found = [_receipt(user, paper, bound) for paper in facts.unserved if ACKNOWLEDGE.may(user, paper)]
    if facts.may_speak and _may(user, "state", case):
        found.append(_page("statement", "补充陈述申辩" if facts.has_spoken else "陈述申辩", case, "btn-primary"))
    if facts.may_rectify and _may(user, "state", case):
        found.append(_page("rectification", "提交整改情况", case, "btn-primary"))
    if facts.askable_term and _may(user, "state", case):
        found.append(_page("time_request", f"申请延长{facts.askable_term.get_kind_display()}", case))
    if facts.may_ask_review and _may(user, "ask_review", case):
        found.append(_page("review_request", "申请复核", case))
    if facts.may_waive_review:
        found += offers([WAIVE_REVIEW], user, case, bound)
    return found


def _may(user: User, verb: str, case: AccountabilityCase) -> bool:
    return user.has_perm(f"cases.{verb}_accountabilitycase", case)


def _receipt(user: User, paper: CasePaper, bound: Bound) -> Offer:
    offer = ACKNOWLEDGE.offer(user, paper, bound)
    return replace(offer, label=f"签收《{paper.get_kind_display()}》", question=f"{paper.authority}{paper}。{RECEIPT}")


def _page(name: str, label: str, case: AccountabilityCase, tone: str = "") -> Offer:
    url = reverse(f"cases:{name}", args=[case.pk])
    return Offer(name, url, label, "", tone=tone, is_page=True)
