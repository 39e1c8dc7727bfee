"""A signature after PAdES (ETSI EN 319 142-1, level B-B, or B-T with a time stamp) that leaves a paper PDF/A and PDF/UA."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from django.conf import settings
from pikepdf import Array, Dictionary, Name, String
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, pkcs11, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

from zhengzhou_ideology.signing.keys import key_file, passphrase
from zhengzhou_ideology.workflow import Refused

FIELD = "Signature"
PRINTED_AND_LOCKED = 132
# What is kept free for a signature with its chain and a time stamp, in hexadecimal digits: 8,600 for two RSA certificates of
# 2,048 bits and a stamp with two more. A longer one is made once more, with the second.
ROOMS = (10_240, 49_152)
TOO_LONG = "larger than expected"
SECONDS = 10

log = logging.getLogger(__name__)


class UntouchedWriter(IncrementalPdfFileWriter):
    """Appends a signature and nothing else: the metadata stay those of the paper."""

    def _update_meta(self) -> None:
        pass


class TimedSigner(signers.PdfSigner):
    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self.at
        return session


def signed(pdf: bytes, *, signer: str, reason: str, at: datetime) -> bytes:
    facts = signers.PdfSignatureMetadata(
        field_name=FIELD, reason=reason, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )
    stamper = RequestsHTTPTimeStamper(settings.SIGNING_TSA_URL, timeout=SECONDS) if settings.SIGNING_TSA_URL else None
    try:
        with _key(signer) as key:
            return _appended(_with_field(pdf), TimedSigner(facts, signer=key, timestamper=stamper, at=at))
    except Refused:
        raise
    except Exception as error:
        # Wrong passphrase, absent token, silent time-stamping authority: no paper goes out that says it was signed and was not.
        log.exception("signing for %s failed", signer)
        raise Refused("电子签名暂时不能加盖，请稍后再试；仍不能加盖的，请联系系统管理员。") from error


def _appended(pdf: bytes, pen: TimedSigner) -> bytes:
    for room in ROOMS:
        out = BytesIO()
        try:
            pen.sign_pdf(UntouchedWriter(BytesIO(pdf)), existing_fields_only=True, bytes_reserved=room, output=out)
        except SigningError as error:
            if TOO_LONG not in str(error):
                raise
            log.warning("a signature takes more than %s digits", room)
        else:
            return out.getvalue()
    raise Refused("签名证书链过长，电子签名不能加盖，请系统管理员换用较短的证书链。")


@contextmanager
def _key(signer: str) -> Iterator[signers.Signer]:
    path = key_file(signer)
    if path is not None:
        yield signers.SimpleSigner.load_pkcs12_data(path.read_bytes(), other_certs=[], passphrase=passphrase(signer))
        return
    token = pkcs11.TokenCriteria(label=settings.SIGNING_PKCS11_TOKEN)
    pin = Path(settings.SIGNING_PKCS11_PIN_FILE).read_text().strip()
    with pkcs11.open_pkcs11_session(settings.SIGNING_PKCS11_MODULE, token_criteria=token, user_pin=pin) as session:
        yield pkcs11.PKCS11Signer(session, cert_label=signer, key_label=signer)


def _with_field(pdf: bytes) -> bytes:
    """A field for the signature that readers of every kind find: it takes no room on the page and has its place in the structure."""
    with pikepdf.open(BytesIO(pdf)) as paper:
        page, tree = paper.pages[0].obj, paper.Root.StructTreeRoot
        numbers = tree.ParentTree.Nums
        key = int(numbers[-2]) + 1
        field = paper.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Sig,
                T=String(FIELD),
                TU=String("电子签名"),
                F=PRINTED_AND_LOCKED,
                Rect=Array([0, 0, 0, 0]),
                P=page,
                StructParent=key,
            )
        )
        place = Dictionary(Type=Name.OBJR, Obj=field, Pg=page)
        element = Dictionary(Type=Name.StructElem, S=Name.Form, P=tree.K[0], Pg=page, K=place)
        named = paper.make_indirect(element)
        tree.K[0].K.append(named)
        numbers.append(key)
        numbers.append(named)
        page.Annots = Array([*page.get("/Annots", []), field])
        paper.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=3)
        out = BytesIO()
        paper.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()
