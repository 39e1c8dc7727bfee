"""What narrows the page of data quality."""

from django import forms

from organizations.models import District
from reports.data_quality.catalogue import CHECKS


class QualityFilterForm(forms.Form):
    district = forms.ModelChoiceField(
        label="县（市、区）", queryset=District.objects.all(), required=False, empty_label="全部"
    )

    @property
    def chosen(self) -> District | None:
        return self.cleaned_data["district"] if self.is_valid() else None


class QualityLedgerForm(QualityFilterForm):
    """The same for the ledger, which is of one check."""

    check = forms.ChoiceField(label="检查项", choices=[(key, check.label) for key, check in CHECKS.items()])
    field_order = ("check", "district")

    @property
    def check_chosen(self) -> str:
        return self.cleaned_data["check"] if self.is_valid() else next(iter(CHECKS))
