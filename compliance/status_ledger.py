"""The ledger (台账) of a year's obligations as a workbook: organizations by lines, written row by row; every cell a value."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import IO

from compliance.status import DutyLine, lines_by_organization
from organizations.models import Organization
from organizations.models.register import OrganizationQuerySet
from zhengzhou_ideology.files import sheets

HEADER = (
    *("社会组织", "统一社会信用代码", "登记管理机关", "业务主管单位", "县（市、区）", "事项", "期次", "依据"),
    *("状态", "逾期天数", "截止日期", "暂定", "责任人", "证明材料", "校验值"),
)
WIDTHS = {0: 32, 1: 22, 2: 20, 3: 20, 5: 30, 7: 18, 12: 24, 13: 50, 14: 24}
CHUNK = 500


def write(organizations: OrganizationQuerySet, year: int, today: date, out: IO[bytes]) -> None:
    sheets.write(out, f"{year}年度履职台账", HEADER, rows(organizations, year, today), widths=WIDTHS, frozen=1)


def rows(organizations: OrganizationQuerySet, year: int, today: date) -> Iterator[tuple[str | int, ...]]:
    found = organizations.for_listing().order_by("uscc").iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        lines = lines_by_organization(chunk, year, today)
        for organization in chunk:
            for line in lines[organization.pk]:
                yield (*_of_organization(organization), *_of_line(line))


def _of_organization(organization: Organization) -> tuple[str, ...]:
    return (
        organization.name,
        organization.uscc,
        str(organization.registration_authority),
        str(organization.competent_authority or "直接登记"),
        str(organization.district),
    )


def _of_line(line: DutyLine) -> tuple[str | int, ...]:
    return (
        line.title,
        line.period,
        line.article,
        line.label,
        line.days_over,
        line.due_on.isoformat() if line.due_on else "",
        "暂定" if line.provisional else "",
        line.responsible,
        line.evidence.text if line.evidence else line.note,
        line.evidence.sha256 if line.evidence else "",
    )
