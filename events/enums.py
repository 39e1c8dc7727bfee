"""The closed lists of major events: article 4's kinds, the states of both tracks, and the grounds of a decision."""

from django.db.models import TextChoices


class EventKind(TextChoices):
    """Article 4: what must be filed, whatever its scope; the last kind is filed for its scope alone."""

    REPORT_MEETING = "report_meeting", "报告会"
    SEMINAR = "seminar", "研讨会"
    LECTURE = "lecture", "讲座"
    FORUM = "forum", "论坛"
    CELEBRATION = "celebration", "重大庆典、纪念活动"
    TRAINING = "training", "规模较大的培训活动"
    ACADEMIC = "academic", "涉及重大政治、经济、社会、文化等方面的学术活动"
    BY_SCOPE = "by_scope", "跨组织、跨地区的社会、学术活动或涉外活动"


class ScopeKind(TextChoices):
    PARTNER = "partner", "合作单位"
    PLACE = "place", "涉及地区"
    COUNTRY = "country", "境外合作方所在国家（地区）"


class FilingState(TextChoices):
    DRAFT = "draft", "草稿"
    CERTIFYING = "certifying", "待负责人确认"
    SUBMITTED = "submitted", "待审批"
    RETURNED = "returned", "退回补正"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "不予批准"
    CANCELLED = "cancelled", "已取消"
    REVOKED = "revoked", "批准已撤销"
    SUPERSEDED = "superseded", "已由变更版本取代"
    LAPSED = "lapsed", "已失效"
    CONCLUDED = "concluded", "已办结"


EDITABLE = (FilingState.DRAFT, FilingState.RETURNED)
# The event's day may still come without an approval.
OPEN = (FilingState.DRAFT, FilingState.CERTIFYING, FilingState.RETURNED, FilingState.SUBMITTED)

# What the authority last said is an approval or a refusal; a revocation overwrites when it said so.
DECIDED = (FilingState.APPROVED, FilingState.REFUSED, FilingState.CONCLUDED)


class RecordState(TextChoices):
    UNRECORDED = "unrecorded", "待备案"
    QUERIED = "queried", "待说明"
    RECORDED = "recorded", "已备案"


class Outcome(TextChoices):
    PENDING = "pending", "待审批"
    APPROVED = "approved", "批准"
    RETURNED = "returned", "退回补正"
    REFUSED = "refused", "不予批准"


class Ground(TextChoices):
    """The closed list of administrative grounds on which a filing is returned or refused, and no other."""

    INCOMPLETE = "incomplete", "申报材料不齐全"
    SHORT_NOTICE = "short_notice", "未提前一周申报且无正当理由"
    OUTSIDE_CHARTER = "outside_charter", "超出章程规定的宗旨和业务范围"
    NO_PERMIT = "no_permit", "依法须有场地或者安全许可而未取得"
    NO_LEAD_OR_PLAN = "no_lead_or_plan", "应有现场负责人或者应急预案而未落实"
    DUPLICATE = "duplicate", "重复申报"


class RevocationGround(TextChoices):
    """Why an approval falls away again: the same facts, found out or come about afterwards."""

    NO_PERMIT = "no_permit", "场地或者安全许可被撤销、失效"
    NO_LEAD_OR_PLAN = "no_lead_or_plan", "现场负责人或者应急预案不再落实"
    OUTSIDE_CHARTER = "outside_charter", "超出章程规定的宗旨和业务范围"
    UNTRUE = "untrue", "申报的日期、地点、类别或者范围与事实不符"


class Track(TextChoices):
    APPROVAL = "approval", "审批"
    RECORD = "record", "备案"


class CorrectionKind(TextChoices):
    PAPERS = "papers", "补充材料"
    DATE_AND_PLACE = "date_and_place", "更正时间、地点"
    SCOPE = "scope", "更正类别、范围"
    SAFETY = "safety", "落实现场负责人、应急预案"
    PERMIT = "permit", "提交场地或者安全许可"
    FACTS = "facts", "更正其他事项"


class PaperKind(TextChoices):
    AGENDA = "agenda", "活动议程"
    EMERGENCY_PLAN = "emergency_plan", "应急熔断预案"
    PERMIT = "permit", "场地或者安全许可"
    OTHER = "other", "其他材料"
    SUMMARY = "summary", "活动总结材料"


class ReviewOutcome(TextChoices):
    PENDING = "pending", "复核中"
    UPHELD = "upheld", "维持原决定"
    ANNULLED = "annulled", "撤销原决定，重新办理"


class IssuedKind(TextChoices):
    APPROVAL = "approval", "批准文书"
    REFUSAL = "refusal", "不予批准文书"
    RETURN = "return", "补正通知书"
    REVOCATION = "revocation", "撤销批准文书"
    REVIEW = "review", "复核决定书"
