"""What happens to work in the background when it is killed, on real processes; docs/faults.md has the table."""

import os
import socket
import subprocess
import sys
import time
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller

from tests.machines.hosts import Web, command, wait_until
from tests.machines.person import Person
from tests.machines.quarter_end import minutes_of
from tests.machines.servers import ROOT, Servers
from tests.machines.test_web_faults import Asked, drafts

# A server outlives the object that started it.
pytestmark = [pytest.mark.machines, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = 'portal'"
# At noon of the day after: nothing waits for the morning.
DELIVER = """
import django
django.setup()
from datetime import timedelta
from django.utils.timezone import localtime
from zhengzhou_ideology.notices import delivering
delivering.deliver((localtime() + timedelta(days=1)).replace(hour=12))
"""
LETTERS = "SELECT count(*), count(DISTINCT (recipient_id, key)) FROM notices_notice"


def killed_while_it_writes(stack: Servers, table: str, *words: str) -> None:
    """The command is in its transaction, about to write to `table`, when it is killed."""
    with stack.primary.line() as other, other.transaction():
        other.execute(f"LOCK TABLE {table} IN SHARE MODE")
        process = command(stack.environment(), *words)
        wait_until(lambda: stack.primary.asked(WAITING) or process.poll() is not None, 90, f"{words} to write")
        assert process.poll() is None, process.communicate()
        process.kill()
        process.communicate()
    wait_until(lambda: not stack.primary.asked(WAITING), 20, "the end of its transaction")


def done(stack: Servers, *words: str) -> str:
    process = command(stack.environment(), *words)
    out, err = process.communicate(timeout=180)
    assert process.returncode == 0, err
    return out


def test_sweep_that_is_killed_is_whole_or_nothing_and_the_next_makes_up_for_it(stack, city):
    """Row b."""
    before = stack.primary.rows(LETTERS)
    killed_while_it_writes(stack, "notices_notice", "sweep")
    between = stack.primary.rows(LETTERS)

    done(stack, "sweep")
    once = stack.primary.rows(LETTERS)
    done(stack, "sweep")

    assert between == before
    assert once[0][0] >= city
    assert once[0][0] == once[0][1]
    assert stack.primary.rows(LETTERS) == once


def test_import_that_is_killed_is_whole_or_nothing_and_may_be_run_again(stack):
    """Row b."""
    words = ("import_registry", str(ROOT / "tests/data/registry_small.xlsx"))
    number = "SELECT count(*) FROM organizations_organization"
    before = stack.primary.asked(number)
    killed_while_it_writes(stack, "organizations_organization", *words)
    between = stack.primary.asked(number)

    done(stack, *words)
    once = stack.primary.asked(number)
    done(stack, *words)

    assert between == before
    assert stack.primary.asked(number) == once > before


class Relay:
    """A mail server that remembers to whom it was asked to deliver."""

    def __init__(self) -> None:
        self.got: list[str] = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.got.append(message_from_bytes(envelope.content)["Message-ID"])
        return "250 OK"


def deliverer(stack: Servers, port: int) -> subprocess.Popen[bytes]:
    environment = stack.environment() | {"EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    return subprocess.Popen([sys.executable, "-c", DELIVER], cwd=ROOT, env=environment)


def waiting_mails(stack: Servers) -> int:
    """Letters of a sweep, to accounts that have addresses."""
    stack.primary.asked("UPDATE organizations_user SET email = username || '@example.org' WHERE email = ''")
    done(stack, "sweep")
    return int(stack.primary.asked("SELECT count(*) FROM notices_notice"))


def test_three_that_deliver_at_once_send_each_mail_once_though_one_is_killed(stack, city):
    """Row g."""
    letters, relay = waiting_mails(stack), Relay()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(relay, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        three = [deliverer(stack, port) for _ in range(3)]
        wait_until(lambda: len(relay.got) > 5, 120, "mails")
        three[0].kill()
        for process in three:
            process.wait(timeout=180)
        last = deliverer(stack, port)
        assert last.wait(timeout=180) == 0
    finally:
        controller.stop()

    states = dict(stack.primary.rows("SELECT state, count(*) FROM notices_delivery GROUP BY state"))
    assert states == {"sent": len(set(relay.got))}
    assert 0 < states["sent"] <= letters
    # The one that was killed may have had a mail taken that its row does not know of yet.
    assert len(relay.got) - len(set(relay.got)) <= 1


def test_relay_that_says_nothing_holds_a_deliverer_for_seconds_and_loses_nothing(stack, city):
    """Row g: no banner, ever."""
    stack.primary.asked(
        "UPDATE notices_delivery SET state = 'waiting', sent_at = NULL, next_attempt_at = now() - interval '1 day'"
    )
    rows = stack.primary.asked("SELECT count(*) FROM notices_delivery")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        process = deliverer(stack, silent.getsockname()[1])
        assert process.wait(timeout=180) == 0
        took = time.monotonic() - began

    assert took < 90
    assert stack.primary.rows("SELECT state, count(*) FROM notices_delivery GROUP BY state") == [("waiting", rows)]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_disk_of_attachments_that_is_full_is_said_and_leaves_nothing_behind(stack, city, tmp_path):
    """Row f."""
    media = tmp_path / "media"
    media.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", media], check=True)
    (pk, uscc), asked = drafts(stack, 1)[0], Asked()
    host = Web("web-full", stack.environment() | {"MEDIA_ROOT": str(media)}, tmp_path, 1).start()
    try:
        secretary = Person(f"http://127.0.0.1:{host.ready().port}", f"{uscc}-secretary", heard=asked.heard)
        secretary.signs_in(factor=False)
        token = secretary.line.cookies["csrftoken"]
        answers = [upload(secretary, pk, token, number) for number in range(20)]
        files = [path for path in media.rglob("*") if path.is_file()]
    finally:
        host.kill()
        subprocess.run(["umount", "-l", media], check=True)

    taken = stack.primary.asked("SELECT count(*) FROM compliance_reportattachment WHERE report_id = %s", pk)
    assert max(answers[:2]) < 400
    assert set(answers[-2:]) <= {422, 507}
    assert len(files) == taken == sum(status < 400 for status in answers)


def upload(secretary: Person, pk: int, token: str, number: int) -> int:
    answer = secretary.line.post(
        f"{secretary.site}/reports/{pk}/files/council/",
        data={"csrfmiddlewaretoken": token},
        files={"files": (f"{number}.pdf", minutes_of(number), "application/pdf")},
        allow_redirects=False,
        timeout=60,
        headers={"Accept": "text/html", "X-Upload": "1"},
    )
    return int(answer.status_code)
