"""Workers that are killed, and more beats than one, on real processes; docs/faults.md has the table."""

import time
from zipfile import ZipFile

import pytest

from tests.machines.hosts import beat, running, wait_until, worker
from tests.machines.pace import HURRIED_SECONDS
from tests.machines.person import Person
from tests.machines.servers import Servers
from tests.machines.test_web_faults import web
from zhengzhou_ideology.celery import app

# A server outlives the object that started it.
pytestmark = [pytest.mark.machines, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]

MADE = "SELECT coalesce(sum(done), 0) FROM reports_statementchunk"
STATEMENTS = "SELECT count(*), count(DISTINCT organization_id) FROM reports_annualstatement"
# A bureau whose statements take some time.
BUREAU = """SELECT registration_authority_id, count(*) FROM organizations_organization
    GROUP BY 1 HAVING count(*) BETWEEN 4 AND 12 ORDER BY 2 DESC LIMIT 1"""


def test_every_statement_is_made_once_though_a_worker_with_its_children_is_killed_in_the_middle(stack, city, tmp_path):
    ((bureau, owed),) = stack.primary.rows(BUREAU)
    one, other = (worker(name, stack.environment(), tmp_path) for name in ("worker1", "worker2"))
    with web(stack, tmp_path, workers=1) as host, running(one):
        administrator = Person(f"http://127.0.0.1:{host.port}", "410100-mzj-administrator", heard=lambda *_: None)
        administrator.signs_in(factor=True)
        administrator.posted("batch", "/statements/batches/", {"authority": bureau, "year": 2026})
        wait_until(lambda: stack.primary.asked(MADE) >= 2, 180, "two statements")
        one.kill()
        left = stack.primary.asked(MADE)
        # Five minutes of silence are over.
        stack.primary.asked("UPDATE reports_statementchunk SET claimed_at = claimed_at - interval '6 minutes'")
        with running(other, beat("beat", stack.environment(), tmp_path)):
            finished = "SELECT state FROM reports_statementbatch"
            wait_until(lambda: stack.primary.asked(finished) == "finished", 300, "the whole batch")

    total = stack.primary.asked("SELECT total FROM reports_statementbatch")
    assert 2 <= left < total
    assert total >= owed
    assert stack.primary.asked(MADE) == total
    assert stack.primary.rows(STATEMENTS) == [(total, total)]
    with ZipFile(stack.folder / "media" / stack.primary.asked("SELECT archive FROM reports_statementbatch")) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
    assert len(names) == len(set(names)) == total + 1


def rows_of_work(stack: Servers) -> dict[str, int]:
    """How many rows each table has of what the jobs of beat make, but for signs of life, seals and the row that says that a sweep was run."""
    tables = stack.primary.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    kept = [name for (name,) in tables if not name.startswith(("audit_", "pghistory_", "boards_", "ladder_sweep"))]
    return {name: stack.primary.asked(f"SELECT count(*) FROM {name}") for name in sorted(kept)}


def test_two_beats_and_two_workers_do_each_piece_of_work_once(stack, city, tmp_path):
    """Every job of the schedule comes twice every few seconds; afterwards one sweep more finds nothing to do."""
    hosts = [beat(f"beat{number}", stack.environment(), tmp_path, "tests.machines.hurried") for number in (1, 2)]
    seen = {"LOG_LEVEL": "INFO"}
    hosts += [worker(f"worker{number}", stack.environment() | seen, tmp_path) for number in (1, 2)]
    with running(*hosts):
        time.sleep(20 * HURRIED_SECONDS)
    said = "".join(host.log.read_text() for host in hosts)
    before = rows_of_work(stack)
    stack.manage("sweep")
    after = rows_of_work(stack)

    jobs = {job["task"] for job in app.conf.beat_schedule.values()}
    done = {name: said.count(f"Task {name}[") for name in jobs}
    assert {name for name in jobs if f"Task {name}[" not in said} == set(), done
    assert "raised unexpected" not in said
    assert after == before
    numbers = stack.primary.rows("SELECT number FROM audit_seal ORDER BY number")
    assert [number for (number,) in numbers] == list(range(1, len(numbers) + 1))
    letters = "SELECT count(*), count(DISTINCT (recipient_id, key)) FROM notices_notice"
    ((notices, different),) = stack.primary.rows(letters)
    assert notices == different >= city
