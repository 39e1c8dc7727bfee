"""What is typed to name a substitute."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from organizations.enums import Role
from organizations.models import Membership, User
from organizations.models.memberships import MembershipQuerySet
from organizations.substitutions import LONGEST, colleagues
from zhengzhou_ideology.forms import DateInput, offer_rows


class SeatFilterForm(forms.Form):
    q = forms.CharField(label="姓名或用户名", required=False, widget=forms.TextInput(attrs={"type": "search"}))

    def narrow(self, memberships: MembershipQuerySet) -> MembershipQuerySet:
        text = self.cleaned_data["q"].strip() if self.is_valid() else ""
        if not text:
            return memberships
        return memberships.filter(Q(user__name__icontains=text) | Q(user__username__icontains=text))


class SubstitutionForm(forms.Form):
    """An officer's substitute is picked among colleagues; a secretary's is named by user name and name, both of them.

    Asking for both keeps the form from answering who has an account.
    """

    username = forms.CharField(
        label="代理人的用户名", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    name = forms.CharField(
        label="代理人的姓名",
        max_length=40,
        help_text="用户名和姓名须与其账号一致。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    deputy = forms.ModelChoiceField(label="代理人", queryset=User.objects.none(), empty_label="请选择")
    starts_on = forms.DateField(label="第一天", widget=DateInput())
    ends_on = forms.DateField(
        label="最后一天", help_text=f"到期自动结束，一次最长{LONGEST.days}日。", widget=DateInput()
    )
    reason = forms.CharField(
        label="理由", max_length=300, help_text="例如出差、休假、病假。", widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, membership: Membership, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial = {"starts_on": today, **self.initial}
        if membership.role == Role.SECRETARY:
            del self.fields["deputy"]
        else:
            del self.fields["username"], self.fields["name"]
            offer_rows(self, "deputy", colleagues(membership, today), label=User.name_and_account)

    def clean_starts_on(self) -> date:
        starts_on = self.cleaned_data["starts_on"]
        if starts_on < self.today:
            raise forms.ValidationError("代理从今天或者以后开始。")
        return starts_on

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        starts_on, ends_on = facts.get("starts_on"), facts.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "最后一天不能早于第一天。")
        elif starts_on and ends_on and ends_on - starts_on >= LONGEST:
            self.add_error("ends_on", f"一次代理最长{LONGEST.days}日。")
        username, name = facts.pop("username", ""), facts.pop("name", "")
        if username and name:
            facts["deputy"] = User.objects.filter(username__iexact=username, name=name, is_active=True).first()
            if facts["deputy"] is None:
                self.add_error("username", "没有用户名和姓名都相符的账号，请与代理人核对。")
        return facts
