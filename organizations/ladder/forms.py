"""What is typed about the ladder: the day of a dry run, and holding a rung."""

from typing import Any

from django import forms
from django.utils.timezone import localdate

from organizations.enums import AuthorityKind
from organizations.ladder.models import Hold
from organizations.ladder.sources import Matters, sources
from organizations.models import District, User
from zhengzhou_ideology.forms import DateInput, offer_choices, offer_rows
from zhengzhou_ideology.workcalendar.loading import policy_on
from zhengzhou_ideology.workcalendar.policy import Policy


class LadderForm(forms.Form):
    on = forms.DateField(label="哪一天的催办", widget=DateInput())

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if not localdate() <= day <= localdate().replace(year=localdate().year + 1, day=1):
            raise forms.ValidationError("请选择今天起一年以内的日期。")
        return day


class HoldForm(forms.ModelForm):
    """`rung` says kind and number at once: “季度报告：到期前7日”, or the whole ladder."""

    rung = forms.ChoiceField(label="暂缓的层级")
    field_order = ["district", "rung", "starts_on", "ends_on", "reason"]

    class Meta:
        model = Hold
        fields = ["district", "starts_on", "ends_on", "reason"]
        widgets = {"starts_on": DateInput(), "ends_on": DateInput(), "reason": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"reason": "如汛情、疫情等，将在本页公开显示。"}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        policy = policy_on(localdate())
        offer_choices(self, "rung", [choice for source in sources() for choice in self._rungs(source, policy)])
        authority = user.acting.authority if user.acting else None
        if authority and authority.kind == AuthorityKind.DISTRICT_BUREAU and authority.district_id:
            offer_rows(self, "district", District.objects.filter(pk=authority.district_id))
            self.fields["district"].initial = authority.district_id
        self.fields["starts_on"].initial = localdate()

    @staticmethod
    def _rungs(source: Matters, policy: Policy) -> list[tuple[str, str]]:
        rungs = source.rungs(policy)
        each = [(f"{source.kind}:{rung.number}", f"{source.label}：{rung.label}") for rung in rungs]
        return [(f"{source.kind}:", f"{source.label}：全部层级"), *each]

    def clean_rung(self) -> str:
        kind, _, number = self.cleaned_data["rung"].partition(":")
        self.cleaned_data |= {"kind": kind, "number": int(number) if number else None}
        return kind

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        facts.pop("rung", None)
        starts, ends = facts.get("starts_on"), facts.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "结束日期不能早于开始日期。")
        return facts
