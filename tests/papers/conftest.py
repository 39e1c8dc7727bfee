"""A paper of the education authority, whose key is certified by an authority of our own."""

import pytest

from tests.events.factories import approved
from tests.papers.authority import Certified


@pytest.fixture(scope="module")
def root():
    return Certified("某某根证书")


@pytest.fixture(scope="module")
def bureau(root):
    return Certified("郑州市教育局", root)


@pytest.fixture
def paper(cast):
    return approved(cast).issued_papers.get()


@pytest.fixture
def download(paper, cast):
    return lambda: cast.client("secretary").get(paper.get_absolute_url())
