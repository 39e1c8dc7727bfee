"""Each page, for each account, at a desk and on a phone, by day, by night and in large letters: nothing that axe finds. With text at twice its size nothing is cut off.

A few pages each time; all of them, in half an hour: `make test ARGS="tests/access/test_pages_are_accessible.py --every-page -n 0 -s"`. That walk
leaves their pictures in `var/screenshots/pages/`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.access.walk import clients_of, rows, walk_through
from tests.conftest import launched

SHOTS = Path(__file__).resolve().parents[2] / "var" / "screenshots" / "pages"
pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.slow]
# One of each kind: the door, a desk, a list with filters, a paper with its decision.
FEW = (
    ("nobody", "accounts/login/"),
    ("secretary", ""),
    ("registrar", "reports/"),
    ("registrar", "events/<int:pk>/"),
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Of this walk, which is not among the last: others sign papers after it."""
    with launched() as browser:
        yield browser


def test_pages_have_nothing_that_axe_finds(chromium, furnisher, request):
    every = request.config.getoption("--every-page")
    SHOTS.mkdir(parents=True, exist_ok=True)
    told = [(account, path) for account, address, path in rows(furnisher) if every or (account, address) in FEW]

    walk = walk_through(
        chromium, clients_of(furnisher, {account for account, _ in told}), told, SHOTS if every else None
    )

    print(f"{walk.pages} pages, {walk.layouts} layouts, {walk.looks} looks, {len(walk.found)} findings")  # noqa: T201
    assert walk.layouts >= len(FEW)
    assert walk.found == []
