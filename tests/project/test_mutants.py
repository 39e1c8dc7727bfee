"""The list of `make mutate` keeps up with the code: what it would change stands there, once, and its tests exist."""

import pytest

from deploy.mutate import ROOT, Mutant, listed


@pytest.mark.parametrize("mutant", listed(), ids=str)
def test_mutant_fits_the_code_and_names_its_tests(mutant: Mutant):
    assert mutant.fits(ROOT), "its old text does not stand exactly once in its file"
    assert mutant.new != mutant.old
    assert mutant.tests
    for test in mutant.tests:
        path, _, name = test.partition("::")
        assert f"def {name or 'test_'}" in (ROOT / path).read_text(encoding="utf-8"), test


def test_no_mutant_is_listed_twice():
    mutants = [(mutant.file, mutant.old, mutant.new) for mutant in listed()]

    assert sorted(set(mutants)) == sorted(mutants)
