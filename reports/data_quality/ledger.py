"""The ledger (台账) of one check of data quality: what is to be mended, and how."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from organizations.models import User
from reports.data_quality.catalogue import CHECKS
from reports.data_quality.checks import QualityCheck
from reports.data_quality.scope import Scope
from zhengzhou_ideology.ledgers.columns import NUMBER, LedgerColumn, code, text
from zhengzhou_ideology.ledgers.ledger import CHUNK, Ledger
from zhengzhou_ideology.ledgers.workbook import ROWS, Sum


class QualityLedger(Ledger):
    key, title, page = "data_quality", "数据质量台账", "reports:data_quality"
    filters = "reports.forms.data_quality.QualityLedgerForm"
    perm = "reports.view_data_quality"
    # Checks look into tables of all kinds, and some at the moment.
    by_the_minute = True
    columns = (
        text("title", "名称", "title", 34),
        code("code", "代码", "code"),
        text("district", "县（市、区）", "district"),
        text("authority", "登记管理机关", "authority", 24),
        text("note", "说明", "note", 40),
        text("how", "如何补正", "how", 40),
    )

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return self._check(form).find(Scope(user, now, form.chosen))

    def heading(self, form: Any) -> str:
        return f"{self.title}：{self._check(form).label}"

    def rows(self, user: User, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> Iterator[Sequence[Any]]:
        check, scope = self._check(form), Scope(user, now, form.chosen)
        for one in check.find(scope).order_by(*check.by).iterator(chunk_size=CHUNK):
            row = check.row(scope, one)
            yield [check.how if column.key == "how" else getattr(row, column.key) for column in columns]

    def sums(self, user: User, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> Iterator[Sum]:
        yield Sum(NUMBER, ROWS, self.count(user, form, now))

    def tables(self, user: User, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> set[str]:
        return set()

    def _check(self, form: Any) -> QualityCheck:
        return CHECKS[form.check_chosen]
