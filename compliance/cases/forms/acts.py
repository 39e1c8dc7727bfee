"""What is typed with an act on a case: hearing, rectification, time, evidence."""

from django import forms
from django.utils.timezone import localdate

from compliance.cases.enums import WithheldGround
from zhengzhou_ideology.forms import DateInput, uploads, words


class SetHearingForm(forms.Form):
    set_for = forms.DateTimeField(
        label="听证时间", widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    )
    place = forms.CharField(label="听证地点", max_length=120)


class HoldHearingForm(forms.Form):
    held_on = forms.DateField(label="举行日期", initial=localdate, widget=DateInput())
    attended = forms.TypedChoiceField(
        label="社会组织是否到场",
        choices=[("yes", "到场"), ("no", "未到场")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    record = words("听证笔录", rows=6, most=8000, help_text="记录各方陈述的事实和意见。社会组织可以看到。")
    uploads = uploads("笔录扫描件")


class AcceptForm(forms.Form):
    reason = words("核查意见", required=False, most=2000)


class CarriedOutForm(forms.Form):
    on = forms.DateField(label="落实日期", initial=localdate, widget=DateInput())
    uploads = uploads("落实情况材料")


class RemarkForm(forms.Form):
    remark = words("审批意见", required=False, most=2000)


class RefuseTimeForm(forms.Form):
    remark = words("不予准许的理由", most=2000)


class ExtendLimitForm(forms.Form):
    new_due = forms.DateField(label="延至日期", widget=DateInput(), help_text="应为工作日，晚于原届满日期。")
    reason = words("延长的理由", help_text="社会组织将收到通知，可以看到理由。", most=2000)


class EvidenceForm(forms.Form):
    title = forms.CharField(label="材料名称", max_length=120)
    uploads = uploads("文件", required=True)
    withheld = forms.ChoiceField(
        label="是否向社会组织公开",
        required=False,
        choices=[("", "公开"), *((value, f"不予公开：{label}") for value, label in WithheldGround.choices)],
        help_text="除所列理由外，案卷材料一律向社会组织公开。",
    )
