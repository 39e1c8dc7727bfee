"""What is typed about accounts and at the door."""

from datetime import date
from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from django import forms
from django.contrib.auth.forms import UserCreationForm
from django.db.models import Q, QuerySet

from organizations.enums import Role
from organizations.models import Membership, User
from zhengzhou_ideology.forms import words


class LoginForm(AllauthLoginForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "用户名或电子邮箱"
        self.fields["password"].label = "密码"
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class NewAccountForm(UserCreationForm):
    """What an invited person says of themselves."""

    class Meta:
        model = User
        fields = ("username", "name", "email", "phone")

    def __init__(self, *args, joins_an_authority: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.instance.joins_an_authority = joins_an_authority
        self.fields["username"].help_text = "用于登录，可以使用字母、数字、汉字和“.”“-”“_”。"
        self.fields["email"].help_text = "用于找回密码和接收通知。没有的可以不填。"
        self.fields["password2"].help_text = "请再次输入密码，以便核对。"

    def clean_username(self) -> str:
        username = self.cleaned_data["username"]
        # One logs in with either, so no user name may look like somebody's address.
        if "@" in username or "+" in username:
            raise forms.ValidationError("用户名不能含有“@”或“+”。")
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError("该用户名已被使用。")
        return username

    def account(self) -> User:
        """The new account, not stored yet; call only on a valid form."""
        self.instance.set_password(self.cleaned_data["password1"])
        return self.instance


class OwnAccountForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("name", "email", "phone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = "更改须再次验证身份；新邮箱通过邮件中的链接确认才生效，原邮箱会收到通知。"

    def facts(self) -> dict[str, Any]:
        """Call only on a valid form."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class AccountFilterForm(forms.Form):
    q = forms.CharField(label="姓名或用户名", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    role = forms.ChoiceField(label="角色", required=False, choices=[("", "全部角色"), *Role.choices])
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部状态"), ("active", "正常"), ("inactive", "已停用")]
    )

    def narrow(self, accounts: QuerySet[User], today: date) -> QuerySet[User]:
        wanted = self.cleaned_data if self.is_valid() else {}
        if text := wanted.get("q", "").strip():
            accounts = accounts.filter(Q(username__icontains=text) | Q(name__icontains=text) | Q(email__icontains=text))
        if role := wanted.get("role"):
            accounts = accounts.filter(pk__in=Membership.objects.current(today).of_role(role).values("user"))
        if state := wanted.get("state"):
            accounts = accounts.filter(is_active=state == "active")
        return accounts


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class EndMembershipForm(ReasonForm):
    ends_on = forms.DateField(
        label="最后一天",
        help_text="身份在这一天结束前仍然有效；须立即停止的，填写前一天。",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    field_order = ["ends_on", "reason"]


class CorrectionForm(forms.Form):
    reason = words("哪一项有误，应当是什么", most=500)
