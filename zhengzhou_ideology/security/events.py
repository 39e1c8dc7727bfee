"""Writing security events down: in the table, and as a line of JSON for the city's collector once the row is there to stay."""

import json
import logging
from collections.abc import Sized
from typing import Any

from allauth.core import context
from django.db import transaction

from zhengzhou_ideology.edge.addresses import address_of
from zhengzhou_ideology.security.enums import SecurityEventKind
from zhengzhou_ideology.security.logs import LOGGER
from zhengzhou_ideology.security.models import SecurityEvent

logger = logging.getLogger(LOGGER)


def note(
    kind: SecurityEventKind,
    *,
    account: Any = None,
    name: str = "",
    about: str = "",
    rows: int | None = None,
    detail: str = "",
    device: str = "",
    request: Any = None,
) -> SecurityEvent:
    """Put on record what happened, with where it came from; whoever is signed in did it unless `account` says otherwise."""
    asked = request or context.request
    user = getattr(asked, "user", None)
    signed_in = user if user is not None and user.is_authenticated else None
    who = account or (None if name else signed_in)
    event = SecurityEvent.objects.create(
        kind=kind,
        account_id=who.pk if who else None,
        name=_kept(name, 150),
        acting_as=who.acting_label[:160] if who and signed_in and who.pk == signed_in.pk else "",
        address=address_of(asked),
        agent=_kept(asked.headers.get("User-Agent", ""), 200) if asked else "",
        device=device,
        about=_kept(about, 200),
        rows=rows,
        detail=_kept(detail, 300),
    )
    line = json.dumps(_told(event, who), ensure_ascii=False)
    transaction.on_commit(lambda: logger.info(line))
    return event


def note_persons_read(request: Any, rows: Sized, *, about: str = "") -> None:
    """An officer was shown a page with the names of others: one event, with how many. An organization's own are its own."""
    if len(rows) and request.user.sits_in_an_authority:
        about = about or request.get_full_path()
        note(SecurityEventKind.PERSONS_READ, about=about, rows=len(rows), request=request)


def _kept(text: str, length: int) -> str:
    """As much as the row holds. PostgreSQL's text knows no NUL, and an address or a name may hold one."""
    return text.replace("\x00", "")[:length]


def _told(event: SecurityEvent, who: Any) -> dict[str, Any]:
    facts = {
        "event": event.pk,
        "kind": event.kind,
        "at": event.at.isoformat(),
        "account": who.get_username() if who else None,
        "name": event.name,
        "acting_as": event.acting_as,
        "address": event.address,
        "agent": event.agent,
        "about": event.about,
        "rows": event.rows,
        "detail": event.detail,
    }
    return {name: value for name, value in facts.items() if value not in (None, "")}
