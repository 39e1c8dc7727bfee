"""What docs/operations.md tells an operator to type exists; `make drill` types it."""

import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from tests.drill.page import ROOT, commands, sections

# Beside the page, what it takes from the system: Debian's own programs.
PROGRAMS = {
    "adduser", "cd", "cp", "curl", "echo", "git", "install", "ln", "mkdir", "nginx", "openssl", "printf", "rm", "runuser", "sed", "sleep",
    "systemctl", "tar",
}  # fmt: skip
UNITS = {"nginx", "redis-server", "'postgresql@*'"}


def test_every_block_is_shell():
    blocks = [block for found in sections().values() for block in found]

    done = subprocess.run(["bash", "-n"], input="\n".join(blocks), capture_output=True, text=True)

    assert (len(blocks) > 6, done.returncode, done.stderr) == (True, 0, "")


def test_every_program_is_debians_or_ours():
    first = {re.split(r"[ |]", line)[0] for line in commands() if line}

    ours = {word for word in first if "/" in word}
    assert first - ours <= PROGRAMS
    assert {word for word in ours if not word.startswith("/opt/carried/") and not (ROOT / word).exists()} == set()


def test_every_file_of_ours_is_there():
    named = {path for line in commands() for path in re.findall(r"(?<![\w/.])deploy/[\w@.*-]+", line)}

    assert named
    assert [path for path in named if not list(ROOT.glob(path))] == []


def test_every_service_has_a_unit():
    for line in commands():
        if line.startswith("systemctl ") and "daemon-reload" not in line:
            for name in set(line.split()[2:]) - {"--now"}:
                assert name in UNITS or (ROOT / f"deploy/{name}.service").exists(), line


def test_every_account_is_made_before_it_is_used():
    known = {"postgres"}
    for line in commands():
        if line.startswith("adduser "):
            known.add(line.split()[-1])
        for name in re.findall(r"runuser -u (\S+)", line):
            assert name in known, line


def test_every_command_of_the_portal_takes_its_words():
    """`manage.py` itself reads them: a word that is none ends with the usage. Without a database, nothing is carried out."""
    said = [re.search(r"manage\.py (\w+)(.*)$", re.sub(r"\$\([^)]*\)", "today", line)) for line in commands()]
    for name, words in ((one[1], one[2].split()) for one in said if one):
        command = load_command_class(get_commands()[name], name)
        command.create_parser("manage.py", name).parse_args([word for word in words if word not in {">", "|"}])


@pytest.mark.parametrize("section", ["First installation", "Upgrade", "Rollback", "Backup and restore"])
def test_after_each_migration_rights_are_given_again(section):
    lines = [line for block in sections()[section] for line in block.splitlines()]

    for place, line in enumerate(lines):
        if line.endswith("manage.py migrate"):
            assert lines[place + 1] == line.replace("migrate", "grant_roles")
            assert "portal_owner" in line


def test_the_drill_is_whole():
    """Each section with commands is walked by name, or among the rest."""
    drill = Path(ROOT / "tests/drill/test_operations.py").read_text(encoding="utf-8")

    assert {name for name in sections() if f'"{name}"' not in drill} == set()
