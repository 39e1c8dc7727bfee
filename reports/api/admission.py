"""Who is let in to read: by which token, from where, how often, and for what; nothing but the token counts."""

from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q

from reports.api.enums import TokenScope, TokenState
from reports.api.models import AccessToken
from reports.api.models.tokens import USE_NOTED_EVERY
from reports.api.problems import Problem
from reports.api.token_workflow import hashed

WINDOW = 60


def admit(secret: str, scope: TokenScope, *, address: str, now: datetime) -> AccessToken:
    """The token, or a `Problem`; a system outside its addresses learns nothing of its scopes."""
    token = _known(secret, address, now)
    if token.state != TokenState.ISSUED:
        raise Problem("token_revoked", token=token)
    if token.has_expired(now):
        raise Problem("token_expired", token=token)
    if not token.may_come_from(address):
        raise Problem("address_not_allowed", token=token)
    _limit(f"token:{token.pk}", settings.API_REQUESTS_PER_MINUTE, now, token=token)
    _note_use(token, now)
    if scope not in token.scopes:
        raise Problem("scope_missing", f"令牌没有读取“{scope.label}”的权限。", token=token)
    return token


def _known(secret: str, address: str, now: datetime) -> AccessToken:
    """Whoever tries unknown secrets is soon not answered any more, and fills no log."""
    found = AccessToken.objects.for_reading().filter(token_sha256=hashed(secret)).first() if secret else None
    if found is None:
        _limit(f"unknown:{address}", settings.API_UNKNOWN_PER_MINUTE, now)
        raise Problem("token_unknown" if secret else "token_missing")
    return found


def _limit(key: str, most: int, now: datetime, *, token: AccessToken | None = None) -> None:
    """Counts within the running minute, in Redis for all hosts together; of what is over, the first is logged."""
    moment = int(now.timestamp())
    name = f"api:{key}:{moment // WINDOW}"
    cache.add(name, 0, 2 * WINDOW)
    count = cache.incr(name)
    if count > most:
        wait = WINDOW - moment % WINDOW
        raise Problem("too_many_requests", token=token, retry_after=wait, logged=count == most + 1)


def _note_use(token: AccessToken, now: datetime) -> None:
    """At most once a minute, whichever of several hosts comes first."""
    if token.use_is_noted(now):
        return
    stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - USE_NOTED_EVERY)
    AccessToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
