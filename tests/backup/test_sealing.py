"""Streams under lock: what comes out is what went in, or nothing does."""

import base64
import os
from io import BytesIO

import pytest

from zhengzhou_ideology.backup import sealing
from zhengzhou_ideology.workflow import Refused

KEY = b"k" * 32
SIZES = [0, 1, sealing.CHUNK - 1, sealing.CHUNK, sealing.CHUNK + 1, 2 * sealing.CHUNK + 5]


def sealed(content: bytes, name: str = "database", step: int = 700_000) -> bytes:
    out = BytesIO()
    sealing.seal((content[at : at + step] for at in range(0, len(content), step)), out, key=KEY, name=name)
    return out.getvalue()


def opened(sealed: bytes, *, key: bytes = KEY, name: str = "database") -> bytes:
    return b"".join(sealing.opened(BytesIO(sealed), key=key, name=name))


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_is_opened(size):
    content = os.urandom(size)

    assert opened(sealed(content)) == content


def test_nothing_of_the_content_is_to_be_seen_and_no_two_are_alike():
    content = "郑州市测试协会".encode() * 1000

    first, second = sealed(content), sealed(content)

    assert content[:21] not in first
    assert first != second


LONG = os.urandom(2 * sealing.CHUNK + 5)
HEAD = len(sealing.MAGIC) + sealing.SALT_BYTES
WHOLE = 4 + sealing.CHUNK + sealing.TAG_BYTES


@pytest.mark.parametrize(
    "change",
    [
        lambda whole: whole[:-1],
        lambda whole: whole[: HEAD + WHOLE],  # cut off between two chunks
        lambda whole: whole[:HEAD],
        lambda whole: whole[:HEAD] + whole[HEAD + WHOLE :],  # the first chunk taken away
        lambda whole: (
            whole[:HEAD]
            + whole[HEAD + WHOLE : HEAD + 2 * WHOLE]
            + whole[HEAD : HEAD + WHOLE]
            + whole[HEAD + 2 * WHOLE :]
        ),
        lambda whole: whole + b"x",
        lambda whole: whole[:100] + bytes([whole[100] ^ 1]) + whole[101:],
        lambda whole: whole[:10] + bytes([whole[10] ^ 1]) + whole[11:],  # the salt
        lambda whole: b"PORTALB2" + whole[8:],
        lambda whole: whole[:HEAD] + b"\xff\xff\xff\xff" + whole[HEAD + 4 :],
    ],
)
def test_what_was_changed_or_cut_is_refused(change):
    with pytest.raises(Refused):
        opened(change(sealed(LONG)))


@pytest.mark.parametrize(("key", "name"), [(b"x" * 32, "database"), (KEY, "files-00001.sealed")])
def test_another_key_or_another_place_opens_nothing(key, name):
    with pytest.raises(Refused, match="密钥不符"):
        opened(sealed(b"content"), key=key, name=name)


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [
        (base64.b64encode(KEY).decode(), 0o600, ""),
        (base64.b64encode(KEY).decode(), 0o644, "chmod 600"),
        (base64.b64encode(b"short").decode(), 0o600, "32 字节"),
        ("不是密钥", 0o600, "不是 base64"),
    ],
)
def test_a_key_is_32_bytes_that_nobody_else_reads(tmp_path, text, mode, said):
    path = tmp_path / "backup.key"
    path.write_text(text)
    path.chmod(mode)

    if said:
        with pytest.raises(Refused, match=said):
            sealing.read_key(path)
    else:
        assert sealing.read_key(path) == KEY
