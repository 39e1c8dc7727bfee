"""What narrows a list of reports."""

from django import forms
from django.utils.timezone import localdate

from compliance.enums import ReportState
from compliance.models import ReportingPeriod
from compliance.models.reports import QuarterlyReportQuerySet
from organizations.models import District

OVERDUE = "overdue"


LATE = "late"


EXTENDED = "extended"


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

    def narrow(self, reports: QuarterlyReportQuerySet) -> QuarterlyReportQuerySet:
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

    def narrow(self, reports: QuarterlyReportQuerySet) -> QuarterlyReportQuerySet:
        if self.is_valid():
            self.cleaned_data |= {"q": "", "district": None}
        return super().narrow(reports)
