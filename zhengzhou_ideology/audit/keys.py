"""The key that signs heads: a file that the database does not hold, and beside it the public keys of those before it."""

import os
from base64 import b64decode
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings

from zhengzhou_ideology.audit.canonical import canonical
from zhengzhou_ideology.workflow import Refused

RETIRED = "*.pub.pem"


def sign(content: Mapping[str, Any]) -> bytes:
    return private().sign(canonical(content))


def own_key() -> str:
    """Its number, which the content that is signed names as `key`."""
    return number_of(private().public_key())


def is_signed(content: Mapping[str, Any], signature: bytes, known: Mapping[str, Ed25519PublicKey]) -> bool:
    """By the key that the content names, if that is one of the `known`, which are `public_keys`."""
    key = known.get(content["key"])
    if key is None:
        return False
    try:
        key.verify(signature, canonical(content))
    except InvalidSignature:
        return False
    return True


def is_published(head: Mapping[str, Any], known: Mapping[str, Ed25519PublicKey]) -> bool:
    """The same for a head as it is published, its signature among its facts."""
    facts = {name: value for name, value in head.items() if name not in ("signature", "stamp")}
    try:
        return is_signed(facts, b64decode(head["signature"]), known)
    except (KeyError, TypeError, ValueError):
        return False


def public_keys() -> dict[str, Ed25519PublicKey]:
    """All that may have signed, by their numbers, the present one first."""
    found = [private().public_key()]
    for path in sorted(Path(settings.AUDIT["KEY_FILE"]).parent.glob(RETIRED)):
        key = load_pem_public_key(path.read_bytes())
        if isinstance(key, Ed25519PublicKey):
            found.append(key)
    return {number_of(key): key for key in found}


def number_of(key: Ed25519PublicKey) -> str:
    return sha256(key.public_bytes_raw()).hexdigest()[:16]


def pem_of(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def private() -> Ed25519PrivateKey:
    path = Path(settings.AUDIT["KEY_FILE"] or "/")
    if settings.AUDIT["MAKES_KEY"] and not path.exists():
        with suppress(FileExistsError):
            make(path)
    if not path.is_file():
        raise Refused("没有审计签名密钥，不能封存。请设置 AUDIT_KEY_FILE。")
    return read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def read(path: Path, _changed: int = 0) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise Refused(f"审计签名密钥 {path.name} 不能打开。") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Refused(f"审计签名密钥 {path.name} 不是 Ed25519 密钥。")
    return key


def make(path: Path) -> str:
    """A new key, and beside it its public half, by which it stays known once it is replaced; returns its number.

    Raises `FileExistsError`; of two processes at once one key is kept.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    part = path.with_suffix(f".{os.getpid()}")
    part.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    part.chmod(0o600)
    try:
        os.link(part, path)
    finally:
        part.unlink()
    number = number_of(key.public_key())
    path.with_name(f"{number}.pub.pem").write_bytes(pem_of(key.public_key()))
    return number
