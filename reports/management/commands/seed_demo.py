"""`seed_demo`: a believable city with a year of papers; only where the demo is switched on."""

import logging
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.timezone import localdate

from organizations.models import Organization, Outlet, ResponsiblePerson, User
from reports.demo import accounts, cases, city, duties, filings, lives, matters, quarters, signs, sweeps
from zhengzhou_ideology.commands import RefusingCommand
from zhengzhou_ideology.security.logs import LOGGER as SECURITY_LOG
from zhengzhou_ideology.workflow import Refused


class Command(RefusingCommand):
    usage = "seed_demo [--organizations N] [--seed S]"
    help = "写入演示数据（仅限演示环境，数据均为虚构）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organizations", type=int, default=500, metavar="N")
        parser.add_argument("--seed", type=int, default=94, metavar="S")

    def run(self, *, organizations: int, seed: int, **options: Any) -> None:
        if not settings.DEMO:
            raise Refused("只有演示环境（DEMO=1）可以写入演示数据。")
        if organizations < 2:
            raise Refused("演示数据至少需要 2 个社会组织。")
        if not settings.DEMO_PASSWORD:
            raise Refused("请先设置演示账号的密码（DEMO_PASSWORD）。")
        if Organization.objects.exists() or User.objects.exists():
            self.stdout.write("已有数据，不再写入演示数据。")
            return
        with _unheard(SECURITY_LOG), transaction.atomic():
            seed_city(organizations, Random(seed))  # noqa: S311 - believable, not secret
        self.stdout.write(f"已写入 {organizations} 个社会组织及其一年的报告。")


@contextmanager
def _unheard(name: str) -> Iterator[None]:
    """No collector waits for what nobody has done; the rows are there to be seen."""
    logger = logging.getLogger(name)
    logger.disabled, before = True, logger.disabled
    try:
        yield
    finally:
        logger.disabled = before


def seed_city(count: int, random: Random) -> None:
    today = localdate()
    wanted = [*city.demo_pair(), *city.organizations(count - 2, random, today)]
    city.give_party_superiors(wanted)
    signs.give()
    city.staff_desks()
    created = Organization.objects.bulk_create(wanted)
    persons = ResponsiblePerson.objects.bulk_create(
        person for organization in created for person in city.persons(organization, random)
    )
    leaders = {person.organization_id: person for person in persons if person.post == "leader"}
    Outlet.objects.bulk_create(
        city.outlet(organization, leaders[organization.pk], random) for organization in created if random.random() < 0.5
    )
    accounts.founders(settings.DEMO_PASSWORD, random)
    accounts.of_authorities(random)
    accounts.named(created[0], created[1], settings.DEMO_PASSWORD, random, leaders)
    city.rename_a_unit(User.objects.get(username="administrator"), today)
    accounts.of_organizations(created[2:], random, leaders)
    _measure()
    quarters.write(today, random, printed={organization.pk for organization in created[:2]})
    duties.write(today, random, printed={organization.pk for organization in created[:2]})
    _measure()
    filings.write(today, random, created[0])
    cases.write(today, random, created[0], created[1])
    accounts.of_party_organizations(created[0], settings.DEMO_PASSWORD, random)
    matters.write(today, created[0])
    printed = {organization.pk for organization in created[:2]}
    lives.write(today, random, printed=printed)
    _measure()
    sweeps.write(today, random, printed=printed)


def _measure() -> None:
    """Tell the planner how full the tables are: inside one transaction autovacuum cannot, and plans for empty tables take minutes."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
