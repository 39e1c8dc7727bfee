"""What is typed about extensions and exemptions."""

from functools import cached_property
from typing import Any

from django import forms

from compliance.enums import PleaState
from compliance.forms.lists import DutyFilterForm, ReportFilterForm
from compliance.models import Extension
from compliance.models.extensions import PleaQuerySet
from compliance.models.owed import OwedPaperQuerySet
from organizations.models import Organization, User
from organizations.models.register import OrganizationQuerySet
from zhengzhou_ideology.forms import DateInput, search_words

EXTENSION, EXEMPTION = "extension", "exemption"
WHAT = [(EXTENSION, "延期"), (EXEMPTION, "豁免")]
PICKED, ALL = "picked", "all"


class AskForm(forms.Form):
    what = forms.ChoiceField(label="申请事项", choices=WHAT, initial=EXTENSION)
    new_due = forms.DateField(
        label="延至日期", required=False, widget=DateInput(), help_text="延期的填写，应为工作日。"
    )
    reason = forms.CharField(label="理由", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    evidence = forms.FileField(label="证明材料", required=False)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("what") == EXTENSION and not facts.get("new_due") and "new_due" not in self.errors:
            self.add_error("new_due", "延期须填写延至日期。")
        return facts


class GrantForm(AskForm):
    what = forms.ChoiceField(label="准予事项", choices=WHAT, initial=EXTENSION)
    scope = forms.ChoiceField(
        label="范围",
        choices=[(PICKED, "勾选的"), (ALL, "符合查询条件的全部")],
        initial=PICKED,
        widget=forms.RadioSelect,
    )


class OwedFilterForm(ReportFilterForm):
    """Reports that have not arrived, whatever their state."""

    state = None  # type: ignore[assignment]


class OwedDutyFilterForm(DutyFilterForm):
    state = None  # type: ignore[assignment]


class GrantOneForm(forms.Form):
    new_due = forms.DateField(label="延至日期", widget=DateInput())
    remark = forms.CharField(
        label="审批意见", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, plea: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(plea, Extension):
            self.fields["new_due"].initial = plea.new_due
        else:
            del self.fields["new_due"]


class RefuseForm(forms.Form):
    remark = forms.CharField(label="不予准许的理由", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


def picked(papers: OwedPaperQuerySet, keys: list[str]) -> OwedPaperQuerySet:
    return papers.filter(pk__in=[int(key) for key in keys if key.isdecimal()])


class PleaFilterForm(forms.Form):
    """What narrows the list and the ledger of extensions and exemptions."""

    q = search_words("社会组织")
    what = forms.ChoiceField(label="种类", required=False, choices=[("", "全部"), ("延期", "延期"), ("豁免", "豁免")])
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部状态"), *PleaState.choices])

    @cached_property
    def named(self) -> OrganizationQuerySet:
        """Looked up once for both kinds of pleas."""
        return Organization.objects.matching(self.cleaned_data["q"])

    @staticmethod
    def waiting_query(user: User) -> dict[str, str]:
        return {"state": PleaState.ASKED.value} if user.has_perm("compliance.grant_for_many") else {}

    def narrow(self, pleas: PleaQuerySet, what: str) -> PleaQuerySet:
        facts = self.cleaned_data if self.is_valid() else {}
        if facts.get("what") and facts["what"] != what:
            return pleas.none()
        if facts.get("q"):
            pleas = pleas.of_organizations(self.named)
        return pleas.filter(state=facts["state"]) if facts.get("state") else pleas
