"""`make load ARGS="--organizations 10000 --seconds 600"`: the last day of a quarter; writes docs/load.md and its picture."""

import argparse
import os
import sys
from collections import defaultdict
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "zhengzhou_ideology.settings_test"

import django

django.setup()

from tests.machines import quarter_end  # noqa: E402
from tests.machines.curve import percentile, picture  # noqa: E402
from tests.machines.servers import ROOT  # noqa: E402

BEGIN, END = "<!-- load: written by make load -->\n", "<!-- load: end -->\n"
POLITE = {200, 302, 429, 503}


def table(day: quarter_end.Day) -> list[str]:
    kinds = defaultdict(list)
    for _at, kind, status, seconds in day.heard:
        kinds[kind].append((status, seconds))
    kinds = {"all": [one for many in kinds.values() for one in many], **dict(sorted(kinds.items()))}
    lines = [
        "| Request | Number | p50 ms | p95 ms | p99 ms | busy (503, 429) | others |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind, found in kinds.items():
        times = [seconds for _status, seconds in found]
        busy = sum(status in (429, 503) for status, _seconds in found)
        others = sum(status not in POLITE for status, _seconds in found)
        shown = " | ".join(f"{percentile(times, percent):.0f}" for percent in (50, 95, 99))
        lines.append(f"| {kind} | {len(found)} | {shown} | {busy} | {others} |")
    return lines


def grown(counted: quarter_end.Counted, filed: int) -> list[str]:
    """For docs/scale.md: what a report costs in the database, from the first word to the last receipt."""
    most = sorted(counted.grown.items(), key=lambda pair: -pair[1])[:10]
    per = {name: size / max(1, filed) for name, size in most}
    total = sum(counted.grown.values()) / max(1, filed)
    lines = ["| Table, with its indexes | Bytes for each report filed |", "|---|---|", f"| all | {total:,.0f} |"]
    return [*lines, *(f"| {name} | {size:,.0f} |" for name, size in per.items())]


def written(day: quarter_end.Day, counted: quarter_end.Counted, filed: int, options: argparse.Namespace) -> str:
    killed = "，".join(f"{name} {at:.0f} s" for at, name in day.killed).replace("，", ", ")
    return "\n".join(
        [
            f"{options.organizations} organizations, of which {filed} filed with an attachment within {options.seconds:.0f} s"
            f" (the last answer came after {day.ended:.0f} s); {len(day.heard)} requests,"
            f" {len(day.heard) / day.ended:.1f} a second. {options.also}",
            "",
            f"Killed with -9: {killed}.",
            "",
            "| Counted | Number |",
            "|---|---|",
            f"| organizations told that their report is in | {len(day.told)} |",
            f"| of these with a submission in the database | {counted.told} |",
            f"| submissions · reports with one · moves of certifying | {counted.submissions} · {counted.organizations} · {counted.moves} |",
            f"| attachments | {counted.attachments} |",
            f"| gave up | {len(day.gave_up)} |",
            f"| longest wait for a place among {quarter_end.PLACES} people at once | {day.late:.0f} s |",
            "",
            *table(day),
            "",
            *grown(counted, filed),
            "",
        ]
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="make load ARGS=…")
    parser.add_argument("--organizations", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--also", default="", help="a sentence on what else ran on the machine")
    options = parser.parse_args()
    day, counted, filed = quarter_end.run(options.organizations, options.seconds)
    text = written(day, counted, filed, options)
    page = ROOT / "docs" / "load.md"
    before, _, rest = page.read_text().partition(BEGIN)
    page.write_text(before + BEGIN + text + END + rest.partition(END)[2])
    title = f"{filed} of {options.organizations} organizations file in {options.seconds:.0f} s"
    Path(ROOT / "docs" / "images" / "load.svg").write_text(picture(day, title))
    sys.stdout.write("\n".join([text, *day.gave_up[:20], ""]))
    lost = len(day.told) - counted.told
    doubled = counted.submissions - counted.organizations
    return int(bool(lost or doubled or day.gave_up or len(day.told) != filed))


if __name__ == "__main__":
    sys.exit(main())
