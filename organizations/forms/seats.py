"""What is typed to propose a seat in an authority, and to look for one."""

from typing import Any

from django import forms
from django.db.models import Q

from organizations.enums import AUTHORITY_ROLES, Role, SeatState
from organizations.models import Authority, Seat, User
from organizations.models.seats import SeatQuerySet
from zhengzhou_ideology.forms import offer_choices, offer_rows, search_words


class SeatListForm(forms.Form):
    q = search_words("姓名或机关单位")
    role = forms.ChoiceField(
        label="角色",
        required=False,
        choices=[("", "全部角色"), *((role.value, role.label) for role in AUTHORITY_ROLES)],
    )
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部状态"), *SeatState.choices])

    def narrow(self, seats: SeatQuerySet) -> SeatQuerySet:
        wanted = self.cleaned_data if self.is_valid() else {}
        if text := wanted.get("q", "").strip():
            seats = seats.filter(Q(name__icontains=text) | Q(authority__name__icontains=text))
        if role := wanted.get("role"):
            seats = seats.filter(role=role)
        return seats.filter(state=wanted["state"]) if wanted.get("state") else seats


class SeatForm(forms.ModelForm):
    """Who is to sit where; an account that exists already is named by user name and name, both of them."""

    username = forms.CharField(
        label="已有账号的用户名",
        required=False,
        max_length=150,
        help_text="本人已有账号的填写，姓名须与账号一致，确认后直接就任；没有的不填。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = Seat
        fields = ("role", "authority", "name", "email", "reason")
        help_texts = {
            "email": "填写后，确认以后邀请以邮件发出；不填则在确认以后打印邀请单，当面交付。",
            "reason": "任职文件的名称和文号，供确认人核对。",
        }

    field_order = ["role", "authority", "name", "username", "email", "reason"]

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        roles = [Role.SECURITY_ADMINISTRATOR] if by.acts_as(Role.ADMINISTRATOR) else AUTHORITY_ROLES
        offer_choices(self, "role", [("", "请选择"), *((role.value, str(role.label)) for role in roles)])
        offer_rows(self, "authority", Authority.objects.competent().order_by("kind", "code"), empty="请选择")
        self.fields["reason"].required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        role, authority, username = cleaned.get("role"), cleaned.get("authority"), cleaned.get("username", "").strip()
        if role and authority:
            offered = Seat(role=role, authority=authority)
            if not self.by.has_perm("organizations.propose_seat", offered):
                self.add_error("role", "此角色不能设在所选的单位。")
        if username and cleaned.get("name"):
            account = User.objects.filter(username__iexact=username, name=cleaned["name"], is_active=True).first()
            if account is None:
                self.add_error("username", "没有用户名和姓名都相符的账号，请与本人核对。")
            self.instance.account = account
            cleaned["email"] = ""
        # The model's constraints ask for the proposer.
        self.instance.proposed_by = self.by
        return cleaned
