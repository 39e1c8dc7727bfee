"""The bound on what the tests run can be missed, and then it says where."""

import json
from pathlib import Path

import pytest

from deploy import covered

WHOLE = {"missing_lines": [], "missing_branches": []}
LINE = {"missing_lines": [7], "missing_branches": []}
BRANCH = {"missing_lines": [], "missing_branches": [[3, 9]]}


def said(tmp_path: Path, percent: float, **files: dict) -> int:
    left = tmp_path / "coverage.json"
    named = {name.replace("__", "/") + ".py": found for name, found in files.items()}
    left.write_text(json.dumps({"summary": {"percent_covered": percent}, "files": named}))
    return covered.main(left)


@pytest.mark.parametrize(
    ("percent", "deciding", "ended"), [(96, WHOLE, 0), (96, LINE, 1), (96, BRANCH, 1), (94.9, WHOLE, 1)]
)
@pytest.mark.parametrize(
    "file",
    ["events__rules", "events__filing_workflow", "compliance__cases__conditions", "zhengzhou_ideology__workflow__acts"],
)
def test_what_decides_is_run_whole_and_the_rest_nearly(file, percent, deciding, ended, tmp_path, capsys):
    assert said(tmp_path, percent, **{file: deciding, "events__views": LINE}) == ended

    told = capsys.readouterr().out
    assert "events/views.py: 7" in told
    assert ("3→9" in told) == (deciding is BRANCH)


def test_nothing_that_decides_is_a_fault_too(tmp_path):
    assert said(tmp_path, 100, events__views=WHOLE) == 1


def test_without_a_measured_run_it_says_what_to_do(tmp_path, capsys):
    assert covered.main(tmp_path / "none.json") == 2
    assert "make test MEASURED=1" in capsys.readouterr().err
