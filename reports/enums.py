"""The closed lists of the roof."""

from django.db.models import TextChoices


class YearState(TextChoices):
    RUNNING = "running", "年度未结束"
    SETTLING = "settling", "年度已结束，尚有季度报告未办结"
    FINISHED = "finished", "年度已结束，各季度报告均已办结"


class Timeliness(TextChoices):
    """Of one quarter, as of the day of issue; the first submission counts, not a correction."""

    NOT_DUE = "not_due", "未到期"
    ON_TIME = "on_time", "按期"
    LATE = "late", "逾期报送"
    OVERDUE = "overdue", "逾期未报"
    RETURNED = "returned", "退回待更正"
    EXEMPTED = "exempted", "已豁免"
    NO_DUTY = "no_duty", "无报送任务"


class PublicationState(TextChoices):
    FREEZING = "freezing", "正在固定"
    PUBLISHED = "published", "已发布"


class BatchState(TextChoices):
    RUNNING = "running", "正在生成"
    FINISHED = "finished", "已完成"
    FAILED = "failed", "未能完成"


class ChunkState(TextChoices):
    OPEN = "open", "待处理"
    CLAIMED = "claimed", "处理中"
    DONE = "done", "已完成"
    GIVEN_UP = "given_up", "已放弃"
