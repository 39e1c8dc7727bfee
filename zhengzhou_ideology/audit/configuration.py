"""The settings of the trail, read from the environment as all others are."""

from pathlib import Path
from typing import Any


def settings_from(env: Any, base_dir: Path, *, production: bool) -> dict[str, Any]:
    """`KEY_FILE`: the key of signed heads, which demonstrations and tests make for themselves. The others: where heads go."""
    return {
        "KEY_FILE": env.str("AUDIT_KEY_FILE", "" if production else str(base_dir / "var" / "audit" / "key.pem")),
        "MAKES_KEY": not production,
        "ANCHOR_FILE": env.str("AUDIT_ANCHOR_FILE", ""),
        "ANCHOR_MAIL": env.list("AUDIT_ANCHOR_MAIL", default=[]),
        # host:port over UDP, or the path of a socket such as /dev/log.
        "ANCHOR_SYSLOG": env.str("AUDIT_ANCHOR_SYSLOG", ""),
        "ANCHOR_TSA_URL": env.str("AUDIT_ANCHOR_TSA_URL", ""),
    }
