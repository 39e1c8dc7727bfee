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
