"""The ledger (台账) of reports of matters: how many, of which kind and in which state; never what they tell."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.utils.module_loading import import_string

from compliance.enums import MatterKind, MatterState, Urgency
from compliance.models import MatterReport
from organizations.ledgers import whose
from organizations.models import User
from zhengzhou_ideology.ledgers.columns import NUMBER, LedgerColumn, fields_of, labelled, number, read, text
from zhengzhou_ideology.ledgers.ledger import CHUNK, Ledger
from zhengzhou_ideology.ledgers.workbook import ROWS, TOTAL, Sum


class MatterLedger(Ledger):
    """A row for each organization, kind, urgency and state, with how many reports there are of it."""

    key, title, page = "matters", "随时报告数量台账", "compliance:matter_list"
    filters = "compliance.forms.matters.MatterFilterForm"
    order = ("organization__uscc", "kind", "urgency", "state")
    columns = (
        *whose(),
        text("registration_authority", "登记管理机关", "organization__registration_authority__name", 22),
        text("district", "县（市、区）", "organization__district__name"),
        labelled("kind", "事项类别", "kind", MatterKind.choices, 20, counted=False),
        labelled("urgency", "紧急程度", "urgency", Urgency.choices, counted=False),
        labelled("state", "状态", "state", MatterState.choices, counted=False),
        number("reports", "件数", "reports", summed=True),
    )

    def form(self, user: User, query: Mapping[str, str]) -> forms.Form:
        form: forms.Form = import_string(self.filters)(query, user=user)
        return form

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return form.narrow(MatterReport.objects.visible_to(user))

    def chosen(self, keys: Any) -> list[LedgerColumn]:
        """Without the number there would be nothing to read."""
        found = super().chosen(keys)
        return found if self.columns[-1] in found else [*found, self.columns[-1]]

    def count(self, user: User, form: Any, now: datetime) -> int:
        return self._grouped(user, form, self.columns, now).count()

    def rows(self, user: User, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> Iterator[Sequence[Any]]:
        yield from read(columns, self._grouped(user, form, columns, now).iterator(chunk_size=CHUNK))

    def sums(self, user: User, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> Iterator[Sum]:
        yield Sum(NUMBER, ROWS, self._grouped(user, form, columns, now).count())
        yield Sum("件数", TOTAL, self.found(user, form, now).order_by().count())

    def _grouped(self, user: User, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> QuerySet:
        by = [name for name in fields_of(columns) if name != "reports"]
        # By the organization too: two may have one name.
        groups = self.found(user, form, now).order_by().values("organization", *by)
        return groups.annotate(reports=Count("pk")).order_by("organization", *by).values_list(*fields_of(columns))

    def _values(self, user: User, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> QuerySet:
        return self._grouped(user, form, columns, now)
