"""Workbooks that are handed in, and which drafts a bureau types in at once."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.timezone import localdate

from compliance.enums import DutyKind
from compliance.models import ReportingPeriod
from compliance.models.duties import DutyQuerySet
from compliance.models.reports import QuarterlyReportQuerySet
from organizations.models import District
from zhengzhou_ideology.forms import words

MEGABYTE = 1024 * 1024


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label="填好的表格",
        help_text="从本页下载的 xlsx 文件，用 Excel 或者 WPS 填写。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.ATTACHMENT_MAX_BYTES:
            raise forms.ValidationError(f"文件超过 {settings.ATTACHMENT_MAX_BYTES // MEGABYTE} MB。")
        return file


class EntryForm(WorkbookForm):
    reason = words(
        "代填依据", rows=2, help_text="如“据各组织报送的纸质材料，10月8日收到”。留有记录，社会组织可以看到。", most=300
    )


class DraftChoiceForm(forms.Form):
    """Which drafts go into the workbook of many; blank ones come first, so that the next workbook goes on."""

    district = forms.ModelChoiceField(
        label="县（市、区）", queryset=District.objects.all(), required=False, empty_label="全部"
    )

    def narrow(self, papers: Any) -> Any:
        if not self.is_valid():
            return papers.none()
        district = self.cleaned_data["district"]
        chosen = self.chosen(papers, self.cleaned_data)
        return (chosen.filter(district=district) if district else chosen).blank_first()

    def chosen(self, papers: Any, facts: dict[str, Any]) -> Any:
        raise NotImplementedError


class ReportChoiceForm(DraftChoiceForm):
    period = forms.ModelChoiceField(label="季度", queryset=ReportingPeriod.objects.latest_first(), empty_label=None)
    field_order = ("period", "district")

    def chosen(self, papers: QuarterlyReportQuerySet, facts: dict[str, Any]) -> QuarterlyReportQuerySet:
        return papers.filter(period=facts["period"])


class DutyChoiceForm(DraftChoiceForm):
    """Of one kind, because each asks for other facts."""

    kind = forms.ChoiceField(label="事项", choices=DutyKind.choices)
    year = forms.IntegerField(label="年度", min_value=2019, max_value=2100, initial=lambda: localdate().year)
    field_order = ("kind", "year", "district")

    def chosen(self, papers: DutyQuerySet, facts: dict[str, Any]) -> DutyQuerySet:
        return papers.of_kind(facts["kind"]).of_year(facts["year"])
