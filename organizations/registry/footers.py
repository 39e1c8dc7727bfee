"""Lines below a list that are no rows of it: sums, notes, signatures."""

import re

from organizations.registry import cleaning
from organizations.registry.cleaning import Cell

SUM = re.compile(r"(合计|总计|共计|小计|累计|本页合计|本页小计)(:|\d|$)")
NOTE = re.compile(
    r"(备注|注|说明|制表|制表人|制表单位|填表人|填报人|填报单位|审核人|负责人|单位负责人|联系人|制表日期|填表日期|填报日期|统计日期|打印日期|第\d+页)(:|,|$)"
)


# A row that carries a credit code, right or wrong, is never taken for a footer.
CODE = re.compile(r"[0-9A-Z]{15,20}")


def is_footer(row: list[Cell]) -> bool:
    """The first words are those of a sum or a note, and there is no credit code beside them."""
    title = next((cleaning.key(cell) for cell in row if isinstance(cell, str) and cell), "")
    if not (SUM.match(title) or NOTE.match(title)):
        return False
    return not any(isinstance(cell, str) and CODE.fullmatch(cleaning.key(cell).upper()) for cell in row)
