"""What is typed to say which authority a list means by a name that the register does not know."""

from typing import Any

from django import forms

from organizations.models import Authority, AuthorityProposal, District
from zhengzhou_ideology.forms import offer_rows, words


class AliasForm(forms.Form):
    authority = forms.ModelChoiceField(
        label="机关单位",
        queryset=Authority.objects.none(),
        empty_label="请选择",
        help_text="名录中的名称将记作它的别名，以后的名录直接认得。",
    )

    def __init__(self, *args: Any, proposal: AuthorityProposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Authority.objects.competent().open()
        offer_rows(self, "authority", units.order_by("district", "name", "pk"))
        self.fields["authority"].initial = proposal.suggested_authority_id


class NewUnitForm(forms.Form):
    name = forms.CharField(label="单位全称", max_length=80, help_text="与名录不同的，名录中的名称记作别名。")
    district = forms.ModelChoiceField(
        label="县（市、区）", queryset=District.objects.none(), empty_label="请选择", help_text="市级单位选择郑州市。"
    )
    parent = forms.ModelChoiceField(
        label="上级机关",
        queryset=Authority.objects.none(),
        required=False,
        empty_label="无",
        help_text="县（市、区）单位的市级对口单位，没有的不选。",
    )

    def __init__(self, *args: Any, proposal: AuthorityProposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        suggestion = proposal.suggestion
        offer_rows(self, "district", District.objects.order_by("code"))
        units = Authority.objects.filter(kind="competent").open()
        offer_rows(self, "parent", units.order_by("district", "name", "pk"))
        self.fields["name"].initial = suggestion.get("name") or proposal.name
        self.fields["district"].initial = suggestion.get("district") or district_of(proposal)
        self.fields["parent"].initial = suggestion.get("parent")

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip()
        if Authority.objects.found_under(name).exists():
            raise forms.ValidationError("登记册中已有这个单位，请改选“认作别名”。")
        return name


class LeaveForm(forms.Form):
    reason = words("理由", rows=2, help_text="如名称写错、不是机关单位。有这个名称的行将列为错误。")


def district_of(proposal: AuthorityProposal) -> str | None:
    """Whose list it is: a district's units stand in the lists of its bureau."""
    authority = proposal.batch.authority
    return authority.district_id if authority else None
