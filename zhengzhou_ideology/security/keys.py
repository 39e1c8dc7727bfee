"""Secrets at rest: the seeds of second factors, and mails that hold a link, are not to be read in a dump of the database.

The keys stand in the environment. The first one encrypts, every one decrypts, so that they rotate: put the new one in
front, run `manage.py encrypt_factors`, take the old one away. Without any, they are derived from `SECRET_KEY` and its fallbacks.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MARK = "fernet:"
PURPOSE = b"portal secrets at rest"


def seal_text(text: str) -> str:
    return MARK + _ring().encrypt(text.encode()).decode()


def open_text(sealed: str) -> str:
    """What `seal_text` sealed; a text without its mark was stored before there were keys, and is returned as it is.

    Raises `cryptography.fernet.InvalidToken` if no key opens it.
    """
    if not is_sealed(sealed):
        return sealed
    return _ring().decrypt(sealed.removeprefix(MARK).encode()).decode()


def is_sealed(text: str) -> bool:
    return text.startswith(MARK)


def sealed_anew(sealed: str) -> str:
    """The same secret under the first key."""
    return seal_text(open_text(sealed))


def is_current(sealed: str) -> bool:
    """Sealed under the first key."""
    if not is_sealed(sealed):
        return False
    try:
        Fernet(_keys()[0]).decrypt(sealed.removeprefix(MARK).encode())
    except InvalidToken:
        return False
    return True


def _ring() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in _keys()])


def _keys() -> list[bytes]:
    given = [key.encode() for key in settings.FACTOR_KEYS]
    return given + [_derived(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _derived(secret: str) -> bytes:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return urlsafe_b64encode(made)
