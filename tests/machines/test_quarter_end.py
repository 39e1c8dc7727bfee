"""A small last day of a quarter; `make load` runs a large one."""

from dataclasses import replace

import pytest

from tests.machines import quarter_end
from tests.machines.hosts import PROGRAM

GOOD = quarter_end.Counted(
    submissions=2, organizations=2, moves=2, told=2, attachments=2, waiting=0, log="全部一致", grown={}
)


def told(*statuses: int, gave_up: tuple[str, ...] = ()) -> quarter_end.Day:
    """A day on which two reports were filed and people heard this."""
    heard = [(1.0, "home", status, 0.1) for status in statuses]
    return quarter_end.Day(10.0, heard=heard, told={1, 2}, gave_up=list(gave_up))


@pytest.mark.parametrize(
    ("day", "counted", "sentences"),
    [
        (told(200, 302, 429, 503), GOOD, []),
        (told(200, 500, 0), GOOD, ["2 answers were neither a page nor that the portal is busy"]),
        (told(200, gave_up=("1.0 s",)), GOOD, ["1 gave up"]),
        (told(), replace(GOOD, told=1), ["1 were told so and are not in"]),
        (
            told(),
            replace(GOOD, submissions=3),
            ["1 submissions are double", "-1 moves have no submission"],
        ),
        (told(), replace(GOOD, attachments=1), ["1 attachments are missing"]),
        (told(), replace(GOOD, waiting=4), ["4 notices were taken up by no worker"]),
        (told(), replace(GOOD, log=""), ["the log is not whole"]),
    ],
)
def test_what_makes_a_day_a_bad_one(day, counted, sentences):
    assert quarter_end.wrong(day, counted, 2) == sentences


def test_who_was_never_told_is_missed():
    assert quarter_end.wrong(replace(told(), told={1}), replace(GOOD, told=1), 2) == [
        "1 of 2 were not told that their report is in"
    ]


@pytest.mark.skipif(not PROGRAM, reason="no nginx: apt could not fetch it")
# A server outlives the object that started it.
@pytest.mark.machines
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_some_twenty_organizations_file_while_one_of_each_machine_is_killed():
    day, counted, filed = quarter_end.run(20, 20, share=1)

    assert day.stood == ["web1", "web2", "worker1", "worker2", "beat", "replica"]
    assert [name for _at, name in day.killed] == ["web1", "worker1", "replica", "beat", "restarted"]
    assert quarter_end.wrong(day, counted, filed) == []
    # Not each of them owes a report of the quarter.
    assert filed > 15
    assert (len(day.told), counted.told, counted.submissions, counted.organizations) == (filed,) * 4
    assert (counted.moves, counted.attachments) == (filed, filed)
    assert "全部一致" in counted.log
