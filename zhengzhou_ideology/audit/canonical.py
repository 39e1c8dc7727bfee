"""One form for frozen content: stored as JSON, it is hashed alike wherever it is frozen and wherever it is checked."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any


def canonical(content: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys and no white space, in UTF-8: an order of keys lost in the database changes nothing."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256_of(content: Mapping[str, Any]) -> str:
    return sha256(canonical(content)).hexdigest()
