"""What is typed to hand work over."""

from datetime import date
from typing import Any

from django import forms

from organizations.models import Organization, User
from reports.handover import givers, receivers
from zhengzhou_ideology.forms import offer_rows


class HandoverForm(forms.Form):
    giver = forms.ModelChoiceField(label="移交人", queryset=User.objects.none(), empty_label="请选择")
    receiver = forms.ModelChoiceField(
        label="接手人", queryset=User.objects.none(), empty_label="请选择", help_text="本组织的现任秘书。"
    )
    reason = forms.CharField(
        label="理由", max_length=300, help_text="例如岗位调整、离职。", widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, organization: Organization, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (("giver", givers(organization)), ("receiver", receivers(organization, today))):
            offer_rows(self, name, offered, label=User.name_and_account)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("giver") and facts["giver"] == facts.get("receiver"):
            self.add_error("receiver", "移交人和接手人不能是同一人。")
        return facts
