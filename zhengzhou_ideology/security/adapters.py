"""How django-allauth guards the door here: slowing, records, mails through the outbox, secrets under a key."""

from datetime import timedelta
from math import ceil
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import now

from zhengzhou_ideology.edge.addresses import address_of
from zhengzhou_ideology.security import detours, devices, events, keys, mail, throttle
from zhengzhou_ideology.security.enums import SecurityEventKind
from zhengzhou_ideology.security.factors import factors_of
from zhengzhou_ideology.security.models import SecurityEvent

# Of one guesser, a row a minute says enough; the table is not for whoever sends a thousand a second to fill.
SLOWED_ONCE_IN = timedelta(minutes=1)


class GuardedAccountAdapter(DefaultAccountAdapter):
    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Instead of allauth's own limit, which locks an account for everybody and lives in the cache."""
        if not settings.SIGN_IN_SLOWED:
            return
        attempt, moment = attempt_of(request, credentials), now()
        left = throttle.wait(attempt, moment)
        if not left:
            return
        slowed = SecurityEvent.objects.of_kind(SecurityEventKind.SIGN_IN_SLOWED).since(moment - SLOWED_ONCE_IN)
        if not slowed.of_account(attempt.account, attempt.name).filter(address=attempt.address).exists():
            record(SecurityEventKind.SIGN_IN_SLOWED, attempt, request)
        raise ValidationError(f"登录失败次数较多，请在 {ceil(left.total_seconds())} 秒以后再试。", code="slowed")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        record(SecurityEventKind.SIGN_IN_FAILED, attempt_of(request, credentials), request)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        events.note(SecurityEventKind.SIGN_IN_FAILED, account=user, detail="账号已停用", request=request)
        return super().respond_user_inactive(request, user)

    def post_login(self, request: HttpRequest, user: Any, **facts: Any) -> HttpResponse:
        """A form that was sent when the session had ended goes on."""
        response = super().post_login(request, user, **facts)
        if detours.waits(request) and "Location" in response.headers:
            response["Location"] = reverse("security:go_on")
        return response

    def get_reauthentication_methods(self, user: Any) -> list[dict]:
        """Whoever has a second factor proves it: a password that somebody saw is not enough."""
        methods = super().get_reauthentication_methods(user)
        factors = [method for method in methods if method["id"] != "reauthenticate"]
        return factors or methods

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the outbox: a mail server that is slow or down holds up nobody at the door."""
        host = self.request.get_host()
        frame = {"request": self.request, "email": email, "current_site": {"domain": host, "name": host}}
        message = self.render_mail(template_prefix, email, {**frame, **context})
        mail.write(email, str(message.subject), str(message.body))


class SealingFactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return keys.seal_text(text)

    def decrypt(self, encrypted_text: str) -> str:
        return keys.open_text(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last factor stays with whoever must have one; another is set up first."""
        account = authenticator.user
        if not settings.SECOND_FACTOR_REQUIRED or not account.needs_second_factor:
            return True
        return factors_of(account).exclude(pk=authenticator.pk).exists()


def attempt_of(request: HttpRequest, credentials: dict[str, Any]) -> throttle.Attempt:
    typed = throttle.folded(credentials.get("username") or credentials.get("email") or "")
    account = throttle.account_of(typed)
    return throttle.Attempt(account, typed, address_of(request), devices.device_of(request, account))


def record(kind: SecurityEventKind, attempt: throttle.Attempt, request: HttpRequest) -> None:
    name = "" if attempt.account else attempt.name
    events.note(kind, account=attempt.account, name=name, device=attempt.device, request=request)
