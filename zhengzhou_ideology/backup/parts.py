"""Stored files in parts of some dozen megabytes, each sealed, so that a backup that was cut off goes on where it was."""

import hashlib
import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import Storage, default_storage

from zhengzhou_ideology.backup import sealing
from zhengzhou_ideology.files.integrity import stored_names
from zhengzhou_ideology.workflow import Refused

PART_BYTES = 64 * 1024 * 1024
HEAD = struct.Struct(">II")


@dataclass
class Parcel:
    """A sealed file of the backup: its checksum, and the stored files in it with theirs."""

    name: str
    sha256: str = ""
    members: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "sha256": self.sha256, "members": self.members}


def sha256_of(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def plan(done: set[str]) -> Iterator[list[str]]:
    """The names still to be kept, in groups of about `PART_BYTES`."""
    group: list[str] = []
    room = PART_BYTES
    for name in sorted(set(stored_names()) - done):
        size = default_storage.size(name)
        if group and size > room:
            yield group
            group, room = [], PART_BYTES
        group.append(name)
        room -= size
    if group:
        yield group


def pack(names: list[str], part: Parcel) -> Iterator[bytes]:
    """The files one after the other: lengths, name, content; each checksum is noted in the part as it passes."""
    for name in names:
        with default_storage.open(name, "rb") as content:
            read = content.read()
        part.members[name] = hashlib.sha256(read).hexdigest()
        yield HEAD.pack(len(name.encode()), len(read)) + name.encode() + read


def unpack(chunks: Iterator[bytes], part: dict[str, Any]) -> int:
    """Put the files of a part where they were; those that are there already and the same are left alone."""
    stream, restored = _Stream(chunks), 0
    while head := stream.read(HEAD.size):
        named, size = HEAD.unpack(head)
        name, content = stream.read(named).decode(), stream.read(size)
        if hashlib.sha256(content).hexdigest() != part["members"].get(name):
            raise Refused(f"备份中的“{name}”与清单不符。")
        _put(default_storage, name, content)
        restored += 1
    if restored != len(part["members"]):
        raise Refused(f"“{part['name']}”中的文件数与清单不符。")
    return restored


def _put(storage: Storage, name: str, content: bytes) -> None:
    if storage.exists(name):
        with storage.open(name, "rb") as there:
            if there.read() == content:
                return
        raise Refused(f"附件“{name}”已经存在，内容不同。请恢复到空的附件目录。")
    if storage.save(name, File(BytesIO(content), name=name)) != name:
        raise Refused(f"附件“{name}”不能以原名保存。")


class _Stream:
    """What was cut into chunks, read by length."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks, self.waiting = chunks, b""

    def read(self, size: int) -> bytes:
        while len(self.waiting) < size and (more := next(self.chunks, None)) is not None:
            self.waiting += more
        taken, self.waiting = self.waiting[:size], self.waiting[size:]
        return taken


def write_sealed(path: Path, chunks: Iterator[bytes], *, key: bytes) -> str:
    """Under another name first: a file that bears its name is whole. Returns its checksum."""
    unfinished = path.with_suffix(".unfinished")
    with unfinished.open("wb") as out:
        sealing.seal(chunks, out, key=key, name=path.name)
    unfinished.replace(path)
    return sha256_of(path)


def write_json(path: Path, content: Any) -> None:
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
    unfinished.replace(path)
