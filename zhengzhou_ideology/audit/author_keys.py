"""The keys under which the portal names authors: one derived from each audit key, and kept beside it when that is replaced."""

from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from zhengzhou_ideology.audit import keys

PURPOSE = b"zhengzhou_ideology.audit: authors of changes"
KEPT = ".author.key"


def own() -> tuple[str, bytes]:
    """Number and secret of the present one. Raises `Refused` without an audit key."""
    return _derived(keys.private().private_bytes_raw())


def known() -> dict[str, bytes]:
    """The present one, and those of audit keys before it."""
    number, secret = own()
    folder = Path(settings.AUDIT["KEY_FILE"]).parent
    kept = {path.name.removesuffix(KEPT): bytes.fromhex(path.read_text()) for path in folder.glob(f"*{KEPT}")}
    return kept | {number: secret}


def keep(folder: Path, *files: Path) -> None:
    """Of the audit keys in these files, so that the authors whom they named stay known once the files are gone."""
    for path in files:
        number, secret = _derived(keys.read(path).private_bytes_raw())
        kept = folder / f"{number}{KEPT}"
        with suppress(FileExistsError):
            kept.touch(mode=0o600, exist_ok=False)
            kept.write_text(secret.hex())


@lru_cache(maxsize=4)
def _derived(key: bytes) -> tuple[str, bytes]:
    """With a purpose of its own: who knows this secret can sign no head."""
    number = keys.number_of(Ed25519PrivateKey.from_private_bytes(key).public_key())
    return number, HKDF(SHA256(), 32, salt=None, info=PURPOSE).derive(key)
