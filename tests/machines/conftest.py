"""Stacks for the whole session: to make one takes a minute, so the tests share it and put right what they break."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.machines import servers as made


@pytest.fixture(scope="session")
def stack() -> Iterator[made.Servers]:
    with made.servers() as servers:
        yield servers


@pytest.fixture(scope="session")
def city(stack: made.Servers) -> int:
    """How many organizations there are, each with a draft."""
    count = 60
    words = [sys.executable, "-m", "tests.machines.city", str(count)]
    subprocess.run(words, cwd=made.ROOT, env=stack.environment(), check=True)
    return count
