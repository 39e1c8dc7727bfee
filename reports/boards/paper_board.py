"""The boards of quarterly reports and of the duties of a year."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F

from compliance.enums import DutyKind
from compliance.models.duties import part_label
from organizations.enums import OrganizationKind
from reports.boards import charts
from reports.boards.decision_times import decision_table
from reports.boards.models import DutyTally
from reports.boards.scope import BoardScope
from reports.boards.sources import REPORT
from reports.boards.tables import BoardColumn, BoardRow, BoardTable, ListLink, added
from reports.boards.tallies import DUTIES, by_each

COLUMNS = [
    BoardColumn("total", "全部"),
    BoardColumn("met", "按期报送", {"state": "met"}, shown=True),
    BoardColumn("late", "逾期报送", {"state": "late"}, shown=True),
    BoardColumn("returned", "退回待更正", {"state": "to_correct"}, shown=True),
    BoardColumn("extended", "已延期", {"state": "extended"}, shown=True),
    BoardColumn("exempt", "已豁免", {"state": "exempted"}, shown=True),
    BoardColumn("open", "尚未报送", {"state": "open"}, shown=True),
    BoardColumn("overdue", "其中逾期未报", {"state": "overdue"}),
    BoardColumn("not_applicable", "不适用", {"state": "not_applicable"}),
    BoardColumn("put_off", "曾获延期", {"state": "put_off"}),
]
DESKS = [
    BoardColumn("with_secretary", "秘书处填报中", {"state": "draft"}, shown=True),
    BoardColumn("with_leader", "待第一责任人确认", {"state": "certifying"}, shown=True),
    BoardColumn("sent_back", "秘书处更正中", {"state": "returned"}, shown=True),
    BoardColumn("with_registrar", "待登记管理机关审核", {"state": "submitted"}, shown=True),
]
PERIOD, DISTRICT, KIND = ("source", "part", "parts"), ("district",), ("kind",)
AUTHORITY, COMPETENT = ("authority",), ("competent",)
GROUPS = (PERIOD, DISTRICT, KIND, AUTHORITY, COMPETENT)
COUNTS = {name: F(name) for name in DutyTally.counts}
HANDED_ON = "其中 {} 份所属组织已移交其他机关，仍计入移交前机关的统计；移交时尚未报送的，移交前机关的名单中不再列出。"


def report_tables(scope: BoardScope) -> list[BoardTable]:
    return PaperBoard(scope, (REPORT,), "compliance:report_list").tables()


def duty_tables(scope: BoardScope) -> list[BoardTable]:
    return PaperBoard(scope, DUTIES, "compliance:duty_list").tables()


class PaperBoard:
    def __init__(self, scope: BoardScope, sources: tuple[str, ...], view: str) -> None:
        self.scope, self.sources, self.view = scope, sources, view
        self.link = ListLink(view, scope.query | {"year": scope.year})
        self.cells = scope.narrow(DutyTally.objects.of_source(*sources))

    def tables(self) -> list[BoardTable]:
        groups = by_each(self.cells.of_year(self.scope.year), GROUPS, COUNTS)
        by = self._periods(groups[PERIOD])
        return [
            by,
            self._desks(groups[AUTHORITY]),
            self._districts(groups[DISTRICT]),
            self._of("kind", "按组织类型", "组织类型", groups[KIND], self._kinds()),
            self._of("authority", "按登记管理机关", "登记管理机关", groups[AUTHORITY], self._authorities()),
            self._of("competent", "按业务主管单位", "业务主管单位", groups[COMPETENT], self._competent()),
            decision_table(self.scope, self.sources, self.link, {"state": "decided"}),
            self._years(),
        ]

    def _periods(self, rows: list[dict[str, Any]]) -> BoardTable:
        order = {source: place for place, source in enumerate(self.sources)}
        rows = sorted(rows, key=lambda row: (order[row["source"]], row["part"]))
        lines = [self.link.row(period_label(row), row, COLUMNS, self._period(row)) for row in rows]
        handed_on = sum(row["handed_on"] for row in rows)
        title, head = ("按季度", "季度") if self.sources == (REPORT,) else ("按事项和期次", "事项")
        note = HANDED_ON.format(handed_on) if handed_on else ""
        return self._table("period", title, head, lines, rows, note=note)

    def _period(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {"part": row["part"]} | ({} if row["source"] == REPORT else {"kind": row["source"]})

    def _districts(self, rows: list[dict[str, Any]]) -> BoardTable:
        labels = {code: (name, {"district": code}) for code, name in self.scope.places.items()}
        note = "按区划代码排列，只列合计，不作比较排名。"
        return self._of("district", "按县（市、区）", "县（市、区）", rows, labels, note=note)

    def _kinds(self) -> dict[Any, tuple[str, dict[str, Any]]]:
        return {kind.value: (kind.label, {"organization_kind": kind.value}) for kind in OrganizationKind}

    def _authorities(self) -> dict[Any, tuple[str, dict[str, Any]]]:
        return {key: (name, {"authority": key}) for key, name in self.scope.names.items()}

    def _competent(self) -> dict[Any, tuple[str, dict[str, Any]]]:
        none: dict[Any, tuple[str, dict[str, Any]]] = {None: ("无（直接登记）", {"direct": "on"})}
        return none | {key: (name, {"competent": key}) for key, name in self.scope.names.items()}

    def _of(
        self,
        key: str,
        title: str,
        head: str,
        rows: list[dict[str, Any]],
        labels: Mapping[Any, tuple[str, dict[str, Any]]],
        note: str = "",
    ) -> BoardTable:
        found = {row[key]: row for row in rows}
        lines = [
            self.link.row(label, found[value], COLUMNS, query)
            for value, (label, query) in labels.items()
            if value in found
        ]
        return self._table(key, title, head, lines, rows, note=note)

    def _table(
        self, key: str, title: str, head: str, lines: list[BoardRow], rows: list[dict[str, Any]], *, note: str
    ) -> BoardTable:
        if len(lines) > 1:
            lines = [*lines, self.link.row("合计", added(rows, COLUMNS), COLUMNS, {}, is_total=True)]
        return charts.drawn(BoardTable(key, title, head, COLUMNS, lines, note), charts.stacked)

    def _desks(self, rows: list[dict[str, Any]]) -> BoardTable:
        """With whom it lies; an officer's desk is that of the authority, never a person's."""
        found = {row["authority"]: row for row in rows}
        lines = [
            self.link.row(label, found[key], DESKS, query)
            for key, (label, query) in self._authorities().items()
            if key in found
        ]
        if len(lines) > 1:
            lines.append(self.link.row("合计", added(rows, DESKS), DESKS, {}, is_total=True))
        title = "办理中的在谁处"
        return charts.drawn(BoardTable("desk", title, "登记管理机关", DESKS, lines), charts.stacked)

    def _years(self) -> BoardTable:
        rows = by_each(self.cells, (("year",),), COUNTS)[("year",)]
        lines = [self.link.row(f"{row['year']}年", row, COLUMNS, {"year": row["year"]}) for row in reversed(rows)]
        return charts.drawn(BoardTable("year", "历年", "年度", COLUMNS, lines), charts.over_years)


def period_label(row: Mapping[str, Any]) -> str:
    if row["source"] == REPORT:
        return f"第{'一二三四'[row['part'] - 1]}季度"
    return f"{DutyKind(row['source']).label}{part_label(row['part'], row['parts'])}"
