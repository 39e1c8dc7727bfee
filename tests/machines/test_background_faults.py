"""What happens to work in the background when it is killed, on real processes; docs/faults.md has the table."""

import socket
import time

import pytest

from tests.machines.hosts import command, wait_until
from tests.machines.mail import deliverer, relay
from tests.machines.servers import ROOT, Servers
from zhengzhou_ideology.notices.delivering import TOGETHER

# A server outlives the object that started it.
pytestmark = [pytest.mark.machines, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = 'portal'"
SENT = "SELECT count(*) FROM notices_delivery WHERE state = 'sent'"
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


def test_sweep_that_is_killed_is_whole_or_nothing_and_the_next_makes_up_for_it(stack, city):
    """The first test of all, as nobody has been reminded yet (`make faults` keeps their order)."""
    before = stack.primary.rows(LETTERS)
    killed_while_it_writes(stack, "notices_notice", "sweep")
    between = stack.primary.rows(LETTERS)

    stack.manage("sweep")
    once = stack.primary.rows(LETTERS)
    stack.manage("sweep")

    assert between == before
    assert once[0][0] >= city
    assert once[0][0] == once[0][1]
    assert stack.primary.rows(LETTERS) == once


def test_import_that_is_killed_is_whole_or_nothing_and_may_be_run_again(stack):
    words = ("import_registry", str(ROOT / "tests/data/registry_small.xlsx"))
    number = "SELECT count(*) FROM organizations_organization"
    before = stack.primary.asked(number)
    killed_while_it_writes(stack, "organizations_organization", *words)
    between = stack.primary.asked(number)

    stack.manage(*words)
    once = stack.primary.asked(number)
    stack.manage(*words)

    assert between == before
    assert stack.primary.asked(number) == once > before


def waiting_mails(stack: Servers) -> int:
    """Letters of a sweep; those that were tried in vain before are due again."""
    stack.manage("sweep")
    stack.primary.asked(
        "UPDATE notices_delivery SET next_attempt_at = now() - interval '1 day' WHERE state = 'waiting'"
    )
    return int(stack.primary.asked("SELECT count(*) FROM notices_notice"))


def test_three_that_deliver_at_once_send_each_mail_once_though_one_is_killed(stack, city):
    letters = waiting_mails(stack)
    sent = stack.primary.asked(SENT)
    with relay() as server:
        three = [deliverer(stack, server.port) for _ in range(3)]
        wait_until(lambda: len(server.got) > 5, 120, "mails")
        three[0].kill()
        for process in three:
            process.wait(timeout=180)
        last = deliverer(stack, server.port)
        assert last.wait(timeout=180) == 0

    assert stack.primary.rows("SELECT DISTINCT state FROM notices_delivery") == [("sent",)]
    assert 0 < stack.primary.asked(SENT) - sent == len(set(server.got)) <= letters
    # The one that was killed may have had mails taken that their rows, under one lock, do not know of yet.
    assert len(server.got) - len(set(server.got)) <= TOGETHER


def test_relay_that_says_nothing_holds_a_deliverer_for_seconds_and_loses_nothing(stack, city):
    """No banner, ever."""
    stack.primary.asked(
        "UPDATE notices_delivery SET state = 'waiting', sent_at = NULL, next_attempt_at = now() - interval '1 day'"
    )
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        process = deliverer(stack, silent.getsockname()[1])
        assert process.wait(timeout=180) == 0
        took = time.monotonic() - began

    assert took < 90
    assert stack.primary.rows("SELECT DISTINCT state FROM notices_delivery") == [("waiting",)]
