"""What is typed with a move, on the desk, after the event, and to narrow a list."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localdate

from events.enums import CorrectionKind, EventKind, FilingState, Ground, RecordState, ReviewOutcome, RevocationGround
from events.forms import DateInput
from events.models import MatterReport, PostEventSummary
from organizations.models import District, User


def words(
    label: str, *, rows: int = 3, required: bool = True, help_text: str = "", most: int = 1000
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class SeenForm(forms.Form):
    """Which text the officer has read: a decision on another one is refused."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class RemarkForm(forms.Form):
    reason = words("意见")


class CancelForm(forms.Form):
    reason = words("取消原因", rows=2)


class SendBackForm(SeenForm):
    ground = forms.ChoiceField(label="退回事由", choices=Ground.choices)
    kind = forms.ChoiceField(label="补正类型", choices=CorrectionKind.choices)
    reason = words("需要补正的内容", help_text="请逐项写明，以便对方一次补正到位。")


class RefuseForm(SeenForm):
    ground = forms.ChoiceField(label="不予批准的事由", choices=Ground.choices)
    reason = words("理由", help_text="写明认定的事实和依据。只审查所列事由，不审查观点。")


class RevokeForm(forms.Form):
    ground = forms.ChoiceField(label="撤销事由", choices=RevocationGround.choices)
    reason = words("理由")


class QueryForm(forms.Form):
    kind = forms.ChoiceField(label="类型", choices=CorrectionKind.choices)
    reason = words("需要说明的事项")


class AnswerForm(forms.Form):
    reason = words("说明")


class ReviewForm(forms.Form):
    grounds = words("申请复核的理由", most=2000)


class ReviewDecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        label="复核结论", choices=[choice for choice in ReviewOutcome.choices if choice[0] != ReviewOutcome.PENDING]
    )
    reason = words("复核理由", most=2000)


class TextForm(forms.Form):
    text = words("内容", rows=2, most=2000)


class NoteForm(forms.Form):
    text = words("内部备注", rows=2, most=2000, help_text="只有本单位的经办人能看到。")


class AssignForm(forms.Form):
    officer = forms.ModelChoiceField(label="经办人", queryset=User.objects.none(), empty_label="请选择")

    def __init__(self, *args: Any, colleagues: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = colleagues


class SavedFilterForm(forms.Form):
    name = forms.CharField(label="筛选名称", max_length=30)
    query = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)


class SummaryForm(forms.ModelForm):
    class Meta:
        model = PostEventSummary
        fields = ["was_held", "actual_headcount", "not_held_reason", "results", "difficulties", "next_steps"]
        widgets = {
            "was_held": forms.Select(choices=((True, "已举办"), (False, "未举办"))),
            **{
                name: forms.Textarea(attrs={"rows": 3})
                for name in ("not_held_reason", "results", "difficulties", "next_steps")
            },
        }
        help_texts = {
            "actual_headcount": "只填人数，不填名单。",
            "not_held_reason": "未举办的填写。",
            "results": "已举办的填写。",
        }


class MatterReportForm(forms.ModelForm):
    class Meta:
        model = MatterReport
        fields = ["title", "kind", "held_from", "held_until", "place", "headcount", "why_not_filed"]
        widgets = {
            "held_from": DateInput(),
            "held_until": DateInput(),
            "why_not_filed": forms.Textarea(attrs={"rows": 4}),
        }

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        first, last = facts.get("held_from"), facts.get("held_until")
        if first and last and last < first:
            self.add_error("held_until", "举办末日不能早于首日。")
        return facts


class ProposalForm(forms.Form):
    reason = words("建议立案的理由", most=2000, help_text="只写事实和依据。是否立案由他人决定。")


BY_CLOCK, MINE, UNASSIGNED, PAST, EVE = "clock", "mine", "unassigned", "past", "eve"


class FilingFilterForm(forms.Form):
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
    order = forms.ChoiceField(
        label="排序", required=False, choices=[("", "按活动临近"), (BY_CLOCK, "按审批期限（只列待审批）")]
    )

    def narrow(self, filings: QuerySet, user: User) -> QuerySet:
        if not self.is_valid():
            return filings
        facts, today = self.cleaned_data, localdate()
        exact = {
            "state": facts["state"],
            "record__state": facts["record"],
            "kind": facts["kind"],
            "district": facts["district"],
        }
        filings = filings.filter(**{name: value for name, value in exact.items() if value})
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

    def _timed(self, filings: QuerySet, facts: dict[str, Any], today: date) -> QuerySet:
        if facts["when"] == PAST:
            return filings.past_decision_date(today)
        if facts["when"] == EVE:
            return filings.on_the_eve(today)
        return filings if facts["when"] == "all" or facts["day"] else filings.filter(ends_on__gte=today)

    @property
    def by_clock(self) -> bool:
        return self.is_valid() and self.cleaned_data["order"] == BY_CLOCK


class OwnFilterForm(forms.Form):
    """For an organization, which looks only for its own."""

    state = forms.ChoiceField(label="审批状态", required=False, choices=[("", "全部状态"), *FilingState.choices])

    by_clock = False

    def narrow(self, filings: QuerySet, user: User) -> QuerySet:
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
