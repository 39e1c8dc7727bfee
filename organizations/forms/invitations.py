"""What is typed about invitations, and the code by which one is used."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Q

from organizations.credit_code import normalize
from organizations.enums import ORGANIZATION_ROLES, InvitationState, OrganizationKind, Role
from organizations.invitations import candidates
from organizations.models import Authority, Invitation, Organization, ResponsiblePerson, User
from organizations.models.invitations import InvitationQuerySet
from organizations.models.of_organization import organization_matches
from organizations.models.register import OrganizationQuerySet
from organizations.roles import INVITES
from zhengzhou_ideology.forms import offer_choices, offer_rows

UNSENDABLE = "unsendable"


class InvitationFilterForm(forms.Form):
    q = forms.CharField(label="姓名或邮箱", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    role = forms.ChoiceField(label="角色", required=False, choices=[("", "全部角色"), *Role.choices])
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部状态"), *InvitationState.choices, (UNSENDABLE, "邮件未发出")]
    )

    def narrow(self, invitations: InvitationQuerySet, now: datetime) -> InvitationQuerySet:
        wanted = self.cleaned_data if self.is_valid() else {}
        if text := wanted.get("q", "").strip():
            invitations = invitations.filter(
                Q(name__icontains=text) | Q(email__icontains=text) | organization_matches(text)
            )
        if role := wanted.get("role"):
            invitations = invitations.filter(role=role)
        if (state := wanted.get("state")) == UNSENDABLE:
            invitations = invitations.unsendable(now)
        elif state:
            invitations = invitations.in_state(InvitationState(state), now)
        return invitations


class InvitationForm(forms.ModelForm):
    """One person: a role in an organization within reach."""

    body = forms.CharField(
        label="社会组织",
        help_text="填写统一社会信用代码或者完整名称。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = Invitation
        fields = ("role", "name", "email", "person")
        widgets = {"person": forms.HiddenInput()}
        help_texts = {
            "name": "被邀请人，可以不填。",
            "email": "填写后邀请以邮件发出；不填则生成一张印有邀请码的邀请单，供打印后当面交付。",
        }

    field_order = ["role", "body", "name", "email"]

    def __init__(self, *args, by: User, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.today = by, today
        roles = INVITES[Role(by.acting.role)] if by.acting else ()
        offer_choices(self, "role", [("", "请选择"), *((role.value, str(role.label)) for role in roles)])

    def clean_body(self) -> Organization:
        text = self.cleaned_data["body"].strip()
        reachable = Organization.objects.within_reach(self.by)
        found = list(reachable.filter(Q(uscc=normalize(text)) | Q(name=text))[:2])
        if len(found) != 1:
            raise forms.ValidationError(
                "有几个社会组织同名，请填写统一社会信用代码。" if found else "没有找到这个社会组织，请核对代码或名称。"
            )
        return found[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["person"] = self._person(cleaned)
        # The model's constraints are looked at next, and the form has no field of this name.
        self.instance.organization = cleaned.get("body")
        offered = Invitation(role=cleaned.get("role", ""), organization=self.instance.organization)
        if not self.errors and not self.by.has_perm("organizations.issue_invitation", offered):
            self.add_error("role", "不能邀请此角色。")
        return cleaned

    def _person(self, cleaned: dict[str, Any]) -> ResponsiblePerson | None:
        """Whose post the account will act through: the one that the invitation was begun from, or of that name."""
        if cleaned.get("role") != Role.LEADER or not cleaned.get("body"):
            return None
        people = cleaned["body"].responsible_persons.first_responsible()
        people = people.filter(Q(term_until__isnull=True) | Q(term_until__gte=self.today))
        named = cleaned.get("person")
        if named is not None:
            return people.filter(pk=named.pk).first()
        return people.filter(name=cleaned.get("name") or "").first()


class ManyInvitationsForm(forms.Form):
    """Which organizations to invite, into which role, and how."""

    role = forms.ChoiceField(label="角色", choices=[(role.value, role.label) for role in ORGANIZATION_ROLES])
    authority = forms.ModelChoiceField(
        label="登记管理机关", queryset=Authority.objects.none(), required=False, empty_label="全部"
    )
    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "全部类型"), *OrganizationKind.choices])
    delivery = forms.ChoiceField(
        label="送达方式",
        choices=[("mail", "有邮箱的发邮件，没有的生成邀请单"), ("slips", "全部生成邀请单"), ("mail_only", "只发邮件")],
    )
    reissue = forms.BooleanField(label="已经邀请但尚未接受的，作废原邀请并重新发出", required=False)

    def __init__(self, *args, by: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        registering = Authority.objects.registering()
        reach = registering.subtree_of(by.authority.pk) if by.authority else registering.none()
        offer_rows(self, "authority", reach.order_by("code"))

    def organizations(self, *, today: date, now: datetime) -> OrganizationQuerySet:
        """Call only on a valid form."""
        wanted = self.cleaned_data
        found = candidates(self.by, Role(wanted["role"]), reissue=wanted["reissue"], today=today, now=now)
        if wanted["authority"]:
            found = found.filter(registration_authority=wanted["authority"])
        if wanted["kind"]:
            found = found.filter(kind=wanted["kind"])
        return found.exclude(email="") if wanted["delivery"] == "mail_only" else found


class CodeForm(forms.Form):
    code = forms.CharField(
        label="邀请码",
        max_length=60,
        help_text="邀请单或者邀请邮件上的 16 位邀请码，不区分大小写，短横线可以省略。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
