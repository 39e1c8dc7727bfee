"""Second factors: who has one, who must, and who is held until there is one."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings

HAS_FACTOR = "has_factor"


def factors_of(account: Any) -> Any:
    """Recovery codes alone are none."""
    return Authenticator.objects.filter(user=account).exclude(type=Authenticator.Type.RECOVERY_CODES)


def is_missing(request: Any) -> bool:
    """Whoever is signed in must have a factor and has none. Once found it is not looked for again in this session, which
    ends when a factor is taken off by slip; its holder cannot take off the last one.
    """
    if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated or request.session.get(HAS_FACTOR):
        return False
    if factors_of(request.user).exists():
        request.session[HAS_FACTOR] = True
        return False
    return bool(request.user.needs_second_factor)
