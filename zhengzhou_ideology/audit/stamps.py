"""Time stamps after RFC 3161 over heads: asked for when a head is anchored, and read when anchors are verified."""

from asyncio import run
from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import new, sha256
from typing import Any

from django.conf import settings

from zhengzhou_ideology.audit.canonical import canonical

SECONDS = 10


def stamped(head: Mapping[str, Any]) -> dict[str, Any]:
    """The head with a stamp over it, if a time-stamping authority is set. Raises `OSError` if that gives none."""
    address = settings.AUDIT["ANCHOR_TSA_URL"]
    if not address:
        return dict(head)
    # Half a second that only a process which asks should pay.
    from pyhanko.sign.timestamps import TimestampRequestError  # noqa: PLC0415
    from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper  # noqa: PLC0415

    stamper = RequestsHTTPTimeStamper(address, timeout=SECONDS)
    try:
        token = run(stamper.async_timestamp(sha256(canonical(head)).digest(), "sha256"))
    except (TimestampRequestError, ValueError) as error:
        raise OSError(f"no time stamp from {address}") from error
    return {**head, "stamp": b64encode(token.dump()).decode()}


def stamp_fits(head: Mapping[str, Any]) -> bool:
    """A head without a stamp fits; else the stamp is over it and its signature whole. Whether to trust its signer, `openssl ts` says."""
    if "stamp" not in head:
        return True
    bare = {name: value for name, value in head.items() if name != "stamp"}
    try:
        status = run(_status(b64decode(head["stamp"]), canonical(bare)))
    except Exception:
        # Whatever somebody put there: no parser lists all that it throws.
        return False
    return bool(status["intact"] and status["valid"])


async def _status(token: bytes, content: bytes) -> dict[str, Any]:
    from asn1crypto.cms import ContentInfo  # noqa: PLC0415
    from pyhanko.sign.general import extract_certificate_info  # noqa: PLC0415
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    signed = ContentInfo.load(token)["content"]
    trust = ValidationContext(trust_roots=[extract_certificate_info(signed).signer_cert], allow_fetching=False)
    return await validate_tst_signed_data(signed, trust, lambda algorithm: new(algorithm, content).digest())
