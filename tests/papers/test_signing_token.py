"""A key that never leaves its token, here a software one (SoftHSM) behind the same interface (PKCS#11) as a device's."""

import subprocess
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11.util.x509 import decode_x509_certificate

from tests.papers.authority import CODE, status_of
from tests.papers.test_signing import judged

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not Path(MODULE).exists(), reason="softhsm2 is not installed"),
]
TOKEN, PIN = "portal", "43214321"


@pytest.fixture(scope="module")
def token(tmp_path_factory, bureau) -> Path:
    """The folder of the operator: PIN and certificate; key and certificate lie in the token, labelled with the code."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "objects").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/objects\nobjectstore.backend = file\n")
    (folder / "pin").write_text(PIN)
    (folder / f"{CODE}.pem").write_bytes(bureau.certificate.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(bureau.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.MonkeyPatch.context() as patch:  # read when the driver is loaded, once in a process
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        for words in (
            ["--init-token", "--free", "--label", TOKEN, "--so-pin", PIN],
            ["--import", str(folder / "key.pem"), "--token", TOKEN, "--label", CODE, "--id", "A1"],
        ):
            subprocess.run(["softhsm2-util", *words, "--pin", PIN], check=True, capture_output=True)
        with pkcs11.lib(MODULE).get_token(token_label=TOKEN).open(rw=True, user_pin=PIN) as session:
            certificate = decode_x509_certificate(bureau.certificate.public_bytes(Encoding.DER))
            session.create_object(
                certificate | {pkcs11.Attribute.LABEL: CODE, pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.ID: b"\xa1"}
            )
        (folder / "key.pem").unlink()
        yield folder


@pytest.fixture
def in_the_token(token, settings):
    settings.SIGNING_KEYS_DIR = str(token)
    settings.SIGNING_PKCS11_MODULE, settings.SIGNING_PKCS11_TOKEN = MODULE, TOKEN
    settings.SIGNING_PKCS11_PIN_FILE, settings.SIGNING_PKCS11_KEYS = str(token / "pin"), [CODE]
    return token


def test_paper_is_signed_by_a_token_and_known_by_its_certificate(in_the_token, root, download):
    content = download().content

    signature = status_of(content, root)
    assert (signature.intact, signature.valid, signature.trusted) == (True, True, True)
    assert "签名有效" in judged(content)


def test_token_with_another_pin_signs_nothing(in_the_token, tmp_path, settings, download):
    (tmp_path / "pin").write_text("00000000")
    settings.SIGNING_PKCS11_PIN_FILE = str(tmp_path / "pin")

    answer = download()

    assert answer.status_code == 409
    assert "电子签名暂时不能加盖" in answer.content.decode()
