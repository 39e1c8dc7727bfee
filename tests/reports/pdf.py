"""What a PDF says and what it is made of, asked of the tools that readers use."""

import io
import re
import subprocess
from collections import defaultdict
from dataclasses import dataclass
from html import unescape

import pikepdf

WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')
# In points: half of a head of two lines, less than a row of one, more than half of a row of four.
HEAD, LINE, ROW = 9, 14, 34


def text_of(content: bytes) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True
    ).stdout.decode()


def running_text_of(content: bytes) -> str:
    """Without white space, so that a line break does not hide a word."""
    return "".join(text_of(content).split())


def lines_by_page(content: bytes) -> list[int]:
    pages = text_of(content).split("\f")[:-1]
    return [sum(bool(line.strip()) for line in page.splitlines()) for page in pages]


@dataclass(frozen=True)
class Word:
    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def across(self) -> float:
        return (self.left + self.right) / 2

    @property
    def down(self) -> float:
        return (self.top + self.bottom) / 2


def pages_of_words(content: bytes) -> list[list[Word]]:
    said = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=content, capture_output=True, check=True)
    return [
        [Word(*map(float, place), unescape(text)) for *place, text in WORD.findall(page)]
        for page in said.stdout.decode(errors="replace").split("<page ")[1:]
    ]


def table_of(content: bytes, first: str, *, by: str, cell: str) -> list[dict[str, str]]:
    """The rows of the tables whose first column is headed `first`, by the heads of their columns, as an eye takes them in.

    A word stands under the head that is nearest to it. Each row has something like `cell` in the column `by`.
    """
    rows = []
    for page in pages_of_words(content):
        heads = [word for word in page if word.text == first]
        for head in heads:
            end = min((word.top for word in page if word.top > head.bottom and ends(word, first)), default=float("inf"))
            columns = _columns([word for word in page if abs(word.down - head.down) < HEAD])
            body = [word for word in page if head.down + HEAD <= word.down < end]
            rows += _rows(body, columns, by, cell)
    return rows


def ends(word: Word, first: str) -> bool:
    """The next table of the same form, or the next section."""
    return word.text == first or re.match("[一二三四五六七八九十]、", word.text) is not None


def _columns(words: list[Word]) -> dict[str, float]:
    """Each head, of however many lines, with its middle."""
    groups: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.left):
        if groups and word.left < max(one.right for one in groups[-1]):
            groups[-1].append(word)
        else:
            groups.append([word])
    return {
        "".join(word.text for word in sorted(group, key=lambda word: word.top)): sum(
            (min(word.left for word in group), max(word.right for word in group))
        )
        / 2
        for group in groups
    }


def _rows(words: list[Word], columns: dict[str, float], by: str, cell: str) -> list[dict[str, str]]:
    under = {word: min(columns, key=lambda name: abs(columns[name] - word.across)) for word in words}
    middles: list[float] = []
    for word in sorted(words, key=lambda word: word.top):
        if under[word] == by and re.fullmatch(cell, word.text) and (not middles or word.down - middles[-1] > LINE):
            middles.append(word.down)
    found: dict[float, dict[str, str]] = {middle: defaultdict(str) for middle in middles}
    for word in sorted(words, key=lambda word: (word.top, word.left)):
        middle = min(middles, key=lambda middle: abs(middle - word.down), default=None)
        if middle is not None and abs(middle - word.down) < ROW:
            found[middle][under[word]] += word.text
    return [dict(row) for row in found.values()]


def faces_of(content: bytes) -> set[str]:
    """Embedded faces, without the tag of their subset; a face that is not embedded is marked so."""
    names = set()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
                embedded = any(name in thing for name in ("/FontFile", "/FontFile2", "/FontFile3"))
                names.add(str(thing.FontName).split("+")[-1] + ("" if embedded else " (not embedded)"))
    return names
