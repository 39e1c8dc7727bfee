"""A certification authority of our own, keys of authorities below it, and a time-stamping authority that answers by HTTP."""

from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

BEGINS = datetime(2020, 1, 1, tzinfo=UTC)
PASSPHRASE = b"passphrase"
# Of the education authority, whose papers the tests sign most.
CODE = "410100-JYJ"


class Certified:
    """A key with its certificate, issued by another or by itself."""

    def __init__(self, name, issuer=None, *, usage=None):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        above = issuer.certificate.subject if issuer else subject
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(above)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(BEGINS)
            .not_valid_after(BEGINS + timedelta(days=36500))
            .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
            .add_extension(key_usage(issuer is None), critical=True)
        )
        if usage:
            builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
        self.certificate = builder.sign(issuer.key if issuer else self.key, hashes.SHA256())

    @property
    def asn1(self):
        return asn1.Certificate.load(self.certificate.public_bytes(Encoding.DER))

    def p12(self, above) -> bytes:
        lock = BestAvailableEncryption(PASSPHRASE)
        return pkcs12.serialize_key_and_certificates(b"key", self.key, self.certificate, [above.certificate], lock)


def install(folder: Path, code: str, certified: Certified, root: Certified) -> None:
    """The key of the authority with this code, and its passphrase, as an operator lays them down."""
    for name, content in ((f"{code}.p12", certified.p12(root)), (f"{code}.pass", PASSPHRASE)):
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o600)


def status_of(content: bytes, root: Certified):
    """What a reader makes of the signature who knows the certification authority and nothing else."""
    signature = PdfFileReader(BytesIO(content)).embedded_signatures[0]
    trust = ValidationContext(trust_roots=[root.asn1], allow_fetching=False)
    return validate_pdf_signature(signature, trust, trust)


def key_usage(is_ca) -> x509.KeyUsage:
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    used = {"key_cert_sign", "crl_sign"} if is_ca else {"digital_signature", "content_commitment"}
    return x509.KeyUsage(**{name: name in used for name in names})


class TimeStampServer:
    """RFC 3161 over HTTP, as a bureau's own service would speak it."""

    def __init__(self, root):
        one = Certified("某某时间戳服务", root, usage=ExtendedKeyUsageOID.TIME_STAMPING)
        raw = one.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        stamper = DummyTimeStamper(one.asn1, keys.PrivateKeyInfo.load(raw), certs_to_embed=[root.asn1])
        asked = self.asked = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                wish = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
                asked.append(wish)
                answer = stamper.request_tsa_response(wish).dump()
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *arguments):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/"
        self.thread = Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
