"""The ledger (台账) of a year's obligations: organizations by lines, a row for each, fetched in chunks."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from compliance.enums import DutyStatus
from compliance.models import Duty, QuarterlyReport
from compliance.models.status import called
from compliance.status import DutyLine, lines_by_organization, lines_of
from organizations.ledgers import DIRECT
from organizations.models import Organization, User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.ledgers import versions
from zhengzhou_ideology.ledgers.columns import NUMBER, LedgerColumn, code, day, number, text
from zhengzhou_ideology.ledgers.ledger import Ledger
from zhengzhou_ideology.ledgers.workbook import ROWS, Sum

CHUNK = 500
# What the lines of a year are made from, besides the organizations.
READ = (
    *("compliance_quarterlyreport", "compliance_reportingperiod", "compliance_duty", "compliance_dutycatalogueentry"),
    *("compliance_reportsubmission", "compliance_dutysubmission", "compliance_reportmove", "compliance_dutymove"),
    *("compliance_extension", "compliance_exemption", "organizations_responsibleperson", "organizations_user"),
    *("organizations_authority", "organizations_district", "organizations_formername", "workcalendar_calendarday"),
    *("workcalendar_policyversion", "workcalendar_publishedyear", "workcalendar_amendment"),
)
# Those that only a row of the portal can have: what was never opened is counted among the others.
RECORDED = (DutyStatus.MET, DutyStatus.LATE, DutyStatus.RETURNED, DutyStatus.EXTENDED, DutyStatus.EXEMPT)


class StatusLedger(Ledger):
    key, title, page = "status", "履职台账", "compliance:report_list"
    filters = "compliance.forms.lists.StatusLedgerForm"
    perm = "compliance.export_status"
    order = ("uscc", "pk")
    also_reads = READ
    columns = (
        text("organization", "社会组织", "organization", 34),
        code("uscc", "统一社会信用代码", "uscc"),
        text("registration_authority", "登记管理机关", "registration_authority", 22),
        text("competent_authority", "业务主管单位", "competent_authority", 22),
        text("district", "县（市、区）", "district"),
        text("title", "事项", "title", 28),
        code("period", "期次", "period", 10),
        text("article", "依据", "article", 18),
        text("status", "状态", "status", counted=True),
        number("days_over", "逾期天数", "days_over"),
        day("due_on", "截止日期", "due_on"),
        text("provisional", "暂定", "provisional", 8),
        text("responsible", "责任人", "responsible", 24),
        text("evidence", "证明材料", "evidence", 50),
        code("sha256", "校验值", "sha256", 24),
    )

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return form.narrow(Organization.objects.within_reach(user))

    def heading(self, form: Any) -> str:
        return f"{form.chosen_year}年度{self.title}"

    def count(self, user: User, form: Any, now: datetime) -> int:
        found: Any = self.found(user, form, now).order_by()
        first = found.for_listing().first()
        return found.count() * len(lines_of(first, form.chosen_year, day_of(now))) if first else 0

    def rows(self, user: User, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> Iterator[Sequence[Any]]:
        year, today = form.chosen_year, day_of(now)
        listed: Any = self.found(user, form, now)
        found = listed.for_listing().order_by(*self.order).iterator(chunk_size=CHUNK)
        while chunk := list(islice(found, CHUNK)):
            lines = lines_by_organization(chunk, year, today)
            for organization in chunk:
                about = _about(organization)
                for line in lines[organization.pk]:
                    cells = about | _said(line)
                    yield [cells[column.key] for column in columns]

    def sums(self, user: User, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> Iterator[Sum]:
        yield Sum(NUMBER, ROWS, self.count(user, form, now))
        if any(column.key == "status" for column in columns):
            for label, rows in sorted(self._recorded(user, form, now).items()):
                yield Sum("状态", label, rows)

    def _recorded(self, user: User, form: Any, now: datetime) -> dict[str, int]:
        """By SQL, as lists and boards count them; what is open or not applicable includes what no row stands for."""
        organizations = self.found(user, form, now).order_by().values("pk")
        today, counts = day_of(now), {}
        for status in RECORDED:
            counts[called(status, 0)] = sum(
                model.objects.filter(organization__in=organizations)
                .of_year(form.chosen_year)
                .in_status(status, today)
                .count()
                for model in (QuarterlyReport, Duty)
            )
        return counts

    def tables(self, user: User, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> set[str]:
        with versions.tables_read() as read:
            found = self.found(user, form, now)
        try:
            sql = str(found.query)
        except EmptyResultSet:
            sql = ""
        return versions.tables_in(sql) | read | set(self.also_reads)


def _about(organization: Organization) -> dict[str, Any]:
    return {
        "organization": organization.name,
        "uscc": organization.uscc,
        "registration_authority": str(organization.registration_authority),
        "competent_authority": str(organization.competent_authority or DIRECT),
        "district": str(organization.district),
    }


def _said(line: DutyLine) -> dict[str, Any]:
    due: date | None = line.due_on
    return {
        "title": line.title,
        "period": line.period,
        "article": line.article,
        "status": line.name,
        "days_over": line.days_over or None,
        "due_on": due,
        "provisional": "暂定" if line.provisional else "",
        "responsible": line.responsible,
        "evidence": line.evidence.text if line.evidence else line.note,
        "sha256": line.evidence.sha256 if line.evidence else "",
    }
