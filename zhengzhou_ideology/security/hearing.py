"""What Django and allauth tell about signing in: their signals are the only door to it."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as identity
from django.contrib.auth.signals import user_logged_in, user_logged_out

from zhengzhou_ideology.security import devices, sessions
from zhengzhou_ideology.security.enums import SecurityEventKind
from zhengzhou_ideology.security.events import note


def listen() -> None:
    user_logged_in.connect(session_begun)
    account.user_logged_in.connect(signed_in)
    user_logged_out.connect(signed_out)
    account.authentication_step_completed.connect(step_completed)
    account.password_changed.connect(password_changed)
    account.password_set.connect(password_changed)
    account.password_reset.connect(password_reset)
    mfa.authenticator_added.connect(factor_on)
    mfa.authenticator_removed.connect(factor_off)
    mfa.authenticator_reset.connect(factor_on)
    mfa.authentication_failed.connect(factor_failed)
    identity.social_account_added.connect(identity_linked)
    identity.social_account_removed.connect(identity_unlinked)


def session_begun(sender: Any, request: Any, user: Any, **facts: Any) -> None:
    """However somebody came in."""
    sessions.begin(request.session)


def signed_in(sender: Any, request: Any, user: Any, response: Any, **facts: Any) -> None:
    device = devices.remember(response, request, user)
    note(SecurityEventKind.SIGN_IN, account=user, device=device, request=request)
    sessions.end_surplus(user, request)


def step_completed(sender: Any, request: Any, user: Any, method: str, **facts: Any) -> None:
    """Of signing in the end alone is an event (`signed_in`); whoever is in already proves itself anew."""
    if facts.get("reauthenticated"):
        note(
            SecurityEventKind.PROVED,
            account=user,
            detail="密码" if method == "password" else "第二重验证",
            request=request,
        )


def signed_out(sender: Any, request: Any, user: Any, **facts: Any) -> None:
    if user is not None:
        note(SecurityEventKind.SIGN_OUT, account=user, request=request)


def password_changed(sender: Any, request: Any, user: Any, **facts: Any) -> None:
    note(SecurityEventKind.PASSWORD_CHANGED, account=user, request=request)


def password_reset(sender: Any, request: Any, user: Any, **facts: Any) -> None:
    note(SecurityEventKind.PASSWORD_RESET, account=user, detail="凭邮件链接", request=request)


def factor_on(sender: Any, request: Any, user: Any, authenticator: Authenticator, **facts: Any) -> None:
    note(SecurityEventKind.FACTOR_ON, account=user, detail=str(authenticator.get_type_display()), request=request)


def factor_off(sender: Any, request: Any, user: Any, authenticator: Authenticator, **facts: Any) -> None:
    note(SecurityEventKind.FACTOR_OFF, account=user, detail=str(authenticator.get_type_display()), request=request)


def factor_failed(sender: Any, request: Any, user: Any, authenticator: Authenticator, **facts: Any) -> None:
    """It does not count for slowing: allauth limits codes by itself, and whoever types one knows the password."""
    note(SecurityEventKind.FACTOR_FAILED, account=user, detail=str(authenticator.get_type_display()), request=request)


def identity_linked(sender: Any, request: Any, sociallogin: Any, **facts: Any) -> None:
    note(SecurityEventKind.IDENTITY_LINKED, detail=sociallogin.account.uid, request=request)


def identity_unlinked(sender: Any, request: Any, socialaccount: Any, **facts: Any) -> None:
    note(SecurityEventKind.IDENTITY_UNLINKED, detail=socialaccount.uid, request=request)
