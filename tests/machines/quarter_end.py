"""The last day of a quarter, compressed: organizations file through nginx, two web hosts, two worker hosts, one beat and a replica.

`make load` runs it and writes docs/load.md and its picture. Whoever files has signed in during the hours before, as a session
lasts twelve hours. In the middle one web host, one worker host, beat and the replica are killed; web, worker and beat are
started again ten seconds later, as systemd does. At the end what people were told is counted against the rows, and the log
is verified.
"""

import random
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO

import pikepdf
import psutil

from tests.machines import hosts
from tests.machines.person import GaveUp, Person, certifies, files, takes_receipt
from tests.machines.servers import Servers, kill, log_is_whole, servers

# What a person may be answered; whoever is told that the portal is busy tries again.
POLITE = {200, 302, 429, 503}
# Of all requests of the day, of which nineteen in twenty are to be answered in so many milliseconds.
GOAL_MS = 800
# Of those who file, so many take the receipt as a PDF at once; the others see it on the page.
RECEIPTS = 10
# People at once; an organization whose turn it is waits for a place here, and that is told as well.
PLACES = 150
RESTART_SECONDS = 10
SIZES = "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
UNTOLD = "SELECT count(*) FROM notices_notice WHERE NOT planned"
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
    # What answered when the day began.
    stood: list[str] = field(default_factory=list)
    # Seconds of the processor that the web processes took during the day.
    cost: float = 0.0
    # Kind and seconds of what was asked before the day, to sign in.
    before: list[tuple[str, int, float]] = field(default_factory=list)
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
    # Notices that no worker took up.
    waiting: int
    # What verifying the log said; empty if it is not whole.
    log: str
    # Bytes by which each table grew, with its indexes.
    grown: dict[str, int]


def run(organizations: int, seconds: float, *, share: float = 0.4, seed: int = 94) -> tuple[Day, Counted, int]:
    """The day, the count, and how many filed."""
    with servers() as stack, ExitStack() as closing:
        stack.settle(organizations)
        site, machines = _hosts(stack, closing)
        before = dict(stack.primary.rows(SIZES))
        owed = stack.primary.rows(OWED)
        chosen = random.Random(seed).sample(owed, int(len(owed) * share))
        day = Day(seconds, stood=_standing(stack, machines))
        people = _come_in(day, site, chosen)
        day.began = time.monotonic()
        with _measured(day, machines):
            hitting = threading.Thread(target=_strike, args=(day, stack, machines))
            hitting.start()
            looking = threading.Thread(target=_look, args=(day, site))
            looking.start()
            _file_all(day, people, seed)
            day.ended = day.since()
            hitting.join()
            looking.join()
        with suppress(AssertionError):
            hosts.wait_until(lambda: not stack.primary.asked(UNTOLD), 120, "workers")
        return day, _count(stack, day, before), len(chosen)


def wrong(day: Day, counted: Counted, filed: int) -> list[str]:
    """Why the day was not a good one: what was lost or doubled, what nobody should be told, a log that is not whole."""
    rude = sum(status not in POLITE for _at, _kind, status, _seconds in day.heard)
    said = {
        f"{rude} answers were neither a page nor that the portal is busy": rude,
        f"{len(day.gave_up)} gave up": day.gave_up,
        f"{filed - len(day.told)} of {filed} were not told that their report is in": filed - len(day.told),
        f"{len(day.told) - counted.told} were told so and are not in": len(day.told) - counted.told,
        f"{counted.submissions - counted.organizations} submissions are double": counted.submissions
        - counted.organizations,
        f"{counted.moves - counted.submissions} moves have no submission": counted.moves - counted.submissions,
        f"{filed - counted.attachments} attachments are missing": filed - counted.attachments,
        f"{counted.waiting} notices were taken up by no worker": counted.waiting,
        "the log is not whole": not counted.log,
    }
    return [sentence for sentence, is_so in said.items() if is_so]


def _standing(stack: Servers, machines: dict[str, hosts.Host]) -> list[str]:
    return [name for name, host in machines.items() if host.is_up] + ["replica"] * stack.replica.answers()


def _come_in(day: Day, site: str, chosen: list[tuple[int, str]]) -> list[tuple[int, Person, Person]]:
    """The secretary and the leader of each sign in, a few at once, as over the hours before."""

    def come_in(one: tuple[int, tuple[int, str]]) -> tuple[int, Person, Person]:
        number, (pk, uscc) = one
        address = f"127.{1 + number // 60000}.{number // 250 % 240}.{1 + number % 250}"
        people = []
        for role in ("secretary", "leader"):
            person = Person(site, f"{uscc}-{role}", heard=lambda *heard: day.before.append(heard), address=address)
            person.signs_in(factor=role == "leader")
            person.heard = day.hears
            people.append(person)
        return pk, people[0], people[1]

    with ThreadPoolExecutor(4) as places:
        return list(places.map(come_in, enumerate(chosen)))


@contextmanager
def _measured(day: Day, machines: dict[str, hosts.Host]) -> Iterator[None]:
    """What the web processes take of the processor: looked at each half second, so that one that is killed counts as well."""
    taken: dict[int, float] = {}
    over = threading.Event()

    def look() -> None:
        for host in machines.values():
            if not isinstance(host, hosts.Web) or not host.process:
                continue
            with suppress(psutil.NoSuchProcess):
                for process in psutil.Process(host.process.pid).children(recursive=True):
                    with suppress(psutil.NoSuchProcess):
                        taken[process.pid] = sum(process.cpu_times()[:2])

    look()
    earlier = sum(taken.values())

    def watch() -> None:
        while not over.wait(0.5):
            look()

    watching = threading.Thread(target=watch)
    watching.start()
    yield
    over.set()
    watching.join()
    day.cost = sum(taken.values()) - earlier


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
        assert not (stack.replica.answers() if name == "replica" else machines[name].is_up)
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


def _file_all(day: Day, people: list[tuple[int, Person, Person]], seed: int) -> None:
    """Each at a moment of its own; more come towards the evening."""
    chance = random.Random(seed)
    moments = sorted(day.seconds * chance.betavariate(2, 1.4) for _ in people)
    with ThreadPoolExecutor(PLACES) as places:
        for number, (moment, (pk, secretary, leader)) in enumerate(zip(moments, people, strict=True)):
            time.sleep(max(0.0, moment - day.since()))
            places.submit(_file_one, day, number, moment, pk, secretary, leader)


def _file_one(day: Day, number: int, moment: float, pk: int, secretary: Person, leader: Person) -> None:
    day.late = max(day.late, day.since() - moment)
    try:
        secretary.page("home", "/")
        files(secretary, pk, minutes_of(number))
        leader.page("home", "/")
        if certifies(leader, pk):
            day.told.add(pk)
        if number % RECEIPTS == 0:
            takes_receipt(leader, pk)
    except GaveUp as why:
        day.gave_up.append(f"{day.since():.1f} s, {secretary.username}: {why}")


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
        waiting=asked(UNTOLD),
        log=_verified(stack),
        grown={
            name: size - before.get(name, 0) for name, size in stack.primary.rows(SIZES) if size > before.get(name, 0)
        },
    )


def _verified(stack: Servers) -> str:
    try:
        return log_is_whole(stack)
    except AssertionError as broken:
        sys.stderr.write(f"{broken}\n")
        return ""
