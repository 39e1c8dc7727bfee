"""What may be asked of each list; a name that is not here is refused, so that a slip of the pen widens nothing."""

from datetime import date

from ninja import Field, Schema

from compliance.status import FIRST_YEAR
from events.enums import FilingState
from organizations.enums import OrganizationKind, OrganizationStatus
from reports.api.schemas import CREDIT_CODE
from zhengzhou_ideology.workcalendar import working_days as calendar

# The due days of a year may fall into the next, which the calendar must know too.
LAST_YEAR = calendar.LAST_YEAR - 1
MOST = 100


class OrganizationKey(Schema):
    uscc: str = Field(description="统一社会信用代码")


class FilingKey(Schema):
    filing_id: int = Field(description="申报的编号，即列表中的 id")


class StatementKey(Schema):
    code: str = Field(description="核验码，即列表中的 code")


class Paged(Schema):
    after: str | None = Field(None, description="上一页应答中的 next；不填从头读取", max_length=400)
    limit: int = Field(50, ge=1, le=MOST, description="每页条数")


class OrganizationFilter(Paged):
    kind: OrganizationKind | None = Field(None, description="类型")
    status: OrganizationStatus | None = Field(None, description="登记状态")
    district: str | None = Field(None, pattern=r"^[0-9]{6}$", description="县（市、区）代码（GB/T 2260）")


class YearKey(Schema):
    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR, description="年度")


class YearFilter(Paged, YearKey):
    pass


class FilingFilter(Paged):
    state: FilingState | None = Field(None, description="审批状态")
    starts_from: date | None = Field(None, description="活动首日不早于")
    starts_until: date | None = Field(None, description="活动首日不晚于")


class StatementFilter(Paged):
    year: int | None = Field(None, ge=FIRST_YEAR, le=LAST_YEAR, description="年度")
    uscc: str | None = Field(None, pattern=CREDIT_CODE, description="统一社会信用代码")
