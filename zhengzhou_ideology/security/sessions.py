"""When a session began and when somebody was last seen in it, and how many an account has at once."""

import time
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings

from zhengzhou_ideology.security.enums import SecurityEventKind
from zhengzhou_ideology.security.events import note

BEGAN, SEEN = "began_at", "seen_at"


def begin(session: Any) -> None:
    """Stored with the sign-in itself."""
    session[BEGAN] = session[SEEN] = time.time()


def end_surplus(user: Any, request: Any) -> None:
    """Of an account's sessions, the latest `SESSIONS_AT_ONCE` stay."""
    most = settings.SESSIONS_AT_ONCE
    others = UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key)
    for session in others.order_by("-last_seen_at", "-pk")[most - 1 :] if most else ():
        session.end()
        note(SecurityEventKind.SESSION_ENDED, account=user, detail=f"同时登录超过 {most} 处", request=request)
