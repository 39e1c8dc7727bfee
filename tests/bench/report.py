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
do for the same, or what one would use otherwise. Seconds are those of the processor, of the portal's process and the database's
together, unless the second table says so; ratios count. Medians; `n` is how often each was run. Growth is how many times as long
it takes as in the smallest city; where what stands beside it is the same in any city, growth of the ratio, so that a slower hour
of the machine does not count. Memory is what a run needed beyond what was there, or, with a limit, the most of the whole
process; load is that of the machine at the end. What misses a limit is marked, and so is what keeps it and not the narrower goal that
stands before it; the second table says why or what it is bound by.
`make bench ARGS="--size 10k"` takes minutes. The figures stand in `docs/benchmarks.json`; a run replaces those of its cases and sizes.
"""


def line(result: Result) -> str:
    ratio = f"{result.ratio:.2f} x" if result.ratio else ""
    against = f" / {seconds(result.bare_seconds)} = {ratio}" if result.bare_seconds else ""
    return f"{result.size:>9,} {result.case.name}: {seconds(result.seconds)}{against}, n={len(result.ours)}, {result.memory:.0f} MB"


def seconds(value: float | None) -> str:
    if value is None:
        return ""
    if value < 1:
        return f"{value * 1000:.0f} ms" if value >= 0.01 else f"{value * 1000:.1f} ms"
    return f"{value:.1f} s"


def keep(result: Result) -> bool:
    """Put it down and say it; whether it keeps its limits."""
    figures, case = _figures(), result.case
    figures[f"{case.name}|{result.size}"] = {
        "case": case.name,
        "size": result.size,
        "beside": case.beside,
        "seconds": result.seconds,
        "bare": result.bare_seconds,
        "ratio": result.ratio,
        "limit": case.limit,
        "goal": case.goal,
        "at_most": case.at_most,
        "n": len(result.ours),
        "memory": result.peak if case.most_memory else result.memory,
        "most_memory": case.most_memory,
        "grows": case.grows,
        "in_bare": case.in_bare,
        "must": case.must,
        "kept": result.kept,
        "remark": case.remark,
        "why": case.why,
        "on": today(),
        "load": os.getloadavg()[0],
        "machine": machine(),
    }
    _store(figures)
    growth = _growth(figures, figures[f"{case.name}|{result.size}"])
    kept = result.kept and (growth is None or case.grows is None or growth <= case.grows)
    print(f"{line(result)}{f', grown {growth:.2f} x' if growth else ''}{'' if kept else '  MISSED'}", flush=True)  # noqa: T201
    return kept


def today() -> str:
    return date.today().isoformat()  # noqa: DTZ011 - the machine's day


def _store(figures: dict[str, dict]) -> None:
    FIGURES.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def forget_all_but(names: set[str]) -> None:
    """What no case of today is called has no figure."""
    _store({key: figure for key, figure in _figures().items() if figure["case"] in names})


def write() -> None:
    kept = _figures()
    figures = sorted(kept.values(), key=lambda one: one["size"])
    order = list(dict.fromkeys(figure["case"] for figure in figures))
    figures.sort(key=lambda one: (order.index(one["case"]), one["size"]))
    rows = [INTRODUCTION]
    rows += [f"- {what}" for what in dict.fromkeys(one["machine"] for one in figures)]
    rows += [
        "",
        "| Case | Size | Portal | Bare | Ratio | Growth | Limit | n | Memory | Load |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    rows += [_row(figure, _growth(kept, figure)) for figure in figures]
    rows += ["", "| Case | Beside it | Remark |", "|---|---|---|"]
    for name in order:
        last = [figure for figure in figures if figure["case"] == name][-1]
        rows.append(f"| {name} | {last['beside']} | {last['remark']} |")
    for why in dict.fromkeys(figure["why"] for figure in figures if figure.get("why")):
        rows += ["", why]
    pages = [figure for figure in figures if figure["case"].startswith(("list", "home"))]
    for what, shown in (("work", [figure for figure in figures if figure not in pages]), ("pages", pages)):
        if draw(shown, DOCS / "images" / f"benchmarks-{what}.svg"):
            rows += ["", f"![Seconds of {what} against the size of the city](images/benchmarks-{what}.svg)"]
    PAGE.write_text("\n".join(rows) + "\n", encoding="utf-8")


def _growth(figures: dict[str, dict], figure: dict) -> float | None:
    """Against the smallest city in which the same case was measured; None for that itself."""
    smallest = min((one for one in figures.values() if one["case"] == figure["case"]), key=lambda one: one["size"])
    if figure["size"] == smallest["size"]:
        return None
    taken = "ratio" if figure["in_bare"] else "seconds"
    return figure[taken] / smallest[taken]


def _row(figure: dict, growth: float | None) -> str:
    limits = [f"≤ {figure['goal']:g} × (goal)"] if figure.get("goal") else []
    limits += [f"≤ {figure['limit']:g} ×"] if figure["limit"] else []
    limits += [f"≤ {seconds(figure['at_most'])}"] if figure["at_most"] else []
    limits += [f"grows ≤ {figure['grows']:g} ×"] if figure["grows"] else []
    limits += [f"≤ {figure['most_memory']:g} MB"] if figure["most_memory"] else []
    limits += [figure["must"]] if figure["must"] else []
    kept = figure["kept"] and not (growth and figure["grows"] and growth > figure["grows"])
    cells = (
        figure["case"],
        f"{figure['size']:,}",
        seconds(figure["seconds"]) + (_over_goal(figure) if kept else " (missed)"),
        seconds(figure["bare"]),
        times(figure["ratio"]),
        times(growth),
        ", ".join(limits),
        figure["n"],
        f"{figure['memory']:.0f} MB",
        f"{figure['load']:.1f}",
    )
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _over_goal(figure: dict) -> str:
    return " (over the goal)" if figure.get("goal") and figure["ratio"] and figure["ratio"] > figure["goal"] else ""


def times(ratio: float | None) -> str:
    if ratio is None:
        return ""
    return f"{ratio:.2f} ×" if ratio >= 0.1 else f"{ratio:.3f} ×"


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
