"""A streaming replica: boards and ledgers are read there, never older than the question, and the primary stands in for it."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.machines.hosts import Web, doctor
from tests.machines.person import Person
from tests.machines.servers import ROOT, Servers, kill

# A server outlives the object that started it.
pytestmark = [pytest.mark.machines, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]

# One process of the portal. A line `write NAME` changes a row, `slow` reads for seconds; each answers where, what, how long.
READER = """
import json, sys, time
import django
django.setup()
from django.db import router
from organizations.models import District
from zhengzhou_ideology import replica

def seen():
    if word == "slow" and router.db_for_read(District) == "replica":
        list(District.objects.extra(select={"slept": "pg_sleep(20)"})[:1])
    return [router.db_for_read(District), District.objects.filter(code="999999").values_list("name", flat=True).first()]

for line in sys.stdin:
    word, _, name = line.strip().partition(" ")
    if word == "write":
        District.objects.update_or_create(code="999999", defaults={"name": name})
    began = time.monotonic()
    print(json.dumps([*replica.answered(seen, 0.1 if word != "wait" else 10), time.monotonic() - began]), flush=True)
"""


class Reader:
    def __init__(self, stack: Servers) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", READER],
            cwd=ROOT,
            env=stack.environment(replica=True),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def asks(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def hears(self) -> list[Any]:
        assert self.process.stdout
        return json.loads(self.process.stdout.readline())

    def told(self, line: str) -> tuple[str, str, float]:
        self.asks(line)
        where, name, seconds = self.hears()
        return where, name, seconds


@pytest.fixture
def reader(stack: Servers) -> Iterator[Reader]:
    stack.replica.start()
    made = Reader(stack)
    yield made
    made.process.kill()
    made.process.communicate()


def test_what_was_just_written_is_seen_wherever_it_is_read(stack, reader):
    said = [reader.told(f"write 第{number}区")[:2] for number in range(30)]

    assert [name for _where, name in said] == [f"第{number}区" for number in range(30)]
    assert sum(where == "replica" for where, _name in said) > 15


def test_copy_that_lags_is_left_to_catch_up(stack, reader):
    reader.told("write 从前")
    stack.replica.asked("SELECT pg_wal_replay_pause()")

    lagging = reader.told("write 现在")
    stack.replica.asked("SELECT pg_wal_replay_resume()")
    again = reader.told("wait")

    assert lagging[:2] == ("default", "现在")
    assert 0.1 <= lagging[2] < 3
    assert again[:2] == ("replica", "现在")


def test_primary_answers_for_a_copy_that_dies_in_the_middle_and_is_not_asked_again_at_once(stack, reader):
    assert reader.told("wait")[0] == "replica"
    reader.asks("slow")
    time.sleep(2)
    kill(stack.replica)

    middle, after = reader.hears(), reader.told("read")
    stack.replica.start()
    time.sleep(11)
    back = reader.told("wait")

    assert (middle[0], after[0], back[0]) == ("default", "default", "replica")
    assert after[2] < 1


def test_copy_that_was_away_follows_again_however_much_was_written_meanwhile(stack, reader):
    """The primary keeps what the copy has not read: without, one that missed a restart would have to be made anew."""
    assert reader.told("wait")[0] == "replica"
    kill(stack.replica)
    assert reader.told("read")[0] == "default"
    for _ in range(3):
        stack.primary.asked("CREATE TABLE meanwhile AS SELECT 1")
        stack.primary.asked("DROP TABLE meanwhile")
        stack.primary.asked("SELECT pg_switch_wal()")
        stack.primary.asked("CHECKPOINT")

    stack.replica.start()
    time.sleep(11)

    assert reader.told("wait")[0] == "replica"


def test_copy_that_was_made_a_primary_is_read_no_more(stack, reader):
    assert reader.told("wait")[0] == "replica"
    stack.replica.asked("SELECT pg_promote()")

    said = reader.told("wait")
    stack.replica.renew()

    assert said[0] == "default"


def test_doctor_says_whether_the_copy_follows_lags_or_is_away(stack):
    stack.replica.start()
    follows = doctor(stack.environment(replica=True))["replica"]
    stack.replica.asked("SELECT pg_wal_replay_pause()")
    stack.primary.asked("CREATE TABLE later ()")
    lags = doctor(stack.environment(replica=True))["replica"]
    stack.replica.asked("SELECT pg_wal_replay_resume()")
    kill(stack.replica)
    away = doctor(stack.environment(replica=True))["replica"]
    stack.replica.start()
    stack.primary.asked("DROP TABLE later")

    assert (follows, lags, away) == ("well", "warning", "fault")


def test_boards_and_ledgers_are_read_from_the_copy_and_lists_are_not(stack, city, tmp_path):
    stack.replica.start()
    stack.manage("refresh_boards")
    web = Web("web-replica", stack.environment(replica=True), tmp_path, workers=1).start()
    try:
        officer = Person(f"http://127.0.0.1:{web.ready().port}", "410100-mzj-registrar", heard=lambda *_heard: None)
        officer.signs_in(factor=True)
        officer.page("list", "/reports/")
        assert 'FROM "compliance_quarterlyreport"' not in stack.replica.heard()
        board = officer.page("board", "/boards/reports/2026/")
        assert 'FROM "boards_dutytally"' in stack.replica.heard()
        officer.posted("ask", "/exports/new/reports/", {"columns": ["organization", "state"]})
    finally:
        web.kill()
    make = "import django; django.setup(); from django.utils.timezone import now; from reports.exports import making; making.make_next(now)"
    subprocess.run([sys.executable, "-c", make], cwd=ROOT, env=stack.environment(replica=True), check=True)

    assert "季度报告" in board
    assert 'FROM "compliance_quarterlyreport"' in stack.replica.heard()
    owed = stack.primary.asked("SELECT count(*) FROM compliance_quarterlyreport")
    assert stack.primary.rows("SELECT state, rows FROM exports_export") == [("done", owed)]
