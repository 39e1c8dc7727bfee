"""What is typed to read a sealed case file, and to choose the year of the statistics."""

from collections.abc import Iterable
from typing import Any

from django import forms

from compliance.cases.models.case import CaseQuerySet


class ReasonForm(forms.Form):
    reason = forms.CharField(label="查阅事由", max_length=200, help_text="例如：办理信访复查，需核对送达日期。")


class YearForm(forms.Form):
    year = forms.TypedChoiceField(label="立案年度", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [("", "全部年度"), *((year, f"{year}年") for year in years)]  # type: ignore[attr-defined]

    def narrow(self, cases: CaseQuerySet) -> CaseQuerySet:
        year = self.cleaned_data.get("year") if self.is_valid() else None
        return cases.filter(opened_on__year=year) if year else cases
