"""Electronic signatures on papers: an authority's key signs its PDF (PAdES), and a file tells whether it is still whole."""

from datetime import datetime
from typing import Protocol

from zhengzhou_ideology.signing.keys import has_key
from zhengzhou_ideology.signing.verdicts import SignatureVerdict

__all__ = ["has_key", "sign", "signed_copy", "verdict_on"]


class Printed(Protocol):
    """Makes the PDF of a paper, which says in print whether it is signed."""

    def __call__(self, *, signed: bool) -> bytes: ...


def signed_copy(printed: Printed, *, signer: str, reason: str, at: datetime) -> bytes:
    """The paper as it is handed out: it says whether there is a signature, and bears it if the authority has a key."""
    return sign(printed(signed=has_key(signer)), signer=signer, reason=reason, at=at)


def sign(pdf: bytes, *, signer: str, reason: str, at: datetime) -> bytes:
    """The paper with the signature of an authority, called by its code; as it came, if there is no key for it."""
    if not has_key(signer):
        return pdf
    # Half a second that only a process which signs should pay.
    from zhengzhou_ideology.signing.pades import signed  # noqa: PLC0415

    return signed(pdf, signer=signer, reason=reason, at=at)


def verdict_on(pdf: bytes) -> SignatureVerdict:
    """Whether a file bears a signature, whose it is, of when, and whether it still fits."""
    from zhengzhou_ideology.signing.verification import judged  # noqa: PLC0415

    return judged(pdf)
