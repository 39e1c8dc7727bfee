"""What people at a browser see when something under the portal fails, on real processes; docs/faults.md has the table."""

import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import pytest

from tests.machines.hosts import PROGRAM, Web, beat, checks, free_port, nginx, running, status, wait_until, worker
from tests.machines.mail import deliverer, relay
from tests.machines.person import VERSION, Person, certifies, files, found
from tests.machines.quarter_end import UNTOLD
from tests.machines.servers import Servers, kill

# A server outlives the object that started it.
pytestmark = [pytest.mark.machines, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]


class Asked(list):
    """What a person was answered: kind, status, seconds."""

    def heard(self, kind: str, status: int, seconds: float) -> None:
        self.append((kind, status, seconds))


@contextmanager
def web(stack: Servers, folder, workers: int = 2, **more: str) -> Iterator[Web]:
    host = Web("web", stack.environment() | more, folder, workers).start()
    try:
        yield host.ready()
    finally:
        host.kill()


def drafts(stack: Servers, number: int) -> list[tuple[int, str]]:
    """Reports that nobody has sent, with the credit codes of their organizations."""
    return stack.primary.rows(
        "SELECT r.id, lower(o.uscc) FROM compliance_quarterlyreport r JOIN organizations_organization o ON o.id = r.organization_id"
        f" WHERE r.state = 'draft' ORDER BY r.id LIMIT {number}"
    )


def counted(stack: Servers, table: str, reports: list[int], more: str = "") -> int:
    keys = ", ".join(map(str, reports))
    return int(stack.primary.asked(f"SELECT count(*) FROM {table} WHERE report_id IN ({keys}) {more}"))


def cut(host: Web) -> None:
    """kill -9 for each process of the host that answers requests; the one that started them starts others."""
    subprocess.run(["pkill", "-9", "-P", str(host.process.pid)], check=False)


def handed_over(site: str, mine: list[tuple[int, str]], asked: Asked) -> list[tuple[int, Person]]:
    """Leaders who are signed in, each with a report to certify."""

    def hand_over(one: tuple[int, str]) -> tuple[int, Person]:
        pk, uscc = one
        secretary = Person(site, f"{uscc}-secretary", heard=asked.heard)
        secretary.signs_in(factor=False)
        files(secretary, pk, None)
        leader = Person(site, f"{uscc}-leader", heard=asked.heard)
        leader.signs_in(factor=True)
        return pk, leader

    with ThreadPoolExecutor(4) as people:
        return list(people.map(hand_over, mine))


LEADERS, AT_ONCE, CUTS = 30, 6, 3


def test_nothing_is_lost_or_doubled_when_web_hosts_die_at_certifying(stack, city, tmp_path):
    """Thirty leaders certify, six at a time, and every process is killed in the middle, three times; each tries again as people do.

    Over the last six they are killed for seconds every moment, so that none gets as far as answering.
    """
    mine, asked = drafts(stack, LEADERS), Asked()
    with web(stack, tmp_path) as host, ThreadPoolExecutor(AT_ONCE) as people:
        leaders = handed_over(f"http://127.0.0.1:{host.port}", mine, asked)
        told = []
        for first in range(0, LEADERS, AT_ONCE):
            answers = [people.submit(certifies, leader, pk) for pk, leader in leaders[first : first + AT_ONCE]]
            for moment in range(CUTS):
                # As soon as those that were started in their place answer, so that they die over what they have begun.
                wait_until(partial(host.answers, "/livez", 1), 60, "processes")
                time.sleep(0.04 * (moment + 1))
                cut(host)
            end = time.monotonic() + (8 if first == LEADERS - AT_ONCE else 0)
            while time.monotonic() < end:
                cut(host)
                time.sleep(0.15)
            told += [answer.result(timeout=180) for answer in answers]

    reports = [pk for pk, _uscc in mine]
    assert told == [True] * LEADERS
    assert counted(stack, "compliance_reportsubmission", reports) == LEADERS
    assert counted(stack, "compliance_reportmove", reports, "AND name = 'certify'") == LEADERS
    assert sum(answer == 0 for _kind, answer, _seconds in asked) > AT_ONCE, "hardly a request was cut off"


WAITING = "SELECT count(*) FROM notices_delivery WHERE state = 'waiting'"


def test_without_redis_people_sign_in_and_work_and_what_waited_goes_out_afterwards(stack, city, tmp_path):
    """Beat and a worker run all the while, and find Redis again by themselves."""
    (pk, uscc), asked = drafts(stack, 1)[0], Asked()
    hosts = [make(make.__name__, stack.environment(), tmp_path) for make in (worker, beat)]
    with web(stack, tmp_path) as host, running(*hosts):
        site = f"http://127.0.0.1:{host.port}"
        wait_until(lambda: checks(host)["background"] == "well", 120, "a sign of life")
        kill(stack.redis)
        secretary = Person(site, f"{uscc}-secretary", heard=asked.heard)
        secretary.signs_in(factor=False)
        files(secretary, pk, b"%PDF-1.4 " + b"0" * 2000)
        leader = Person(site, f"{uscc}-leader", heard=asked.heard)
        leader.signs_in(factor=True)
        certified = certifies(leader, pk)
        away, untold = not stack.redis.answers(), stack.primary.asked(UNTOLD)
        stack.redis.start()
        wait_until(lambda: not stack.primary.asked(UNTOLD), 240, "a worker that takes up what waited")
    waiting = stack.primary.asked(WAITING)
    with relay() as server:
        assert deliverer(stack, server.port).wait(timeout=180) == 0

    assert (certified, away) == (True, True)
    assert {answer for _kind, answer, _seconds in asked} == {200, 302}
    assert counted(stack, "compliance_reportsubmission", [pk]) == 1
    assert untold > 0
    assert stack.primary.asked(WAITING) == 0
    assert 0 < waiting == len(server.got) == len(set(server.got))


def test_database_that_is_killed_is_missed_for_seconds_only(stack, city, tmp_path):
    """Short: PostgreSQL dies and comes back; then long: pages say so within 5 s, and the process is alive."""
    (pk, uscc), asked = drafts(stack, 1)[0], Asked()
    with web(stack, tmp_path) as host:
        site = f"http://127.0.0.1:{host.port}"
        secretary = Person(site, f"{uscc}-secretary", heard=asked.heard)
        secretary.signs_in(factor=False)

        kill(stack.primary)
        wait_until(lambda: not stack.primary.processes(), 10, "the end of PostgreSQL")
        asked.clear()
        began = time.monotonic()
        many = [
            threading.Thread(
                target=lambda: asked.append(("page", status(f"{site}/verify/abc/", 30), time.monotonic() - began))
            )
            for _ in range(6)
        ]
        for thread in many:
            thread.start()
        alive = [status(f"{site}{path}", 5) for path in ("/livez", "/healthz/")]
        for thread in many:
            thread.join()
        while_away = {answer for _kind, answer, _seconds in asked}
        ready = status(f"{site}/readyz", 10)
        stack.primary.start()
        back = time.monotonic()
        wait_until(
            lambda: status(f"{site}/verify/abc/") == 404 or status(f"{site}/accounts/login/") == 200, 10, "a page"
        )
        recovered = time.monotonic() - back
        files(secretary, pk, None)

    assert while_away == {503}
    assert alive == [200, 200]
    assert ready == 503
    assert recovered < 5


def test_lock_that_is_held_stops_neither_the_site_nor_its_pulse(stack, city, tmp_path):
    """With a table locked, those who need it are told after seconds, others go on meanwhile."""
    (pk, uscc), asked = drafts(stack, 1)[0], Asked()
    with web(stack, tmp_path, LOCK_TIMEOUT="3") as host:
        site = f"http://127.0.0.1:{host.port}"
        secretary = Person(site, f"{uscc}-secretary", heard=asked.heard)
        secretary.signs_in(factor=False)
        with stack.primary.line() as other, other.transaction():
            other.execute("LOCK TABLE compliance_quarterlyreport IN ACCESS EXCLUSIVE MODE")
            asked.clear()
            waiting = threading.Thread(target=lambda: secretary.line.get(f"{site}/reports/{pk}/", timeout=30))
            waiting.start()
            time.sleep(0.5)
            began = time.monotonic()
            alive = status(f"{site}/livez"), status(f"{site}/accounts/login/")
            answered = time.monotonic() - began
            began = time.monotonic()
            refused = secretary.line.get(f"{site}/reports/{pk}/", timeout=30)
            waited = time.monotonic() - began
            waiting.join()
        after = secretary.line.get(f"{site}/reports/{pk}/", timeout=30).status_code

    assert alive == (200, 200)
    assert answered < 3
    assert (refused.status_code, refused.headers["Retry-After"], after) == (503, "15", 200)
    assert waited < 12


def test_new_secret_key_asks_to_sign_in_and_keeps_what_was_saved(stack, city, tmp_path):
    """After a restart with another key, autosave answers 401 and the draft is as it was last saved."""
    (pk, uscc), asked = drafts(stack, 1)[0], Asked()
    edit, facts = f"/reports/{pk}/edit/", {"findings": "改到一半", "measures": "无"}
    with web(stack, tmp_path) as host:
        secretary = Person(f"http://127.0.0.1:{host.port}", f"{uscc}-secretary", heard=asked.heard)
        secretary.signs_in(factor=False)
        facts["version"] = found(VERSION, secretary.page("edit", edit))
        secretary.posted("autosave", edit, facts, wanted=(200,), extra={"X-Autosave": "1"})
        line = secretary.line
    with web(stack, tmp_path, SECRET_KEY="another-" + "1" * 50) as host:
        secretary = Person(f"http://127.0.0.1:{host.port}", f"{uscc}-secretary", heard=asked.heard)
        secretary.line = line
        answer = secretary.posted("autosave", edit, facts, wanted=(401,), extra={"X-Autosave": "1"})
        again = Person(f"http://127.0.0.1:{host.port}", f"{uscc}-secretary", heard=asked.heard)
        again.signs_in(factor=False)

        assert "改到一半" in again.page("edit", edit)
        assert "login" in answer.text


@pytest.mark.skipif(not PROGRAM, reason="no nginx: apt could not fetch it")
def test_web_host_that_dies_is_passed_over(stack, city, tmp_path):
    """Two hosts behind nginx: with one of them gone pages go on to come."""
    hosts = [Web(f"web{number}", stack.environment(), tmp_path, 1).start().ready() for number in (1, 2)]
    port = free_port()
    front = nginx(port, hosts, tmp_path).start()
    try:
        wait_until(lambda: status(f"http://127.0.0.1:{port}/healthz/") == 200, 20, "nginx")
        hosts[0].kill()
        answers = [status(f"http://127.0.0.1:{port}/accounts/login/", 20) for _ in range(20)]
    finally:
        for host in (front, *hosts):
            host.kill()

    assert set(answers) == {200}
