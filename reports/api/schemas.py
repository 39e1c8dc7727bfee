"""What the interface answers: dates as ISO 8601, a Chinese label beside each code, and no person anywhere."""

from datetime import date, datetime
from typing import Any, Generic, TypeVar

from ninja import Field, Schema

from compliance.enums import DutyStatus
from events.enums import EventKind, FilingState, IssuedKind, RecordState
from organizations.enums import OrganizationKind, OrganizationStatus

T = TypeVar("T")
CREDIT_CODE = r"^[0-9A-HJ-NPQRTUWXY]{18}$"


class ProblemDetails(Schema):
    """出错时的应答（application/problem+json）。"""

    type: str
    title: str
    status: int
    code: str = Field(description="供程序判断的错误代码")
    detail: str = Field(description="供人阅读的说明")


class Rows(Schema, Generic[T]):
    items: list[T]
    next: str | None = Field(description="下一页的 after；没有下一页时为 null")


class Named(Schema):
    code: str
    name: str


class Called(Schema):
    uscc: str = Field(description="统一社会信用代码")
    name: str


class Formerly(Schema):
    name: str
    since: date
    until: date


class OrganizationFacts(Called):
    former_names: list[Formerly] = Field(description="曾用名，从近到远")
    kind: OrganizationKind
    kind_label: str
    status: OrganizationStatus
    status_label: str
    district: Named
    registration_authority: Named
    competent_authority: Named | None = Field(description="业务主管单位；直接登记的为 null")
    party_superior: Named | None
    founded_on: date
    ended_on: date | None


class StatusLine(Schema):
    duty: str = Field(description="事项代码；季度报告为 quarterly_report")
    title: str
    period: str = Field(description="如 2026Q3、2026H1、2026P3、2026")
    article: str
    rule: str
    status: DutyStatus
    label: str
    days_over: int
    due_on: date | None
    due_provisional: bool
    evidence: str = Field(description="证明材料的 SHA-256，或者办理记录的名称和编号；没有的为空")


class OrganizationYear(Schema):
    organization: Called
    year: int
    as_of: date
    lines: list[StatusLine]


class StatusCounts(Schema):
    met: int = 0
    late: int = 0
    returned: int = 0
    extended: int = 0
    exempt: int = 0
    open: int = 0
    not_applicable: int = 0


class SumLine(Schema):
    duty: str
    period: str
    total: int
    counts: StatusCounts
    overdue: int = Field(description="open 之中已过截止日期的")


class AuthoritySums(Schema):
    authority: Named = Field(description="统计归属的登记管理机关")
    year: int
    as_of: date
    lines: list[SumLine]


class DocumentNumber(Schema):
    number: str = Field(description="文号")
    kind: IssuedKind
    kind_label: str
    issued_on: date


class FilingFacts(Schema):
    id: int
    version: int
    organization: Called
    district: Named
    registration_authority: Named
    competent_authority: Named | None
    kind: EventKind
    kind_label: str
    cross_organization: bool
    cross_region: bool
    foreign_related: bool
    starts_on: date
    ends_on: date
    submitted_on: date
    is_late: bool
    state: FilingState
    state_label: str
    decide_by: date | None
    decided_on: date | None
    ground: str = Field(description="退回、不予批准或者撤销的事由代码；没有的为空")
    ground_label: str
    record_state: RecordState | None
    record_state_label: str
    recorded_on: date | None
    documents: list[DocumentNumber]


class StatementFacts(Schema):
    code: str = Field(description="核验码")
    organization: Called
    year: int
    version: int
    is_published: bool = Field(description="年度已正式发布；否则为发布前的参考稿")
    revision: int = Field(description="发布后的更正次数，0 为首次发布")
    is_latest: bool
    issued_at: datetime
    snapshot_sha256: str = Field(description="完整数据快照的 SHA-256，与文书上的一致")


class StatementFigures(StatementFacts):
    figures: dict[str, Any] = Field(description="数据快照，不含个人信息")


class CalendarDate(Schema):
    date: date
    is_working_day: bool
    description: str
    provisional: bool = Field(description="国务院尚未公布该年度安排，暂按星期推定")


class DueDate(Schema):
    duty: str
    title: str
    period: str
    due_on: date
    provisional: bool


class CalendarYear(Schema):
    year: int
    announced: bool
    days: list[CalendarDate]
    due_days: list[DueDate]
