"""Writing a package into a folder: papers and attachments, their description, and a manifest that `sha256sum -c` reads."""

from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from reports.archive import fitting
from reports.archive_package.contents import Item, items
from reports.archive_package.metadata import Stored, metadata
from reports.models import AnnualStatement
from zhengzhou_ideology.commands import write_whole
from zhengzhou_ideology.signing import verdict_on

METADATA, MANIFEST = "元数据.xml", "manifest-sha256.txt"
MISSING, ALTERED = "存储中没有找到原文件", "存储中的内容与登记的校验值不符"


def folder_name(statement: AnnualStatement) -> str:
    facts = statement.snapshot["organization"]
    return f"{facts['uscc']}_{fitting(facts['name'])}_{statement.year}"


def write_package(
    statement: AnnualStatement,
    folder: Path,
    *,
    now: datetime,
    with_cases: bool = True,
    beat: Callable[[int], None] = lambda files: None,
) -> list[Stored]:
    """Into an empty folder, one file after the other; the manifest comes last and names all others.

    `beat` hears after each file how many there are.
    """
    files: list[Stored] = []
    for stored in _written(statement, folder, now, with_cases=with_cases):
        files.append(stored)
        beat(len(files))
    write_whole(folder / METADATA, metadata(statement, files, now=now))
    lines = [f"{stored.sha256}  {stored.path}" for stored in files if stored.sha256]
    lines.append(f"{sha256((folder / METADATA).read_bytes()).hexdigest()}  {METADATA}")
    write_whole(folder / MANIFEST, ("\n".join(lines) + "\n").encode())
    return files


def _written(statement: AnnualStatement, folder: Path, now: datetime, *, with_cases: bool) -> Iterator[Stored]:
    taken: set[str] = set()
    for item in items(statement, now, with_cases=with_cases):
        path = _path(item, taken)
        try:
            content = item.read()
        except FileNotFoundError:
            yield Stored(item, path, 0, "", MISSING)
            continue
        (folder / path).parent.mkdir(exist_ok=True)
        write_whole(folder / path, content)
        digest = sha256(content).hexdigest()
        note = ALTERED if item.sha256 and item.sha256 != digest else ""
        signature = verdict_on(content) if item.signer else None
        yield Stored(item, path, len(content), digest, note, signature)


def _path(item: Item, taken: set[str]) -> str:
    """Safe, and no name twice in a folder."""
    stem, dot, ending = item.name.rpartition(".")
    number, path = 1, f"{item.folder}/{fitting(stem)}{dot}{fitting(ending)}"
    while path in taken:
        number += 1
        path = f"{item.folder}/{fitting(stem)}_{number}{dot}{fitting(ending)}"
    taken.add(path)
    return path
