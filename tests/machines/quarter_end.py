"""The last day of a quarter, compressed: organizations file through nginx, two web hosts, two worker hosts, one beat and a replica.

`make load` runs it and writes docs/load.md and its picture. In the middle one web host, one worker host, beat and the
replica are killed; web, worker and beat are started again ten seconds later, as systemd does. At the end what people
were told is counted against the rows.
"""

import random
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import BytesIO

import pikepdf

from tests.machines import hosts
from tests.machines.person import GaveUp, Person, certifies, files, takes_receipt
from tests.machines.servers import ROOT, Servers, kill, servers

# Of those who file, so many take the receipt as a PDF at once; the others see it on the page.
RECEIPTS = 10
# People at once; an organization whose turn it is waits for a place here, and that is told as well.
PLACES = 150
RESTART_SECONDS = 10
SIZES = "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
OWED = """SELECT r.id, lower(o.uscc) FROM compliance_quarterlyreport r
    JOIN organizations_organization o ON o.id = r.organization_id WHERE r.state = 'draft' ORDER BY o.uscc"""


@dataclass
class Day:
    """What was heard: seconds since the beginning, kind, status, seconds it took; and what people were told in the end."""

    seconds: float
    heard: list[tuple[float, str, int, float]] = field(default_factory=list)
    told: set[int] = field(default_factory=set)
    gave_up: list[str] = field(default_factory=list)
    killed: list[tuple[float, str]] = field(default_factory=list)
    late: float = 0.0
    began: float = 0.0
    ended: float = 0.0

    def since(self) -> float:
        return time.monotonic() - self.began

    def hears(self, kind: str, status: int, seconds: float) -> None:
        self.heard.append((self.since(), kind, status, seconds))


@dataclass
class Counted:
    """What the database says of those who were told that their report is in."""

    submissions: int
    organizations: int
    moves: int
    told: int
    attachments: int
    # Bytes by which each table grew, with its indexes.
    grown: dict[str, int]


def run(organizations: int, seconds: float, *, share: float = 0.4, seed: int = 94) -> tuple[Day, Counted, int]:
    """The day, the count, and how many filed."""
    with servers() as stack, ExitStack() as closing:
        words = [sys.executable, "-m", "tests.machines.city", str(organizations)]
        subprocess.run(words, cwd=ROOT, env=stack.environment(), check=True)
        site, machines = _hosts(stack, closing)
        before = dict(stack.primary.rows(SIZES))
        owed = stack.primary.rows(OWED)
        chosen = random.Random(seed).sample(owed, int(len(owed) * share))
        day = Day(seconds, began=time.monotonic())
        hitting = threading.Thread(target=_strike, args=(day, stack, machines))
        hitting.start()
        looking = threading.Thread(target=_look, args=(day, site))
        looking.start()
        _file_all(day, site, chosen, seed)
        day.ended = day.since()
        hitting.join()
        looking.join()
        return day, _count(stack, day, before), len(chosen)


def _hosts(stack: Servers, closing: ExitStack) -> tuple[str, dict[str, hosts.Host]]:
    environment, folder = stack.environment(replica=True), stack.folder
    machines: dict[str, hosts.Host] = {name: hosts.Web(name, environment, folder) for name in ("web1", "web2")}
    machines |= {name: hosts.worker(name, environment, folder) for name in ("worker1", "worker2")}
    machines["beat"] = hosts.beat("beat", environment, folder)
    port = hosts.free_port()
    webs = [machine for machine in machines.values() if isinstance(machine, hosts.Web)]
    front = hosts.nginx(port, webs, folder)
    for machine in (*machines.values(), front):
        machine.start()
        closing.callback(machine.kill)
    for web in webs:
        web.ready()
    return f"http://127.0.0.1:{port}", machines


def _strike(day: Day, stack: Servers, machines: dict[str, hosts.Host]) -> None:
    """kill -9 one of each, a little apart, around the middle of the day."""
    for place, name in enumerate(("web1", "worker1", "replica", "beat")):
        time.sleep(max(0.0, day.seconds * (0.4 + 0.05 * place) - day.since()))
        if name == "replica":
            kill(stack.replica)
        else:
            machines[name].kill()
        day.killed.append((day.since(), name))
    time.sleep(min(RESTART_SECONDS, day.seconds / 10))
    for name in ("web1", "worker1", "beat"):
        machines[name].start()
    day.killed.append((day.since(), "restarted"))


def _look(day: Day, site: str) -> None:
    """An officer looks at home, queue and board all day; the board is read from the replica while there is one."""
    try:
        officer = Person(site, "410100-mzj-registrar", heard=day.hears)
        officer.signs_in(factor=True)
        while not day.ended:
            for kind, path in (("officer's home", "/"), ("queue", "/reports/"), ("board", "/boards/reports/2026/")):
                officer.page(kind, path)
            time.sleep(2)
    except GaveUp as why:
        day.gave_up.append(f"{day.since():.1f} s, officer: {why}")


def _file_all(day: Day, site: str, chosen: list[tuple[int, str]], seed: int) -> None:
    """Each at a moment of its own; more come towards the evening."""
    chance = random.Random(seed)
    turns = sorted((day.seconds * chance.betavariate(2, 1.4), pk, uscc) for pk, uscc in chosen)
    with ThreadPoolExecutor(PLACES) as places:
        for number, (moment, pk, uscc) in enumerate(turns):
            time.sleep(max(0.0, moment - day.since()))
            places.submit(_file_one, day, site, number, moment, pk, uscc)


def _file_one(day: Day, site: str, number: int, moment: float, pk: int, uscc: str) -> None:
    day.late = max(day.late, day.since() - moment)
    address = f"127.{1 + number // 60000}.{number // 250 % 240}.{1 + number % 250}"
    try:
        secretary = Person(site, f"{uscc}-secretary", heard=day.hears, address=address)
        secretary.signs_in(factor=False)
        files(secretary, pk, minutes_of(number))
        leader = Person(site, f"{uscc}-leader", heard=day.hears, address=address)
        leader.signs_in(factor=True)
        if certifies(leader, pk):
            day.told.add(pk)
        if number % RECEIPTS == 0:
            takes_receipt(leader, pk)
    except GaveUp as why:
        day.gave_up.append(f"{day.since():.1f} s, {uscc}: {why}")


def minutes_of(number: int) -> bytes:
    """A scan of the minutes: a PDF of some 100 to 400 kB that no other organization has."""
    chance, out = random.Random(number), BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.Root.Scan = paper.make_stream(chance.randbytes(chance.randrange(100_000, 400_000)))
        paper.save(out)
    return out.getvalue()


def _count(stack: Servers, day: Day, before: dict[str, int]) -> Counted:
    asked = stack.primary.asked
    return Counted(
        submissions=asked("SELECT count(*) FROM compliance_reportsubmission"),
        organizations=asked("SELECT count(DISTINCT report_id) FROM compliance_reportsubmission"),
        moves=asked("SELECT count(*) FROM compliance_reportmove WHERE name = 'certify'"),
        told=asked("SELECT count(*) FROM compliance_reportsubmission WHERE report_id = ANY(%s)", list(day.told)),
        attachments=asked("SELECT count(*) FROM compliance_reportattachment"),
        grown={
            name: size - before.get(name, 0) for name, size in stack.primary.rows(SIZES) if size > before.get(name, 0)
        },
    )


def answers(day: Day) -> Counter[int]:
    return Counter(status for _at, _kind, status, _seconds in day.heard)
