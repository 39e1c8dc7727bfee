"""Stacks for the whole session: to make one takes a minute, so the tests share it and put right what they break."""

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
    count = 100
    stack.settle(count)
    return count


@pytest.fixture(autouse=True)
def whole_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test broke, nothing of the trail is lost or changed afterwards, and it goes on."""
    stack = request.getfixturevalue("stack") if "stack" in request.fixturenames else None
    yield
    if stack:
        assert "已与外部存证核对，全部一致" in made.log_is_whole(stack)
