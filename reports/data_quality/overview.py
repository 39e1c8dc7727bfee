"""The page of all checks: of each how many rows it finds, and the first of them."""

from dataclasses import dataclass

from reports.data_quality.catalogue import GROUPS
from reports.data_quality.checks import QualityCheck, QualityRow
from reports.data_quality.scope import Scope
from zhengzhou_ideology.paging import COUNT_CAP, capped_count

FIRST = 5


@dataclass(frozen=True, slots=True)
class QualityLine:
    check: QualityCheck
    count: int
    first: list[QualityRow]

    @property
    def count_label(self) -> str:
        return f"{COUNT_CAP} 以上" if self.count > COUNT_CAP else str(self.count)


def overview(scope: Scope) -> tuple[list[tuple[str, list[QualityLine]]], list[QualityCheck]]:
    """The groups with what is found in them, and the checks that find nothing; at most two statements a check."""
    found, clean = [], []
    for title, checks in GROUPS:
        lines = [_line(check, scope) for check in checks]
        clean += [line.check for line in lines if not line.count]
        if any(line.count for line in lines):
            found.append((title, [line for line in lines if line.count]))
    return found, clean


def _line(check: QualityCheck, scope: Scope) -> QualityLine:
    rows = check.find(scope)
    first = list(rows.order_by(*check.by)[: FIRST + 1])
    count = capped_count(rows) if len(first) > FIRST else len(first)
    return QualityLine(check, count, check.rows(scope, first[:FIRST]))
