"""What is typed about the life of an organization: its registration, its changes, and what is taken back."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from organizations.credit_code import fault as fault_of_code
from organizations.credit_code import normalize
from organizations.enums import ChangeKind
from organizations.life.founding import twin_of
from organizations.models import Authority, District, Organization
from organizations.registry import cleaning
from zhengzhou_ideology.forms import DateInput, offer_rows, words

K = ChangeKind


class ChangeForm(forms.Form):
    """Day, paper and reason of every change; what it alters stands above them."""

    effective_on = forms.DateField(
        label="生效日期", widget=DateInput(), help_text="可填今天以后一年以内的日期，届时自动生效，此前可以撤回。"
    )
    uploads = forms.FileField(label="依据文件", help_text="批准文件、登记证书或者决定书的扫描件。")
    reason = words("说明", required=False, most=1000)

    altered: tuple[str, ...] = ()

    def __init__(self, *args: Any, organization: Organization, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organization = organization
        self.fields["effective_on"].initial = today
        for name in self.altered:
            self.fields[name].initial = organization.serializable_value(name)
        self.order_fields([*self.altered, *(name for name in ("codes", "ends") if name in self.fields)])

    def facts(self) -> dict[str, Any]:
        """Call only on a valid form."""
        return {name: self.cleaned_data[name] for name in self.altered}

    def successors(self) -> Collection[Organization]:
        return ()


class RenameForm(ChangeForm):
    altered = ("name",)
    name = forms.CharField(label="变更后的名称", max_length=120)

    def clean_name(self) -> str:
        return cleaning.words(self.cleaned_data["name"])


class AddressForm(ChangeForm):
    altered = ("address",)
    address = forms.CharField(label="变更后的住所", max_length=200)


class PurposesForm(ChangeForm):
    altered = ("purposes",)
    purposes = words("变更后的业务范围", rows=5, most=2000)


class TransferForm(ChangeForm):
    altered = ("registration_authority", "competent_authority", "district")
    registration_authority = forms.ModelChoiceField(
        label="登记管理机关", queryset=Authority.objects.registering(), empty_label=None
    )
    competent_authority = forms.ModelChoiceField(
        label="业务主管单位",
        queryset=Authority.objects.competent(),
        required=False,
        empty_label="无（直接登记）",
    )
    district = forms.ModelChoiceField(label="所属县（市、区）", queryset=District.objects.all(), empty_label=None)

    def __init__(self, *args: Any, organization: Organization, today: date, **kwargs: Any) -> None:
        super().__init__(*args, organization=organization, today=today, **kwargs)
        now = {name: getattr(organization, f"{name}_id") for name in ("registration_authority", "competent_authority")}
        for name, rows in (
            ("registration_authority", Authority.objects.registering()),
            ("competent_authority", Authority.objects.competent()),
        ):
            offer_rows(self, name, rows.open_on(today).or_now(now[name]))

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        unit, district = facts.get("competent_authority"), facts.get("district")
        if unit and district and unit.is_of_a_district and unit.district != district:
            self.add_error("competent_authority", f"业务主管单位应为市级单位，或者{district}的单位。")
        return facts


class SuccessorForm(ChangeForm):
    codes = forms.CharField(
        label="承继组织的统一社会信用代码",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="每行一个；新设立的组织请先登记。",
    )

    def clean_codes(self) -> list[Organization]:
        codes = list(dict.fromkeys(normalize(line) for line in self.cleaned_data["codes"].splitlines() if line.strip()))
        found = {one.uscc: one for one in Organization.objects.filter(uscc__in=codes).defer("name_bigrams")}
        if missing := [code for code in codes if code not in found]:
            raise forms.ValidationError(f"没有登记这些代码：{'、'.join(missing)}。")
        return [found[code] for code in codes]

    def successors(self) -> Collection[Organization]:
        return self.cleaned_data["codes"]


class DivisionForm(SuccessorForm):
    ends = forms.BooleanField(label="本组织因分立终止（不勾选的，本组织存续）", required=False)

    def facts(self) -> dict[str, Any]:
        return {"ends": self.cleaned_data["ends"]}


FORMS: dict[str, type[ChangeForm]] = {
    K.RENAME: RenameForm,
    K.ADDRESS: AddressForm,
    K.PURPOSES: PurposesForm,
    K.TRANSFER: TransferForm,
    K.SUSPENSION: ChangeForm,
    K.RESUMPTION: ChangeForm,
    K.MERGER: SuccessorForm,
    K.DIVISION: DivisionForm,
    K.DEREGISTRATION: ChangeForm,
    K.REVOCATION: ChangeForm,
}


class NewOrganizationForm(forms.ModelForm):
    """The code says the kind, a district bureau the district."""

    uploads = forms.FileField(label="登记证书或者批准文件", required=False)

    class Meta:
        model = Organization
        fields = [
            "uscc",
            "name",
            "registration_authority",
            "competent_authority",
            "party_superior",
            "district",
            "founded_on",
            "address",
            "purposes",
            "secretariat",
            "phone",
            "email",
        ]
        widgets = {
            "founded_on": DateInput(),
            "uscc": forms.TextInput(attrs={"autocomplete": "off"}),
            "purposes": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, reach: QuerySet[Authority], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uscc"].max_length = None  # type: ignore[attr-defined]
        self.fields["uscc"].validators = []
        self.fields["uscc"].widget.attrs.pop("maxlength", None)
        self.fields["uscc"].help_text = "可带空格或者连字符；类型由代码前两位确定。"
        self.fields["district"].required = False
        self.fields["district"].help_text = "区县登记的不必填写，按登记管理机关确定。"
        offer_rows(self, "registration_authority", reach)
        offer_rows(self, "competent_authority", Authority.objects.competent(), empty="无（直接登记）")
        offer_rows(self, "party_superior", Authority.objects.filter(kind="party"), empty="无")

    def clean_uscc(self) -> str:
        code = normalize(self.cleaned_data["uscc"])
        if problem := fault_of_code(code) or twin_of(code):
            raise forms.ValidationError(problem)
        return code

    def clean_name(self) -> str:
        return cleaning.words(self.cleaned_data["name"])

    def _post_clean(self) -> None:
        """The whole row is checked when it is written, with its kind and district."""

    def facts(self) -> dict[str, Any]:
        """Call only on a valid form."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}
