"""A list to import, and what narrows the view of its rows."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet

from organizations.enums import ORGANIZATION_ROLES, Role, Verdict
from organizations.models import ImportBatch


class UploadForm(forms.Form):
    file = forms.FileField(
        label="名录文件",
        allow_empty_file=True,
        help_text="xlsx、xls 或 csv（UTF-8、GB18030 编码）。上传后先预览，确认之前不写入名录。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.ATTACHMENT_MAX_BYTES:
            raise forms.ValidationError(
                f"文件超过 {settings.ATTACHMENT_MAX_BYTES // 1024 // 1024} MB，请拆分后分别导入。"
            )
        return file


class RowFilterForm(forms.Form):
    verdict = forms.ChoiceField(label="结论", required=False, choices=[("", "全部"), *Verdict.choices])

    def narrow(self, rows: QuerySet) -> QuerySet:
        verdict = self.cleaned_data["verdict"] if self.is_valid() else ""
        return rows.filter(verdict=verdict) if verdict else rows


class RowLedgerForm(RowFilterForm):
    """The same for the ledger, which is of one import."""

    of = forms.ModelChoiceField(label="名录", queryset=ImportBatch.objects.none())

    def narrow(self, rows: QuerySet) -> QuerySet:
        return super().narrow(rows).filter(batch=self.cleaned_data["of"]) if self.is_valid() else rows.none()


class InviteForm(forms.Form):
    """Into which role the organizations of an import are invited."""

    role = forms.TypedChoiceField(coerce=Role, choices=[(role.value, role.label) for role in ORGANIZATION_ROLES])
