"""A city of any size with a year behind it, in an empty migrated database, for what must stay quick as it grows.

`build(100_000)` takes a minute. Rows stand as the moves would have left them; guards, tallies and history sleep while
they are written, and the tallies are counted at the end. Officers come to their seats as the rules want it.
"""

from dataclasses import dataclass, field
from datetime import date

from django.core.management import call_command
from django.db import transaction

from compliance.models import DutyYearCount, PeriodCount
from organizations import gaps
from organizations.enums import Role
from organizations.models import AnnouncementReading, Authority, Organization, User
from tests.bench.city import acts, papers, register
from tests.bench.city.rows import run
from tests.factories import member


@dataclass
class City:
    """`accounts` by role: of the city bureau where there is no more in the name, `district_…` of one of its districts."""

    size: int
    today: date
    accounts: dict[str, User] = field(default_factory=dict)


def build(size: int, *, today: date | None = None, reminded: bool = True) -> City:
    """So many organizations. `reminded=False`: no sweep has run yet, so that its first can be measured."""
    city = City(size, today or date.today(), _officers())  # noqa: DTZ011 - of this machine, as `current_date` is
    officer, opener = city.accounts["district_registrar"], city.accounts["district_supervisor"]
    with transaction.atomic():
        run("SET LOCAL session_replication_role = replica")
        run("SET LOCAL synchronous_commit = off")
        run("SET LOCAL work_mem = '128MB'")
        register.load(size, city.today)
        run("ANALYZE organizations_user")
        papers.load_reports(city.today, officer)
        papers.load_duties(city.today.year, officer)
        papers.load_filings(officer)
        acts.load_pleas(officer)
        acts.load_cases(officer, opener)
        acts.load_matters(officer)
        acts.load_announcements(officer)
        acts.load_life(officer)
        acts.load_papers(city.today, officer)
        if reminded:
            acts.load_reminders()
        city.accounts |= _of_an_organization()
        acts.load_notices([*city.accounts.values()])
    for kept in (PeriodCount, DutyYearCount, AnnouncementReading):
        kept.objects.recount()
    run("ANALYZE")  # as after a restore
    call_command("refresh_boards", "--full", verbosity=0)
    gaps.weed(city.today)
    run("ANALYZE")
    return city


def standing(size: int) -> City:
    """The city that `build` left in this database."""
    return City(size, date.today(), {name: User.objects.get(username=f"bench-{name}") for name in NAMES})  # noqa: DTZ011


NAMES = (
    *("registrar", "supervisor", "administrator", "security_administrator", "auditor", "competent_officer"),
    *("party_officer", "district_registrar", "district_supervisor", "secretary", "leader"),
)


def _officers() -> dict[str, User]:
    """One of each role at the city bureau, a registrar and a supervisor at each district's, forty competent units."""
    bureau = Authority.objects.get(code="410100-MZJ")
    roles = (Role.REGISTRAR, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR)
    found = {role.value: member(role, bureau) for role in roles}
    for district in Authority.objects.filter(kind="district_bureau").order_by("code"):
        for role in (Role.REGISTRAR, Role.SUPERVISOR):
            found[f"district_{role.value}"] = member(role, district)
    for unit in Authority.objects.filter(code="410100-JYJ"):
        found["competent_officer"] = member(Role.COMPETENT_OFFICER, unit)
    for unit in Authority.objects.filter(kind="competent").exclude(code="410100-JYJ").order_by("code")[:40]:
        member(Role.COMPETENT_OFFICER, unit)
    found["party_officer"] = member(Role.PARTY_OFFICER, Authority.objects.party().order_by("pk")[0])
    return _named(found)


def _of_an_organization() -> dict[str, User]:
    """Of one that has everything to do: it stands, and owes its last report."""
    owing = Organization.objects.active().filter(reports__state="draft", memberships__role=Role.SECRETARY)
    one = owing.order_by("pk")[0]
    held = one.memberships.select_related("user")
    return _named({role.value: held.get(role=role).user for role in (Role.SECRETARY, Role.LEADER)})


def _named(accounts: dict[str, User]) -> dict[str, User]:
    for name, user in accounts.items():
        user.username = f"bench-{name}"
        user.save(update_fields=["username"])
    return accounts
