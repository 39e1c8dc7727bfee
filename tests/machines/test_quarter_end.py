"""A small last day of a quarter; `make load` runs a large one."""

import pytest

from tests.machines import quarter_end

# A server outlives the object that started it.
pytestmark = [pytest.mark.machines, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]


def test_twenty_organizations_file_while_one_of_each_machine_is_killed():
    day, counted, filed = quarter_end.run(20, 20, share=1)

    assert day.gave_up == []
    assert len(day.killed) == 5
    assert (filed, len(day.told), counted.told, counted.submissions, counted.organizations) == (20,) * 5
    assert (counted.moves, counted.attachments) == (20, 20)
    assert {status for _at, _kind, status, _seconds in day.heard} <= {200, 302, 429, 503}
