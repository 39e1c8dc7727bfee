"""How django-allauth lets people in: by invitation only, and in words that a user understands."""

from django.http import HttpRequest

from zhengzhou_ideology.security.adapters import GuardedAccountAdapter, SealingFactorAdapter


class InvitedAccountAdapter(GuardedAccountAdapter):
    error_messages = {
        **GuardedAccountAdapter.error_messages,
        "incorrect_password": "密码不正确。",
        "invalid_password_reset": "重置密码的链接不正确或者已失效。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class TwoStepAdapter(SealingFactorAdapter):
    error_messages = {
        **SealingFactorAdapter.error_messages,
        "incorrect_code": "验证码不正确或者已过期。",
        "cannot_delete_authenticator": "机关工作人员和第一责任人须保留至少一种第二重验证，请先添加另一种再停用。",
    }
