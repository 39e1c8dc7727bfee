"""Figures kept from run to run, and the page that shows them: table, machine, and the time against the size."""

import json
import os
import platform
from datetime import date
from pathlib import Path

from django.db import connection

from tests.bench.case import Result
from tests.bench.picture import draw

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE, FIGURES = DOCS / "benchmarks.md", DOCS / "benchmarks.json"
INTRODUCTION = """# Benchmarks

`make bench` wrote this page: each case as the portal does it and, in turns with it in the same run, the least that anybody could
do for the same. Seconds are those of the processor, of the
portal's process and the database's together; ratios count. Medians; `n` is how often each was run. A case that
misses its limit is marked, and the last column says why or what it is bound by. `make bench ARGS="--size 10k"` takes minutes.
The figures stand in `docs/benchmarks.json`; a run replaces those of its cases and sizes.
"""


def line(result: Result) -> str:
    ratio = f"{result.ratio:.2f} x" if result.ratio else ""
    against = f" / {seconds(result.bare_seconds)} = {ratio}" if result.bare_seconds else ""
    mark = "" if result.kept else "  MISSED"
    return f"{result.size:>9,} {result.case.name}: {seconds(result.seconds)}{against}, n={len(result.ours)}, {result.memory:.0f} MB{mark}"


def seconds(value: float | None) -> str:
    if value is None:
        return ""
    if value < 1:
        return f"{value * 1000:.0f} ms" if value >= 0.01 else f"{value * 1000:.1f} ms"
    return f"{value:.1f} s"


def keep(result: Result) -> None:
    figures = _figures()
    case = result.case
    figures[f"{case.name}|{result.size}"] = {
        "case": case.name,
        "size": result.size,
        "beside": case.beside,
        "seconds": result.seconds,
        "bare": result.bare_seconds,
        "ratio": result.ratio,
        "limit": case.limit,
        "at_most": case.at_most,
        "n": len(result.ours),
        "memory": result.memory,
        "kept": result.kept,
        "remark": case.remark,
        "on": today(),
        "load": os.getloadavg()[0],
        "machine": machine(),
    }
    _store(figures)


def keep_table(script: str, printed: str) -> None:
    """What a script prints that has a database and processes of its own."""
    _store({**_figures(), script: {"table": printed.strip(), "on": today(), "machine": machine()}})


def today() -> str:
    return date.today().isoformat()  # noqa: DTZ011 - the machine's day


def _store(figures: dict[str, dict]) -> None:
    FIGURES.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write() -> None:
    kept = _figures()
    figures = sorted((one for one in kept.values() if "case" in one), key=lambda one: one["size"])
    order = list(dict.fromkeys(figure["case"] for figure in figures))
    figures.sort(key=lambda one: (order.index(one["case"]), one["size"]))
    rows = [INTRODUCTION]
    rows += [f"- {what}" for what in dict.fromkeys(one["machine"] for one in kept.values())]
    rows += [
        "",
        "| Case | Size | Portal | Bare | Ratio | Limit | n | Memory | Load |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    rows += [_row(figure) for figure in figures]
    rows += ["", "| Case | Beside it | Remark |", "|---|---|---|"]
    for name in dict.fromkeys(figure["case"] for figure in figures):
        last = [figure for figure in figures if figure["case"] == name][-1]
        rows.append(f"| {name} | {last['beside']} | {last['remark']} |")
    if draw(figures, DOCS / "images" / "benchmarks.svg"):
        rows += ["", "![Seconds against the size of the city](images/benchmarks.svg)"]
    for script, one in kept.items():
        if "table" in one:
            rows += ["", f"## `tests/bench/{script}.py`, {one['on']}", "", one["table"]]
    PAGE.write_text("\n".join(rows) + "\n", encoding="utf-8")


def _row(figure: dict) -> str:
    limits = [f"≤ {figure['limit']} ×"] if figure["limit"] else []
    limits += [f"≤ {seconds(figure['at_most'])}"] if figure["at_most"] else []
    ratio = f"{figure['ratio']:.2f} ×" if figure["ratio"] else ""
    ratio += "" if figure["kept"] else " (missed)"
    cells = (
        figure["case"],
        f"{figure['size']:,}",
        seconds(figure["seconds"]),
        seconds(figure["bare"]),
        ratio,
        ", ".join(limits),
        figure["n"],
        f"{figure['memory']:.0f} MB",
        f"{figure['load']:.1f}",
    )
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def machine() -> str:
    model = next(
        (
            row.partition(":")[2].strip()
            for row in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in row
        ),
        "?",
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_setting('shared_buffers'), current_setting('fsync')"
        )
        version, buffers, fsync = cursor.fetchone()
    return (
        f"{os.cpu_count()} × {model}, {memory:.0f} GB; PostgreSQL {version.split()[0]} (shared_buffers {buffers}, fsync {fsync}); "
        f"Python {platform.python_version()}"
    )


def _figures() -> dict[str, dict]:
    return json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
