"""The table of rules: what is kept, for how long, from when, who confirms that it goes, and what is left in its place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from reports.retention import disposing, expired
from reports.retention.enums import RuleKey
from zhengzhou_ideology.workcalendar.policy import Policy


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """`years` reads the term out of the policy of the day; `expired` gives the day before which and the rows."""

    key: RuleKey
    what: str
    years: Callable[[Policy], int]
    since: str
    left: str
    expired: Callable[[Policy, date], tuple[date, QuerySet[Any]]]
    dispose: Callable[[QuerySet[Any], datetime], list[dict[str, Any]]]
    confirmed_by: str = "市级系统管理员"


SCHEDULE = (
    RetentionRule(
        RuleKey.PAPER_FILES,
        "季度报告、年度事项、重大活动和随时报告的附件（案卷所用的随案卷保存）",
        lambda policy: policy.retention_files_years,
        "所属年度结束",
        "名称、大小、校验值",
        expired.paper_files,
        disposing.files,
    ),
    RetentionRule(
        RuleKey.REMOVED_FILES,
        "从草稿移除、从未随材料报送的附件",
        lambda policy: policy.retention_drafts_years,
        "移除",
        "名称、大小、校验值",
        expired.removed_files,
        disposing.files,
    ),
    RetentionRule(
        RuleKey.NOTICES,
        "站内通知（法律文书除外；未读的为 5 年）",
        lambda policy: expired.NOTICE_YEARS,
        "发出",
        "编号和类别",
        expired.notices,
        disposing.notices,
    ),
    RetentionRule(
        RuleKey.ACCOUNTS,
        "停用账号的姓名、电话、邮箱",
        lambda policy: expired.ACCOUNT_YEARS,
        "最后一个身份结束",
        "编号；办理记录改以编号相称",
        expired.accounts,
        disposing.accounts,
    ),
    RetentionRule(
        RuleKey.IMPORT_ROWS,
        "导入名录的原始单元格（导入结果不受影响）",
        lambda policy: expired.IMPORT_YEARS,
        "上传",
        "名录、工作表和行号",
        expired.import_rows,
        disposing.import_rows,
    ),
    RetentionRule(
        RuleKey.INVITATIONS,
        "已使用、作废或者过期的邀请中的姓名和电子邮箱",
        lambda policy: expired.INVITATION_YEARS,
        "使用、作废或者过期",
        "编号、角色、时间和所涉账号",
        expired.invitations,
        disposing.invitations,
    ),
    RetentionRule(
        RuleKey.POSTS,
        "往届责任人的办公电话和邮箱",
        lambda policy: expired.POST_YEARS,
        "任期结束",
        "姓名、职务和任期",
        expired.posts,
        disposing.posts,
    ),
    RetentionRule(
        RuleKey.MAILS,
        "已发出或者发送失败的账号邮件（收件地址）",
        lambda policy: expired.MAIL_YEARS,
        "写成",
        "编号和标题",
        expired.mails,
        disposing.mails,
    ),
    RetentionRule(
        RuleKey.SESSIONS,
        "已结束的登录会话（来源地址和浏览器）",
        lambda policy: expired.SESSION_YEARS,
        "最后一次操作",
        "编号；安全事件另有记载",
        expired.sessions,
        disposing.sessions,
    ),
)
BY_KEY: dict[str, RetentionRule] = {rule.key: rule for rule in SCHEDULE}
