"""What a file says of itself: its signature, judged by the certificates of our own keys, and the content inside."""

import re
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from cryptography.x509 import load_pem_x509_certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from zhengzhou_ideology.signing.keys import certificate_files, key_files, passphrase
from zhengzhou_ideology.signing.verdicts import SignatureVerdict

DATA = "data.json"
NAMED = re.compile(rb"<dc:identifier>([^<]{1,100})</dc:identifier>")


def judged(content: bytes) -> SignatureVerdict:
    # Whatever somebody uploads: what cannot be read is no paper of ours, and no parser lists all that it throws.
    try:
        signatures = PdfFileReader(BytesIO(content)).embedded_signatures
    except Exception:
        return SignatureVerdict(readable=False)
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            verdict = _inside(pdf)
    except Exception:
        verdict = SignatureVerdict()
    if not signatures:
        return verdict
    try:
        return _judged(signatures[-1], verdict._replace(signed=True))
    except Exception:
        return verdict._replace(signed=True)


def _judged(signature: Any, verdict: SignatureVerdict) -> SignatureVerdict:
    certificate = signature.signer_cert
    context = ValidationContext(trust_roots=[certificate], allow_fetching=False)
    status = validate_pdf_signature(signature, context)
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    stamp = status.timestamp_validity
    return verdict._replace(
        intact=bool(status.intact and status.valid and whole),
        signer=known().get(sha256(certificate.dump()).hexdigest(), ""),
        subject=certificate.subject.human_friendly,
        said_at=status.signer_reported_dt,
        stamped_at=stamp.timestamp if stamp and stamp.intact and stamp.valid else None,
    )


def _inside(pdf: pikepdf.Pdf) -> SignatureVerdict:
    packet = pdf.Root.get("/Metadata")
    named = NAMED.search(packet.read_bytes()) if packet is not None else None
    content = pdf.attachments[DATA].get_file().read_bytes() if DATA in pdf.attachments else b""
    return SignatureVerdict(
        content_sha256=sha256(content).hexdigest() if content else "",
        identifier=named[1].decode(errors="replace") if named else "",
    )


def known() -> dict[str, str]:
    """The authority of each certificate, by its fingerprint."""
    files = [*key_files(), *certificate_files()]
    return dict(_read(path, path.stat().st_mtime_ns) for path in files)


@lru_cache(maxsize=256)
def _read(path: Path, _changed: int) -> tuple[str, str]:
    signer = path.name.split(".")[0]
    if path.suffix == ".p12":
        certificate = pkcs12.load_key_and_certificates(path.read_bytes(), passphrase(signer))[1]
    else:
        certificate = load_pem_x509_certificate(path.read_bytes())
    der = certificate.public_bytes(Encoding.DER) if certificate else b""
    return sha256(der).hexdigest(), signer
