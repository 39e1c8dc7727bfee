"""The queue and the calendar of major events with 100 and with 10,000 filings: `make bench`.

The filings are spread evenly over the four months around today, half of them in one district, so that a page is as
full with 100 of them as with 10,000; all are in the reach of one city registrar and one competent officer. Exit status 1 if a page takes more than 1.3 times as long with 10,000.
"""

import os
import statistics
import sys
import time
from datetime import time as clock
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "zhengzhou_ideology.settings_test"

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.runner import DiscoverRunner  # noqa: E402
from django.test.utils import setup_test_environment, teardown_test_environment  # noqa: E402
from django.utils.timezone import localdate, now  # noqa: E402

from events.enums import EventKind, FilingState  # noqa: E402
from events.models import AuthorityDecision, EventFiling, EventRecord  # noqa: E402
from organizations.enums import Role  # noqa: E402
from organizations.models import Authority, District  # noqa: E402
from tests.factories import OrganizationFactory, member  # noqa: E402

FEW, MANY, LIMIT = 100, 10_000, 1.3
WARM_UP, ROUNDS = 3, 15
PAGES = {
    "queue, by event": "/events/",
    "queue, by clock": "/events/?order=clock",
    "queue, one district": "/events/?district=410105",
    "calendar, month": "/events/calendar/",
    "calendar, week": "/events/calendar/?view=week",
    "calendar, month and district": "/events/calendar/?district=410105",
}


def fill(count: int, organizations: list, preparer: object) -> None:
    """So many filings more, with both tracks."""
    start, today = EventFiling.objects.count(), localdate()
    filings = EventFiling.objects.bulk_create(
        (filing(number, organizations[number % len(organizations)], preparer, today) for number in range(start, count)),
        batch_size=2000,
    )
    AuthorityDecision.objects.bulk_create(
        (AuthorityDecision(filing=one, authority_id=one.competent_authority_id) for one in filings), batch_size=2000
    )
    EventRecord.objects.bulk_create(
        (
            EventRecord(
                filing=one,
                organization_id=one.organization_id,
                registration_authority_id=one.registration_authority_id,
                received_on=today,
                due_on=one.decide_by,
            )
            for one in filings
        ),
        batch_size=2000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def filing(number: int, organization: object, preparer: object, today: object) -> EventFiling:
    day = today + timedelta(days=number * 7 % 120 - 30)
    state = FilingState.SUBMITTED if number % 2 else FilingState.APPROVED
    return EventFiling(
        organization=organization,
        registration_authority_id=organization.registration_authority_id,
        competent_authority_id=organization.competent_authority_id,
        district_id=organization.district_id,
        kind=EventKind.FORUM,
        title=f"行业发展论坛第{number}期",
        state=state,
        starts_on=day,
        starts_time=clock(9),
        ends_on=day,
        ends_time=clock(17),
        prepared_by=preparer,
        decided_by=None if state == FilingState.SUBMITTED else deciding,
        first_submitted_on=today,
        submitted_at=now(),
        content_sha256="0" * 64,
        decide_by=day - timedelta(days=4),
    )


def milliseconds(client: Client, address: str) -> float:
    """The median time that this process and its database backend worked for one answer.

    The wall clock of a busy machine would measure its other work.
    """
    taken = []
    for attempt in range(WARM_UP + ROUNDS):
        began = worked()
        response = client.get(address)
        if attempt >= WARM_UP:
            taken.append((worked() - began) * 1000)
        assert response.status_code == 200, address
    return statistics.median(taken)


def worked() -> float:
    """Seconds on a processor so far, of this process and of the backend that serves it (same machine)."""
    backend = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text(encoding="ascii")
    return time.process_time() + int(backend.split()[0]) / 1e9


def measured(people: dict) -> dict[tuple[str, str], float]:
    found = {}
    for name, user in people.items():
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        found |= {(name, page): milliseconds(client, address) for page, address in PAGES.items()}
    return found


def main() -> int:
    global deciding
    competent = Authority.objects.get(code="410100-JYJ")
    bureaus = list(Authority.objects.filter(kind="district_bureau"))
    districts = {district.code: district for district in District.objects.all()}
    organizations = [
        OrganizationFactory(
            registration_authority=bureau,
            competent_authority=competent,
            district=districts[bureau.district_id],
        )
        for bureau in (bureaus[3] if number % 2 else bureaus[number // 2 % 12] for number in range(200))
    ]
    preparer = member(Role.SECRETARY, organizations[0])
    people = {
        "city registrar": member(Role.REGISTRAR, Authority.objects.get(code="410100-MZJ")),
        "district registrar": member(Role.REGISTRAR, bureaus[3]),
        "competent officer": member(Role.COMPETENT_OFFICER, competent),
    }
    deciding = people["competent officer"]
    fill(FEW, organizations, preparer)
    few = measured(people)
    fill(MANY, organizations, preparer)
    many = measured(people)
    print(f"| Reader | Page | {FEW} filings, ms | {MANY:,} filings, ms | Ratio |\n|---|---|---:|---:|---:|")  # noqa: T201
    for key, before in few.items():
        print(f"| {key[0]} | {key[1]} | {before:.1f} | {many[key]:.1f} | {many[key] / before:.2f} |")  # noqa: T201
    return int(any(many[key] > LIMIT * before for key, before in few.items()))


if __name__ == "__main__":
    runner = DiscoverRunner(verbosity=0, interactive=False)
    setup_test_environment()
    databases = runner.setup_databases()
    try:
        status = main()
    finally:
        runner.teardown_databases(databases)
        teardown_test_environment()
    sys.exit(status)
