"""What is typed when a signed paper is entered (代录)."""

from typing import Any

from django import forms

from compliance.entry_workflow import signatories
from organizations.models import Organization, ResponsiblePerson
from zhengzhou_ideology.forms import DateInput, offer_rows


class EntryForm(forms.Form):
    signed_by = forms.ModelChoiceField(
        label="签署人",
        queryset=ResponsiblePerson.objects.none(),
        help_text="签署之日在任的第一责任人；没有登记的，请先登记任职。",
    )
    signed_on = forms.DateField(label="签署日期", widget=DateInput())
    received_on = forms.DateField(
        label="收到日期", widget=DateInput(), help_text="本机关收到纸质材料的日期，按此认定是否按期。"
    )
    uploads = forms.FileField(label="签字原件扫描件", help_text="多页的请合并为一个 PDF 文件。")

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "signed_by", signatories(organization), empty="请选择签署人")
