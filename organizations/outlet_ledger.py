"""The ledger (台账) of outlets as a workbook."""

from collections.abc import Iterator
from datetime import date

from organizations.models.outlets import OutletQuerySet
from zhengzhou_ideology.files import sheets

HEADER = (
    "社会组织", "统一社会信用代码", "所属县（市、区）", "类别", "名称", "网址、账号或地址", "责任人", "责任人职务", "责任人在任",
    "启用日期", "停用日期", "最近确认日期", "确认人",
)  # fmt: skip
WIDTHS = {0: 32, 1: 22, 4: 28, 5: 36}
ROWS = 50_000


def workbook(outlets: OutletQuerySet, today: date) -> bytes:
    found = outlets.for_listing().with_in_post(today).order_by("organization__uscc", "kind", "pk")
    return sheets.workbook("阵地台账", HEADER, _rows(found[:ROWS]), widths=WIDTHS)


def _rows(outlets: OutletQuerySet) -> Iterator[tuple[object, ...]]:
    for outlet in outlets.iterator(chunk_size=1000):
        organization, responsible = outlet.organization, outlet.responsible
        yield (
            organization.name,
            organization.uscc,
            organization.district.name,
            outlet.get_kind_display(),
            outlet.name,
            outlet.address,
            responsible.name,
            responsible.get_post_display(),
            "是" if outlet.in_post else "否",
            outlet.since or "",
            outlet.until or "",
            outlet.confirmed_on or "",
            outlet.confirmed_by or "",
        )
