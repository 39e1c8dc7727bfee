"""What is typed about authorities, and what narrows their list."""

from datetime import date
from typing import Any

from django import forms

from organizations.authorities import DETAILS, PARENTS, fault_of_place, successors_of
from organizations.enums import AuthorityKind
from organizations.forms.register import VersionedForm
from organizations.models import Authority, District, User
from organizations.models.places import BUREAUS, AuthorityQuerySet
from organizations.registry import cleaning
from zhengzhou_ideology.forms import DateInput, offer_choices, offer_rows, search_words, words

CLOSED = "closed"
ALL = "all"
PAPER = "可以上传依据文件的扫描件。"
REASON = "如文件名称和文号。"


def paper_field(said: str = PAPER) -> forms.FileField:
    return forms.FileField(label="依据文件", required=False, help_text=said)


class AuthorityFilterForm(forms.Form):
    """An empty field filters nothing, but for closed ones, which are shown when asked for."""

    q = search_words("名称、曾用名、别名或代码")
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部类别"), *AuthorityKind.choices])
    district = forms.ModelChoiceField(
        label="县（市、区）", queryset=District.objects.all(), required=False, empty_label="全部"
    )
    standing = forms.ChoiceField(
        label="状态", required=False, choices=[("", "现有单位"), (CLOSED, "已撤销"), (ALL, "全部")]
    )

    def narrow(self, authorities: AuthorityQuerySet) -> AuthorityQuerySet:
        if not self.is_valid():
            return authorities.open()
        facts = self.cleaned_data
        equal = {name: facts[name] for name in ("kind", "district") if facts[name]}
        found = authorities.filter(**equal)
        if facts["q"].strip():
            found = found.matching(facts["q"])
        if facts["standing"] == ALL:
            return found
        return found.filter(closed_on__isnull=False) if facts["standing"] == CLOSED else found.open()


class AuthorityForm(VersionedForm):
    """All but name and code. A district's supervisor is offered the units of the district and no bureau."""

    paper = paper_field()

    class Meta:
        model = Authority
        fields = DETAILS

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above = Authority.objects.open().filter(kind__in=set(PARENTS.values())).order_by("kind", "code")
        if self.instance.pk:
            above = above.exclude(pk=self.instance.pk)
        offer_rows(self, "parent", above.of_city_and(self.instance.district_id), empty="无")
        offer_rows(self, "district", District.objects.all(), empty="请选择")
        self.fields["district"].required = True
        if not by.has_perm("organizations.keep_bureaus"):
            kinds = [(kind, label) for kind, label in AuthorityKind.choices if kind not in BUREAUS]
            offer_choices(self, "kind", kinds)
            district = by.authority.district_id if by.authority else None
            offer_rows(self, "district", District.objects.filter(pk=district))
            self.initial = {"district": district, **self.initial}

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        field, problem = fault_of_place(
            facts.get("kind", ""), facts.get("district"), facts.get("parent"), self.instance
        )
        if problem and field not in self.errors:
            self.add_error(field, problem)
        sign = facts.get("document_sign")
        others = Authority.objects.open().filter(document_sign=sign).exclude(pk=self.instance.pk)
        if sign and (other := others.first()):
            self.add_error("document_sign", f"该机关代字已由{other}使用。")
        return facts


class NameField(forms.CharField):
    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label=label, max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}), **kwargs)

    def clean(self, value: Any) -> str:
        return cleaning.words(super().clean(value))


class NewAuthorityForm(AuthorityForm):
    name = NameField("名称", help_text="全称，与印章一致。")
    code = forms.RegexField(
        r"^[0-9A-Za-z-]+$",
        label="代码",
        max_length=20,
        help_text="区划代码加单位简称的拼音首字母，如410105-JYTY，登记后不变。",
        error_messages={"invalid": "代码只能由字母、数字和连字符组成。"},
    )

    field_order = ("name", "code", *DETAILS, "paper")


class RenameForm(forms.Form):
    name = NameField("新名称")
    effective_on = forms.DateField(label="生效日期", widget=DateInput(), help_text="可以早于或者晚于今天。")
    reason = words("更名依据", rows=2, help_text=REASON, most=300)
    paper = paper_field()


class CloseForm(forms.Form):
    closed_on = forms.DateField(label="撤销日期", widget=DateInput())
    successor = forms.ModelChoiceField(
        label="承接单位", queryset=Authority.objects.none(), required=False, empty_label="无"
    )
    reason = words("撤销依据", rows=2, help_text=REASON, most=300)
    paper = paper_field()

    def __init__(self, *args: Any, authority: Authority, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closed_on"].initial = today
        offer_rows(self, "successor", successors_of(authority).order_by("code"), empty="无")


class HandOverForm(forms.Form):
    reason = words("改挂依据", rows=2, help_text=REASON, most=300)
    paper = paper_field("撤销本单位时已上传依据文件的，可以不再上传。")


class AliasForm(forms.Form):
    name = NameField("别名", help_text="名录中对本单位的其他写法，如“市教育局”。")
