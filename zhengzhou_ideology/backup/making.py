"""Making a backup: the database first, then the files, so that no row is without its file."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from zhengzhou_ideology.backup import parts, postgres, sealing
from zhengzhou_ideology.backup.parts import Parcel
from zhengzhou_ideology.workflow import Refused

FORMAT = 1
DUMP = "database.sealed"
PROGRESS, MANIFEST, SUMMARY, KEYS = "progress.json", "manifest.sealed", "backup.json", "keys.sealed"
Say = Callable[[str], None]


def make(folder: Path, *, key: bytes, now: datetime, say: Say) -> dict[str, Any]:
    """All of the installation into `folder`, which is new or holds a backup that was cut off; returns the summary."""
    if (folder / SUMMARY).exists():
        raise Refused(f"“{folder}”中已有一份完整的备份，请另选目录。")
    if folder.exists() and any(folder.iterdir()) and not (folder / PROGRESS).exists():
        raise Refused(f"“{folder}”不是空目录。")
    # Encrypted, and read by the owner of the tables, who restores it and is of the group.
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    progress = _progress(folder, key, now)
    _dump(folder, progress, key, say)
    _files(folder, progress, key, say)
    return _finish(folder, progress, key)


def _progress(folder: Path, key: bytes, now: datetime) -> dict[str, Any]:
    """What an earlier run has finished, as far as it still is what it was."""
    path = folder / PROGRESS
    if not path.exists():
        begun = {"format": FORMAT, "began_at": now.isoformat(), "key": sealing.fingerprint(key), "parts": []}
        parts.write_json(path, begun)
        return begun
    progress: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if progress["key"] != sealing.fingerprint(key):
        raise Refused("这份未完成的备份用的是另一把密钥。")
    progress["parts"] = [part for part in progress["parts"] if _holds(folder, part)]
    if "database" in progress and not _holds(folder, progress["database"]):
        del progress["database"]
    return progress


def _holds(folder: Path, part: dict[str, Any]) -> bool:
    path = folder / part["name"]
    return path.exists() and parts.sha256_of(path) == part["sha256"]


def _dump(folder: Path, progress: dict[str, Any], key: bytes, say: Say) -> None:
    if "database" in progress:
        say("数据库：上次已完成")
        return
    with postgres.snapshot() as moment:
        counts = postgres.counts()
        digest = parts.write_sealed(folder / DUMP, postgres.dump(moment), key=key)
    progress["database"] = {"name": DUMP, "sha256": digest, "rows": counts}
    parts.write_json(folder / PROGRESS, progress)
    say(f"数据库：{sum(counts.values())} 行")


def _files(folder: Path, progress: dict[str, Any], key: bytes, say: Say) -> None:
    done = {name for part in progress["parts"] for name in part["members"]}
    numbers = _numbers({part["name"] for part in progress["parts"]})
    for names in parts.plan(done):
        part = Parcel(f"files-{next(numbers):05}.sealed")
        part.sha256 = parts.write_sealed(folder / part.name, parts.pack(names, part), key=key)
        progress["parts"].append(part.as_json())
        parts.write_json(folder / PROGRESS, progress)
        say(f"附件：{part.name}，{len(names)} 个文件")


def _numbers(taken: set[str]) -> Iterator[int]:
    number = 0
    while True:
        number += 1
        if f"files-{number:05}.sealed" not in taken:
            yield number


def _finish(folder: Path, progress: dict[str, Any], key: bytes) -> dict[str, Any]:
    """The manifest is sealed like the rest, so that nobody takes a part away; a summary in the open says when and which key."""
    written = json.dumps(progress, ensure_ascii=False, sort_keys=True).encode()
    parts.write_sealed(folder / MANIFEST, iter([written]), key=key)
    summary = {
        "format": FORMAT,
        "began_at": progress["began_at"],
        "key": progress["key"],
        "rows": sum(progress["database"]["rows"].values()),
        "files": sum(len(part["members"]) for part in progress["parts"]),
    }
    parts.write_json(folder / SUMMARY, summary)
    (folder / PROGRESS).unlink()
    return summary


def keep_keys(folder: Path, backup: Path, *, key: bytes) -> int:
    """What opens the installation, apart from what it holds: `.env` and the keys of signatures and heads; how many files."""
    if folder.resolve() == backup.resolve() or backup.resolve() in folder.resolve().parents:
        raise Refused("密钥应与备份分开存放，请为 --keys-out 另选目录。")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    named = [settings.BASE_DIR / ".env", settings.SIGNING_PASSPHRASE_FILE, settings.SIGNING_PKCS11_PIN_FILE]
    found = [path for path in map(Path, filter(None, named)) if path.is_file()]
    heads = settings.AUDIT["KEY_FILE"]
    for place in filter(None, (settings.SIGNING_KEYS_DIR, heads and Path(heads).parent)):
        found += sorted(path for path in Path(place).glob("*") if path.is_file())
    content = {str(path): path.read_bytes().hex() for path in found}
    parts.write_sealed(folder / KEYS, iter([json.dumps(content).encode()]), key=key)
    return len(found)
