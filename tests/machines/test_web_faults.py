"""What people at a browser see when something under the portal fails, on real processes; docs/load.md has the table."""

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.machines.hosts import Web, free_port, nginx, status, wait_until
from tests.machines.person import Person, certifies, files
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


def test_nothing_is_lost_or_doubled_when_web_hosts_die_at_certifying(stack, city, tmp_path):
    """Row a: every worker is killed again and again while leaders certify; each tries again as people do."""
    mine, asked, told = drafts(stack, 6), Asked(), []
    with web(stack, tmp_path) as host:
        site = f"http://127.0.0.1:{host.port}"
        leaders = []
        for pk, uscc in mine:
            secretary = Person(site, f"{uscc}-secretary", heard=asked.heard)
            secretary.signs_in(factor=False)
            files(secretary, pk, None)
            leaders.append((pk, Person(site, f"{uscc}-leader", heard=asked.heard)))
            leaders[-1][1].signs_in(factor=True)
        threads = [
            threading.Thread(target=lambda pk=pk, one=one: told.append(certifies(one, pk))) for pk, one in leaders
        ]
        for number, thread in enumerate(threads):
            thread.start()
            time.sleep(0.15 * number)
            subprocess.run(["pkill", "-9", "-P", str(host.process.pid)], check=False)
        for thread in threads:
            thread.join(timeout=120)

    reports = [pk for pk, _uscc in mine]
    assert told == [True] * 6
    assert counted(stack, "compliance_reportsubmission", reports) == 6
    assert counted(stack, "compliance_reportmove", reports, "AND name = 'certify'") == 6
    assert any(answer == 0 for _kind, answer, _seconds in asked), "no request was cut off"


def test_without_redis_people_sign_in_and_work(stack, city, tmp_path):
    """Row c."""
    (pk, uscc), asked = drafts(stack, 1)[0], Asked()
    with web(stack, tmp_path) as host:
        kill(stack.redis)
        secretary = Person(f"http://127.0.0.1:{host.port}", f"{uscc}-secretary", heard=asked.heard)
        secretary.signs_in(factor=False)
        files(secretary, pk, b"%PDF-1.4 " + b"0" * 2000)
        stack.redis.start()
        leader = Person(f"http://127.0.0.1:{host.port}", f"{uscc}-leader", heard=asked.heard)
        leader.signs_in(factor=True)

        assert certifies(leader, pk)

    assert {answer for _kind, answer, _seconds in asked} == {200, 302}
    assert counted(stack, "compliance_reportsubmission", [pk]) == 1


def test_database_that_is_killed_is_missed_for_seconds_only(stack, city, tmp_path):
    """Row d, short: PostgreSQL dies and comes back; then long: pages say so within 5 s, and the process is alive."""
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
    """Row e: with a table locked, those who need it are told after seconds, others go on meanwhile."""
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
    """Rows k and l: after a restart with another key, autosave answers 401 and the draft is as it was last saved."""
    (pk, uscc), asked = drafts(stack, 1)[0], Asked()
    edit, facts = f"/reports/{pk}/edit/", {"version": "0", "findings": "改到一半", "measures": "无"}
    with web(stack, tmp_path) as host:
        secretary = Person(f"http://127.0.0.1:{host.port}", f"{uscc}-secretary", heard=asked.heard)
        secretary.signs_in(factor=False)
        secretary.page("edit", edit)
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
