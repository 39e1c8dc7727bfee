"""What narrows the queue, an own list and the calendar."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.timezone import localdate

from events import waiting
from events.enums import EventKind, FilingState, RecordState
from events.models.filings import EventFilingQuerySet
from organizations.forms.figures import FiguresForm
from organizations.models import District, User
from zhengzhou_ideology.forms import DateInput, WaitingForm
from zhengzhou_ideology.sorting import Order, SortedForm

BY_CLOCK, MINE, UNASSIGNED, PAST, EVE = "clock", "mine", "unassigned", "past", "eve"
LATE, DECIDED = "late", "decided"


class FilingFilterForm(SortedForm, WaitingForm, FiguresForm):
    """The filters of the queue; an empty field filters nothing."""

    q = forms.CharField(label="活动或社会组织", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label="审批状态", required=False, choices=[("", "全部状态"), *FilingState.choices])
    record = forms.ChoiceField(label="备案状态", required=False, choices=[("", "全部"), *RecordState.choices])
    kind = forms.ChoiceField(label="活动类别", required=False, choices=[("", "全部类别"), *EventKind.choices])
    district = forms.ModelChoiceField(
        label="县（市、区）", queryset=District.objects.all(), required=False, empty_label="全市"
    )
    when = forms.ChoiceField(
        label="时限",
        required=False,
        choices=[("", "今后的活动"), (PAST, "逾期未审批"), (EVE, "临近仍未批准"), ("all", "全部活动")],
    )
    hand = forms.ChoiceField(
        label="经办", required=False, choices=[("", "全部"), (MINE, "由我经办"), (UNASSIGNED, "无人经办")]
    )
    day = forms.DateField(label="活动日期", required=False, widget=DateInput())
    year = forms.IntegerField(label="年度", required=False, min_value=2019, max_value=2100)
    notice = forms.ChoiceField(
        label="申报和决定", required=False, choices=[("", "全部"), (LATE, "逾期申报"), (DECIDED, "已作出决定")]
    )
    order = forms.ChoiceField(
        label="排序", required=False, choices=[("", "按活动临近"), (BY_CLOCK, "按审批期限（只列待审批）")]
    )

    asked_for = (*FiguresForm.asked_for, "year", "notice")
    by_itself = ("starts_on", "pk")
    sorts: ClassVar = {"starts": ("starts_on", "pk")}

    @staticmethod
    def waits_for(user: User) -> bool:
        return waiting.waits_for(user)

    def narrow(self, filings: EventFilingQuerySet, user: User) -> EventFilingQuerySet:
        if not self.is_valid():
            return filings
        facts, today = self.cleaned_data, localdate()
        exact = {
            "state": facts["state"],
            "kind": facts["kind"],
            "district": facts["district"],
        }
        filings = filings.filter(**{name: value for name, value in exact.items() if value})
        if facts["record"]:
            awaited = facts["record"] == RecordState.UNRECORDED
            filings = filings.unrecorded() if awaited else filings.filter(record__state=facts["record"])
        if facts.get("waiting"):
            filings = filings.filter(pk__in=waiting.waiting_for(user).values("pk"))
        filings = self._of_time(self.as_counted(filings, facts), facts)
        if facts["q"]:
            filings = filings.matching(facts["q"])
        if facts["day"]:
            filings = filings.overlapping(facts["day"], facts["day"])
        if facts["hand"] == MINE:
            filings = filings.in_hand_of(user)
        elif facts["hand"] == UNASSIGNED:
            filings = filings.exclude(assignments__ended_at__isnull=True, assignments__isnull=False)
        if self.by_clock:
            filings = filings.undecided()
        return self._timed(filings, facts, today)

    def _of_time(self, filings: EventFilingQuerySet, facts: dict[str, Any]) -> EventFilingQuerySet:
        if facts.get("year"):
            filings = filings.filter(starts_on__year=facts["year"])
        if facts.get("part"):
            filings = filings.filter(starts_on__quarter=facts["part"])
        if facts.get("notice") == LATE:
            return filings.filter(is_late=True)
        return filings.decided() if facts.get("notice") == DECIDED else filings

    def _timed(self, filings: EventFilingQuerySet, facts: dict[str, Any], today: date) -> EventFilingQuerySet:
        if facts["when"] == PAST:
            return filings.past_decision_date(today)
        if facts["when"] == EVE:
            return filings.on_the_eve(today)
        shows_all = facts["when"] == "all" or facts["day"] or facts.get("waiting")
        return filings if shows_all else filings.not_over(today)

    def own_order(self) -> Order:
        return ("decide_by", "pk") if self.by_clock else self.by_itself

    @property
    def by_clock(self) -> bool:
        return self.is_valid() and self.cleaned_data["order"] == BY_CLOCK


class OwnFilterForm(SortedForm, WaitingForm):
    """For an organization, which looks only for its own."""

    state = forms.ChoiceField(label="审批状态", required=False, choices=[("", "全部状态"), *FilingState.choices])

    by_itself = ("-starts_on", "-pk")
    sorts: ClassVar = {"starts": ("starts_on", "pk")}

    @staticmethod
    def waits_for(user: User) -> bool:
        return waiting.waits_for(user)

    def narrow(self, filings: EventFilingQuerySet, user: User) -> EventFilingQuerySet:
        if self.is_valid() and self.cleaned_data.get("waiting"):
            filings = filings.filter(pk__in=waiting.waiting_for(user).values("pk"))
        state = self.is_valid() and self.cleaned_data["state"]
        return filings.filter(state=state) if state else filings


class CalendarForm(forms.Form):
    day = forms.DateField(required=False)
    view = forms.ChoiceField(required=False, choices=[("month", "月"), ("week", "周")])
    district = forms.ModelChoiceField(queryset=District.objects.all(), required=False)

    def shown(self, today: date) -> tuple[date, date, str, District | None]:
        """First day, last day (whole weeks from Monday), view and district."""
        facts = self.cleaned_data if self.is_valid() else {}
        day, view = facts.get("day") or today, facts.get("view") or "month"
        first = day if view == "week" else day.replace(day=1)
        last = day if view == "week" else (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return (
            first - timedelta(days=first.weekday()),
            last + timedelta(days=6 - last.weekday()),
            view,
            facts.get("district"),
        )
