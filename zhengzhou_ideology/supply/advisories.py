"""Known weaknesses of the parts, looked up in a file of OSV records, because a closed network asks nobody.

The file is what OSV publishes for an ecosystem (a zip of JSON files), a folder of such files, or one file with a record on
each line; the format is the OSV Schema 1.6. Only ranges of kind ECOSYSTEM and SEMVER and lists of versions are read.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from zhengzhou_ideology.supply.parts import Component


@dataclass(frozen=True, slots=True, order=True)
class Advisory:
    part: Component
    number: str
    summary: str
    fixed: str


def records(path: Path) -> Iterator[dict[str, Any]]:
    if path.is_dir():
        yield from (json.loads(file.read_text(encoding="utf-8")) for file in sorted(path.rglob("*.json")))
    elif is_zipfile(path):
        with ZipFile(path) as archive:
            yield from (json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json"))
    else:
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())


def against(parts: Iterable[Component], known: Iterable[dict[str, Any]]) -> list[Advisory]:
    """What of `known` concerns an installed version, withdrawn records left out."""
    by_name = {(part.ecosystem, part.name): part for part in parts}
    found = set()
    for record in known:
        if record.get("withdrawn"):
            continue
        for affected in record.get("affected", []):
            package = affected.get("package", {})
            name = package.get("name", "")
            ecosystem = package.get("ecosystem", "")
            part = by_name.get((ecosystem, canonicalize_name(name) if ecosystem == "PyPI" else name))
            if part and _concerns(affected, part.version):
                summary = record.get("summary") or record.get("details", "").partition("\n")[0]
                found.add(Advisory(part, record["id"], summary[:200], _fixed(affected, part.version)))
    return sorted(found)


def _concerns(affected: dict[str, Any], version: str) -> bool:
    if version in affected.get("versions", []):
        return True
    return any(_within(one.get("events", []), version) for one in _ranges(affected))


def _ranges(affected: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in affected.get("ranges", []) if one.get("type") in {"ECOSYSTEM", "SEMVER"}]


def _within(events: list[dict[str, str]], version: str) -> bool:
    """The last event at or below the version decides (OSV Schema, evaluation of ranges)."""
    installed, inside = _version(version), False
    for event in sorted(events, key=_place):
        if "introduced" in event and installed >= _version(event["introduced"]):
            inside = True
        elif ("fixed" in event and installed >= _version(event["fixed"])) or (
            "last_affected" in event and installed > _version(event["last_affected"])
        ):
            inside = False
    return inside


def _place(event: dict[str, str]) -> Version:
    return _version(next(iter(event.values())))


def _version(text: str) -> Version:
    try:
        return Version(text)
    except InvalidVersion:  # an npm version of a kind that Python's rules do not know: rather told once too often
        return Version("0")


def _fixed(affected: dict[str, Any], version: str) -> str:
    """The next version without it, empty if there is none yet."""
    fixed = [event["fixed"] for one in _ranges(affected) for event in one.get("events", []) if "fixed" in event]
    later = sorted(_version(one) for one in fixed if _version(one) > _version(version))
    return str(later[0]) if later else ""
