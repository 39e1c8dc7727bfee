"""`make bench`: every case, the portal and the bare way in turns, in one run; writes `docs/benchmarks.md`.

`ARGS="--size 10k"` measures one city (10k, 100k, 1M; several may be named), `--only sweep outbox` the cases of these modules,
and scripts, `--patience 60` how many seconds of rounds a case gets. A city that is named leaves the slow scripts out. Exit status 1
if anything misses its limit.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "zhengzhou_ideology.settings_test"

import django  # noqa: E402

django.setup()

from tests.bench import report  # noqa: E402
from tests.bench.case import Result, run  # noqa: E402
from tests.bench.databases import city_database  # noqa: E402

SIZES = {"10k": 10_000, "100k": 100_000, "1M": 1_000_000}
MODULES = ("opening", "sweeping", "settling", "importing", "mailing", "sealing", "accepting")
# Each with a database, and processes, of its own; of the same size whatever the city. The last takes a quarter of an hour.
SCRIPTS = ("event_lists", "ledgers", "statements")
PATIENCE = {"10k": 20, "100k": 60, "1M": 240}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", nargs="+", choices=SIZES)
    parser.add_argument("--only", nargs="+", choices=(*MODULES, *SCRIPTS))
    parser.add_argument("--patience", type=float)
    asked = parser.parse_args()
    missed = 0
    wanted = asked.only or (MODULES if asked.size else MODULES + SCRIPTS)
    modules = [name for name in MODULES if name in wanted]
    for size in (asked.size or SIZES) if modules else ():
        city_database(SIZES[size])
        for module in modules:
            for result in measured(module, SIZES[size], asked.patience or PATIENCE[size]):
                print(report.line(result), flush=True)  # noqa: T201
                report.keep(result)
                missed += not result.kept
    for script in (name for name in SCRIPTS if name in wanted):
        done = subprocess.run([sys.executable, f"tests/bench/{script}.py"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        print(done.stdout, flush=True)  # noqa: T201
        report.keep_table(script, done.stdout)
        missed += done.returncode
    report.write()
    return int(missed > 0)


def measured(module: str, size: int, patience: float) -> Iterator[Result]:
    for case in import_module(f"tests.bench.cases.{module}").cases(size):
        yield run(case, size, patience=patience)


if __name__ == "__main__":
    sys.exit(main())
