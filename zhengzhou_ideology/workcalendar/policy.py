"""The defaults that the regime leaves open, each a rule that may change from a day on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Policy:
    """The rules as they stand on one day."""

    report_due_day: int
    report_owed_before_month: int
    event_notice_days: int
    event_late_filing: bool
    event_decision_working_days: int
    event_silence_working_days: tuple[int, ...]
    event_summary_working_days: int
    report_reminder_days_before: tuple[int, ...]
    report_overdue_working_days: tuple[int, ...]
    statement_working_days: int
    case_decision_days: int
    review_days: int
    retention_files_years: int
    retention_cases_years: int
    retention_drafts_years: int
    vacant_post_days: int
    matter_acknowledgement_working_days: int


Value = int | bool | tuple[int, ...]


@dataclass(frozen=True)
class Rule:
    """One thing that the regime leaves open: what it is, its default and why that is the default."""

    key: str
    label: str
    default: Value
    unit: str
    source: str
    lowest: int = 1
    highest: int = 366

    def checked(self, value: Any) -> Value:
        """The value in the type of the default, or a ValueError with a sentence for the user."""
        if isinstance(self.default, bool):
            if not isinstance(value, bool):
                raise ValueError("请选择“是”或“否”。")
            return value
        if isinstance(self.default, tuple):
            return self._checked_list(value, len(self.default))
        return self._checked_number(value)

    def _checked_number(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not self.lowest <= value <= self.highest:
            raise ValueError(f"请填写{self.lowest}至{self.highest}之间的整数。")
        return value

    def _checked_list(self, value: Any, length: int) -> tuple[int, ...]:
        if not isinstance(value, list | tuple) or len(value) != length:
            raise ValueError(f"请填写{length}个整数，以逗号分隔。")
        numbers = tuple(self._checked_number(number) for number in value)
        falls = isinstance(self.default, tuple) and self.default[0] > self.default[-1]
        if numbers != tuple(sorted(set(numbers), reverse=falls)):
            raise ValueError(f"各数须由{'大到小' if falls else '小到大'}排列，且不得重复。")
        return numbers

    def worded(self, value: Value) -> str:
        """The value as it is shown: “每季度后次月15日”, “14、7、1日”."""
        if isinstance(value, bool):
            return "是" if value else "否"
        numbers = "、".join(map(str, value)) if isinstance(value, tuple) else str(value)
        return self.unit.format(numbers)


BY_ANALOGY = "参照《行政处罚法》（2021年修订）"

RULES: tuple[Rule, ...] = (
    Rule(
        "report_due_day",
        "季度报告报送期限",
        15,
        "季度结束后次月{}日；逢休息日的，顺延至其后第一个工作日",
        "季度报表的通行做法",
        highest=28,
    ),
    Rule(
        "report_owed_before_month",
        "季度中途登记的报送起算",
        3,
        "本季度第{}个月第一日以前登记的，报送本季度报告；其后登记的，自下一季度起报送",
        "季度末月登记的组织难以在季内召开两次会议",
        highest=4,
    ),
    Rule(
        "event_notice_days", "重大活动申报提前量", 7, "活动首日前{}个自然日；当日申报视为按期", "制度第四条：活动一周前"
    ),
    Rule("event_late_filing", "活动开始前准予逾期申报", True, "{}", "逾期申报仍应受理，须说明理由并标明逾期"),
    Rule(
        "event_decision_working_days",
        "重大活动审批时限",
        3,
        "收到后{}个工作日，且不迟于活动前最后一个工作日",
        "为主办方留出准备时间",
    ),
    Rule(
        "event_silence_working_days",
        "逾期未审批的督办层级",
        (1, 2),
        "审批期满后第{}个工作日，依次提请该单位上级、登记管理机关",
        "制度第四条：经业务主管单位批准后方可进行，逾期未答复不视为同意",
    ),
    Rule("event_summary_working_days", "活动总结报送期限", 10, "活动结束日期后{}个工作日", "活动报告制度的通行做法"),
    Rule(
        "report_reminder_days_before",
        "季度报告到期前催办",
        (14, 7, 1),
        "到期前{}日，提醒秘书处经办人和日常工作联系人",
        "制度第三条：分级负责",
    ),
    Rule(
        "report_overdue_working_days",
        "季度报告逾期后督办",
        (1, 5, 10, 20),
        "逾期后第{}个工作日，依次至第一责任人、登记管理机关、市民政局、立案建议",
        "制度第三条：分级负责；立案建议由专人决定是否立案",
    ),
    Rule(
        "statement_working_days",
        "陈述申辩期限",
        5,
        "告知书送达后{}个工作日",
        f"{BY_ANALOGY}第四十四条、第四十五条、第六十四条",
    ),
    Rule("case_decision_days", "案件处理时限", 90, "立案后{}日", f"{BY_ANALOGY}第六十条"),
    Rule("review_days", "申请复核期限", 60, "决定书送达后{}日", "参照《行政复议法》（2023年修订）第二十条"),
    Rule(
        "retention_files_years",
        "报告和活动材料保存年限",
        10,
        "{}年",
        "国家档案保管期限规定，待市民政局确认",
        highest=100,
    ),
    Rule("retention_cases_years", "案卷保存年限", 30, "{}年", "国家档案保管期限规定，待市民政局确认", highest=100),
    Rule(
        "retention_drafts_years", "未提交草稿保存年限", 1, "{}年", "国家档案保管期限规定，待市民政局确认", highest=100
    ),
    Rule(
        "vacant_post_days",
        "第一责任人空缺提醒",
        30,
        "空缺超过{}日，列入登记管理机关待办",
        "制度第三条：主要负责人、支部书记为第一责任人，须有人担任",
    ),
    Rule(
        "matter_acknowledgement_working_days",
        "随时报告收悉时限",
        1,
        "报送后{}个工作日",
        "制度第二条、第八条：及时报告，须及时答复",
    ),
)
RULES_BY_KEY = {rule.key: rule for rule in RULES}

# Settled by the regime itself, so shown beside the rules and not editable.
SETTLED = (
    ("逾期未答复", "任何情况下不视为批准", "制度第四条：经业务主管单位批准后方可进行"),
    ("立案建议", "此前至少一级逾期催办送达满5个工作日；无人能收到催办的，不提立案建议", "制度第三条：分级负责"),
    ("直接登记（无业务主管单位）", "由登记管理机关审批并备案", "须有机关作出决定"),
    ("复核机关", "由其他机关或者其他承办人办理", "参照《行政复议法》（2023年修订）"),
    ("审计记录", "永久保存", "国家档案保管期限规定"),
)


@dataclass(frozen=True, slots=True)
class Version:
    """A rule's value from a day on."""

    rule: str
    value: Value
    effective_from: date


@dataclass(frozen=True)
class PolicyHistory:
    """All versions of all rules: a matter keeps the policy under which it began because its base date selects it.

    Of two versions for the same day the later one in the tuple holds.
    """

    versions: tuple[Version, ...] = ()

    def on(self, day: date) -> Policy:
        values: dict[str, Value] = {rule.key: rule.default for rule in RULES}
        for version in sorted(self.versions, key=lambda version: version.effective_from):
            if version.effective_from <= day:
                values[version.rule] = version.value
        return Policy(**values)  # type: ignore[arg-type]

    def with_version(self, version: Version) -> "PolicyHistory":
        return PolicyHistory((*self.versions, version))

    @classmethod
    def of(cls, rows: Iterable[tuple[str, Any, date]]) -> "PolicyHistory":
        """From rows as stored; a value that its rule no longer allows surfaces here and not in a due date."""
        return cls(tuple(Version(key, RULES_BY_KEY[key].checked(value), day) for key, value, day in rows))
