"""What is typed about organizations, their people and outlets, and what narrows their list."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Model

from organizations.appointments import fault_of_beginning
from organizations.enums import Gap, OrganizationKind, OrganizationStatus
from organizations.models import Authority, District, Organization, Outlet, ResponsiblePerson
from organizations.models.register import OrganizationQuerySet
from organizations.registration import OFFICE_CONTACT, facts_of, fault_of_closing, fault_of_permission, version_of
from organizations.registry import cleaning
from zhengzhou_ideology.forms import DateInput, offer_rows

WITHOUT_SECRETARY = "without_secretary"


SELF_CERTIFICATION_DAYS = 365


class OrganizationFilterForm(forms.Form):
    """The filters of the list; an empty field filters nothing."""

    q = forms.CharField(label="名称或信用代码", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "全部类型"), *OrganizationKind.choices])
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部状态"), *OrganizationStatus.choices])
    district = forms.ModelChoiceField(
        label="县（市、区）", queryset=District.objects.all(), required=False, empty_label="全市"
    )
    authority = forms.ModelChoiceField(
        label="登记管理机关",
        queryset=Authority.objects.registering().open(),
        required=False,
        empty_label="全部登记管理机关",
    )
    lacking = forms.ChoiceField(
        label="账号", required=False, choices=[("", "不限"), (WITHOUT_SECRETARY, "状态正常、无秘书账号")]
    )

    def narrow(self, organizations: OrganizationQuerySet, today: date) -> OrganizationQuerySet:
        if not self.is_valid():
            return organizations
        facts = self.cleaned_data
        if facts["q"].strip():
            organizations = organizations.matching(facts["q"])
        equal = {
            "kind": facts["kind"],
            "status": facts["status"],
            "district": facts["district"],
            "registration_authority": facts["authority"],
        }
        organizations = organizations.filter(**{name: value for name, value in equal.items() if value})
        if not facts["lacking"]:
            return organizations
        # Who has ended, or is suspended, is not to be invited.
        return organizations.active().possibly_lacking(Gap.SECRETARY).without_secretary(today)


class VersionedForm(forms.ModelForm):
    """A form that knows which version it was opened with, and can say what somebody else saved in between."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial = {**self.initial, "version": version_of(self.instance, self.names)}

    @property
    def names(self) -> list[str]:
        return list(self._meta.fields or ())

    def facts(self) -> dict[str, Any]:
        """Call only on a valid form."""
        return {name: self.cleaned_data[name] for name in self.names}

    def show_both(self, stored: Model) -> None:
        """What was typed stays, beside what is stored; sent again, it is over the version that is shown now."""
        data: Any = self.data
        self.data = data = data.copy()
        data[self.add_prefix("version")] = version_of(stored, self.names)
        self.add_error(None, ["您填写期间已有他人修改了这些信息，您填写的内容尚未保存。", *self._differences(stored)])

    def _differences(self, stored: Model) -> list[str]:
        """Both versions, field by field."""
        return [
            f"{self.fields[name].label}：现在是“{self._shown(name, value)}”，您填写的是“{self._shown(name, self.data.get(self.add_prefix(name)))}”。"
            for name, value in facts_of(stored, self.names).items()
            if str(value or "") != str(self.data.get(self.add_prefix(name)) or "")
        ] + ["核对后再次提交，将以您填写的内容为准。"]

    def _shown(self, name: str, value: Any) -> str:
        choices = getattr(self.fields[name], "choices", None)
        labels = {str(key): label for key, label in choices} if choices else {}
        return str(labels.get(str(value or ""), value or "")) or "空"


class OrganizationForm(VersionedForm):
    """How to reach it, and slips of the pen; names, authorities and states change by acts (see `forms.life`)."""

    reason = forms.CharField(
        label="更正登记信息的理由",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="更正名称、区划、成立日期、住所或者业务范围的笔误时填写，留有记录。",
    )

    class Meta:
        model = Organization
        fields = [
            "secretariat",
            "phone",
            "email",
            "party_superior",
            "name",
            "district",
            "founded_on",
            "address",
            "purposes",
        ]
        widgets = {"founded_on": DateInput(), "purposes": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        near = Authority.objects.open().of_city_and(self.instance.district_id)
        offer_rows(self, "party_superior", near.party().or_now(self.instance.party_superior_id), empty="无")

    def clean_name(self) -> str:
        return cleaning.words(self.cleaned_data["name"])

    def clean_founded_on(self) -> date:
        founded = self.cleaned_data["founded_on"]
        if founded > self.today:
            raise forms.ValidationError("成立登记日期晚于今天。")
        ended = self.instance.ended_on
        if ended and ended < founded:
            raise forms.ValidationError("成立登记日期晚于终止日期。")
        return founded


class HolderForm(forms.ModelForm):
    """A new holder of a post; the day on which the term begins ends the term before it."""

    class Meta:
        model = ResponsiblePerson
        fields = ["name", "office_phone", "office_email", "term_from"]
        widgets = {"term_from": DateInput()}
        help_texts = {"term_from": "现任者的任期同日结束。"}

    def __init__(self, *args: Any, before: ResponsiblePerson | None, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before, self.today = before, today
        self.fields["term_from"].required = True
        self.initial = {**self.initial, "term_from": today}

    def clean_name(self) -> str:
        return cleaning.words(self.cleaned_data["name"])

    def clean_term_from(self) -> date:
        begins = self.cleaned_data["term_from"]
        if problem := fault_of_beginning(begins, self.before, self.today):
            raise forms.ValidationError(problem)
        return begins


class PersonForm(VersionedForm):
    """Corrections to a person on record; another person is a new holder, not a correction."""

    class Meta:
        model = ResponsiblePerson
        fields = ["name", "office_phone", "office_email", "term_from", "term_until"]
        widgets = {"term_from": DateInput(), "term_until": DateInput()}
        help_texts = {"name": "仅用于更正错别字；换人请用“更换”。"}

    def clean_name(self) -> str:
        return cleaning.words(self.cleaned_data["name"])

    def _get_validation_exclusions(self) -> set[str]:
        """One current holder per post also holds for a term whose end is taken away again."""
        return super()._get_validation_exclusions() - {"organization", "post"}  # type: ignore[misc]


class ContactForm(VersionedForm):
    """What an organization itself corrects of a first responsible person."""

    class Meta:
        model = ResponsiblePerson
        fields = [*OFFICE_CONTACT]


class OutletForm(VersionedForm):
    class Meta:
        model = Outlet
        fields = ["kind", "name", "address", "responsible", "since"]
        widgets = {"since": DateInput()}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = self.instance.organization.responsible_persons.current(today)
        offer_rows(self, "responsible", people)
        self.has_people = people.exists()


class OutletClosingForm(forms.Form):
    until = forms.DateField(label="停用日期", widget=DateInput())

    def __init__(self, *args: Any, outlet: Outlet, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outlet, self.today = outlet, today
        self.fields["until"].initial = today

    def clean_until(self) -> date:
        until = self.cleaned_data["until"]
        if problem := fault_of_closing(self.outlet, until, self.today):
            raise forms.ValidationError(problem)
        return until


class SelfCertificationForm(forms.Form):
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}))
    valid_from = forms.DateField(label="生效日期", widget=DateInput())
    valid_until = forms.DateField(label="截止日期", widget=DateInput())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["valid_from"].initial = today
        self.fields["valid_until"].initial = today + timedelta(days=SELF_CERTIFICATION_DAYS)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        first, last = facts.get("valid_from"), facts.get("valid_until")
        if first and (problem := fault_of_permission(first, self.today)):
            self.add_error("valid_from", problem)
        if first and last and last < first:
            self.add_error("valid_until", "截止日期不能早于生效日期。")
        return facts
