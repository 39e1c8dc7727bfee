"""What is typed with a move of a report."""

from django import forms

from compliance.enums import ReturnGround
from zhengzhou_ideology.forms import PickedField


class RemarkForm(forms.Form):
    reason = forms.CharField(label="意见", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="撤回原因", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class SendBackForm(forms.Form):
    ground = PickedField(label="退回事由", choices=ReturnGround.choices)
    reason = forms.CharField(
        label="需要更正的内容",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="请逐项写明，以便对方一次更正到位。",
    )


class ExemptForm(forms.Form):
    reason = forms.CharField(label="豁免理由", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class ReopenForm(SendBackForm):
    reason = forms.CharField(
        label="理由",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="请写明原接收有误之处和需要更正的内容，社会组织将收到通知。",
    )


class OpenYearForm(forms.Form):
    year = forms.IntegerField(label="年度", min_value=2019, max_value=2100)


class OpenPeriodForm(forms.Form):
    year = forms.IntegerField(label="年度", min_value=2019, max_value=2100)
    quarter = forms.TypedChoiceField(
        label="季度", coerce=int, choices=[(1, "第一季度"), (2, "第二季度"), (3, "第三季度"), (4, "第四季度")]
    )
