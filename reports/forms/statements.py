"""What is typed about statements."""

from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate

from compliance.status import FIRST_YEAR
from organizations.models import Authority, Organization, User
from organizations.models.register import OrganizationQuerySet
from reports.models import Publication
from reports.models.batches import authorities_of
from reports.models.codes import ALPHABET, CODE_LENGTH
from reports.models.statements import AnnualStatementQuerySet


class StatementFilterForm(forms.Form):
    q = forms.CharField(
        label="社会组织",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search"}),
        help_text="名称或统一社会信用代码",
    )
    year = forms.TypedChoiceField(label="年度", coerce=int, required=False)

    def __init__(self, *args: Any, today_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today_year = today_year
        self.fields["year"].choices = year_choices(today_year)  # type: ignore[attr-defined]

    @property
    def chosen_year(self) -> int:
        """The year chosen, else the current one, which stands first in the list."""
        return (self.is_valid() and self.cleaned_data["year"]) or self.today_year

    def narrow(self, organizations: OrganizationQuerySet) -> OrganizationQuerySet:
        if self.is_valid() and self.cleaned_data["q"].strip():
            return organizations.matching(self.cleaned_data["q"])
        return organizations


class StatementLedgerForm(StatementFilterForm):
    """The same for the ledger, whose year is the running one until another is chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, today_year=localdate().year, **kwargs)


class RevisionLedgerForm(forms.Form):
    of = forms.ModelChoiceField(label="年度发布", queryset=Publication.objects.none())

    def narrow(self, statements: AnnualStatementQuerySet) -> AnnualStatementQuerySet:
        return statements.filter(publication=self.cleaned_data["of"]) if self.is_valid() else statements.none()


class PackageForm(forms.Form):
    """Of which organization, that the reader sees, and of which year the archive's package is."""

    of = forms.ModelChoiceField(label="社会组织", queryset=Organization.objects.none(), to_field_name="uscc")
    year = forms.TypedChoiceField(label="年度", coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = year_choices(localdate().year)  # type: ignore[attr-defined]


class AuthorityYearForm(forms.Form):
    authority = forms.ModelChoiceField(Authority.objects.none(), label="机关单位", empty_label="请选择")
    year = forms.TypedChoiceField(label="年度", coerce=int)

    def __init__(self, *args: Any, user: User, today_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].queryset = authorities_of(user)  # type: ignore[attr-defined]
        self.fields["year"].choices = year_choices(today_year)  # type: ignore[attr-defined]


class BatchForm(AuthorityYearForm):
    merged = forms.BooleanField(
        label="另附合订本", required=False, help_text="把全部报告按县（市、区）合订为一个 PDF，附书签，一并放入压缩包。"
    )


class RollUpForm(AuthorityYearForm):
    addressee = forms.CharField(label="主送机关", max_length=120, required=False, help_text="不填的，主送上一级机关。")
    signatory = forms.CharField(
        label="签发人", max_length=40, required=False, help_text="签发本件的负责人姓名。不填的，留出位置，印出后填写。"
    )


class PublishForm(forms.Form):
    year = forms.TypedChoiceField(label="年度", coerce=int)
    sure = forms.BooleanField(
        label="确认发布", help_text="发布后，该年度的报告不再随记录变化，只能逐个组织更正；发布不能撤销。"
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        begun = set(Publication.objects.values_list("year", flat=True))
        self.years = [choice for choice in year_choices(today.year - 1) if choice[0] not in begun]
        self.fields["year"].choices = self.years  # type: ignore[attr-defined]


class ReviseForm(forms.Form):
    reason = forms.CharField(
        label="更正理由",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="载入更正后的报告，并告知该组织。更正按现有记录重新固定数据，请先更正有关记录。",
    )


class CodeForm(forms.Form):
    code = forms.CharField(label="核验码", max_length=60, help_text="十六位字母和数字，不区分大小写，可以不输连接号。")

    def clean_code(self) -> str:
        return canonical(self.cleaned_data["code"])


def canonical(code: str) -> str:
    """As it is stored, however it was typed: full-width, lower case, with or without dashes. Empty if it is no code."""
    narrow = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in code).upper()
    kept = "".join(c for c in narrow if c.isascii() and c.isalnum())
    return kept if len(kept) == CODE_LENGTH and set(kept) <= set(ALPHABET) else ""


def year_choices(last: int) -> list[tuple[int, str]]:
    return [(year, f"{year} 年") for year in range(last, FIRST_YEAR - 1, -1)]
