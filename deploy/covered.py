"""How much of the code the tests ran: of all lines and branches 95 %, and all of what decides who may and when.

`make coverage` reads what the last `make test MEASURED=1` left, and ends with 1 where that is too little.
"""

import json
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

MEASURED = Path(__file__).resolve().parents[1] / "var" / "coverage.json"
LEAST = 95.0
DECIDING = ("zhengzhou_ideology/workflow/*", "*/rules.py", "*_workflow.py", "*/conditions.py")


def main(left: Path = MEASURED) -> int:
    if not left.exists():
        print("没有测量结果，请先运行 make test MEASURED=1。", file=sys.stderr)
        return 2
    measured = json.loads(left.read_text(encoding="utf-8"))
    whole = measured["summary"]["percent_covered"]
    lacking = {file: found for file, of in sorted(measured["files"].items()) if (found := missing(of))}
    for file, found in lacking.items():
        print(f"{file}: {found}")
    decides = [file for file in measured["files"] if any(fnmatch(file, shape) for shape in DECIDING)]
    undecided = [file for file in decides if file in lacking]
    print(
        f"全部代码 {whole:.2f} %（不低于 {LEAST:g} %），决定性代码 {len(decides)} 个文件，未全部运行的 {len(undecided)} 个："
    )
    print("\n".join(undecided) or "无")
    return int(whole < LEAST or bool(undecided) or not decides)


def missing(of: dict[str, Any]) -> str:
    """Lines that never ran, and from where to where nothing ever went."""
    return ", ".join([*map(str, of["missing_lines"]), *(f"{start}→{end}" for start, end in of["missing_branches"])])


if __name__ == "__main__":
    sys.exit(main())
