"""What is typed about reports of matters: facts of the organization, no persons and nobody's views."""

from typing import Any

from django import forms

from compliance.enums import MatterKind, MatterState, Urgency
from compliance.matters.content import ADDRESSED, addressable
from compliance.models import MatterAddressee, MatterReport
from compliance.models.matters import RECEIVERS, MatterReportQuerySet
from organizations.models import User
from zhengzhou_ideology.drafting.drafts import FormDraft
from zhengzhou_ideology.forms import DateInput, TimeInput, offer_choices, search_words, uploads, words

NAMED = "用一句话概括事项，不写个人姓名。"
AWAITED, ALL = "awaited", "all"
KINDS = [("", "请选择"), *MatterKind.choices]


class MatterStartForm(forms.ModelForm):
    class Meta:
        model = MatterReport
        fields = ["title", "kind", "urgency"]
        help_texts = {"title": NAMED, "urgency": "紧急的，请同时电话报告。"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "kind", KINDS)


class MatterForm(forms.ModelForm):
    class Meta:
        model = MatterReport
        fields = [
            *("title", "kind", "urgency", "happened_on", "happened_at", "place", "facts", "measures"),
            *ADDRESSED,
        ]
        widgets = {
            "happened_on": DateInput(),
            "happened_at": TimeInput(),
            "facts": forms.Textarea(attrs={"rows": 6}),
            "measures": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "title": NAMED,
            "urgency": "紧急的，请同时电话报告。",
            "happened_at": "不清楚的可以不填。",
            "facts": "写明发生了什么、造成什么影响。只写本组织的事项，不列人员名单，不反映任何人的思想和言论。",
            "measures": "尚未采取措施的填写“暂无”。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "kind", KINDS)
        there = addressable(self.instance.organization)
        for tick in ADDRESSED:
            if tick in there:
                self.fields[tick].label = f"{self.fields[tick].label}：{there[tick]}"
            else:
                del self.fields[tick]


class MatterDraft(FormDraft):
    """The form of a report as a draft that several people have open (see `zhengzhou_ideology.drafting`)."""

    def __init__(self, report: MatterReport, data: Any) -> None:
        super().__init__(MatterForm(data, instance=report), data)

    @property
    def about(self) -> list[forms.BoundField]:
        return [self.form[name] for name in self.form.fields if name not in ADDRESSED]

    @property
    def addressees(self) -> list[forms.BoundField]:
        return [self.form[name] for name in self.form.fields if name in ADDRESSED]


class QuestionForm(forms.Form):
    reason = words("需要补充说明的事实", most=2000, help_text="只询问事项本身。")


class SupplementForm(forms.Form):
    reason = words("补充或者答复", rows=4, most=5000, help_text="只写本组织的事项，不列人员名单。")
    uploads = uploads("附件")


class ClosingForm(forms.Form):
    reason = words("办结意见", help_text="社会组织可以看到。")


class MatterFilterForm(forms.Form):
    """The filters of the list; at first it shows what is not closed."""

    q = search_words("社会组织")
    state = forms.ChoiceField(label="状态", required=False)
    kind = forms.ChoiceField(label="事项类别", required=False, choices=[("", "全部类别"), *MatterKind.choices])
    urgency = forms.ChoiceField(label="紧急程度", required=False, choices=[("", "全部"), *Urgency.choices])

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        own = user.organization is not None
        seen = [choice for choice in MatterState.choices if own or choice[0] not in ("draft", "discarded")]
        waiting = [] if own else [(AWAITED, "待本单位收悉")]
        offer_choices(self, "state", [("", "未办结"), *waiting, *seen, (ALL, "全部")])
        if own:
            del self.fields["q"]

    @staticmethod
    def waiting_query(user: User) -> dict[str, str]:
        """Only at a desk can one wait to be taken note of."""
        return {"state": AWAITED} if user.organization is None and user.acts_as(*RECEIVERS) else {}

    def narrow(self, reports: MatterReportQuerySet) -> MatterReportQuerySet:
        if not self.is_valid():
            return reports
        facts = self.cleaned_data
        if facts.get("q"):
            reports = reports.matching(facts["q"])
        exact = {"kind": facts["kind"], "urgency": facts["urgency"]}
        reports = reports.filter(**{name: value for name, value in exact.items() if value})
        if facts["state"] == AWAITED:
            return reports.addressed(MatterAddressee.objects.answered_by(self.user).awaited())
        if facts["state"] == ALL:
            return reports
        return reports.filter(state=facts["state"]) if facts["state"] else reports.open()
