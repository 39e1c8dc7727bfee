"""What the documents name is there: files, names in the code, addresses, commands, settings, tests, and each other.

A term in backquotes is judged by its form (`FORMS`). What has the form of a name must be one; what has no such form, such
as a line of HTML, is left alone, but for the parts that lead into the code.
"""

import ast
import builtins
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import get_resolver

from tests.project.test_public_urls import addresses
from zhengzhou_ideology.health.middleware import ANSWERS

ROOT = Path(settings.BASE_DIR)
ROOMS = ("zhengzhou_ideology", "organizations", "compliance", "events", "reports", "deploy", "tests")
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")],
    key=lambda page: str(page),
)
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
FOLDERS = {*ROOMS, "templates", "static", "docs", "requirements", ".ci"}
# Made on the machine, and so ignored by git.
MADE = {line.strip("/\n").split("/")[0] for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()} - {
    "static",
    "",
    "*",
}
SOURCE = {
    ".py",
    ".html",
    ".css",
    ".js",
    ".mjs",
    ".toml",
    ".yaml",
    ".sh",
    ".txt",
    ".json",
    ".example",
    ".service",
    ".csv",
}
EXTENSION = r"(?:py|md|html|css|js|toml|yaml|sh|txt|json|csv|service|example|key|env|ics|pdf)"
NAME = r"[A-Za-z_]\w*"
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
TERM = re.compile(r"`([^`\n]+)`")


@cache
def files() -> frozenset[str]:
    """Of the project, by their path."""
    found = [path for name in FOLDERS for path in (ROOT / name).rglob("*") if path.is_file()]
    found += [path for path in ROOT.iterdir() if path.is_file() and path.name not in MADE]
    paths = {str(path.relative_to(ROOT)) for path in found}
    return frozenset(path for path in paths if "__pycache__" not in path and not path.startswith("static/vendor/"))


@cache
def folders() -> frozenset[str]:
    return frozenset(str(parent) for path in files() for parent in Path(path).parents)


@cache
def words() -> frozenset[str]:
    """Every word of the code: of Python, templates, style sheets, scripts, the Makefile and the lists of packages."""
    read = [path for path in files() if Path(path).suffix in SOURCE or Path(path).suffix == ""]
    read = [path for path in read if path not in ("tests/project/test_docs.py",)]
    found: set[str] = set(dir(builtins))
    for path in read:
        found |= set(re.findall(r"[\w-]+|\w+", (ROOT / path).read_text(encoding="utf-8", errors="ignore")))
    return frozenset(found | {part for word in found for part in word.split("-")})


@cache
def definitions() -> dict[str, set[str]]:
    """What each module and each class of ours defines: by `package.module`, and by the class's name."""
    found: dict[str, set[str]] = defaultdict(set)
    bases: dict[str, set[str]] = defaultdict(set)
    for path in files():
        if path.endswith(".py"):
            module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
            found[module] |= set(defined_in(tree.body))
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef):
                    found[node.name] |= set(defined_in(node.body))
                    bases[node.name] |= {base.id for base in node.bases if isinstance(base, ast.Name)}
    for _ in range(4):
        for name, above in bases.items():
            found[name] |= {one for base in above for one in found.get(base, ())}
    return dict(found)


def defined_in(body: list[ast.stmt]) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                yield from (one.id for one in ast.walk(target) if isinstance(one, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names)


@cache
def strings() -> frozenset[str]:
    """Whole texts in quotes: names of tasks, addresses, rungs."""
    found: set[str] = set()
    for path in files():
        if path.endswith(".py") and not path.startswith("tests/project/test_docs"):
            tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
            found |= {
                node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
    return frozenset(found)


@cache
def targets() -> frozenset[str]:
    return frozenset(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))


@cache
def places() -> frozenset[str]:
    """Addresses as a document writes them, their arguments as `<>`."""
    routed = {"/" + re.sub(r"<[^>]*>", "<>", address) for address, _ in addresses(get_resolver())}
    return frozenset(routed | set(ANSWERS))


def is_word(term: str) -> bool:
    return term in words()


def is_file(term: str) -> bool:
    """A path from the top, or the end of one; `*` stands for anything."""
    if term.split("/")[0] in MADE:
        return True
    path = term.rstrip("/")
    if path in files():
        return True
    if term.endswith("/") or "." not in Path(path).name:
        known = any(fnmatch(folder, path) or fnmatch(folder, f"*/{path}") for folder in folders())
        return known or any(term in text for text in strings() if "/" in text)
    return any(fnmatch(file, path) or fnmatch(file, f"*/{path}") for file in files())


def is_test(term: str) -> bool:
    path, _, name = term.partition("::")
    return path in files() and name in definitions()[path.removesuffix(".py").replace("/", ".")]


def is_address(term: str) -> bool:
    address = re.sub(r"<[^>]*>", "<>", term.removeprefix("GET "))
    if address.endswith("…"):
        return any(place.startswith(address[:-1]) for place in places())
    return address in places()


def is_dotted(term: str) -> bool:
    """A module or what it defines, a class's attribute, or a name that the code has in quotes."""
    owner, _, name = term.rpartition(".")
    known = definitions()
    owners = [one for one in known if one == owner or one.endswith(f".{owner}")]
    if any(name in known[one] for one in owners) or term in strings():
        return True
    return any(one == term or one.endswith(f".{term}") for one in known)


def is_setting(term: str) -> bool:
    return is_word(term.partition("=")[0])


def is_call(term: str) -> bool:
    name = term.partition("(")[0]
    return is_dotted(name) if "." in name else is_word(name)


def are_words(term: str) -> bool:
    return all(is_word(word) for word in re.findall(r"[\w-]{2,}", term))


def is_option(term: str) -> bool:
    return is_word(term.lstrip("-")) or is_word(term)


def has_word_like_it(term: str) -> bool:
    """`with_…`, `_on`: a beginning or an end that names have in common."""
    part = term.replace("…", "")
    return any(word.startswith(part) or word.endswith(part) for word in words() if word != part)


def is_make(term: str) -> bool:
    return re.sub(r"^(?:\S+=\S+ )*make ", "", term).split()[0] in targets()


def is_command(term: str) -> bool:
    name = term.partition("manage.py ")[2].split()
    return not name or name[0] in get_commands()


FORMS: list[tuple[str, Callable[[str], bool]]] = [
    (r"(?:\S+=\S+ )*make [a-z-]+( .*)?", is_make),
    (r"(?:\S+ )*manage\.py .+", is_command),
    (r"tests/\S+::\w+", is_test),
    (r"/(?:etc|opt|run|srv|usr|var)/[\w@./-]+", lambda term: True),  # places on a host
    (r"(?:GET )?/[\w<>./…-]*", is_address),
    (r"[\w.*-]*\.(?:py|md|html|css|js|toml|yaml|sh|txt|json|csv|service|example)", is_file),
    (r"[\w.*-]+(?:/[\w.*-]+)*/", is_file),
    (r"[\w.*@-]+(?:/[\w.*@-]+)+", is_file),
    (r"_\w{1,4}|\w*_…?|…?_\w{1,4}", has_word_like_it),
    (r"\d[\d:.]*|example\.org|\S+@example\.org", lambda term: True),
    (r"[a-z]\.[\w-]+", lambda selector: is_word(selector[2:])),
    (rf"{NAME}(?:\.{NAME})+", is_dotted),
    (rf"{NAME}(?:\.{NAME})*\([^()]*\)", is_call),
    (rf"{NAME}=\S*", is_setting),
    (rf"@?{NAME}", lambda term: is_word(term.lstrip("@"))),
    (r"--[\w-]+", is_option),
    (r"[a-z]+(?::[a-z_0-9]+)+", lambda term: term in strings() or are_words(term)),
    (r"\w+(?: (?:→|\||&|&~) \w+)+", are_words),
    (r"[#.\w-]+", are_words),
    (r"[\w.()_]+", are_words),
]
# What leads into the code from within a longer term.
INSIDE = re.compile(rf"(?<![\w/.])(?:{'|'.join(ROOMS)})(?:[./][\w*]+)+(?:::\w+)?")


def is_there(term: str) -> bool:
    for form, judge in FORMS:
        if re.fullmatch(form, term):
            return judge(term)
    return all(leads_somewhere(part) for part in INSIDE.findall(term))


def leads_somewhere(part: str) -> bool:
    if "::" in part:
        return is_test(part)
    return is_file(part) if "/" in part else is_dotted(part)


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_terms_of_a_document_are_in_the_code(name):
    terms = set(TERM.findall(FENCE.sub("", text_of(name))))

    assert sorted(term for term in terms if not is_there(term)) == []


@pytest.mark.parametrize("name", NAMES)
def test_commands_of_a_document_exist(name):
    text = text_of(name)
    fenced = "\n".join(FENCE.findall(text))

    made = re.findall(r"^(?:\S+=\S+ )*make ([a-z-]+)", fenced, flags=re.MULTILINE)
    managed = re.findall(r"manage\.py ([a-z_]+)", text)

    assert set(made) <= targets()
    assert set(managed) <= set(get_commands())


@pytest.mark.parametrize("name", NAMES)
def test_links_of_a_document_lead_somewhere(name):
    links = re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)", text_of(name))

    for path, anchor in links:
        found = (ROOT / name).parent / path if path else ROOT / name
        assert found.exists(), path
        if anchor:
            headings = re.findall(r"^#+ (.+)$", found.read_text(encoding="utf-8"), flags=re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_house_is_drawn_as_it_stands():
    drawn = re.search(r"^```\n(.*?)^```$", text_of("docs/architecture.md"), flags=re.MULTILINE | re.DOTALL)[1]
    named = re.findall(r"[\w/]+/(?=\s)|[\w/]+\.py\b", drawn)

    assert {f"{room}/" for room in ROOMS if room != "tests"} <= set(named)
    assert [name for name in named if not is_file(name)] == []


@pytest.mark.parametrize(
    "term",
    [
        "compliance/reminders.py", "compliance.reminders.sweep", "reminders.sweep(today)", "escalations.py", "make tests",
        "manage.py sweeps", "EventFiling.status", "QuarterlyReports", "send_backwards", "compliance/models/case*.py",
        "/cases/proof/<code>/", "tests/events/test_ladder.py::test_nothing", "SECRET_KEYS", "notices:inboxing", "draft → sent_in",
    ],
)  # fmt: skip
def test_what_is_not_there_is_found_out(term):
    assert not is_there(term)


DECISIONS = [name for name in NAMES if name.startswith("docs/decisions/")]


@pytest.mark.parametrize("name", DECISIONS)
def test_each_decision_has_a_day_a_place_and_a_test(name):
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in text_of(name).splitlines() if line.startswith("| ")]
    head, *decisions = [[cell.strip() for cell in row] for row in rows]

    assert head == ["Decision", "Why", "Since", "Where", "Held by"]
    assert decisions
    for decision, why, since, where, held_by in decisions:
        assert why, decision
        assert re.fullmatch(r"2\d{3}-\d{2}-\d{2}", since), decision
        assert [term for term in TERM.findall(where) if is_file(term)], decision
        tests = TERM.findall(held_by)
        assert tests, decision
        assert [test for test in tests if not is_test(test)] == [], decision


def rows_held(text: str) -> list[list[str]]:
    """The rows of every table whose last column is “Held by”, as cells."""
    rows = [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in text.splitlines() if line[:1] == "|"
    ]
    return [row for row in rows if row[-1] != "Held by" and "---" not in row[-1]]


def faults_of(row: list[str]) -> list[str]:
    """Why a requirement counts as a mere claim."""
    *_asked, where, held_by = row
    tests = TERM.findall(held_by)
    places = [term for term in TERM.findall(where) if is_file(term)]
    return [*([] if places else ["no file"]), *([] if tests else ["no test"]), *(t for t in tests if not is_test(t))]


def test_each_requirement_of_security_is_held_by_a_test():
    rows = rows_held(text_of("docs/security.md"))

    assert [(row[0], faults_of(row)) for row in rows if faults_of(row)] == []
    assert len(rows) > 40


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        ("| V1 | x | `zhengzhou_ideology/reach.py` | |", ["no test"]),
        ("| V1 | x | somewhere | `tests/security/test_events.py` |", ["no file", "tests/security/test_events.py"]),
        (
            "| V1 | x | `zhengzhou_ideology/reach.py` | `tests/security/test_events.py::test_no` |",
            ["tests/security/test_events.py::test_no"],
        ),
    ],
)
def test_a_mere_claim_is_found(row, faults):
    assert faults_of(rows_held(row)[0]) == faults
