"""The examples of docs/developing.md: made in a copy of the house, with their migrations, and tested there."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.template_database import template_database

ROOT = Path(settings.BASE_DIR)
PAGE = (ROOT / "docs/developing.md").read_text(encoding="utf-8")
COPIED = ("organizations", "compliance", "events", "reports", "zhengzhou_ideology", "deploy", "templates", "tests")
FILES = ("manage.py", "pyproject.toml")
# What somebody may want to add, as the headings say it.
HEADINGS = ["a duty", "a rung", "a move", "a paper", "a role", "a page"]
BLOCK = re.compile(r"^```(?:python|django|markdown)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEAD = re.compile(r"(?:#|\{#|<!--) (\S+), (new|at the end|below|above|instead of)(?:: (.*?))?(?: #\}| -->)?\n")
# Of the copy: its databases come from the template of the real house, and it makes the migrations that it lacks.
TEMPLATE = """
import warnings

from django.core.management import call_command
from django.db import connection


def template_database():
    with warnings.catch_warnings():  # there is no database of the house itself, only those of its tests
        warnings.filterwarnings("ignore", "Got an error checking a consistent migration history")
        call_command("makemigrations", name="worked_examples", verbosity=0)
    connection.settings_dict["TEST"]["NAME"] = {name!r}
    return {template!r}
"""


@dataclass(frozen=True)
class Block:
    """A piece of an example, and where it goes."""

    path: str
    place: str
    anchor: str
    text: str

    def apply(self, house: Path) -> None:
        file = house / self.path
        if self.place == "new":
            assert not file.exists(), f"{self.path} exists already"
            file.write_text(self.text, encoding="utf-8")
            return
        before = file.read_text(encoding="utf-8")
        file.write_text(self.within(before), encoding="utf-8")

    def within(self, before: str) -> str:
        if self.place == "at the end":
            return f"{before}\n\n{self.text}"
        # A blank in the anchor stands for any white space: `@rules.predicate def registers`.
        found = list(re.finditer(re.escape(self.anchor).replace(r"\ ", r"\s+"), before))
        assert len(found) == 1, f"{self.path} has {len(found)} places with {self.anchor}"
        start, end = found[0].span()
        if self.place == "instead of":
            return before[:start] + self.text.strip() + before[end:]
        cut = before.rfind("\n", 0, start) + 1 if self.place == "above" else before.index("\n", end) + 1
        apart = "\n\n" if re.match(r"@|def |class ", self.text) else ""
        return before[:cut] + self.text + apart + before[cut:]


def sections() -> dict[str, list[Block]]:
    parts = re.split(r"^### … (.+)$", PAGE, flags=re.MULTILINE)
    return {heading: blocks_in(text) for heading, text in zip(parts[1::2], parts[2::2], strict=True)}


def blocks_in(text: str) -> list[Block]:
    found = []
    for block in BLOCK.findall(text):
        head = HEAD.match(block)
        assert head, f"no place for:\n{block}"
        found.append(Block(head[1], head[2], head[3] or "", block[head.end() :]))
    return found


def is_test(block: Block) -> bool:
    return block.path.startswith("tests/")


def test_each_addition_has_an_example_with_a_test_that_asserts():
    found = sections()

    assert list(found) == HEADINGS
    for blocks in found.values():
        tests = [block for block in blocks if is_test(block)]
        assert tests
        assert all("    assert " in block.text for block in tests)
        assert len(blocks) > len(tests)


@pytest.fixture
def house(tmp_path) -> Path:
    """A copy with every example made."""
    for name in COPIED:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "browser"))
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "static").symlink_to(ROOT / "static")
    shutil.copytree(ROOT / "docs/manual", tmp_path / "docs/manual")
    for blocks in sections().values():
        for block in blocks:
            block.apply(tmp_path)
    return tmp_path


def tool(house: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=house, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_every_example_works_in_a_copy_of_the_house(house, db):
    name = f"test_worked_examples_{os.getpid()}"
    stand_in = TEMPLATE.format(name=name, template=template_database())
    (house / "tests/template_database.py").write_text(stand_in, encoding="utf-8")
    tests = [block for blocks in sections().values() for block in blocks if is_test(block)]

    try:
        ran = tool(house, "pytest", "-q", "-p", "no:cacheprovider", *(block.path for block in tests))
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")

    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]
    passed = re.search(r"(\d+) passed", ran.stdout)
    assert passed is not None
    assert int(passed[1]) >= sum(block.text.count("def test_") for block in tests)


def test_examples_pass_the_checks_of_the_code(house):
    changed = sorted({block.path for blocks in sections().values() for block in blocks if block.path.endswith(".py")})

    checked = tool(house, "ruff", "check", "--no-cache", *changed)

    assert checked.returncode == 0, checked.stdout
