"""A host whose clock is wrong, by processes that are told another time than the database has; docs/faults.md has the table."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.machines.hosts import beat, running, wait_until, worker
from tests.machines.servers import ROOT, Servers

# Where `deploy/setup.sh dev` puts it, and where Debian does.
LIBRARIES = [
    place / "usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1" for place in (ROOT / "var/tools/faketime", Path("/"))
]
LIBRARY = next((path for path in LIBRARIES if path.exists()), None)
# A server outlives the object that started it.
pytestmark = [
    pytest.mark.machines,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.skipif(LIBRARY is None, reason="no libfaketime: apt could not fetch it"),
]


def elsewhen(stack: Servers, shift: str) -> dict[str, str]:
    """The environment of a host whose clock is `shift` away."""
    return stack.environment() | {
        "LD_PRELOAD": str(LIBRARY),
        "FAKETIME": shift,
        "DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


def told(stack: Servers, shift: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, env=elsewhen(stack, shift), capture_output=True, text=True)


@pytest.mark.parametrize("shift", ["+2d", "-2d"])
def test_nothing_is_done_by_a_clock_that_is_wrong_and_doctor_says_so(shift, stack, city):
    done = "SELECT (SELECT count(*) FROM audit_seal), (SELECT count(*) FROM notices_notice)"
    stack.manage("seal_audit")
    before = stack.primary.rows(done)

    refused = [told(stack, shift, *words) for words in (("seal_audit",), ("sweep",))]
    doctor = told(stack, shift, "doctor")

    assert [(ran.returncode, "时钟" in ran.stderr) for ran in refused] == [(2, True)] * 2
    assert stack.primary.rows(done) == before
    assert doctor.returncode == 1
    assert "[故障] 数据库：本机时钟与数据库相差 17280" in doctor.stdout


def test_worker_on_a_host_whose_clock_is_ahead_seals_and_reminds_nothing_and_administrators_hear_of_it(
    stack, city, tmp_path
):
    stack.manage("seal_audit")
    done = (
        "SELECT (SELECT count(*) FROM audit_seal), (SELECT count(*) FROM notices_notice WHERE kind <> 'operations'),"
        " (SELECT count(*) FROM ladder_reminder)"
    )
    before = stack.primary.rows(done)
    told = "SELECT count(*) FROM notices_notice WHERE kind = 'operations' AND body LIKE '%本机时钟与数据库相差%'"
    assert stack.primary.asked(told) == 0
    # Were it days ahead, it would throw every task away as out of date.
    host = worker("worker", elsewhen(stack, "+30m"), tmp_path)
    with running(host, beat("beat", stack.environment(), tmp_path, "tests.machines.hurried")):
        refusals = [f"停止{work}" for work in ("封存", "定时任务 ladder.sweep")]
        wait_until(lambda: all(one in host.log.read_text() for one in refusals), 180, "both refusals")
        # The morning's report of problems, hurried like the rest; it is the one letter that a wrong clock does write.
        wait_until(lambda: stack.primary.asked(told), 180, "the report of the problem")

    assert stack.primary.rows(done) == before
    assert stack.primary.asked(told) == 1
