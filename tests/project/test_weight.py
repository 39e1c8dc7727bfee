"""How much comes over the wire before the first page is there: on a telephone abroad that is the time somebody waits."""

import re
from urllib.parse import urljoin

import pytest
from django.core.management import call_command
from django.test import Client
from whitenoise.compress import Compressor

MOST = 150_000
LINKED = re.compile(rb'(?:<script src|<link rel="(?:stylesheet|icon|manifest)"[^>]*? href|<img src)="([^"]+)"')
WITHIN = {"css": re.compile(rb'url\("?([^")]+)"?\)'), "js": re.compile(rb'from "(\./[^"]+)"')}
BROWSER = {"Accept": "text/html", "Accept-Encoding": "gzip, br"}


@pytest.fixture
def served(settings, tmp_path, db) -> Client:
    """As in production: under hashed names, compressed once when they are collected."""
    settings.STATIC_ROOT = tmp_path
    settings.WHITENOISE_AUTOREFRESH = False
    settings.WHITENOISE_USE_FINDERS = False
    # Charts come with no first page, and take the longest to compress.
    settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "mjs")
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "zhengzhou_ideology.static_files.HashedModulesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["print", "admin", "import_export"])
    return Client()


def fetched(client: Client, address: str) -> bytes:
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200, address
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def plain(client: Client, address: str) -> bytes:
    answer = client.get(address)
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_first_page_is_light(served):
    page = "/accounts/login/"
    sizes = {page: len(fetched(served, page))}
    links = [found.decode() for found in LINKED.findall(plain(served, page))]
    while links:
        address = links.pop()
        if address in sizes or address.startswith("data:"):
            continue
        sizes[address] = len(fetched(served, address))
        inside = WITHIN.get(address.rpartition(".")[2])
        if inside:
            links += [urljoin(address, found.decode()) for found in inside.findall(plain(served, address))]

    assert len(sizes) > 15
    assert sum(sizes.values()) <= MOST, sizes


@pytest.mark.parametrize(
    ("address", "compressed"), [("/accounts/login/", True), ("/manifest.webmanifest", False), ("/csrf/", False)]
)
def test_pages_are_compressed_and_nothing_else(client, db, address, compressed):
    answer = client.get(address, headers=BROWSER)

    assert (answer.get("Content-Encoding") == "gzip") is compressed
    assert ("Accept-Encoding" in answer.get("Vary", "")) is compressed


def test_a_page_is_never_of_the_same_length_twice(client, db):
    """What it repeats of the address cannot be told from how long it is: the token is masked, and the filling is by chance."""
    lengths = {len(client.get("/accounts/login/", headers=BROWSER).content) for _ in range(12)}

    assert len(lengths) > 3
