"""The ledger (台账) of filings of major events: both tracks, the numbers of the decisions and their grounds."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet

from events.enums import EventKind, FilingState, Ground, RecordState, RevocationGround
from events.models import AfterTheFactReport, EventFiling, IssuedPaper
from organizations.ledgers import authorities, whose
from organizations.models import User
from zhengzhou_ideology.ledgers.columns import day, labelled, moment, number, text, yes_no
from zhengzhou_ideology.ledgers.ledger import NO_FILTERS, Ledger

GROUNDS = [*Ground.choices, (RevocationGround.UNTRUE.value, RevocationGround.UNTRUE.label)]


def numbers(keys: Sequence[Any]) -> Mapping[Any, str]:
    """文号: of all papers that were issued on a filing, in the order in which they were."""
    found: dict[Any, str] = {}
    for paper in IssuedPaper.objects.filter(filing__in=keys).order_by("pk"):
        said = f"{paper.full_number}（{paper.get_kind_display()}）"
        found[paper.filing_id] = f"{found[paper.filing_id]}；{said}" if paper.filing_id in found else said
    return found


class FilingLedger(Ledger):
    key, title, page = "filings", "重大活动台账", "events:filing_list"
    filters = "events.forms.lists.FilingFilterForm"
    own_filters = "events.forms.lists.OwnFilterForm"
    order = ("starts_on", "pk")
    columns = (
        text("number", "申报编号", "pk", 10, say=str),
        text("title", "活动名称", "title", 34),
        *whose(),
        text("district", "县（市、区）", "district__name", counted=True),
        labelled("kind", "活动类别", "kind", EventKind.choices, 20),
        yes_no("cross_organization", "跨组织", "cross_organization"),
        yes_no("cross_region", "跨地区", "cross_region"),
        yes_no("foreign_related", "涉外", "foreign_related"),
        day("starts_on", "活动首日", "starts_on"),
        day("ends_on", "活动结束日期", "ends_on"),
        yes_no("is_online", "线上", "is_online"),
        text("place", "活动场所", "place", 26),
        number("expected_headcount", "预计人数", "expected_headcount"),
        day("first_submitted_on", "收到日期", "first_submitted_on"),
        yes_no("is_late", "逾期申报", "is_late", counted=True),
        *authorities(),
        labelled("state", "审批状态", "state", FilingState.choices),
        day("decide_by", "审批期限", "decide_by"),
        moment("decided_at", "审批时间", "decided_at"),
        text("numbers", "文号", "pk", 40),
        labelled("ground", "事由", "ground", GROUNDS, 30),
        text("reason", "理由", "reason", 40),
        labelled("record", "备案状态", "record__state", RecordState.choices),
        moment("recorded_at", "备案时间", "record__recorded_at"),
        day("summary_due_on", "总结期限", "summary_due_on"),
        yes_no("was_held", "是否举办", "summary__was_held"),
        number("actual_headcount", "实际人数", "summary__actual_headcount"),
    )
    looked_up: ClassVar = {"numbers": numbers}
    also_reads = ("events_issuedpaper",)

    def may(self, user: Any) -> bool:
        """An organization has its own; at an authority those who may export."""
        return super().may(user) and (user.organization is not None or user.has_perm("events.export_ledger"))

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return form.narrow(EventFiling.objects.visible_to(user), user)


class AfterTheFactLedger(Ledger):
    """事后报告: events that had begun when nobody had filed them, or that were held without approval."""

    key, title, page = "after_the_fact", "活动事后报告台账", "events:after_the_fact_list"
    filters = NO_FILTERS
    order = ("-held_from", "pk")
    columns = (
        text("title", "活动名称", "title", 34),
        *whose(),
        *authorities(),
        labelled("kind", "活动类别", "kind", EventKind.choices, 20),
        day("held_from", "举办首日", "held_from"),
        day("held_until", "举办结束日期", "held_until"),
        text("place", "活动场所", "place", 26),
        number("headcount", "实际人数", "headcount"),
        text("why_not_filed", "未事先申报或者未经批准的原因", "why_not_filed", 40),
        moment("reported_at", "报告时间", "reported_at"),
        moment("proposed_at", "建议立案时间", "proposed_at"),
    )

    def found(self, user: User, form: Any, now: datetime) -> QuerySet:
        return AfterTheFactReport.objects.visible_to(user)
