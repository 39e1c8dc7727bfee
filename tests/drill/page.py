"""The commands of docs/operations.md, as they stand there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/operations.md"


def sections() -> dict[str, list[str]]:
    """The blocks of commands below each heading, in their order."""
    found: dict[str, list[str]] = {}
    for heading, body in re.findall(
        r"^##+ (.+?)$(.*?)(?=^##+ |\Z)", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    ):
        found[heading] = re.findall(r"^```sh\n(.*?)^```$", body, re.MULTILINE | re.DOTALL)
    return {heading: blocks for heading, blocks in found.items() if blocks}


def commands() -> list[str]:
    """Each line without what is said of it."""
    return [
        re.sub(r"\s+# .*$", "", line)
        for blocks in sections().values()
        for block in blocks
        for line in block.splitlines()
    ]
