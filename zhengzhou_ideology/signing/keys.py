"""Where the keys are: a PKCS#12 file for each authority in a folder, or a token that names its keys by authority."""

import re
from pathlib import Path

from django.conf import settings

CODE = re.compile(r"[0-9A-Za-z-]{1,40}")
RETIRED = "retired"


def has_key(signer: str) -> bool:
    """The file is there, or the settings say that the token has the key; neither is opened."""
    return bool(CODE.fullmatch(signer)) and (signer in settings.SIGNING_PKCS11_KEYS or key_file(signer) is not None)


def key_file(signer: str) -> Path | None:
    if not settings.SIGNING_KEYS_DIR or not CODE.fullmatch(signer):
        return None
    path = Path(settings.SIGNING_KEYS_DIR) / f"{signer}.p12"
    return path if path.is_file() else None


def passphrase(signer: str) -> bytes | None:
    """Of the key itself, in a file beside it, or the one for all keys."""
    own = Path(settings.SIGNING_KEYS_DIR) / f"{signer}.pass"
    path = own if own.is_file() else settings.SIGNING_PASSPHRASE_FILE
    return Path(path).read_bytes().strip() if path else None


def key_files() -> list[Path]:
    return sorted(Path(settings.SIGNING_KEYS_DIR).glob("*.p12")) if settings.SIGNING_KEYS_DIR else []


def certificate_files() -> list[Path]:
    """Certificates without their keys, as CODE.pem or CODE.….pem: of tokens, and, below `retired`, of keys no longer used."""
    if not settings.SIGNING_KEYS_DIR:
        return []
    folder = Path(settings.SIGNING_KEYS_DIR)
    return sorted([*folder.glob("*.pem"), *(folder / RETIRED).glob("*.pem")])
