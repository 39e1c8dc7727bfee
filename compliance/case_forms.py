"""What officers type about cases: filters, proposals, drafts of papers, and what goes with a move."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.timezone import localdate

from compliance.case_enums import (
    ARTICLE_LABELS,
    ARTICLES_OF_GROUND,
    GRAVITY,
    CaseGround,
    CasePaperKind,
    CaseReviewOutcome,
    CaseState,
    Measure,
    ServiceMethod,
    WithheldGround,
)
from compliance.forms import DateInput, MultipleFileField
from compliance.models import AccountabilityCase, ServiceRecord
from organizations.models import Authority, User

SOON, OVER, ALL = "soon", "over", "all"
SOON_DAYS = 10


def words(
    label: str, *, rows: int = 3, required: bool = True, help_text: str = "", most: int = 2000
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def uploads(label: str, *, required: bool = False) -> MultipleFileField:
    return MultipleFileField(label=label, required=required, help_text="可一次选择多个文件。")


class CaseFilterForm(forms.Form):
    """The filters of the list; an empty field filters nothing but what is over."""

    q = forms.CharField(label="社会组织", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    show = forms.ChoiceField(
        label="范围",
        required=False,
        choices=[
            ("", "办理中"),
            (SOON, f"处理时限 {SOON_DAYS} 日内届满或者已过"),
            (OVER, "已办结"),
            (ALL, "全部"),
        ],
    )
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[
            ("", "全部状态"),
            *(choice for choice in CaseState.choices if choice[0] not in (CaseState.PROPOSED, CaseState.DISMISSED)),
        ],
    )
    ground = forms.ChoiceField(label="事由", required=False, choices=[("", "全部事由"), *CaseGround.choices])
    authority = forms.ModelChoiceField(
        label="登记管理机关", queryset=Authority.objects.none(), required=False, empty_label="全部机关"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user.acting and user.acting.authority_id:
            reach = Authority.objects.subtree_of(user.acting.authority_id).registering().order_by("code")
            self.fields["authority"].queryset = reach  # type: ignore[attr-defined]

    def narrow(self, cases: QuerySet, today: date) -> QuerySet:
        facts = self.cleaned_data if self.is_valid() else {}
        if facts.get("q"):
            cases = cases.matching(facts["q"])
        exact = {
            "state": facts.get("state"),
            "ground": facts.get("ground"),
            "registration_authority": facts.get("authority"),
        }
        cases = cases.filter(**{name: value for name, value in exact.items() if value})
        show = facts.get("show")
        if show == SOON:
            return cases.due_within(SOON_DAYS, today)
        if show == OVER:
            return cases.over()
        return cases if show == ALL or facts.get("state") else cases.going_on()


# Proposals


class ProposalForm(forms.Form):
    ground = forms.ChoiceField(label="事由", choices=[("", "请选择"), *CaseGround.choices])
    reason = words("事实和理由", rows=5, help_text="只写行为、时间和依据，不作评价。是否立案由他人决定。")


class OpenForm(forms.Form):
    ground = forms.ChoiceField(label="立案事由", choices=CaseGround.choices)
    account = words("事实经过", rows=5, most=4000, help_text="写明何时、何事、依据何规定应当如何。社会组织可以看到。")
    reason = words("立案理由")


class ReasonForm(forms.Form):
    reason = words("理由")


# Drafts of papers


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
    requirements = words("整改要求", rows=4, required=False, help_text="责令整改的填写，逐项写明须改正的事项。")

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


# Service


class SendForm(forms.Form):
    method = forms.ChoiceField(
        label="送达方式",
        choices=[choice for choice in ServiceMethod.choices if choice[0] != ServiceMethod.PORTAL],
        initial=ServiceMethod.POST,
        help_text="电子邮件送达须有受送达人的书面同意。",
    )
    sent_on = forms.DateField(label="发送日期", initial=localdate, widget=DateInput())
    address = forms.CharField(label="送达地址", max_length=200, help_text="邮寄地址、电子邮箱或者送达地点。")
    tracking_number = forms.CharField(label="邮件单号", max_length=40, required=False, help_text="邮寄送达的填写。")

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("method") == ServiceMethod.POST and not facts.get("tracking_number"):
            self.add_error("tracking_number", "邮寄送达须填写邮件单号。")
        if facts.get("method") == ServiceMethod.EMAIL and "address" in facts:
            try:
                validate_email(facts["address"])
            except forms.ValidationError:
                self.add_error("address", "电子邮件送达须填写受送达人同意使用的电子邮箱。")
        return facts


class ProveForm(forms.Form):
    served_on = forms.DateField(
        label="送达日期", widget=DateInput(), help_text="以回执、回证或者确认邮件载明的日期为准。"
    )
    received_by = forms.CharField(label="签收人", max_length=80, required=False)
    proof = forms.FileField(label="送达凭证", help_text="邮寄回执、签收的回证或者确认邮件的扫描件。")
    consent = forms.FileField(label="电子送达同意书")

    def __init__(self, *args: Any, service: ServiceRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_by"].required = service.method == ServiceMethod.IN_PERSON
        if service.method != ServiceMethod.EMAIL or service.consent_id:
            del self.fields["consent"]


# Hearing, rectification, time


class SetHearingForm(forms.Form):
    set_for = forms.DateTimeField(
        label="听证时间", widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    )
    place = forms.CharField(label="听证地点", max_length=120)


class HoldHearingForm(forms.Form):
    held_on = forms.DateField(label="举行日期", initial=localdate, widget=DateInput())
    attended = forms.TypedChoiceField(
        label="社会组织是否到场", choices=[("yes", "到场"), ("no", "未到场")], coerce=lambda value: value == "yes"
    )
    record = words("听证笔录", rows=6, most=8000, help_text="记录各方陈述的事实和意见。社会组织可以看到。")
    uploads = uploads("笔录扫描件")


class AcceptForm(forms.Form):
    reason = words("核查意见", required=False)


class CarriedOutForm(forms.Form):
    on = forms.DateField(label="落实日期", initial=localdate, widget=DateInput())
    uploads = uploads("落实情况材料")


class RemarkForm(forms.Form):
    remark = words("审批意见", required=False)


class RefuseTimeForm(forms.Form):
    remark = words("不予准许的理由")


class ExtendLimitForm(forms.Form):
    new_due = forms.DateField(label="延至日期", widget=DateInput(), help_text="应为工作日，晚于原届满日期。")
    reason = words("延长的理由", help_text="社会组织将收到通知，可以看到理由。")


class EvidenceForm(forms.Form):
    title = forms.CharField(label="材料名称", max_length=120)
    uploads = uploads("文件", required=True)
    withheld = forms.ChoiceField(
        label="是否向社会组织公开",
        required=False,
        choices=[("", "公开"), *((value, f"不予公开：{label}") for value, label in WithheldGround.choices)],
        help_text="除所列理由外，案卷材料一律向社会组织公开。",
    )
