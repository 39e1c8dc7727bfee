"""The ledger (台账) of filings as a workbook."""

from collections.abc import Iterable

from django.utils.timezone import localtime

from events.models import EventFiling
from zhengzhou_ideology.files import sheets

HEADER = (
    "申报编号", "活动名称", "社会组织", "统一社会信用代码", "所属县（市、区）", "活动类别", "跨组织", "跨地区", "涉外",
    "活动首日", "活动末日", "活动场所", "预计人数", "收到日期", "逾期申报", "业务主管单位", "审批状态", "审批期限", "审批时间",
    "登记管理机关", "备案状态", "总结期限", "是否举办", "实际人数",
)  # fmt: skip
WIDTHS = {0: 10, 1: 32, 2: 32, 3: 22, 5: 18, 11: 24}


def workbook(filings: Iterable[EventFiling]) -> bytes:
    return sheets.workbook("重大活动台账", HEADER, map(_row, filings), widths=WIDTHS)


def _row(filing: EventFiling) -> tuple[object, ...]:
    organization, record = filing.organization, getattr(filing, "record", None)
    summary = getattr(filing, "summary", None)
    return (
        filing.pk,
        filing.title,
        organization.name,
        organization.uscc,
        filing.district.name,
        filing.get_kind_display(),
        *("是" if flag else "否" for flag in (filing.cross_organization, filing.cross_region, filing.foreign_related)),
        filing.starts_on,
        filing.ends_on,
        f"线上：{filing.place}" if filing.is_online else filing.place,
        filing.expected_headcount or 0,
        filing.first_submitted_on or "",
        "是" if filing.is_late else "否",
        filing.competent_authority or "直接登记",
        filing.get_state_display(),
        filing.decide_by or "",
        f"{localtime(filing.decided_at):%Y-%m-%d %H:%M}" if filing.decided_at else "",
        filing.registration_authority,
        record.get_state_display() if record else "",
        filing.summary_due_on or "",
        ("是" if summary.was_held else "否") if summary else "",
        (summary.actual_headcount if summary and summary.actual_headcount is not None else ""),
    )
