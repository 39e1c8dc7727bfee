"""How a paper is sent, and what proves that it was served."""

from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.timezone import localdate

from compliance.cases.enums import ServiceMethod
from compliance.cases.models import ServiceRecord
from zhengzhou_ideology.forms import DateInput


class SendForm(forms.Form):
    method = forms.TypedChoiceField(
        label="送达方式",
        coerce=ServiceMethod,
        choices=[choice for choice in ServiceMethod.choices if choice[0] != ServiceMethod.PORTAL],
        initial=ServiceMethod.POST,
        help_text="电子邮件送达须有受送达人的书面同意。",
    )
    sent_on = forms.DateField(label="发送日期", initial=localdate, widget=DateInput())
    address = forms.CharField(label="送达地址", max_length=200, help_text="邮寄地址、电子邮箱或者送达地点。")
    tracking_number = forms.CharField(label="邮件单号", max_length=40, required=False, help_text="邮寄送达的填写。")

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("method") == ServiceMethod.POST and not facts.get("tracking_number"):
            self.add_error("tracking_number", "邮寄送达须填写邮件单号。")
        if facts.get("method") == ServiceMethod.EMAIL and "address" in facts:
            try:
                validate_email(facts["address"])
            except forms.ValidationError:
                self.add_error("address", "电子邮件送达须填写受送达人同意使用的电子邮箱。")
        return facts


class ProveForm(forms.Form):
    served_on = forms.DateField(
        label="送达日期", widget=DateInput(), help_text="以回执、回证或者确认邮件载明的日期为准。"
    )
    received_by = forms.CharField(label="签收人", max_length=80, required=False)
    proof = forms.FileField(label="送达凭证", help_text="邮寄回执、签收的回证或者确认邮件的扫描件。")
    consent = forms.FileField(label="电子送达同意书")

    def __init__(self, *args: Any, service: ServiceRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_by"].required = service.method == ServiceMethod.IN_PERSON
        if service.method != ServiceMethod.EMAIL or service.consent_id:
            del self.fields["consent"]
