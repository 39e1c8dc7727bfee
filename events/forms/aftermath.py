"""What is typed after the event."""

from typing import Any

from django import forms

from events.models import AfterTheFactReport, PostEventSummary
from zhengzhou_ideology.forms import DateInput, words


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


class AfterTheFactForm(forms.ModelForm):
    class Meta:
        model = AfterTheFactReport
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
            self.add_error("held_until", "举办结束日期不能早于开始日期。")
        return facts


class ProposalForm(forms.Form):
    reason = words("建议立案的理由", most=2000, help_text="只写事实和依据。是否立案由他人决定。")
