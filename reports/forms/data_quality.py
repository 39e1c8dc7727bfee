"""What narrows the page of data quality."""

from django import forms

from organizations.models import District


class QualityFilterForm(forms.Form):
    district = forms.ModelChoiceField(
        label="县（市、区）", queryset=District.objects.all(), required=False, empty_label="全部"
    )

    @property
    def chosen(self) -> District | None:
        return self.cleaned_data["district"] if self.is_valid() else None
