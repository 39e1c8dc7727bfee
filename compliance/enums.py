"""The closed lists of the second floor: states, meetings, duties, grounds."""

from django.db.models import TextChoices


class ReportState(TextChoices):
    DRAFT = "draft", "草稿"
    CERTIFYING = "certifying", "待负责人确认"
    SUBMITTED = "submitted", "已提交"
    RETURNED = "returned", "已退回"
    ACCEPTED = "accepted", "已接收"
    SUPERSEDED = "superseded", "已被更正"
    EXEMPTED = "exempted", "已豁免"
    LAPSED = "lapsed", "已终止"


# The organization still owes something in these states.
OUTSTANDING = (ReportState.DRAFT, ReportState.CERTIFYING, ReportState.RETURNED)
EDITABLE = (ReportState.DRAFT, ReportState.RETURNED)
RECEIVED = (ReportState.SUBMITTED, ReportState.ACCEPTED, ReportState.SUPERSEDED)


class DutyStatus(TextChoices):
    """Where an obligation stands on a day; what is still open after its due day says besides for how long."""

    MET = "met", "按期报送"
    LATE = "late", "逾期报送"
    RETURNED = "returned", "退回待更正"
    EXTENDED = "extended", "已延期"
    EXEMPT = "exempt", "已豁免"
    OPEN = "open", "尚未报送"
    NOT_APPLICABLE = "not_applicable", "不适用"


class MeetingKind(TextChoices):
    SPECIAL_STUDY = "special_study", "专题研究会议"
    COUNCIL = "council", "理事会会议"


# The article of 郑民文〔2019〕94号 that asks for the meeting.
ARTICLE_OF_MEETING = {MeetingKind.SPECIAL_STUDY: 2, MeetingKind.COUNCIL: 10}


class Section(TextChoices):
    SPECIAL_STUDY = "special_study", "专题研究会议"
    COUNCIL = "council", "理事会会议"
    FINDINGS = "findings", "问题与措施"


class ReturnGround(TextChoices):
    INCOMPLETE = "incomplete", "材料不全"
    CONTRADICTORY = "contradictory", "前后矛盾"
    UNREADABLE = "unreadable", "附件无法辨认"
    OTHER = "other", "其他"


class DutyKind(TextChoices):
    ANNUAL_PLAN = "annual_plan", "年度工作要点"
    COMMITMENT = "commitment", "承诺书"
    OUTLETS_CONFIRMED = "outlets_confirmed", "阵地确认"
    STUDY = "study", "学习教育"
    POSTS_CONFIRMED = "posts_confirmed", "任职和联系人确认"
    CONTINGENCY_PLAN = "contingency_plan", "预案"
    ETHICS_TRAINING = "ethics_training", "职业道德教育"
    SELF_DISCIPLINE = "self_discipline", "诚信自律"
    YEAR_END_EXCHANGE = "year_end_exchange", "年终交流"


# Done on the page on which the organization confirms what the register says, not filled in.
CONFIRMED_ELSEWHERE = (DutyKind.OUTLETS_CONFIRMED, DutyKind.POSTS_CONFIRMED)


class Preparer(TextChoices):
    SECRETARY = "secretary", "秘书处"
    LEADER = "leader", "第一责任人"


class DutyPaper(TextChoices):
    REQUIRED = "required", "须附材料"
    OTHER = "other", "其他材料"


class LetterWay(TextChoices):
    ONLINE = "online", "在线签署"
    PAPER = "paper", "纸质签署"


class PleaState(TextChoices):
    ASKED = "asked", "待审批"
    GRANTED = "granted", "已准予"
    REFUSED = "refused", "未准予"


class MatterState(TextChoices):
    """A report of a matter on any day (随时报告, articles 2 and 8)."""

    DRAFT = "draft", "草稿"
    SENT = "sent", "已报送"
    ACKNOWLEDGED = "acknowledged", "已收悉"
    CLOSED = "closed", "已办结"
    DISCARDED = "discarded", "已作废"


# Somebody still has to do something about it.
OPEN_MATTERS = (MatterState.DRAFT, MatterState.SENT, MatterState.ACKNOWLEDGED)


class MatterKind(TextChoices):
    """Matters of the organization itself; never what anybody thinks or says."""

    SAFETY = "safety", "安全事故或者隐患"
    FINANCES = "finances", "财务和资产"
    LEGAL = "legal", "诉讼、仲裁和行政处理"
    LEADERSHIP = "leadership", "负责人和任职"
    OUTLET = "outlet", "场所、网站或者账号异常"
    MEDIA = "media", "媒体问询"
    OTHER = "other", "其他事项"


class Urgency(TextChoices):
    """In the order of the alphabet, so that a list in falling order begins with what is urgent."""

    ORDINARY = "ordinary", "一般"
    URGENT = "urgent", "紧急"


class AddressedAs(TextChoices):
    """In which capacity an authority is reported to."""

    PARTY = "party", "上级党组织"
    COMPETENT = "competent", "业务主管单位"
    REGISTRATION = "registration", "登记管理机关"


class AddresseeState(TextChoices):
    AWAITED = "awaited", "待收悉"
    ACKNOWLEDGED = "acknowledged", "已收悉"
    CLOSED = "closed", "已办结"


class MatterPart(TextChoices):
    """Where a file of the report lies on its page."""

    PAPERS = "papers", "附件"


class MessageKind(TextChoices):
    QUESTION = "question", "询问"
    SUPPLEMENT = "supplement", "补充或者答复"


class ExchangeState(TextChoices):
    DRAFT = "draft", "草稿"
    INVITED = "invited", "已邀请"
    HELD = "held", "已举办"
    CANCELLED = "cancelled", "已取消"


class InvitationAnswer(TextChoices):
    OPEN = "open", "待答复"
    ATTENDS = "attends", "参加"
    DECLINES = "declines", "不参加"
