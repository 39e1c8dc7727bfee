"""What is typed about a filing: the filing itself and its scope, parsed and worded, nothing decided."""

from datetime import date
from typing import Any

from django import forms

from events.enums import ScopeKind
from events.filing_content import TYPED
from events.models import EventFiling
from organizations.models import Organization, ResponsiblePerson
from organizations.near_names import near_names
from zhengzhou_ideology.drafting.drafts import FormDraft
from zhengzhou_ideology.forms import DateInput, TimeInput, offer_rows

SCOPE_FIELDS = {
    "partners": ScopeKind.PARTNER,
    "other_partners": ScopeKind.PARTNER,
    "places": ScopeKind.PLACE,
    "countries": ScopeKind.COUNTRY,
}
# Each stands after the tick that it explains.
EXPLAINS = {
    "cross_organization": ("partners", "other_partners"),
    "cross_region": ("places",),
    "foreign_related": ("countries",),
}
FIELDS = tuple(name for typed in TYPED for name in (typed, *EXPLAINS.get(typed, ())))


def lines(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=2000, help_text=help_text, widget=forms.Textarea(attrs={"rows": 2})
    )


DECLARED = ((None, "请选择"), (True, "需要"), (False, "不需要"))


class FilingForm(forms.ModelForm):
    """The filing with its scope, one partner, place or country per line."""

    partners = lines(
        "合作单位（本市登记的社会组织）",
        "每行一个，请填写登记的全称或统一社会信用代码。其业务主管单位一并审批，该组织可以查看本申报。",
    )
    other_partners = lines("合作单位（未在本市登记）", "每行一个，如高等学校、企业、外地社会组织。")
    places = lines("涉及地区", "每行一个，如“开封市”。")
    countries = lines("境外合作方所在国家（地区）", "每行一个，只填国家（地区）。")

    class Meta:
        model = EventFiling
        fields = [*TYPED]
        widgets = {
            "starts_on": DateInput(),
            "ends_on": DateInput(),
            "starts_time": TimeInput(),
            "ends_time": TimeInput(),
            "purpose": forms.Textarea(attrs={"rows": 4}),
            "late_reason": forms.Textarea(attrs={"rows": 2}),
            "calls_for_head": forms.Select(choices=DECLARED),
        }
        help_texts = {
            "late_reason": "活动首日前不足一周申报时填写。",
            "budget": "没有经费的填写 0。",
            "onsite_lead": "从本组织登记的责任人中选择。",
            "stop_person": "需要应急熔断预案时填写：现场出现突发情况时有权中止活动的人。",
        }

    def __init__(self, *args: Any, organization: Organization, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = ResponsiblePerson.objects.filter(organization=organization).current(today)
        for name in {"onsite_lead", "stop_person"} & set(self.fields):
            offer_rows(self, name, people, empty="请选择")
        if self.instance.pk:
            details = list(self.instance.scope_details.all())
            for name, kind in SCOPE_FIELDS.items():
                told = [detail for detail in details if detail.kind == kind]
                if kind == ScopeKind.PARTNER:
                    told = [detail for detail in told if (name == "partners") == bool(detail.organization_id)]
                self.fields[name].initial = "\n".join(detail.name for detail in told)
        self.order_fields(FIELDS)

    def clean_partners(self) -> str:
        """Whoever is not found is asked for, with the names that are near, and never left out in silence."""
        typed = self.cleaned_data["partners"]
        unknown = [text for text in unique_lines(typed) if partner(text)["organization"] is None]
        if unknown:
            raise forms.ValidationError([_unknown(text) for text in unknown])
        return typed

    def scope(self) -> list[dict[str, Any]]:
        """The lines that could be read, partners found in the register by full name or credit code."""
        details = [
            {"kind": kind.value, "name": text, "organization": None}
            if kind != ScopeKind.PARTNER
            else {"kind": kind.value, **partner(text)}
            for name, kind in SCOPE_FIELDS.items()
            for text in unique_lines(self.cleaned_data.get(name, ""))
        ]
        return list({(detail["kind"], detail["name"]): detail for detail in details}.values())

    def facts(self) -> dict[str, Any]:
        """What could be understood; a field in error is left as it was."""
        return {name: value for name, value in self.cleaned_data.items() if name not in SCOPE_FIELDS}


def unique_lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip()[:120] for line in text.splitlines() if line.strip()))


def partner(text: str) -> dict[str, Any]:
    found = Organization.objects.filter(uscc=text.upper()).first() or Organization.objects.filter(name=text).first()
    return {"name": found.name if found else text, "organization": found.pk if found else None}


def _unknown(text: str) -> str:
    near = "、".join(near_names(text))
    hint = f"名称相近的有：{near}。" if near else ""
    return f"登记名册中没有“{text}”。{hint}请填写登记的全称；未在本市登记的，请填入“合作单位（未在本市登记）”。"


class LargeChangeForm(FilingForm):
    """What is decided anew after approval: date, place, kind and scope."""

    reason = forms.CharField(label="变更原因", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    class Meta(FilingForm.Meta):
        fields = [
            "kind",
            "cross_organization",
            "cross_region",
            "foreign_related",
            "starts_on",
            "starts_time",
            "ends_on",
            "ends_time",
            "is_online",
            "place",
            "address",
            "late_reason",
        ]


class SmallChangeForm(forms.ModelForm):
    reason = forms.CharField(label="变更原因", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    agenda = forms.FileField(label="新的活动议程", required=False)

    class Meta:
        model = EventFiling
        fields = ["expected_headcount", "budget", "money_sources", "purpose"]
        widgets = {"purpose": forms.Textarea(attrs={"rows": 4})}


# A filing whose end does not follow its beginning is not stored, nor one that is late without saying why.
TOGETHER = ("starts_on", "starts_time", "ends_on", "ends_time", "late_reason")


class FilingDraft(FormDraft):
    """The form of a filing as a draft that several people have open (see `zhengzhou_ideology.drafting`)."""

    def __init__(self, filing: EventFiling, data: Any, *, today: date) -> None:
        super().__init__(FilingForm(data, instance=filing, organization=filing.organization, today=today), data)

    def cleaned(self) -> dict[str, Any]:
        """What could be understood; a field in error is left as it was."""
        self.form.is_valid()
        at_odds = TOGETHER if self.form.non_field_errors() else ()
        facts = {name: value for name, value in self.form.facts().items() if name not in at_odds}
        understood = not set(SCOPE_FIELDS) & set(self.form.errors)
        return {"facts": facts, "scope": self.form.scope() if understood else None}
