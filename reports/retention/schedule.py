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
        "已读的站内通知（法律文书除外）",
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
)
BY_KEY: dict[str, RetentionRule] = {rule.key: rule for rule in SCHEDULE}
