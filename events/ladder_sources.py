"""Deadlines of filings on the ladder: silence on a filing, the eve of an event that nobody approved, an owed summary.

An escalation tells a senior officer; it decides nothing, and silence never approves (article 4).
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Func, IntegerField, Q, QuerySet, SmallIntegerField, Value
from django.urls import reverse

from events import lapses
from events.enums import Outcome
from events.models import EventFiling
from events.models.filings import EventFilingQuerySet
from organizations.ladder.desks import To
from organizations.ladder.rungs import Row, Rung
from organizations.ladder.sources import Matter, Matters, named

NOT_LAWFUL = "未经批准，活动不得举办；逾期未答复不视为批准。"
# The day of an event as a number small enough for a round.
COUNTED_FROM = date(2020, 1, 1)


class FilingMatters(Matters):
    """What the kinds of deadline of a filing have in common; `due` is the column of the due day."""

    notice_kind = "event_deadline"
    due: str
    provisional: str | None = None
    # Times back for correction: each sets the due day anew.
    round: Func | F | Value = Func("pauses", function="jsonb_array_length", output_field=SmallIntegerField())

    def unsettled(self, at: datetime) -> EventFilingQuerySet:
        raise NotImplementedError

    def outstanding(self, at: datetime) -> QuerySet[EventFiling]:
        due: Any = {"due_on": F(self.due), "round": self.round}
        return self.unsettled(at).of_active().annotate(**due)

    def of(self, keys: Any) -> QuerySet[EventFiling]:
        return EventFiling.objects.filter(pk__in=keys).annotate(due_on=F(self.due), round=self.round)

    def read(self, rows: QuerySet) -> list[Matter]:
        asked = ArrayAgg("decisions__authority", filter=Q(decisions__outcome=Outcome.PENDING), default=Value([]))
        found = rows.annotate(awaited=asked).select_related("organization").only(
            "title", "registration_authority", "organization__name", "starts_on", *self._stored()
        )  # fmt: skip
        return [
            Matter(
                pk=filing.pk,
                round=filing.round,
                title=filing.title,
                group=self.kind,
                url=filing.get_absolute_url(),
                list_url=reverse("events:filing_list"),
                organization_id=filing.organization_id,
                organization=filing.organization.name,
                authority_id=filing.registration_authority_id,
                due_on=filing.due_on,
                provisional=bool(self.provisional and getattr(filing, self.provisional)),
                awaited=tuple(sorted(filing.awaited)),
            )
            for filing in found.order_by("starts_on", "pk")
        ]

    def _stored(self) -> list[str]:
        return [self.due, *([self.provisional] if self.provisional else [])]

    def words(self, rung: Rung, matter: Matter, today: date) -> tuple[str, str]:
        what, to_do = self.said(rung, today, matter.due_on)
        return f"{what}：{matter.title}", f"{matter.organization}“{matter.title}”，{self.term}{matter.day}。{to_do}"

    def desk_words(self, rung: Rung, matters: Sequence[Matter], count: int) -> tuple[str, str, str]:
        what, to_do = self.asked(rung)
        if count == 1:
            matter = matters[0]
            body = f"{matter.organization}“{matter.title}”，{self.term}{matter.day}。{to_do}"
            return f"{what}：{matter.title}", body, matter.url
        return f"{what}（{count}件）", f"{named(matters, count, title=True)}。{to_do}", matters[0].list_url

    term: str

    def said(self, rung: Rung, today: date, due_on: date) -> tuple[str, str]:
        """To the organization: what is the matter, and what is to be done."""
        raise NotImplementedError

    def asked(self, rung: Rung) -> tuple[str, str]:
        """To a desk: the same."""
        raise NotImplementedError


class EventDecisions(FilingMatters):
    """Filings that an authority leaves unanswered past the decision day."""

    kind = "event_decision"
    label = "重大活动审批"
    began = "first_submitted_on"
    due, provisional, term = "decide_by", "decide_by_provisional", "审批期限"
    table = (
        Row((To.AWAITED_SUPERVISORS,), "event_silence_working_days", 0),
        Row((To.REGISTRATION_DESK, To.SUPERVISORS), "event_silence_working_days", 1),
    )

    def settle(self, at: datetime) -> None:
        lapses.lapse_begun(at)

    def unsettled(self, at: datetime) -> EventFilingQuerySet:
        return EventFiling.objects.current().undecided().not_begun(at)

    def asked(self, rung: Rung) -> tuple[str, str]:
        if rung.number == 1:
            return "活动申报逾期未审批", f"申报已过审批期限，请督促办理。{NOT_LAWFUL}"
        return "活动申报逾期未审批，提请登记管理机关督办", f"申报已过审批期限，业务主管单位仍未答复。{NOT_LAWFUL}"


class EventRecords(FilingMatters):
    """Filings that the registration authority leaves unrecorded past the record day; no record stops no approved event."""

    kind = "event_record"
    label = "重大活动备案"
    began = "record__received_on"
    due, term = "record__due_on", "备案期限"
    # Times that the organization was asked to explain.
    round = Func("record__pauses", function="jsonb_array_length", output_field=SmallIntegerField())
    table = (Row((To.REGISTRATION_DESK,), offset=1), Row((To.SUPERVISORS,), offset=3))

    def unsettled(self, at: datetime) -> EventFilingQuerySet:
        return EventFiling.objects.current().unrecorded().not_begun(at)

    def _stored(self) -> list[str]:
        return []

    def asked(self, rung: Rung) -> tuple[str, str]:
        if rung.number == 1:
            return "活动逾期未备案", "已过备案期限，请办理备案或者要求说明。"
        return "活动逾期未备案，请督促", "已过备案期限，经办人尚未办理，请督促。"


class EventEves(FilingMatters):
    """Filed events that begin tomorrow or today and may not be held as things stand."""

    kind = "event_eve"
    label = "活动临近未获批准"
    began = "first_submitted_on"
    due, term = "starts_on", "活动首日"
    # Another first day is warned of anew, a filing that only comes back is not.
    round = Func(
        "starts_on", Value(COUNTED_FROM), template="(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField()
    )
    table = (Row((To.AWAITED_SUPERVISORS, To.SECRETARY), offset=1, overdue=False, called="活动前1日"),)

    def unsettled(self, at: datetime) -> EventFilingQuerySet:
        return EventFiling.objects.current().open().filter(first_submitted_on__isnull=False).not_begun(at)

    def said(self, rung: Rung, today: date, due_on: date) -> tuple[str, str]:
        return "活动临近仍未获批准", f"活动即将开始，尚未获得批准。{NOT_LAWFUL}"

    def asked(self, rung: Rung) -> tuple[str, str]:
        return "活动临近仍未获批准", f"活动即将开始，尚未获得批准。{NOT_LAWFUL}"


class PostEventSummaries(FilingMatters):
    """Approved events that are over and not summed up."""

    kind = "post_event_summary"
    label = "活动总结"
    began = "ends_on"
    due, provisional, term = "summary_due_on", "summary_due_provisional", "总结期限"
    round = Value(0, SmallIntegerField())
    table = (
        Row((To.SECRETARY,), offset=3, overdue=False),
        Row((To.SECRETARY, To.FIRST_RESPONSIBLE), offset=1),
        Row((To.REGISTRATION_DESK, To.SUPERVISORS), offset=5),
    )

    def unsettled(self, at: datetime) -> EventFilingQuerySet:
        return EventFiling.objects.owing_summary().over(at)

    def said(self, rung: Rung, today: date, due_on: date) -> tuple[str, str]:
        if today <= due_on:
            return "活动总结即将到期", "请在期限内填报活动总结（是否举办、实际人数、成效、困难、下一步打算）。"
        return "活动总结已逾期", "活动总结已过期限，请尽快填报；逾期填报仍予接收，并标明逾期。"

    def asked(self, rung: Rung) -> tuple[str, str]:
        return "活动总结逾期未报", "活动总结逾期未报，请督促。"
