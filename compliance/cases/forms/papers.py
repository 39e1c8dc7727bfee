"""What an officer writes for a paper, and declares before signing it."""

from typing import Any

from django import forms

from compliance.cases.enums import (
    ARTICLE_LABELS,
    ARTICLES_OF_GROUND,
    GRAVITY,
    CasePaperKind,
    CaseReviewOutcome,
    Measure,
)
from compliance.cases.models import AccountabilityCase
from zhengzhou_ideology.forms import words


class NoticeForm(forms.Form):
    """The facts of a paper by which something is found or announced."""

    account = words("核查所见的事实", rows=6, most=4000, help_text="写明时间、行为和查证情况，不作评价。")
    article = forms.TypedChoiceField(label="依据条款", coerce=int)
    measure = forms.ChoiceField(label="拟采取的措施", choices=[("", "请选择"), *Measure.choices])

    def __init__(self, *args: Any, case: AccountabilityCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        articles = [(number, ARTICLE_LABELS[number]) for number in ARTICLES_OF_GROUND[case.ground]]
        self.fields["article"].choices = articles  # type: ignore[attr-defined]
        self.fields["article"].help_text = f"“{case.get_ground_display()}”的依据条款，出自郑民文〔2019〕94号通知。"


class OrderFields(forms.Form):
    """What a rectification order needs; of another measure it stays empty."""

    rectification_days = forms.IntegerField(
        label="整改期限（工作日）",
        required=False,
        min_value=1,
        max_value=250,
        help_text="责令整改的填写，自送达之日的次日起计算。",
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("measure") != Measure.RECTIFICATION_ORDER:
            return facts | {"rectification_days": None}
        if not facts.get("rectification_days") and "rectification_days" not in self.errors:
            self.add_error("rectification_days", "责令整改须写明整改期限。")
        return facts


class DecisionForm(OrderFields, NoticeForm):
    account = words("认定的事实", rows=6, most=4000, help_text="写明时间、行为和查证情况，不作评价。")
    measure = forms.ChoiceField(label="处理措施", choices=[("", "请选择"), *Measure.choices])
    reasons = words("理由", rows=5, most=4000, help_text="写明为何采取该措施，以及对陈述申辩意见是否采纳及其理由。")
    requirements = words(
        "整改要求", rows=4, required=False, help_text="责令整改的填写，逐项写明须改正的事项。", most=2000
    )

    field_order = ["account", "article", "reasons", "measure", "rectification_days", "requirements"]

    def __init__(self, *args: Any, notified: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notified = notified
        if notified:
            self.fields["measure"].help_text = f"告知书拟采取的措施为{Measure(notified).label}，决定的措施不得更重。"

    def clean_measure(self) -> str:
        measure = self.cleaned_data["measure"]
        if self.notified and GRAVITY[Measure(measure)] > GRAVITY[Measure(self.notified)]:
            raise forms.ValidationError("决定的措施不得重于告知书拟采取的措施；确需加重的，应重新立案告知。")
        return measure

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if facts.get("measure") != Measure.RECTIFICATION_ORDER:
            return facts | {"requirements": ""}
        if not facts.get("requirements") and "requirements" not in self.errors:
            self.add_error("requirements", "责令整改须写明整改要求。")
        return facts


class ReviewDecisionForm(OrderFields):
    outcome = forms.ChoiceField(
        label="复核结论",
        choices=[("", "请选择"), *(choice for choice in CaseReviewOutcome.choices if choice[0] != "pending")],
    )
    measure = forms.ChoiceField(label="变更后的措施", required=False)
    reasons = words("复核理由", rows=6, most=4000, help_text="写明对申请复核理由的审查情况。")

    field_order = ["outcome", "measure", "rectification_days", "reasons"]

    def __init__(self, *args: Any, case: AccountabilityCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decided = GRAVITY[Measure(case.measure)]
        lighter = [choice for choice in Measure.choices if GRAVITY[Measure(choice[0])] < decided]
        self.fields["measure"].choices = [("", "不变更"), *lighter]  # type: ignore[attr-defined]
        self.fields["measure"].help_text = f"原措施为{case.get_measure_display()}，只能变更为更轻的措施。"

    def clean(self) -> dict[str, Any]:
        changed = self.cleaned_data.get("outcome") == CaseReviewOutcome.CHANGED
        if not changed:
            self.cleaned_data["measure"] = ""
        elif not self.cleaned_data.get("measure") and "measure" not in self.errors:
            self.add_error("measure", "变更原决定的，须选择变更后的措施。")
        return super().clean()


DRAFT_FORMS: dict[str, type[forms.Form]] = {
    CasePaperKind.NOTICE: NoticeForm,
    CasePaperKind.DECISION: DecisionForm,
    CasePaperKind.REVIEW_DECISION: ReviewDecisionForm,
}


class SeenForm(forms.Form):
    """Which draft the officer has read: another one is not signed."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


class DeclareForm(forms.Form):
    has_conflict = forms.TypedChoiceField(
        label="声明",
        choices=[("no", "本人与本案当事人没有利害关系"), ("yes", "本人与本案当事人有利害关系，申请回避")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text="声明有利害关系后不能再办理本案，也不能撤回。",
    )
