"""A year of the city in fast motion: nobody twice, nobody forgotten, nobody settled, one digest a day at most."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from compliance import extensions
from compliance.cases import proposals
from compliance.cases.models import AccountabilityCase
from compliance.enums import ReportState
from compliance.ladder_sources import ReportMatters
from compliance.models import QuarterlyReport
from compliance.periods import open_due_periods
from organizations.enums import Role
from organizations.ladder.models import Reminder
from organizations.ladder.rungs import Rung
from organizations.ladder.sweep import Swept, sweep
from organizations.models import Membership, Organization, User
from tests.compliance.test_report_concurrency import at_once
from tests.factories import OrganizationFactory, credit_code
from zhengzhou_ideology.notices import delivering
from zhengzhou_ideology.notices.models import Digest, Notice, Preference
from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workcalendar.working_days import WorkCalendar

SEED = 94_2019
ORGANIZATIONS = 200
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
ONE_IN = 20  # who takes the daily digest; the others read their notices in the portal
OUTAGES = (1, 3, 10)
ZONE = ZoneInfo("Asia/Shanghai")

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE)


@dataclass
class Year:
    """What happened to each report, told by the simulation and not by the portal."""

    random: Random
    up: list[date] = field(default_factory=list)
    arrives_on: dict[int, date | None] = field(default_factory=dict)
    settled_on: dict[int, date] = field(default_factory=dict)
    due: dict[int, list[tuple[date, date]]] = field(default_factory=lambda: defaultdict(list))  # (known on, due day)
    pairs: list[list[Swept]] = field(default_factory=list)  # what two sweeps at once answered


@pytest.fixture
def city_of_many(cast) -> list[Organization]:
    like = cast.organization
    organizations = Organization.objects.bulk_create(
        Organization(
            uscc=credit_code(500_000 + number),
            name=f"郑州市模拟协会第{number}号",
            kind=like.kind,
            registration_authority=like.registration_authority,
            competent_authority=like.competent_authority,
            district=like.district,
            founded_on=like.founded_on,
        )
        for number in range(ORGANIZATIONS)
    )
    for role in (Role.SECRETARY, Role.LEADER):
        users = User.objects.bulk_create(
            User(username=f"{role}{number}", name="李某某", email=f"{role}{number}@example.org")
            for number in range(ORGANIZATIONS)
        )
        Membership.objects.bulk_create(
            Membership(user=user, role=role, organization=organization, starts_on=FIRST)
            for user, organization in zip(users, organizations, strict=True)
        )
    Preference.objects.bulk_create(
        Preference(user=user, kind="reminder", mode="none" if number % ONE_IN else "digest")
        for number, user in enumerate(User.objects.order_by("pk"))
    )
    return organizations


def days() -> Iterator[date]:
    for number in range((LAST - FIRST).days + 1):
        yield FIRST + timedelta(days=number)


def days_down(random: Random) -> set[date]:
    """About one outage a month, each of 1, 3 or 10 days."""
    down: set[date] = set()
    for start in random.sample([*days()], 14):
        down |= {start + timedelta(days=number) for number in range(random.choice(OUTAGES))}
    return down - {LAST}


def live_through(year: Year, time_machine, supervisor: User) -> None:
    down = days_down(year.random)
    for today in days():
        time_machine.move_to(at(today, 5, 0), tick=False)
        if today.day == 1:
            open_due_periods(today)
            _know_new_reports(year, today)
        _settle(year, today)
        if today.day in {14, 25}:
            _extend_some(year, today, supervisor)
        if today in down:
            continue
        year.up.append(today)
        twice = year.random.random() < 1 / 3
        time_machine.move_to(at(today, 6, 10), tick=False)
        if twice and today.day % 2:  # two workers at the same moment, on connections of their own
            year.pairs.append(at_once(partial(sweep, today), partial(sweep, today)))
        else:
            sweep(today)
        if twice and not today.day % 2:
            time_machine.move_to(at(today, 18, 10), tick=False)
            sweep(today)
        proposals.gather()
        time_machine.move_to(at(today, 9, 5), tick=False)
        delivering.deliver(at(today, 9, 5))


def _know_new_reports(year: Year, today: date) -> None:
    """Each report arrives on a day of its own, from three weeks before its due day to six weeks after, or never."""
    for pk, due_on in QuarterlyReport.objects.exclude(pk__in=[*year.due]).values_list("pk", "due_on"):
        year.due[pk].append((today, due_on))
        never = year.random.random() < 0.05
        year.arrives_on[pk] = None if never else due_on + timedelta(days=year.random.randrange(-21, 42))


def _settle(year: Year, today: date) -> None:
    """Reports whose day has come are filed, one in thirty of them is exempted instead."""
    due = [pk for pk, day in year.arrives_on.items() if day and day <= today and pk not in year.settled_on]
    exempted = [pk for pk in due if year.random.random() < 1 / 30]
    QuarterlyReport.objects.filter(pk__in=exempted).update(state=ReportState.EXEMPTED)
    QuarterlyReport.objects.filter(pk__in={*due} - {*exempted}).update(
        state=ReportState.SUBMITTED, first_submitted_on=today, submitted_at=at(today, 5, 0), content_sha256="0" * 64
    )
    year.settled_on |= dict.fromkeys(due, today)


def _extend_some(year: Year, today: date, supervisor: User) -> None:
    outstanding = [pk for pk in year.due if pk not in year.settled_on and abs((year.due[pk][-1][1] - today).days) < 30]
    chosen = QuarterlyReport.objects.filter(pk__in=year.random.sample(outstanding, len(outstanding) // 20))
    new_due = load_deadlines().calendar.next_working_day_from(today + timedelta(days=25))
    before = {*Reminder.objects.values_list("pk", flat=True)}
    picked = [*chosen.filter(due_on__lt=new_due).values_list("pk", flat=True)]
    if picked:
        extensions.extend(chosen, by=supervisor, new_due=new_due, reason="汛情。", now=at(today, 5, 0))
        for pk in picked:
            year.due[pk].append((today, new_due))
    assert before == {*Reminder.objects.values_list("pk", flat=True)}


def expected(year: Year) -> dict[tuple[int, int], list[tuple[str, date]]]:
    """By the slow and obvious count: for each report and due day, the rungs seen on the days that the worker was up."""
    deadlines = load_deadlines()
    ladder = ReportMatters().rungs(deadlines.policy_on(FIRST))
    found: dict[tuple[int, int], list[tuple[str, date]]] = {}
    for pk, known in year.due.items():
        for turn, (since, due_on) in enumerate(known):
            until = min(
                year.settled_on.get(pk, LAST + timedelta(days=1)),
                known[turn + 1][0] if turn + 1 < len(known) else LAST + timedelta(days=1),
            )
            reached = [(rung.reached_on(due_on, deadlines.calendar), rung) for rung in ladder]
            seen: dict[str, date] = {}
            for today in year.up:
                passed = [rung for day, rung in reached if day <= today]
                if since <= today < until and passed:
                    fair = _fair(passed[-1], ladder, seen, today, deadlines.calendar)
                    if fair:
                        seen.setdefault(fair.key, today)
            if seen:
                found[pk, turn] = [*seen.items()]
    return found


def _fair(
    rung: Rung, ladder: Sequence[Rung], seen: dict[str, date], today: date, calendar: WorkCalendar
) -> Rung | None:
    """The last rung five working days after an overdue one; before that the first overdue one, or nothing."""
    overdue = [below for below in ladder if below.overdue and not below.proposes]
    heard = [seen[below.key] for below in overdue if below.key in seen]
    if not rung.proposes or any(calendar.add_working_days(day, 5) <= today for day in heard):
        return rung
    return None if heard else overdue[0]


@pytest.mark.django_db(transaction=True)
def test_simulated_year(cast, city_of_many, time_machine):
    year = Year(Random(SEED))

    live_through(year, time_machine, cast.city_supervisor)

    given: dict[tuple[int, int], list[tuple[str, date]]] = defaultdict(list)
    for row in Reminder.objects.order_by("pk"):
        given[row.matter, row.round].append((row.rung, row.reached_on))
    assert len(year.up) < len([*days()]) - 20
    assert Reminder.objects.count() > 3 * ORGANIZATIONS
    # Nobody outstanding forgotten, nobody settled reminded, on the first day that the worker was up for it.
    assert given == expected(year)
    # Each rung once.
    assert max(Counter((row.matter, row.round, row.rung) for row in Reminder.objects.all()).values()) == 1
    # A notice for each, to each of its people once.
    assert max(Counter(Notice.objects.values_list("recipient", "key")).values()) == 1
    told = set(Notice.objects.filter(kind="reminder").values_list("key", flat=True))
    of_organizations = Reminder.objects.exclude(rung__endswith="overdue_20").filter(
        matter__in=QuarterlyReport.objects.filter(organization__in=city_of_many).values("pk")
    )
    assert {f"ladder:{r.kind}:{r.matter}:{r.round}:{r.number}" for r in of_organizations} <= told
    # Of two sweeps at once one gives everything, and the other finds nothing left.
    assert {min(swept.notices for swept in pair) for pair in year.pairs if len(pair) == 2} == {0}
    assert len([pair for pair in year.pairs if max(swept.notices for swept in pair)]) > 10
    # One proposal for each organization of which something reached the last rung (nobody studies them), none for another.
    last = Reminder.objects.filter(rung__endswith="overdue_20").values("matter")
    proposed = Counter(AccountabilityCase.objects.values_list("organization", flat=True))
    assert {*proposed} == {*QuarterlyReport.objects.filter(pk__in=last).values_list("organization", flat=True)}
    assert {*proposed.values()} == {1}
    # One digest a day for a person at most, none of them empty.
    digests = [message for message in mail.outbox if "汇总" in message.subject]
    assert digests
    assert max(Counter((message.to[0], message.subject) for message in digests).values()) == 1
    assert Digest.objects.filter(state="sent").count() == len(digests)
    assert not Digest.objects.filter(state="sent", deliveries=None).exists()


def test_organization_without_accounts_still_reaches_the_desk(cast, city):
    organization = OrganizationFactory()
    open_due_periods(date(2026, 10, 9))

    sweep(date(2026, 10, 22))

    notice = Notice.objects.get(recipient=cast.registrar)
    assert organization.name in notice.body
