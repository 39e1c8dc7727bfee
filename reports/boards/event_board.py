"""The board of major events, with the sums of cases and of reports of matters."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, F, IntegerField, Value, When

from compliance.cases.enums import CaseGround
from compliance.cases.models.case import READERS
from events.enums import EventKind
from events.enums import FilingState as S
from organizations.enums import OrganizationKind
from reports.boards import charts
from reports.boards.decision_times import decision_table
from reports.boards.models import ActTally
from reports.boards.scope import BoardScope
from reports.boards.sources import CASE, EVENT, MATTER
from reports.boards.tables import BoardCell, BoardColumn, BoardRow, BoardTable, ListLink, added
from reports.boards.tallies import by_each

SHOWN = (S.SUBMITTED, S.RETURNED, S.APPROVED, S.CONCLUDED, S.REFUSED)
COLUMNS = [
    BoardColumn("total", "全部申报"),
    *(BoardColumn(state.value, str(state.label), {"state": state.value}, shown=True) for state in SHOWN),
    *(
        BoardColumn(state.value, str(state.label), {"state": state.value})
        for state in (S.CANCELLED, S.REVOKED, S.LAPSED)
    ),
    BoardColumn("overdue", "其中逾期未审批", {"when": "past"}),
    BoardColumn("unrecorded", "待备案", {"record": "unrecorded"}),
    BoardColumn("late", "逾期申报", {"notice": "late"}),
]
# With whom a filing lies: the officer's desk is that of the authority, never a person's.
DESKS = [
    BoardColumn("draft", "秘书处填报中", {"state": S.DRAFT.value}, shown=True),
    BoardColumn("certifying", "待第一责任人确认", {"state": S.CERTIFYING.value}, shown=True),
    BoardColumn("returned", "秘书处补正中", {"state": S.RETURNED.value}, shown=True),
    BoardColumn("with_competent", "待业务主管单位审批", {"state": S.SUBMITTED.value, "direct": "off"}, shown=True),
    BoardColumn("with_registrar", "待登记管理机关审批", {"state": S.SUBMITTED.value, "direct": "on"}, shown=True),
    BoardColumn("unrecorded", "待登记管理机关备案", {"record": "unrecorded"}, shown=True),
]
DESK_NOTE = "直接登记的组织由登记管理机关审批；一件申报可以同时待审批和待备案。"
GROUPS = tuple((name,) for name in ("part", "what", "district", "kind", "authority", "competent"))


def _total_where(**condition: Any) -> Case:
    return Case(When(**condition, then=F("total")), default=Value(0), output_field=IntegerField())


COUNTS: dict[str, Any] = {
    "total": F("total"),
    **{column.name: _total_where(state=column.name) for column in (*COLUMNS, *DESKS) if column.name in S.values},
    "with_competent": _total_where(state=S.SUBMITTED, competent__isnull=False),
    "with_registrar": _total_where(state=S.SUBMITTED, competent__isnull=True),
    "overdue": F("overdue"),
    "unrecorded": F("unrecorded"),
    "late": _total_where(is_late=True),
}
Labels = Mapping[Any, tuple[str, dict[str, Any]]]


def event_tables(scope: BoardScope) -> list[BoardTable]:
    return [*EventBoard(scope).tables(), *_besides(scope)]


class EventBoard:
    def __init__(self, scope: BoardScope) -> None:
        self.scope = scope
        self.link = ListLink("events:filing_list", scope.query | {"year": scope.year, "when": "all"})
        self.cells = scope.narrow(ActTally.objects.of_source(EVENT))

    def tables(self) -> list[BoardTable]:
        groups = by_each(self.cells.of_year(self.scope.year), GROUPS, COUNTS)
        names, places = self.scope.names.items(), self.scope.places.items()
        quarters = {part: (f"第{'一二三四'[part - 1]}季度", {"part": part}) for part in (1, 2, 3, 4)}
        kinds = {kind.value: (kind.label, {"kind": kind.value}) for kind in EventKind}
        of_organizations = {kind.value: (kind.label, {"organization_kind": kind.value}) for kind in OrganizationKind}
        none: dict[Any, tuple[str, dict[str, Any]]] = {None: ("无（直接登记）", {"direct": "on"})}
        by: list[tuple[str, str, str, Labels]] = [
            ("part", "按活动首日所在季度", "季度", quarters),
            ("what", "按活动类别", "类别", kinds),
            ("district", "按县（市、区）", "县（市、区）", {code: (name, {"district": code}) for code, name in places}),
            ("kind", "按组织类型", "组织类型", of_organizations),
            ("authority", "按登记管理机关", "登记管理机关", {key: (name, {"authority": key}) for key, name in names}),
            (
                "competent",
                "按业务主管单位",
                "业务主管单位",
                none | {key: (name, {"competent": key}) for key, name in names},
            ),
        ]
        times = decision_table(self.scope, (EVENT,), self.link, {"notice": "decided"})
        first, *others = (self._of(key, title, head, labels, groups[(key,)]) for key, title, head, labels in by)
        return [first, self._desks(groups[("authority",)]), *others, times, self._years()]

    def _of(self, key: str, title: str, head: str, labels: Labels, rows: list[dict[str, Any]]) -> BoardTable:
        lines = self._lines(labels, {row[key]: row for row in rows}, COLUMNS)
        return charts.drawn(BoardTable(key, title, head, COLUMNS, lines), charts.stacked)

    def _desks(self, rows: list[dict[str, Any]]) -> BoardTable:
        labels = {key: (name, {"authority": key}) for key, name in self.scope.names.items()}
        lines = self._lines(labels, {row["authority"]: row for row in rows}, DESKS)
        return charts.drawn(
            BoardTable("desk", "办理中的在谁处", "登记管理机关", DESKS, lines, DESK_NOTE), charts.stacked
        )

    def _lines(self, labels: Labels, found: dict[Any, dict[str, Any]], columns: list[BoardColumn]) -> list[BoardRow]:
        lines = [
            self.link.row(label, found[value], columns, query)
            for value, (label, query) in labels.items()
            if value in found
        ]
        if len(lines) > 1:
            lines.append(self.link.row("合计", added([*found.values()], columns), columns, {}, is_total=True))
        return lines

    def _years(self) -> BoardTable:
        rows = by_each(self.cells, (("year",),), COUNTS)[("year",)]
        lines = [self.link.row(f"{row['year']}年", row, COLUMNS, {"year": row["year"]}) for row in reversed(rows)]
        return charts.drawn(BoardTable("year", "历年", "年度", COLUMNS, lines), charts.over_years)


def _besides(scope: BoardScope) -> list[BoardTable]:
    """For bureaus: cases by ground, listed for those who may read them, and how many matters were reported."""
    if not scope.is_a_bureaus:
        return []
    cells = scope.narrow(ActTally.objects.of_source(CASE, MATTER)).of_year(scope.year)
    rows = list(cells.summed("source", "what"))
    numbers = {row["what"]: row["sum_total"] for row in rows if row["source"] == CASE}
    reads = scope.user.acts_as(*READERS)
    query = {"show": "all", "year": scope.year, **scope.narrower}
    link, column = ListLink("cases:case_list", query), [BoardColumn("total", "件数")]

    def counted(label: str, number: int, query: dict[str, Any], *, is_total: bool = False) -> BoardRow:
        return BoardRow(label, [link.cell(number, query) if reads else BoardCell(number)], is_total)

    lines = [
        counted(ground.label, number, {"ground": ground.value})
        for ground in CaseGround
        if (number := numbers.get(ground.value, 0))
    ]
    if len(lines) > 1:
        lines.append(counted("合计", sum(numbers.values()), {}, is_total=True))
    matters = sum(row["sum_total"] for row in rows if row["source"] == MATTER)
    note = "案件按立案年度。"
    return [
        BoardTable("case", "追责问责案件", "事由", column, lines, note),
        BoardTable(
            "matter",
            "随时报告",
            "年度",
            column,
            [BoardRow(f"{scope.year}年", [BoardCell(matters)])] if matters else [],
            "只列件数，内容由报送对象查阅。",
        ),
    ]
