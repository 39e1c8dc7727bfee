"""What is typed to reset a password by slip: the reason, and the code with the new password."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from organizations.models import AccessReset
from organizations.models.resets import AccessResetQuerySet

PASSWORD = {"autocomplete": "new-password"}


class ResetListForm(forms.Form):
    all = forms.ChoiceField(label="范围", required=False, choices=[("", "办理中的"), ("1", "全部")])

    @property
    def every(self) -> bool:
        return self.is_valid() and bool(self.cleaned_data["all"])

    def narrow(self, resets: AccessResetQuerySet) -> AccessResetQuerySet:
        return resets if self.every else resets.open()


class ProposeResetForm(forms.Form):
    reason = forms.CharField(
        label="理由",
        max_length=300,
        help_text="例如：本人忘记密码，没有电子邮箱。不要填写证件号码。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    of_factor = forms.BooleanField(
        label="两步验证的手机、密钥和恢复代码也都丢失，一并解除",
        required=False,
        help_text="解除后，本人凭新密码登录，须重新设置两步验证。",
    )


class RedeemForm(forms.Form):
    """`find` gives the reset that the code opens, or a sentence why it opens none."""

    code = forms.CharField(
        label="重置码",
        max_length=60,
        help_text="重置单上的 16 位重置码，不区分大小写，短横线可以省略。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    password1 = forms.CharField(
        label="新密码",
        strip=False,
        help_text=password_validation.password_validators_help_text_html,
        widget=forms.PasswordInput(attrs=PASSWORD),
    )
    password2 = forms.CharField(label="再次输入新密码", strip=False, widget=forms.PasswordInput(attrs=PASSWORD))

    def __init__(self, *args: Any, find: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.find = find
        self.reset: AccessReset | None = None

    def clean_code(self) -> str:
        found = self.find(self.cleaned_data["code"])
        if isinstance(found, str):
            raise ValidationError(found)
        self.reset = found
        return self.cleaned_data["code"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        one, other = cleaned.get("password1"), cleaned.get("password2")
        if one and other and one != other:
            self.add_error("password2", "两次输入的密码不一致。")
        elif one and self.reset:
            try:
                password_validation.validate_password(one, self.reset.account)
            except ValidationError as error:
                self.add_error("password1", error)
        return cleaned
