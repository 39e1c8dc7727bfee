"""A paper of the education authority, whose key is certified by an authority of our own."""

import pytest

from tests.events.factories import approved
from tests.papers.authority import CODE, Certified, TimeStampServer, install


@pytest.fixture(scope="module")
def root():
    return Certified("某某根证书")


@pytest.fixture(scope="module")
def bureau(root):
    return Certified("郑州市教育局", root)


@pytest.fixture(scope="module")
def stamps(root):
    server = TimeStampServer(root)
    yield server
    server.stop()


@pytest.fixture
def keys(tmp_path, settings, root, bureau):
    """A folder with the key of the education authority."""
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    install(folder, CODE, bureau, root)
    settings.SIGNING_KEYS_DIR = str(folder)
    return folder


@pytest.fixture
def paper(cast):
    return approved(cast).issued_papers.get()


@pytest.fixture
def download(paper, cast):
    return lambda: cast.client("secretary").get(paper.get_absolute_url())
