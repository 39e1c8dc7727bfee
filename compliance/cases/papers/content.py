"""What a paper says, as JSON: out of this alone its PDF is made."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from compliance.cases.enums import ARTICLE_LABELS, CasePaperKind, CaseReviewOutcome, Measure
from compliance.cases.models import AccountabilityCase, CasePaper, ServiceRecord
from compliance.cases.papers import wording
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workcalendar.loading import policy_on

# 抄送: what decides the case, or follows from the decision, is told to the unit that looks after the organization.
COPIED = (CasePaperKind.DECISION, CasePaperKind.RECTIFICATION_ORDER, CasePaperKind.REVIEW_DECISION)
DRAFT_NUMBER = "（草稿，未编号）"


def content_of(paper: CasePaper, today: date, *, number: str = DRAFT_NUMBER) -> dict[str, Any]:
    """All that the paper says, as JSON: out of this alone the PDF is made, today and in thirty years."""
    case = paper.case
    values = {**_common(case), **_own(paper, today)}
    return {
        "title": CasePaperKind(paper.kind).label,
        "number": number,
        "authority": str(paper.authority),
        "copies": _copied_to(paper),
        "organization": str(case.organization),
        "uscc": case.organization.uscc,
        "blocks": wording.filled(wording.current(paper.kind), values),
        "facts": paper.facts,
        "issued_on": today.isoformat(),
    }


def _copied_to(paper: CasePaper) -> list[str]:
    """The competent authority, if there is one, and of a review whoever made the decision."""
    if paper.kind not in COPIED:
        return []
    told = (paper.case.registration_authority, paper.case.organization.competent_authority)
    return [str(one) for one in told if one is not None and one != paper.authority]


def _common(case: AccountabilityCase) -> dict[str, str]:
    article = f"第{_numeral(case.article)}条" if case.article else case.articles_label
    return {
        "单位名称": str(case.organization),
        "统一社会信用代码": case.organization.uscc,
        "登记管理机关": str(case.registration_authority),
        "事由": case.get_ground_display(),
        "依据条款": f"{wording.REGIME}通知{article}",
    }


def _numeral(article: int) -> str:
    return ARTICLE_LABELS[article].strip("第条")


def _own(paper: CasePaper, today: date) -> dict[str, str]:
    return {
        CasePaperKind.NOTICE: _notice,
        CasePaperKind.DECISION: _decision,
        CasePaperKind.RECTIFICATION_ORDER: _order,
        CasePaperKind.SERVICE_RECORD: _service,
        CasePaperKind.REVIEW_DECISION: _review,
        CasePaperKind.CLOSING: _closing,
    }[CasePaperKind(paper.kind)](paper, today)


def _cited(facts: Mapping[str, Any]) -> dict[str, str]:
    article = facts.get("article")
    return {"依据条款": f"{wording.REGIME}通知{ARTICLE_LABELS[int(article)]}"} if article else {}


def _notice(paper: CasePaper, today: date) -> dict[str, str]:
    return {
        **_cited(paper.facts),
        "事实": paper.facts["account"] or "",
        "拟采取措施": measure_label(paper.facts["measure"]),
        "陈述申辩期限": str(policy_on(today).statement_working_days),
    }


def _decision(paper: CasePaper, today: date) -> dict[str, str]:
    facts, measure = paper.facts, measure_label(paper.facts["measure"])
    if facts["measure"] == Measure.RECTIFICATION_ORDER:
        measure += f"（自决定书送达之日起{facts['rectification_days'] or '＿＿'}个工作日内完成）"
    return {
        **_cited(facts),
        "事实": facts["account"] or "",
        "陈述申辩情况": heard(paper.case),
        "理由": facts["reasons"] or "",
        "措施": measure,
        "复核途径": how_to_have_it_reviewed(paper.case, today),
    }


def _order(paper: CasePaper, today: date) -> dict[str, str]:
    decision = paper.case.latest_paper(CasePaperKind.DECISION)
    return {
        **_cited(paper.facts),
        "决定书文号": decision.full_number if decision else DRAFT_NUMBER,
        "整改要求": paper.facts["requirements"] or "",
        "整改期限": str(paper.facts["rectification_days"]),
        "复核途径": how_to_have_it_reviewed(paper.case, today),
    }


def _service(paper: CasePaper, today: date) -> dict[str, str]:
    record = ServiceRecord.objects.select_related("paper", "sent_by").get(pk=paper.facts["service"])
    return {
        "送达文书": str(record.paper),
        "送达方式": record.get_method_display(),
        "送达地址": "，".join(
            filter(None, [record.address, record.tracking_number and f"邮件单号{record.tracking_number}"])
        )
        or "本门户",
        "签收人": record.received_by or "—",
        "发送日期": dated(record.sent_on),
        "送达人": record.sent_by.name,
        "送达日期": dated(record.served_on) if record.served_on else "",
        "送达规则": record.rule,
    }


def _review(paper: CasePaper, today: date) -> dict[str, str]:
    facts, decision = paper.facts, paper.case.latest_paper(CasePaperKind.DECISION)
    outcome = CaseReviewOutcome(facts["outcome"])
    changed = f"，措施变更为{measure_label(facts['measure'])}" if outcome == CaseReviewOutcome.CHANGED else ""
    return {
        "决定书文号": decision.full_number if decision else "",
        "复核请求": paper.case.review.grounds,
        "理由": facts["reasons"] or "",
        "结论": f"{outcome.label}{changed}",
    }


def _closing(paper: CasePaper, today: date) -> dict[str, str]:
    return {"结案情况": paper.facts["summary"] or ""}


def measure_label(measure: str | None) -> str:
    return Measure(measure).label if measure else ""


def heard(case: AccountabilityCase) -> str:
    """What the decision says of the hearing of the other side; the statements themselves lie in the file."""
    said = list(case.statements.order_by("pk"))
    if not said:
        return "告知书送达后，你单位在规定期限内未提出陈述、申辩。"
    days = "、".join(dict.fromkeys(dated(day_of(statement.filed_at)) for statement in said))
    hearing = case.hearings.filter(held_on__isnull=False).order_by("-pk").first()
    held = f"，并于{dated(hearing.held_on)}举行听证" if hearing and hearing.held_on else ""
    return f"你单位于{days}提出陈述、申辩{held}，本机关已予听取并复核，有关意见和材料已附卷。"


def how_to_have_it_reviewed(case: AccountabilityCase, today: date) -> str:
    """The sentence that every decision carries."""
    deciding = case.registration_authority
    hearing = deciding.review_authority
    who = str(hearing) if hearing != deciding else f"{hearing}（由原经办人以外的人员办理）"
    days = policy_on(today).review_days
    return f"对本决定不服的，可以自送达之日起{days}日内，通过本门户该案件页面向{who}申请复核。"
