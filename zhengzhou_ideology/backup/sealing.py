"""Streams under lock: AES-256-GCM in chunks, so that a dump of any size is neither held in memory nor believed unread.

A sealed file is `MAGIC`, 32 bytes of salt, then chunks: 4 bytes of length with the highest bit set on the last one, and the
ciphertext with its tag. Each file has a key of its own, made of the operator's key and the salt (HKDF-SHA256, over the name
of the file, so that two files cannot be exchanged); the nonce is the number of the chunk; the length is authenticated, so
that a file that was cut off or put together anew is refused.
"""

import base64
import binascii
import hashlib
import os
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zhengzhou_ideology.workflow import Refused

MAGIC = b"PORTALB1"
SALT_BYTES, KEY_BYTES, TAG_BYTES = 32, 32, 16
CHUNK = 1024 * 1024
LAST = 1 << 31


def read_key(path: Path) -> bytes:
    """The operator's key: 32 random bytes in base64, in a file that nobody else reads."""
    try:
        key = base64.b64decode(path.read_text(encoding="ascii").strip(), validate=True)
    except (UnicodeDecodeError, binascii.Error) as error:
        raise Refused(f"密钥文件“{path}”不是 base64。") from error
    if len(key) != KEY_BYTES:
        raise Refused(f"密钥文件“{path}”应为 {KEY_BYTES} 字节随机数的 base64，例如 openssl rand -base64 32 的输出。")
    if path.stat().st_mode & 0o077:
        raise Refused(f"密钥文件“{path}”可被其他账号读取，请先执行 chmod 600。")
    return key


def fingerprint(key: bytes) -> str:
    """Which key it was, telling nothing of it."""
    return hashlib.sha256(b"portal backup key" + key).hexdigest()[:16]


def seal(chunks: Iterable[bytes], out: BinaryIO, *, key: bytes, name: str) -> None:
    """Write everything that `chunks` gives, encrypted under that name."""
    salt = os.urandom(SALT_BYTES)
    out.write(MAGIC + salt)
    cipher, number, waiting = _cipher(key, salt, name), 0, b""
    for given in chunks:
        waiting += given
        while len(waiting) > CHUNK:
            _write(out, cipher, number, waiting[:CHUNK], last=False)
            waiting, number = waiting[CHUNK:], number + 1
    _write(out, cipher, number, waiting, last=True)


def opened(sealed: BinaryIO, *, key: bytes, name: str) -> Iterator[bytes]:
    """The chunks as they were given; `Refused` at the first one that is not what it was, or if the end is missing."""
    if sealed.read(len(MAGIC)) != MAGIC:
        raise Refused(f"“{name}”不是备份文件。")
    cipher, number = _cipher(key, sealed.read(SALT_BYTES), name), 0
    while True:
        head = sealed.read(4)
        if len(head) < 4:
            raise Refused(f"备份文件“{name}”不完整。")
        length = struct.unpack(">I", head)[0]
        size = (length & ~LAST) + TAG_BYTES
        if size > CHUNK + TAG_BYTES:
            raise Refused(f"备份文件“{name}”已损坏。")
        try:
            yield cipher.decrypt(_nonce(number), sealed.read(size), head)
        except InvalidTag as error:
            raise Refused(f"备份文件“{name}”已损坏，或者密钥不符。") from error
        if length & LAST:
            if sealed.read(1):
                raise Refused(f"备份文件“{name}”末尾有多余的内容。")
            return
        number += 1


def _cipher(key: bytes, salt: bytes, name: str) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=b"portal backup " + name.encode()).derive(key)
    return AESGCM(derived)


def _write(out: BinaryIO, cipher: AESGCM, number: int, plain: bytes, *, last: bool) -> None:
    head = struct.pack(">I", len(plain) | (LAST if last else 0))
    out.write(head + cipher.encrypt(_nonce(number), plain, head))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")
