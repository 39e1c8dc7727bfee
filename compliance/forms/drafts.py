"""What is typed into a report, its text and its two meetings, and in which steps."""

from typing import Any

from django import forms

from compliance.checklist import REQUIRED_OF_A_MEETING, REQUIRED_OF_A_REPORT
from compliance.enums import ARTICLE_OF_MEETING, MeetingKind, Section
from compliance.models import Meeting, QuarterlyReport
from zhengzhou_ideology.drafting.drafts import version_in
from zhengzhou_ideology.drafting.steps import DraftStep
from zhengzhou_ideology.forms import DateInput


class ReportForm(forms.ModelForm):
    class Meta:
        model = QuarterlyReport
        fields = ["findings", "measures"]
        widgets = {"findings": forms.Textarea(attrs={"rows": 5}), "measures": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"findings": "没有问题的填写“无”。", "measures": "没有的填写“无”。"}


class MeetingForm(forms.ModelForm):
    class Meta:
        model = Meeting
        fields = ["held_on", "place", "chair", "expected", "present", "agenda", "conclusions", "is_joint"]
        widgets = {
            "held_on": DateInput(),
            "agenda": forms.Textarea(attrs={"rows": 3}),
            "conclusions": forms.Textarea(attrs={"rows": 5}),
        }


def _step(kind: MeetingKind, hint: str) -> DraftStep:
    return DraftStep(
        key=kind,
        title=kind.label,
        hint=f"制度第{ARTICLE_OF_MEETING[kind]}条：每季度召开一次。{hint}",
        fields=tuple(f"{kind}-{name}" for name in MeetingForm.Meta.fields),
        parts=(kind,),
        needed=[f"{kind}-{name}" for name in REQUIRED_OF_A_MEETING],
    )


STEPS = (
    _step(MeetingKind.SPECIAL_STUDY, ""),
    _step(MeetingKind.COUNCIL, "与专题研究会议合并召开的，只填写实际召开的一项，并在其中勾选“合并召开”。"),
    DraftStep(
        key=Section.FINDINGS,
        title=Section.FINDINGS.label,
        fields=("findings", "measures"),
        parts=(Section.FINDINGS,),
        needed=REQUIRED_OF_A_REPORT,
    ),
)


class DraftForms:
    """The forms of one report as one: its text and its two meetings, named as the page names them."""

    def __init__(self, report: QuarterlyReport, data: Any = None, offered: dict | None = None) -> None:
        meetings = {meeting.kind: meeting for meeting in report.meetings.all()}
        self.text = ReportForm(data, instance=report)
        self.meetings = {
            kind: MeetingForm(
                data,
                prefix=kind.value,
                instance=meetings.get(kind),
                initial=None if kind in meetings else (offered or {}).get(kind),
            )
            for kind in MeetingKind
        }
        self.version = version_in(data, report)

    @property
    def parts(self) -> list[forms.ModelForm]:
        return [*self.meetings.values(), self.text]

    @property
    def offered(self) -> set[str]:
        """Ids of the fields in which last quarter's words stand, not saved yet."""
        fresh = [form for form in self.meetings.values() if form.instance.pk is None and not form.is_bound]
        return {form[name].id_for_label for form in fresh for name in form.initial}

    def errors(self) -> dict[str, list[str]]:
        return {
            form[name].html_name: [str(sentence) for sentence in found]
            for form in self.parts
            for name, found in form.errors.items()
        }

    def is_valid(self) -> bool:
        return not self.errors()

    def cleaned(self) -> dict[str, Any]:
        """What could be understood; a field in error is left as it was."""
        self.is_valid()
        return {
            "text": self.text.cleaned_data,
            "meetings": {kind: form.cleaned_data for kind, form in self.meetings.items()},
        }

    def fields(self) -> dict[str, forms.BoundField]:
        return {form[name].html_name: form[name] for form in self.parts for name in form.fields}

    def label_of(self, name: str) -> str:
        section = next((kind.label for kind in MeetingKind if name.startswith(f"{kind}-")), Section.FINDINGS.label)
        return f"{section}：{self.fields()[name].label}"
