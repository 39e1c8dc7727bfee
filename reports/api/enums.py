"""The closed lists of the interface: what a token may read, and what a subscriber is told."""

from django.db.models import TextChoices


class TokenScope(TextChoices):
    """What a token may read; whose rows, its authority says."""

    ORGANIZATIONS = "organizations", "社会组织"
    STATUSES = "statuses", "履职状态"
    SUMS = "sums", "汇总数据"
    FILINGS = "filings", "重大活动"
    STATEMENTS = "statements", "年度报告"
    CALENDAR = "calendar", "工作日历"


class TokenState(TextChoices):
    PROPOSED = "proposed", "待确认"
    CONFIRMED = "confirmed", "已确认，待领取"
    ISSUED = "issued", "使用中"
    REFUSED = "refused", "不予确认"
    REVOKED = "revoked", "已停用"


class EventName(TextChoices):
    """What is told at once to whoever asked for it; each belongs to a scope (`SCOPE_OF`)."""

    FILING_DECIDED = "filing.decided", "重大活动作出决定"
    FILING_RECORDED = "filing.recorded", "重大活动备案"
    REPORT_ACCEPTED = "report.accepted", "季度报告接收"
    STATEMENT_PUBLISHED = "statement.published", "年度报告发布"
    ORGANIZATION_CHANGED = "organization.changed", "登记事项变更"


SCOPE_OF = {
    EventName.FILING_DECIDED: TokenScope.FILINGS,
    EventName.FILING_RECORDED: TokenScope.FILINGS,
    EventName.REPORT_ACCEPTED: TokenScope.STATUSES,
    EventName.STATEMENT_PUBLISHED: TokenScope.STATEMENTS,
    EventName.ORGANIZATION_CHANGED: TokenScope.ORGANIZATIONS,
}


class EndpointState(TextChoices):
    ACTIVE = "active", "推送中"
    OFF = "off", "已停用"


class DeliveryState(TextChoices):
    PENDING = "pending", "待送达"
    DELIVERED = "delivered", "已送达"
    GIVEN_UP = "given_up", "已放弃"
