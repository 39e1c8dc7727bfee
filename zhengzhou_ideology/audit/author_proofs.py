"""What proves that the portal itself named an author: a MAC over the context's number, its first words and the time.

Whoever owns the database can write a context and say in it whatever is wanted, but not the MAC: its key is derived from the
audit key, and the database holds neither.
"""

import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any

import pghistory
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.timezone import now

from zhengzhou_ideology.audit import author_keys
from zhengzhou_ideology.audit.canonical import canonical
from zhengzhou_ideology.workflow import Refused

PROOF = "proof"
# How far from the time of its context a change may lie: a transaction bears the time at which it began, and a context lasts.
REQUEST, TASK, COMMAND = timedelta(minutes=10), timedelta(hours=1), timedelta(days=1)


class ProvenWords(DjangoJSONEncoder):
    """Writes the words of the present context for the database, with their proof (`PGHISTORY_JSON_ENCODER`)."""

    def encode(self, words: Any) -> str:
        said = super().encode(words)
        with pghistory.context() as current:
            return _proven(str(current.id), said)


@lru_cache(maxsize=256)
def _proven(number: str, said: str) -> str:
    """A request writes its words with each of its statements; time and proof are those of the first."""
    try:
        key, secret = author_keys.own()
    except (Refused, OSError):
        return said  # the owner's account, or a host without a key: nothing stops, and verification names it
    words, at = json.loads(said), now().isoformat()
    proof = {"at": at, "key": key, "mac": _mac(secret, number, words, at)}
    return json.dumps(words | {PROOF: proof}, ensure_ascii=False)


def proven_at(number: str, metadata: str, known: Mapping[str, bytes]) -> tuple[datetime, timedelta] | None:
    """When the portal named this author, and how far from then a change may lie; none if it did not."""
    try:
        words = json.loads(metadata)
        proof = words.pop(PROOF)
        secret, at = known[proof["key"]], proof["at"]
        if hmac.compare_digest(_mac(secret, number, words, at), proof["mac"]):
            return datetime.fromisoformat(at), _lasts(words)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return None


def _mac(secret: bytes, number: str, words: Mapping[str, Any], at: str) -> str:
    return hmac.digest(secret, canonical({"id": number, "words": words, "at": at}), sha256).hex()


def _lasts(words: Mapping[str, Any]) -> timedelta:
    if "url" in words:
        return REQUEST
    return TASK if "task" in words else COMMAND
