"""The log of what was read: a row for each request, and its end after the term that the bureau has set."""

from datetime import datetime, timedelta

from django.conf import settings

from reports.api.models import AccessToken, TokenAccess
from reports.api.models.accesses import LEAST_DAYS, PATH_LENGTH


def note(token: AccessToken | None, *, path: str, status: int, rows: int, address: str, now: datetime) -> None:
    TokenAccess.objects.create(
        token=token,
        path=path.replace("\x00", "")[:PATH_LENGTH],
        status=status,
        rows=rows,
        address=address or None,
        at=now,
    )


def discard_old(now: datetime) -> int:
    """Safe to run twice; never before the term that the law asks for."""
    days = max(settings.API_LOG_DAYS, LEAST_DAYS + 1)
    return TokenAccess.objects.before(now - timedelta(days=days)).delete()[0]
