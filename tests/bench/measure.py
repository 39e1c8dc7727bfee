"""`make bench`: every case, the portal and the bare way in turns, in one run; writes `docs/benchmarks.md`.

`ARGS="--size 10k"` measures one city (1k, 10k, 100k, 1M; several may be named; not of 1k if none is), `--only sweeping mailing`
the cases of these modules, `--patience 60` how many seconds of rounds a case gets. Exit status 1 if anything misses its limit.
"""

import argparse
import logging
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "zhengzhou_ideology.settings_test"

import django  # noqa: E402
from django.conf import settings  # noqa: E402

django.setup()
settings.ROOT_URLCONF = "tests.bench.floor"  # the portal's addresses, and the floor among them
settings.SESSION_SEEN_EVERY = 60  # as in production: a page that is read again writes nothing

from tests.bench import report, town  # noqa: E402
from tests.bench.case import Result, run  # noqa: E402
from tests.bench.databases import city_database  # noqa: E402

SIZES = {"1k": 1_000, "10k": 10_000, "100k": 100_000, "1M": 1_000_000}
# Those on the lean register first, then those on a city with a year behind it, last what takes minutes.
MODULES = (
    *("opening", "sweeping", "settling", "importing", "mailing", "sealing", "accepting", "ledgers"),
    *("boards", "lists", "statements"),
)
PATIENCE = {"1k": 5, "10k": 20, "100k": 60, "1M": 240}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", nargs="+", choices=SIZES, default=list(SIZES)[1:])
    parser.add_argument("--only", nargs="+", choices=MODULES, default=MODULES)
    parser.add_argument("--patience", type=float)
    wanted = parser.parse_args()
    logging.disable(logging.WARNING)  # that a role is denied a page which is tried
    done, names, missed = set(), set(), 0
    for size in wanted.size:
        for module in (name for name in MODULES if name in wanted.only):
            cases = import_module(f"tests.bench.cases.{module}")
            # A module that says so is measured on that many organizations, whatever the city.
            organizations = min(SIZES[size], getattr(cases, "MOST_ORGANIZATIONS", SIZES[size]))
            if (module, organizations) in done:
                continue
            done.add((module, organizations))
            city_database(organizations, getattr(cases, "fill", town.fill))
            for result in measured(cases, organizations, wanted.patience or PATIENCE[size]):
                names.add(result.case.name)
                missed += not report.keep(result)
    if set(wanted.only) == set(MODULES):
        report.forget_all_but(names)
    report.write()
    return int(missed > 0)


def measured(cases: ModuleType, size: int, patience: float) -> Iterator[Result]:
    for case in cases.cases(size):
        yield run(case, size, patience=patience)


if __name__ == "__main__":
    sys.exit(main())
