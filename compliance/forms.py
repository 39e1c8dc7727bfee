"""What is typed about quarterly reports and duty records."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localdate

from compliance.enums import DutyKind, MeetingKind, ReportState, ReturnGround
from compliance.models import DutyRecord, Meeting, QuarterlyReport, ReportingPeriod
from organizations.models import District, User

OVERDUE = "overdue"
LATE = "late"
EXTENDED = "extended"


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class ReportForm(forms.ModelForm):
    class Meta:
        model = QuarterlyReport
        fields = ["findings", "measures"]
        widgets = {"findings": forms.Textarea(attrs={"rows": 5}), "measures": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"findings": "没有问题的填写“无”。", "measures": "没有的填写“无”。"}


class MeetingForm(forms.ModelForm):
    class Meta:
        model = Meeting
        fields = ["held_on", "place", "chair", "expected", "present", "agenda", "conclusions", "is_joint"]
        widgets = {
            "held_on": DateInput(),
            "agenda": forms.Textarea(attrs={"rows": 3}),
            "conclusions": forms.Textarea(attrs={"rows": 5}),
        }


class DraftForms:
    """The forms of one report as one: its text and its two meetings, named as the page names them."""

    def __init__(self, report: QuarterlyReport, data: Any = None, offered: dict | None = None) -> None:
        meetings = {meeting.kind: meeting for meeting in report.meetings.all()}
        self.text = ReportForm(data, instance=report)
        self.meetings = {
            kind: MeetingForm(
                data,
                prefix=kind.value,
                instance=meetings.get(kind),
                initial=None if kind in meetings else (offered or {}).get(kind),
            )
            for kind in MeetingKind
        }
        self.version = _version(data, report)

    @property
    def parts(self) -> list[forms.ModelForm]:
        return [*self.meetings.values(), self.text]

    def errors(self) -> dict[str, list[str]]:
        return {form[name].html_name: list(found) for form in self.parts for name, found in form.errors.items()}

    def is_valid(self) -> bool:
        return not self.errors()

    def cleaned(self) -> dict[str, Any]:
        """What could be understood; a field in error is left as it was."""
        self.is_valid()
        return {
            "version": self.version,
            "text": self.text.cleaned_data,
            "meetings": {kind: form.cleaned_data for kind, form in self.meetings.items()},
        }

    def fields(self) -> dict[str, forms.BoundField]:
        return {form[name].html_name: form[name] for form in self.parts for name in form.fields}


def _version(data: Any, report: QuarterlyReport) -> int:
    if data is None:
        return report.edit_version
    text = str(data.get("version", ""))
    return int(text) if text.isdecimal() else -1


class ReportFilterForm(forms.Form):
    """The filters of the list; an empty field filters nothing."""

    q = forms.CharField(label="社会组织", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    period = forms.ModelChoiceField(
        label="季度", queryset=ReportingPeriod.objects.latest_first(), required=False, empty_label="全部季度"
    )
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[
            ("", "全部状态"),
            *ReportState.choices,
            (OVERDUE, "逾期未报"),
            (LATE, "逾期报送"),
            (EXTENDED, "已延期"),
        ],
    )
    district = forms.ModelChoiceField(
        label="县（市、区）", queryset=District.objects.all(), required=False, empty_label="全市"
    )

    def narrow(self, reports: QuerySet) -> QuerySet:
        if not self.is_valid():
            return reports
        facts = self.cleaned_data
        if facts["q"]:
            reports = reports.matching(facts["q"])
        if facts["period"]:
            reports = reports.filter(period=facts["period"])
        if facts["district"]:
            reports = reports.filter(district=facts["district"])
        if facts["state"] == OVERDUE:
            return reports.overdue(localdate())
        if facts["state"] == LATE:
            return reports.late()
        if facts["state"] == EXTENDED:
            return reports.extended(localdate())
        return reports.filter(state=facts["state"]) if facts["state"] else reports


class OwnReportFilterForm(ReportFilterForm):
    """For an organization, which looks only for its own."""

    q = None  # type: ignore[assignment]
    district = None  # type: ignore[assignment]

    def narrow(self, reports: QuerySet) -> QuerySet:
        if self.is_valid():
            self.cleaned_data |= {"q": "", "district": None}
        return super().narrow(reports)


class RemarkForm(forms.Form):
    reason = forms.CharField(label="意见", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="撤回原因", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class SendBackForm(forms.Form):
    ground = forms.ChoiceField(label="退回事由", choices=ReturnGround.choices)
    reason = forms.CharField(
        label="需要更正的内容",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="请逐项写明，以便对方一次更正到位。",
    )


class ExemptForm(forms.Form):
    reason = forms.CharField(label="豁免理由", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class OpenPeriodForm(forms.Form):
    year = forms.IntegerField(label="年度", min_value=2019, max_value=2100)
    quarter = forms.TypedChoiceField(
        label="季度", coerce=int, choices=[(1, "第一季度"), (2, "第二季度"), (3, "第三季度"), (4, "第四季度")]
    )


class MultipleFileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    widget = MultipleFileInput

    def clean(self, data: Any, initial: Any = None) -> list:
        if not isinstance(data, list | tuple):
            data = [data] if data else []
        return [super(MultipleFileField, self).clean(one, initial) for one in data]


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

    def narrow(self, records: QuerySet) -> QuerySet:
        if not self.is_valid():
            return records
        facts = self.cleaned_data
        if facts.get("q"):
            records = records.matching(facts["q"])
        if facts["kind"]:
            records = records.filter(kind=facts["kind"])
        return records.of_year(facts["year"]) if facts["year"] else records
