"""docs/regime.md: no sentence of the ten articles without a row, and no row whose page or test is not there."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver

ROOT = Path(settings.BASE_DIR)
ARTICLES = (ROOT / "tests/data/regime_articles.zh.txt").read_text(encoding="utf-8").splitlines()
SENTENCES = {
    f"{number}.{place}": sentence
    for number, text in (line.split(". ", 1) for line in ARTICLES)
    for place, sentence in enumerate(filter(None, text.split("。")), start=1)
}
TABLE = (ROOT / "docs/regime.md").read_text(encoding="utf-8").split("## Sentence by sentence")[1].split("## ")[0]
HEAD, _, *CELLS = [
    [cell.strip() for cell in line.split("|")[1:-1]] for line in TABLE.splitlines() if line.startswith("|")
]
ROWS = [dict(zip(HEAD, cells, strict=True)) for cells in CELLS]
RECORDED = [row for row in ROWS if row["Page"]]


def test_every_sentence_of_the_ten_articles_has_its_row_in_their_order():
    order = list(dict.fromkeys(row["Sentence"] for row in ROWS))

    assert len(ARTICLES) == 10
    assert order == list(SENTENCES)
    assert [row["Words"] for row in ROWS if row["Words"] not in SENTENCES[row["Sentence"]]] == []


def test_what_has_no_page_is_a_heading_or_not_the_portals_to_record():
    reasons = [row["Record"] for row in ROWS if not row["Page"]]

    assert [why for why in reasons if not re.match(r"heading|not recorded|an association's own affair", why)] == []


def names() -> set[str]:
    """Of all addresses, with their namespaces."""
    found, waiting = set(), [("", get_resolver())]
    while waiting:
        prefix, resolver = waiting.pop()
        found |= {prefix + name for name in resolver.reverse_dict if isinstance(name, str)}
        waiting += [(f"{prefix}{space}:", inner) for space, (_, inner) in resolver.namespace_dict.items()]
    return found


@pytest.mark.parametrize("row", RECORDED, ids=lambda row: f"{row['Sentence']} {row['Words'][:8]}")
def test_page_and_test_of_a_row_are_there(row):
    tests = re.findall(r"`(tests/[^`]+)::(test_[a-z0-9_]+)`", row["Test"])

    assert row["Page"].strip("`") in names()
    assert tests
    assert [test for path, test in tests if f"def {test}(" not in (ROOT / path).read_text(encoding="utf-8")] == []
