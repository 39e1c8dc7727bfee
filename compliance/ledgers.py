"""The ledgers (台账) of what organizations owe: quarterly reports, duties of the year, commitment letters."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from compliance.enums import RECEIVED, DutyKind, LetterWay, ReportState, ReturnGround
from compliance.letter_register import IN_HAND, register
from compliance.models import Duty, PaperEntry, QuarterlyReport, ReportingPeriod
from compliance.models.duties import part_label
from compliance.models.status import called
from compliance.plea_ledger import OF_PAPER, paper
from organizations.ledgers import authorities, whose
from organizations.models import User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.ledgers.columns import CellKind, LedgerColumn, code, day, labelled, moment, number, text, yes_no
from zhengzhou_ideology.ledgers.ledger import NO_FILTERS, Ledger

STANDING = ("is_current", "status", "counted_to", "due_on")


def standing(is_current: bool, status: str, counted_to: date | None, due_on: date) -> str:
    """As the list says it, without the days; an earlier version stands nowhere any more."""
    return called(status, (counted_to - due_on).days if counted_to else 0) if is_current else ""


def days_over(is_current: bool, status: str, counted_to: date | None, due_on: date) -> int | None:
    return ((counted_to - due_on).days or None) if counted_to and is_current else None


def in_hand(state: str, value: Any) -> Any:
    """What was typed is shown once it came in; what lies with the organization is its own."""
    return value if state in RECEIVED else None


PLACE = (*whose(), text("district", "县（市、区）", "district__name", counted=True), *authorities())
STANDS = (
    text("version", "版本", "version", 6),
    labelled("state", "办理状态", "state", ReportState.choices),
    text("status", "履职状态", STANDING, say=standing, counted=True),
    number("days_over", "逾期天数", STANDING, say=days_over),
    day("due_on", "截止日期", "due_on"),
    yes_no("due_provisional", "暂定", "due_provisional"),
    day("first_submitted_on", "首次提交", "first_submitted_on"),
    moment("submitted_at", "最近提交", "submitted_at"),
    moment("accepted_at", "接收时间", "accepted_at"),
    text("decided_by", "审核人", "decided_by__name", 12),
    labelled("return_ground", "退回事由", "return_ground", ReturnGround.choices, counted=False),
    number("times_extended", "延期次数", "times_extended"),
    code("content_sha256", "内容校验值", "content_sha256", 24),
)


class ReportLedger(Ledger):
    key, title, page = "reports", "季度报告台账", "compliance:report_list"
    filters = "compliance.forms.lists.ReportFilterForm"
    own_filters = "compliance.forms.lists.OwnReportFilterForm"
    order = ("-due_on", "pk")
    columns = (
        *PLACE,
        text(
            "period",
            "季度",
            ("period__year", "period__quarter"),
            18,
            say=lambda year, quarter: str(ReportingPeriod(year=year, quarter=quarter)),
            counted=True,
        ),
        *STANDS,
    )

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return form.narrow(QuarterlyReport.objects.visible_to(user), user).with_status(day_of(now))


class DutyLedger(Ledger):
    key, title, page = "duties", "年度事项台账", "compliance:duty_list"
    filters = "compliance.forms.lists.DutyFilterForm"
    own_filters = "compliance.forms.lists.OwnDutyFilterForm"
    order = ("-due_on", "pk")
    columns = (
        *PLACE,
        number("year", "年度", "year"),
        labelled("kind", "事项", "kind", DutyKind.choices, 18),
        text("part", "期次", ("part", "parts"), say=part_label),
        text("article", "依据", "entry__article", 18),
        LedgerColumn("done_on", "办理日期", ("state", "done_on"), CellKind.DATE, 12, say=in_hand),
        number("headcount", "参加人数", ("state", "headcount"), say=in_hand),
        *STANDS,
    )

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return form.narrow(Duty.objects.visible_to(user), user).with_status(day_of(now))


def in_letter(state: str, value: Any) -> Any:
    return value if state in IN_HAND else None


class LetterLedger(Ledger):
    """The register of commitment letters by year (承诺书登记册): who has handed one in, how, and who has none."""

    key, title, page = "letters", "承诺书登记册", "compliance:letter_register"
    filters = "compliance.forms.letters.LetterFilterForm"
    own_filters = "compliance.forms.letters.OwnLetterFilterForm"
    order = ("-due_on", "pk")
    columns = (
        number("year", "年度", "year"),
        *PLACE,
        labelled("state", "状态", "state", ReportState.choices),
        LedgerColumn("done_on", "签署日期", ("state", "done_on"), CellKind.DATE, 12, say=in_letter),
        text(
            "way",
            "签署方式",
            ("state", "letter_way"),
            say=lambda state, way: LetterWay(way).label if way and state in IN_HAND else "",
            counted=True,
        ),
        day("first_submitted_on", "首次提交", "first_submitted_on"),
        day("due_on", "截止日期", "due_on"),
        text(
            "late",
            "逾期",
            ("first_submitted_on", "due_on"),
            8,
            say=lambda came, due: "是" if came and came > due else "否",
            counted=True,
        ),
        moment("accepted_at", "接收时间", "accepted_at"),
        LedgerColumn("code", "验证码", ("state", "letter_code"), CellKind.CODE, 24, say=in_letter),
    )

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return form.narrow(register(user), user)


class EntryLedger(Ledger):
    """纸质代录: what came on paper, who signed it and who entered it."""

    key, title, page = "entries", "纸质代录台账", "compliance:entry_list"
    filters = NO_FILTERS
    perm = "compliance.view_entries"
    order = ("-pk",)
    columns = (
        *whose(),
        text("paper", "材料", OF_PAPER, 30, say=paper),
        text(
            "state",
            "状态",
            ("report__state", "duty__state"),
            say=lambda report, duty: ReportState(report or duty).label,
            counted=True,
        ),
        text("signed_by", "签署人", "signed_by__name", 12),
        day("signed_on", "签署日期", "signed_on"),
        day("received_on", "收到日期", "received_on"),
        text("entered_by", "代录人", "entered_by__name", 12),
        text("entered_as", "代录人身份", "entered_as", 26),
        moment("entered_at", "代录时间", "entered_at"),
    )

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return PaperEntry.objects.visible_to(user)
