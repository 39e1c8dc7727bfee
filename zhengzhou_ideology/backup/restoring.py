"""The way back: into an empty database and a storage without other files, and proof that what came is what went."""

import json
from pathlib import Path
from typing import Any

from zhengzhou_ideology.backup import parts, postgres, sealing
from zhengzhou_ideology.backup.making import FORMAT, KEYS, MANIFEST, SUMMARY, Say
from zhengzhou_ideology.workflow import Refused


def restore(folder: Path, *, key: bytes, say: Say) -> dict[str, Any]:
    """Whole: every checksum is looked at before the first row is written. Run again, it goes on with the files."""
    manifest = read_manifest(folder, key)
    for part in (manifest["database"], *manifest["parts"]):
        path = folder / part["name"]
        if not path.exists() or parts.sha256_of(path) != part["sha256"]:
            raise Refused(f"备份文件“{part['name']}”缺失或者已损坏。")
    if postgres.is_empty():
        with (folder / manifest["database"]["name"]).open("rb") as sealed:
            postgres.restore(sealing.opened(sealed, key=key, name=manifest["database"]["name"]))
    elif postgres.counts() != manifest["database"]["rows"]:
        raise Refused("数据库不是空的。请恢复到新建的空数据库。")
    found = postgres.counts()
    if found != manifest["database"]["rows"]:
        differing = sorted(table for table, rows in manifest["database"]["rows"].items() if found.get(table) != rows)
        raise Refused(f"恢复后的行数与备份不符：{'、'.join(differing)}。")
    say(f"数据库：{sum(found.values())} 行，各表行数与备份一致")
    restored = sum(_files(folder, part, key) for part in manifest["parts"])
    say(f"附件：{restored} 个，校验值一致")
    return {"rows": sum(found.values()), "files": restored}


def read_manifest(folder: Path, key: bytes) -> dict[str, Any]:
    if not (folder / SUMMARY).exists():
        raise Refused(f"“{folder}”中没有完整的备份。")
    summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    if summary["format"] != FORMAT:
        raise Refused("备份由另一版本的程序生成，请用那个版本恢复。")
    if summary["key"] != sealing.fingerprint(key):
        raise Refused("密钥与备份不符。")
    with (folder / MANIFEST).open("rb") as sealed:
        manifest: dict[str, Any] = json.loads(b"".join(sealing.opened(sealed, key=key, name=MANIFEST)))
    return manifest


def _files(folder: Path, part: dict[str, Any], key: bytes) -> int:
    with (folder / part["name"]).open("rb") as sealed:
        return parts.unpack(sealing.opened(sealed, key=key, name=part["name"]), part)


def read_keys(folder: Path, *, key: bytes) -> dict[str, bytes]:
    """What `keep_keys` kept, by the path at which it lay."""
    with (folder / KEYS).open("rb") as sealed:
        kept = json.loads(b"".join(sealing.opened(sealed, key=key, name=KEYS)))
    return {path: bytes.fromhex(content) for path, content in kept.items()}
