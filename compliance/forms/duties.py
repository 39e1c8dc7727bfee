"""What is typed about duty records."""

from typing import Any

from django import forms
from django.utils.timezone import localdate

from compliance.enums import DutyKind
from compliance.models import DutyRecord
from compliance.models.duties import DutyRecordQuerySet
from organizations.models import User
from zhengzhou_ideology.forms import DateInput, MultipleFileField


class DutyRecordForm(forms.ModelForm):
    uploads = MultipleFileField(label="附件", required=False, help_text="可一次选择多个文件。")

    class Meta:
        model = DutyRecord
        fields = ["kind", "done_on", "headcount", "summary"]
        widgets = {"done_on": DateInput(), "summary": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"summary": "记录时间、参加范围和主要内容，不记录个人思想状况。"}

    def clean_done_on(self) -> Any:
        day = self.cleaned_data["done_on"]
        if day > localdate():
            raise forms.ValidationError("日期不能晚于今天。")
        if day.year < 2019:
            raise forms.ValidationError("日期不能早于 2019 年。")
        return day


class DutyFilterForm(forms.Form):
    q = forms.CharField(label="社会组织", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ChoiceField(label="事项", required=False, choices=[("", "全部事项"), *DutyKind.choices])
    year = forms.IntegerField(label="年度", required=False, min_value=2019, max_value=2100)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user.acting and user.acting.organization_id:
            del self.fields["q"]

    def narrow(self, records: DutyRecordQuerySet) -> DutyRecordQuerySet:
        if not self.is_valid():
            return records
        facts = self.cleaned_data
        if facts.get("q"):
            records = records.matching(facts["q"])
        if facts["kind"]:
            records = records.filter(kind=facts["kind"])
        return records.of_year(facts["year"]) if facts["year"] else records
