"""What is typed about a year-end exchange: the plan, an answer, suggestions, attendance, minutes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms

from compliance.enums import ExchangeState, InvitationAnswer
from compliance.models import Exchange, ExchangeInvitation
from compliance.models.exchange import ExchangeInvitationQuerySet, ExchangeQuerySet
from organizations.forms.chosen import ChosenForm
from zhengzhou_ideology.forms import search_words, words

ANSWERS = [choice for choice in InvitationAnswer.choices if choice[0] != InvitationAnswer.OPEN]
OWING_REPLY = "owing_reply"


class ExchangeForm(ChosenForm, forms.ModelForm):
    class Meta:
        model = Exchange
        fields = ["title", "year", "held_at", "is_online", "place", "agenda", "answer_by"]
        widgets = {
            "held_at": forms.DateTimeInput(format="%Y-%m-%dT%H:%M"),
            "agenda": forms.Textarea(attrs={"rows": 5}),
        }

    field_order = [*Meta.fields, "to", "kind", "district", "authority", "names"]

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        held_at, answer_by = facts.get("held_at"), facts.get("answer_by")
        if held_at and held_at <= self.now:
            self.add_error("held_at", "时间须在以后。")
        if held_at and answer_by and answer_by > held_at.date():
            self.add_error("answer_by", "答复截止日期不能晚于交流日期。")
        return facts

    def facts(self) -> dict[str, Any]:
        """Call only on a valid form."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class ExchangeFilterForm(forms.Form):
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部状态"), *ExchangeState.choices])

    def narrow(self, exchanges: ExchangeQuerySet) -> ExchangeQuerySet:
        state = self.is_valid() and self.cleaned_data["state"]
        return exchanges.filter(state=state) if state else exchanges


class InvitationFilterForm(forms.Form):
    q = search_words("社会组织")
    answer = forms.ChoiceField(
        label="答复",
        required=False,
        choices=[("", "全部"), *InvitationAnswer.choices, (OWING_REPLY, "意见建议待答复")],
    )

    def narrow(self, invitations: ExchangeInvitationQuerySet) -> ExchangeInvitationQuerySet:
        facts = self.cleaned_data if self.is_valid() else {}
        if facts.get("q", "").strip():
            invitations = invitations.matching(facts["q"])
        if facts.get("answer") == OWING_REPLY:
            return invitations.owing_reply()
        return invitations.filter(answer=facts["answer"]) if facts.get("answer") else invitations


class ExchangeLedgerForm(InvitationFilterForm):
    """The same for the ledger, which is of one exchange where its page asks for it."""

    exchange = forms.ModelChoiceField(label="年终交流", queryset=Exchange.objects.none(), required=False)

    def narrow(self, invitations: ExchangeInvitationQuerySet) -> ExchangeInvitationQuerySet:
        if not self.is_valid():
            return invitations.none()
        found = super().narrow(invitations)
        return found.filter(exchange=self.cleaned_data["exchange"]) if self.cleaned_data["exchange"] else found


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(label="是否参加", choices=ANSWERS, widget=forms.RadioSelect)
    headcount = forms.IntegerField(
        label="参加人数", required=False, min_value=1, max_value=999, help_text="参加的填写，只填人数。"
    )
    reason = words("不参加的理由", rows=2, required=False, most=500)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("answer") == InvitationAnswer.ATTENDS and "headcount" in facts and not facts["headcount"]:
            self.add_error("headcount", "请填写参加人数。")
        if facts.get("answer") == InvitationAnswer.DECLINES and not facts.get("reason", "").strip():
            self.add_error("reason", "请写明不参加的理由。")
        return facts


class SuggestionsForm(forms.Form):
    suggestions = words("意见和建议", rows=5, most=4000, help_text="以本组织名义对登记管理机关工作提出，不涉及个人。")


class ReplyForm(forms.Form):
    reply = words("答复意见", rows=4, most=4000)


class MinutesForm(forms.Form):
    minutes = words("纪要", rows=8, most=10_000)
    upload = forms.FileField(label="纪要文件", required=False)


class AttendanceForm(forms.Form):
    """A headcount for each organization of the page; empty where nobody came."""

    def __init__(self, *args: Any, invitations: Iterable[ExchangeInvitation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitations = list(invitations)
        for invitation in self.invitations:
            self.fields[f"present-{invitation.pk}"] = forms.IntegerField(
                label=f"{invitation.organization}（{invitation.get_answer_display()}）",
                required=False,
                min_value=0,
                max_value=999,
                initial=invitation.present,
            )

    def present(self) -> dict[int, int | None]:
        """Call only on a valid form."""
        return {one.pk: self.cleaned_data[f"present-{one.pk}"] for one in self.invitations}
