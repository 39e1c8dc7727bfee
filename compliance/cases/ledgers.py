"""The ledgers (台账) of accountability cases: rows for those who read cases, sums for those who may see no more."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from compliance.cases.enums import ARTICLE_LABELS, CaseGround, CaseState, Measure
from compliance.cases.models import AccountabilityCase
from compliance.cases.record import statistics
from organizations.ledgers import whose
from organizations.models import User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.ledgers.columns import NUMBER, LedgerColumn, day, labelled, number, text
from zhengzhou_ideology.ledgers.ledger import Ledger
from zhengzhou_ideology.ledgers.workbook import ROWS, Sum


class CaseLedger(Ledger):
    """Ground, stages, measure: no facts, no reasons and no person of a case."""

    key, title, page = "cases", "案件台账", "cases:case_list"
    filters = "compliance.cases.forms.lists.CaseFilterForm"
    perm = "cases.view_cases"
    order = ("-opened_on", "pk")
    columns = (
        *whose(),
        text("registration_authority", "登记管理机关", "registration_authority__name", 22),
        text("district", "县（市、区）", "district__name", counted=True),
        labelled("ground", "事由", "ground", CaseGround.choices, 26),
        labelled("state", "状态", "state", CaseState.choices),
        day("opened_on", "立案日期", "opened_on"),
        day("decided_on", "决定日期", "decided_on"),
        labelled("article", "依据条款", "article", ARTICLE_LABELS.items(), counted=False),
        labelled("measure", "措施", "measure", Measure.choices),
        number("rectification_days", "整改期限（工作日）", "rectification_days"),
        day("carried_out_on", "措施落实日期", "carried_out_on"),
        day("closed_on", "结案日期", "closed_on"),
    )

    def form(self, user: User, query: Mapping[str, str]) -> forms.Form:
        form: forms.Form = import_string(self.filters)(query, user=user)
        return form

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return form.narrow(AccountabilityCase.objects.visible_to(user).ever_opened(), day_of(now))


class CaseSumLedger(Ledger):
    """The tables of the page 案件统计, one below the other."""

    key, title, page = "case_sums", "案件统计台账", "cases:statistics"
    filters = "compliance.cases.forms.record.YearForm"
    perm = "cases.view_case_statistics"
    also_reads = ("cases_casereview",)
    columns = (
        text("table", "统计表", "table", 22),
        text("label", "项目", "label", 28),
        text("head", "指标", "head", 22),
        number("number", "数", "number"),
        text("note", "说明", "note", 20),
    )

    def form(self, user: User, query: Mapping[str, str]) -> forms.Form:
        form: forms.Form = import_string(self.filters)(query, years=statistics.years(statistics.in_reach(user)))
        return form

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return form.narrow(statistics.in_reach(user))

    def count(self, user: User, form: Any, now: datetime) -> int:
        return sum(1 for _ in self._cells(user, form, now))

    def rows(self, user: User, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> Iterator[Sequence[Any]]:
        for cells in self._cells(user, form, now):
            yield [cells[column.key] for column in columns]

    def sums(self, user: User, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> Iterator[Sum]:
        yield Sum(NUMBER, ROWS, self.count(user, form, now))

    def _cells(self, user: User, form: Any, now: datetime) -> Iterator[dict[str, Any]]:
        cases: Any = self.found(user, form, now)
        for table in statistics.tables(cases):
            for label, *values in table.rows:
                for head, value in zip(table.columns[1:], values, strict=True):
                    counted = isinstance(value, int)
                    yield {
                        "table": table.title,
                        "label": str(label),
                        "head": head,
                        "number": value if counted else None,
                        "note": "" if counted else value,
                    }

    def _values(self, user: User, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> QuerySet:
        return self.found(user, form, now)
