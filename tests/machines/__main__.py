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


Kinds = dict[str, list[tuple[int, float]]]


def by_kind(day: quarter_end.Day) -> Kinds:
    """Status and seconds of each request, by what was asked; those of signing in come before the day and are counted apart."""
    kinds: Kinds = defaultdict(list)
    for _at, kind, status, seconds in day.heard:
        kinds[kind].append((status, seconds))
    return {"all": [one for many in kinds.values() for one in many], **dict(sorted(kinds.items()))}


def before_the_day(day: quarter_end.Day) -> Kinds:
    kinds: Kinds = defaultdict(list)
    for kind, status, seconds in day.before:
        kinds[f"{kind} (before)"].append((status, seconds))
    return dict(sorted(kinds.items()))


def table(kinds: Kinds) -> list[str]:
    lines = [
        "| Request | Number | p50 ms | p95 ms | p99 ms | busy (503, 429) | others |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind, found in kinds.items():
        times = [seconds for _status, seconds in found]
        busy = sum(status in (429, 503) for status, _seconds in found)
        others = sum(status not in quarter_end.POLITE for status, _seconds in found)
        shown = " | ".join(f"{percentile(times, percent):.0f}" for percent in (50, 95, 99))
        lines.append(f"| {kind} | {len(found)} | {shown} | {busy} | {others} |")
    return lines


def against_the_goal(day: quarter_end.Day) -> str:
    p95, goal = percentile([seconds for _at, _kind, _status, seconds in day.heard], 95), quarter_end.GOAL_MS
    return f"{p95:.0f} ms; the goal is {goal} ms, which was {'met' if p95 <= goal else 'missed'}"


def grown(counted: quarter_end.Counted, filed: int) -> list[str]:
    """For docs/scale.md: what a report costs in the database, from the first word to the last receipt."""
    most = sorted(counted.grown.items(), key=lambda pair: -pair[1])[:10]
    per = {name: size / max(1, filed) for name, size in most}
    total = sum(counted.grown.values()) / max(1, filed)
    lines = ["| Table, with its indexes | Bytes for each report filed |", "|---|---|", f"| all | {total:,.0f} |"]
    return [*lines, *(f"| {name} | {size:,.0f} |" for name, size in per.items())]


def written(day: quarter_end.Day, counted: quarter_end.Counted, filed: int, options: argparse.Namespace) -> str:
    killed = ", ".join(f"{name} {at:.0f} s" for at, name in day.killed)
    rude = sum(status not in quarter_end.POLITE for _at, _kind, status, _seconds in day.heard)
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
            f"| lost filings | {filed - counted.told} |",
            f"| answers that were neither a page nor that the portal is busy | {rude} |",
            f"| 95 of 100 requests were answered within | {against_the_goal(day)} |",
            f"| processor time of the web processes for each filing | {1000 * day.cost / max(1, filed):.0f} ms |",
            f"| the log, verified afterwards | {counted.log or 'NOT WHOLE'} |",
            f"| gave up | {len(day.gave_up)} |",
            f"| longest wait for a place among {quarter_end.PLACES} people at once | {day.late:.0f} s |",
            "",
            *table(by_kind(day) | before_the_day(day)),
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
    faults = quarter_end.wrong(day, counted, filed)
    sys.stderr.write("".join(f"{sentence}\n" for sentence in faults))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
