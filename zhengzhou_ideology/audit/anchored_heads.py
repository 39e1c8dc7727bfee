"""Seals against what went outside: a file of heads, one to a line, as the anchors wrote it or as mails and syslog were kept."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from zhengzhou_ideology.audit import keys
from zhengzhou_ideology.audit.breaks import Break
from zhengzhou_ideology.audit.canonical import canonical
from zhengzhou_ideology.audit.chain import called
from zhengzhou_ideology.audit.models import Seal
from zhengzhou_ideology.audit.stamps import stamp_fits


def anchor_breaks(seals: list[Seal], path: Path) -> Iterator[Break]:
    """An anchor without its seal, a seal that is another one, a seal without its anchor: each is a break."""
    heads = list(_read(path))
    if not heads:
        yield Break("外部存证中没有任何封存记录")
        return
    yield from (Break(f"外部存证第{line}行不能读取") for line, head in heads if head is None)
    found = [head for _, head in heads if head is not None]
    own, anchored, known = {seal.number: seal for seal in seals}, {}, keys.public_keys()
    for head in found:
        number = head["number"]
        anchored[number] = head
        if not keys.is_published(head, known):
            yield Break(f"外部存证的第{number}次封存签名无效", canonical(head).decode())
        elif number not in own:
            yield Break(f"外部存证有第{number}次封存，数据库没有", canonical(head).decode())
        elif not _is_same(head, own[number]):
            yield Break(f"{called(own[number])}与外部存证不一致", canonical(head).decode())
        elif not stamp_fits(head):
            yield Break(f"外部存证的第{number}次封存所附时间戳无效")
    yield from (Break(f"{called(seal)}没有外部存证") for seal in seals if seal.number not in anchored)


def _is_same(head: dict[str, Any], seal: Seal) -> bool:
    return {name: value for name, value in head.items() if name != "stamp"} == seal.published


def _read(path: Path) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """With the number of its line; None: no head. Around it may stand what a syslog writes before it."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield number, _head(line)


def _head(line: str) -> dict[str, Any] | None:
    try:
        head = json.loads(line[line.index("{") :])
    except ValueError:
        return None
    return head if isinstance(head, dict) and isinstance(head.get("number"), int) else None
