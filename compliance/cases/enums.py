"""The closed lists of accountability cases (article 4): states, grounds, measures, papers, ways of service."""

from django.db.models import TextChoices


class CaseState(TextChoices):
    PROPOSED = "proposed", "待研究"
    DISMISSED = "dismissed", "不予立案"
    OPENED = "opened", "已立案"
    NOTIFIED = "notified", "已告知"
    HEARD = "heard", "已听取陈述申辩"
    STATEMENT_LAPSED = "statement_lapsed", "逾期未陈述申辩"
    DECIDED = "decided", "已作出决定"
    RECTIFYING = "rectifying", "整改（执行）中"
    UNDER_REVIEW = "under_review", "复核中"
    UPHELD = "upheld", "复核维持"
    CHANGED = "changed", "复核变更"
    ANNULLED = "annulled", "复核撤销"
    CLOSED = "closed", "已结案"


# Nobody has been decided against in these states.
UNDECIDED = (CaseState.OPENED, CaseState.NOTIFIED, CaseState.HEARD, CaseState.STATEMENT_LAPSED)
DECIDED_ON = (
    CaseState.DECIDED,
    CaseState.RECTIFYING,
    CaseState.UNDER_REVIEW,
    CaseState.UPHELD,
    CaseState.CHANGED,
    CaseState.ANNULLED,
)
OVER = (CaseState.DISMISSED, CaseState.ANNULLED, CaseState.CLOSED)

# Every legal change of state, held by a trigger as well. DESIGN's table, and two edges that it lacks: a case whose
# term of statement lapsed may close without measure too, and what a review upheld or changed is still carried out.
EDGES = (
    (CaseState.PROPOSED, CaseState.OPENED),
    (CaseState.PROPOSED, CaseState.DISMISSED),
    (CaseState.OPENED, CaseState.NOTIFIED),
    (CaseState.OPENED, CaseState.CLOSED),
    (CaseState.NOTIFIED, CaseState.HEARD),
    (CaseState.NOTIFIED, CaseState.STATEMENT_LAPSED),
    (CaseState.NOTIFIED, CaseState.CLOSED),
    (CaseState.HEARD, CaseState.DECIDED),
    (CaseState.HEARD, CaseState.CLOSED),
    (CaseState.STATEMENT_LAPSED, CaseState.DECIDED),
    (CaseState.STATEMENT_LAPSED, CaseState.CLOSED),
    (CaseState.DECIDED, CaseState.RECTIFYING),
    (CaseState.DECIDED, CaseState.UNDER_REVIEW),
    (CaseState.RECTIFYING, CaseState.UNDER_REVIEW),
    (CaseState.RECTIFYING, CaseState.CLOSED),
    (CaseState.UNDER_REVIEW, CaseState.UPHELD),
    (CaseState.UNDER_REVIEW, CaseState.CHANGED),
    (CaseState.UNDER_REVIEW, CaseState.ANNULLED),
    (CaseState.UPHELD, CaseState.RECTIFYING),
    (CaseState.CHANGED, CaseState.RECTIFYING),
)


class CaseSource(TextChoices):
    LADDER = "ladder", "季度报告逾期督办"
    EVENT = "event", "活动未经批准即举办"
    OFFICER = "officer", "工作人员提出"


class CaseGround(TextChoices):
    """Acts that were left undone or done out of turn; never opinions."""

    REPORT_MISSING = "report_missing", "逾期未报送季度报告"
    EVENT_UNFILED = "event_unfiled", "举办重大活动未事先申报"
    EVENT_UNAPPROVED = "event_unapproved", "未经批准举办重大活动"
    RESPONSIBLE_UNNAMED = "responsible_unnamed", "未明确责任人或者日常工作联系人"
    DUTY_UNRECORDED = "duty_unrecorded", "未履行年度规定事项"
    PAPERS_UNTRUE = "papers_untrue", "报送材料与事实不符"


# The articles of 郑民文〔2019〕94号 that each ground rests on; a decision cites one of them.
ARTICLES_OF_GROUND: dict[str, tuple[int, ...]] = {
    CaseGround.REPORT_MISSING: (2, 10),
    CaseGround.EVENT_UNFILED: (4,),
    CaseGround.EVENT_UNAPPROVED: (4,),
    CaseGround.RESPONSIBLE_UNNAMED: (3, 8),
    CaseGround.DUTY_UNRECORDED: (2, 8, 9),
    CaseGround.PAPERS_UNTRUE: (7,),
}
ARTICLE_LABELS = dict(
    enumerate(["第一条", "第二条", "第三条", "第四条", "第五条", "第六条", "第七条", "第八条", "第九条", "第十条"], 1)
)


class Measure(TextChoices):
    """The bureau knows no fines and passes no sentence on persons; `referral` hands the file to who is competent."""

    INTERVIEW = "interview", "约谈"
    RECTIFICATION_ORDER = "rectification_order", "责令整改"
    CIRCULATED_CRITICISM = "circulated_criticism", "通报批评"
    REFERRAL = "referral", "移送有权机关"


# From lighter to graver: a decision is never graver than what was notified, a review never graver than the decision.
GRAVITY = {measure: place for place, measure in enumerate(Measure)}


class CasePaperKind(TextChoices):
    NOTICE = "notice", "拟处理事项告知书"
    SERVICE_RECORD = "service_record", "送达回证"
    DECISION = "decision", "处理决定书"
    RECTIFICATION_ORDER = "rectification_order", "责令整改通知书"
    REVIEW_DECISION = "review_decision", "复核决定书"
    CLOSING = "closing", "结案通知书"


class PaperState(TextChoices):
    DRAFT = "draft", "草稿"
    SIGNED = "signed", "已签发"


class ServiceMethod(TextChoices):
    PORTAL = "portal", "门户送达"
    EMAIL = "email", "电子邮件送达"
    POST = "post", "邮寄送达"
    IN_PERSON = "in_person", "直接送达"


# When service counts, and the rule that it follows (参照《民事诉讼法》2023年修正 第七章第二节).
RULE_OF_SERVICE = {
    ServiceMethod.PORTAL: "受送达人在门户中确认签收的日期为送达日期（参照《民事诉讼法》第九十条）",
    ServiceMethod.EMAIL: "受送达人书面同意电子送达的，以其确认收到邮件的日期为送达日期（参照《民事诉讼法》第九十条）",
    ServiceMethod.POST: "以回执上注明的收件日期为送达日期（参照《民事诉讼法》第九十一条）",
    ServiceMethod.IN_PERSON: "以受送达人在送达回证上签收的日期为送达日期（参照《民事诉讼法》第八十七条）",
}


class CaseTermKind(TextChoices):
    STATEMENT = "statement", "陈述申辩期限"
    DECISION = "case_decision", "案件处理时限"
    RECTIFICATION = "rectification", "整改期限"
    REVIEW = "review", "申请复核期限"


class CaseFileKind(TextChoices):
    EVIDENCE = "evidence", "核查材料"
    STATEMENT = "statement", "陈述申辩材料"
    HEARING = "hearing", "听证笔录"
    SERVICE = "service", "送达凭证"
    RECTIFICATION = "rectification", "整改材料"
    EXECUTION = "execution", "措施落实材料"
    REVIEW = "review", "复核材料"
    REQUEST = "request", "延期申请材料"


class WithheldGround(TextChoices):
    """Why a file of the case is not shown to the organization; everything else is."""

    THIRD_PARTY = "third_party", "涉及第三人的个人信息或者商业秘密"
    STATE_SECRET = "state_secret", "涉及国家秘密"
    WORKING_PAPER = "working_paper", "内部工作记录"


class AnswerState(TextChoices):
    PENDING = "pending", "待核查"
    ACCEPTED = "accepted", "已通过"
    RETURNED = "returned", "要求补正"


class CaseReviewOutcome(TextChoices):
    PENDING = "pending", "办理中"
    UPHELD = "upheld", "维持原决定"
    CHANGED = "changed", "变更原决定"
    ANNULLED = "annulled", "撤销原决定"


class TimeRequestState(TextChoices):
    ASKED = "asked", "待审批"
    GRANTED = "granted", "已准予"
    REFUSED = "refused", "未准予"
