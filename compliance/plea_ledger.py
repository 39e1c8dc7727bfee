"""The ledger (台账) of extensions and exemptions: what waits for a decision, and all that was ever decided."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from django.db.models import Count, DateField, F, QuerySet, Value
from django.db.models.functions import Coalesce

from compliance import extensions
from compliance.enums import DutyKind, PleaState
from compliance.models import Exemption, Extension, ReportingPeriod
from compliance.models.duties import part_label
from organizations.models import User
from zhengzhou_ideology.ledgers import versions
from zhengzhou_ideology.ledgers.columns import NUMBER, LedgerColumn, code, day, fields_of, labelled, moment, read, text
from zhengzhou_ideology.ledgers.ledger import CHUNK, Ledger
from zhengzhou_ideology.ledgers.workbook import ROWS, Sum

OF_PAPER = ("report__period__year", "report__period__quarter", "duty__year", "duty__kind", "duty__part", "duty__parts")


def paper(year: int, quarter: int, duty_year: int, kind: str, part: int, parts: int) -> str:
    if year:
        return f"{ReportingPeriod(year=year, quarter=quarter)}报告"
    return f"{duty_year}年度{DutyKind(kind).label}{part_label(part, parts)}"


class PleaLedger(Ledger):
    """Of two tables, one after the other."""

    key, title, page = "extensions", "延期豁免台账", "compliance:extension_list"
    filters = "compliance.forms.extensions.PleaFilterForm"
    columns = (
        text("organization", "社会组织", "owing_name", 34),
        code("uscc", "统一社会信用代码", "owing_code"),
        text("registration_authority", "登记管理机关", "received_by", 22),
        text("what", "种类", "what", 8, counted=True),
        text("paper", "事项", OF_PAPER, 30, say=paper),
        labelled("state", "状态", "state", PleaState.choices),
        day("old_due", "原截止日期", "was_due"),
        day("new_due", "延至日期", "then_due"),
        text("reason", "理由", "reason", 40),
        text("asked_by", "申请人", "asked_by__name", 12),
        moment("asked_at", "申请时间", "asked_at"),
        text("decided_by", "审批人", "decided_by__name", 12),
        moment("decided_at", "审批时间", "decided_at"),
        text("remark", "审批意见", "remark", 30),
    )

    def both(self, user: User, form: Any) -> list[QuerySet]:
        found = []
        for model, what in ((Extension, "延期"), (Exemption, "豁免")):
            seen: Any = model.objects.visible_to(user)
            listed = form.narrow(extensions.undecided(seen) | seen.exclude(state=PleaState.ASKED), what)
            moved = model is Extension
            found.append(
                listed.annotate(
                    owing_name=Coalesce("report__organization__name", "duty__organization__name"),
                    owing_code=Coalesce("report__organization__uscc", "duty__organization__uscc"),
                    received_by=Coalesce("report__registration_authority__name", "duty__registration_authority__name"),
                    what=Value(what),
                    was_due=F("old_due") if moved else Value(None, output_field=DateField()),
                    then_due=F("new_due") if moved else Value(None, output_field=DateField()),
                )
            )
        return found

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return self.both(user, form)[0]

    def count(self, user: User, form: Any, now: datetime) -> int:
        return sum(found.order_by().count() for found in self.both(user, form))

    def rows(self, user: User, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> Iterator[Sequence[Any]]:
        parts = (
            found.order_by("-pk").values_list(*fields_of(columns)).iterator(chunk_size=CHUNK)
            for found in self.both(user, form)
        )
        yield from read(columns, chain.from_iterable(parts))

    def sums(self, user: User, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> Iterator[Sum]:
        both = [found.order_by() for found in self.both(user, form)]
        yield Sum(NUMBER, ROWS, sum(found.count() for found in both))
        for column in columns:
            labels: Counter[str] = Counter()
            for found in both if column.counted else ():
                for value, rows in found.values_list(column.sources[0]).annotate(rows_counted=Count("pk")):
                    labels[column.reading(value) if column.reading else value] += rows
            yield from (Sum(column.title, label, rows) for label, rows in sorted(labels.items()))

    def tables(self, user: User, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> set[str]:
        every = (found.values_list(*fields_of(columns)).query for found in self.both(user, form))
        return set().union(*(versions.tables_in(str(query)) for query in every))
