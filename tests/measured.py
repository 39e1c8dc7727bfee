"""Which tests coverage looks at: measuring more than doubles what a test costs, and most lines are run by very many tests."""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import pytest
from coverage import Coverage

# They go through every page to see that it holds, as the tests of each room do one by one.
WALKS = (
    "tests/access/",
    "tests/browser/",
    "tests/look/",
    "tests/service/test_forms_come_back",
    "tests/service/test_nothing_typed_is_lost",
)
# Of a test with many cases these are measured, unless it is about what decides: of that, every branch must have run.
CASES = 2
DECIDES = re.compile(r"workflow|who_may|permission|rules|conditions|guard|post_change|undo|queue")


def mark(items: list[pytest.Item]) -> None:
    """Whatever the order of the run, the same ones."""
    cases = defaultdict(list)
    for item in items:
        if item.nodeid.startswith(WALKS):
            item.add_marker("unmeasured")
        elif not DECIDES.search(item.nodeid.partition("[")[0]):
            cases[item.nodeid.partition("[")[0]].append(item)
    for of_one_test in cases.values():
        for item in sorted(of_one_test, key=lambda item: item.nodeid)[CASES:]:
            item.add_marker("unmeasured")


@contextmanager
def unmeasured() -> Iterator[None]:
    measuring = Coverage.current()
    if measuring:
        measuring.stop()
    yield
    if measuring:
        measuring.start()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    with unmeasured() if item.get_closest_marker("unmeasured") else nullcontext():
        yield
