"""The ledgers (台账) of accountability cases: rows for those who read cases, sums for those who may see no more."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from compliance.cases.enums import ARTICLE_LABELS, CaseGround, CaseSource, CaseState, CaseTermKind, Measure
from compliance.cases.models import AccountabilityCase
from compliance.cases.record import retention, statistics
from compliance.cases.standing import to_do
from organizations.ledgers import whose
from organizations.models import User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.ledgers.columns import NUMBER, LedgerColumn, day, labelled, number, text
from zhengzhou_ideology.ledgers.ledger import NO_FILTERS, Ledger
from zhengzhou_ideology.ledgers.workbook import ROWS, Sum

# In the words of the organization's list.
TERMS = ((CaseTermKind.STATEMENT, "陈述申辩期限"), (CaseTermKind.RECTIFICATION, "整改期限"))


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


class OwnCaseLedger(Ledger):
    """An organization's own: what its list shows of each."""

    key, title, page = "own_cases", "本组织案件台账", "cases:own_case_list"
    filters = NO_FILTERS
    order = ("-opened_on", "-pk")
    columns = (
        labelled("ground", "事由", "ground", CaseGround.choices, 26),
        day("opened_on", "立案日期", "opened_on"),
        labelled("state", "状态", "state", CaseState.choices),
        number("to_receive", "待签收文书", "to_receive"),
        labelled("own_term", "待办期限", "own_term", TERMS, counted=False),
        day("own_due_on", "期限届满", "own_due_on"),
    )

    def may(self, user: User) -> bool:
        return user.organization is not None

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return to_do.with_own_work(AccountabilityCase.objects.visible_to(user))


class ProposalLedger(Ledger):
    """Facts that wait for a person's decision; nothing follows from them by itself."""

    key, title, page = "case_proposals", "立案建议台账", "cases:proposal_list"
    filters = NO_FILTERS
    perm = "cases.view_proposals"
    order = ("-proposed_on", "pk")
    columns = (
        *whose(),
        labelled("ground", "事由", "ground", CaseGround.choices, 26),
        text("matter", "所涉事项", "facts", 34, say=lambda facts: facts.get("title", "")),
        number("also", "另有未报送项数", "facts", say=lambda facts: len(facts.get("also") or ())),
        number("extensions", "曾准予延期次数", "facts", say=lambda facts: len(facts.get("extensions") or ())),
        labelled("source", "来源", "source", CaseSource.choices),
        day("proposed_on", "提出日期", "proposed_on"),
    )

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return AccountabilityCase.objects.visible_to(user).proposed()


class RetentionLedger(Ledger):
    """Case files whose retention has ended: numbers and days only, as for the archive's decision."""

    key, title, page = "case_retention", "案卷保管期满台账", "cases:retention"
    filters = NO_FILTERS
    perm = "cases.view_retention"
    order = ("keep_until", "pk")
    columns = (
        text("case", "案卷编号", "pk", 12, say=str),
        text("last_number", "结案文书文号", "last_number", 28),
        day("closed_on", "办结日期", "closed_on"),
        day("keep_until", "保管期限至", "keep_until"),
    )

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return retention.ended(user, day_of(now))


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
