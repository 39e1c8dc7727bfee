"""No page reads the city: each page of each role, its filters, searches, heads and next page, statement by statement.

In a large city a statement is judged by the rows it looked at: `make test ARGS="tests/scale -n 0 --city 100000"` (half an
hour). In a small one (`--city 2000`) only what no index could serve at any size is found.
"""

import re

import pytest

from tests.bench.city import City, build
from tests.scale.plans import MOST_ROWS, Scan, carried_out, growing, without_choice
from tests.scale.reading import READERS, Walk

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LARGE = 50_000
# In a small city: who between them open nearly every list.
SOME_READERS = ("registrar", "secretary")

SURVEY = "the survey of the register's data looks at all of it: it is what the page is for"
DRY_RUN = "the dry run of a day asks of everything that is outstanding"
PLEAS = "a plea does not say whose it is: it is asked of its paper, and there are as many pleas as a hundredth of the papers"
LACKING = "whoever may lack somebody is looked at until a thousand are found"
MATTERS = "matters of a year are few, and PostgreSQL finds them sooner in their table than by an index"
EVENTS = "filings are one for five organizations a year: what is asked of many of them is found sooner in their table"
COUNTED = "a number of rows that goes with the page: counted, not read"
# Pages of a single row that answer from a paper's frozen content or file, of which the city has none.
HOLLOW = re.compile(
    r"/(events/(papers/|issued/)?|statements/(rollups/)?)\d+/$|/(cases|reports|duties)/(files|papers)/\d+/$"
    r"|/organizations/\w+/whole/$|/paper-entries/\d+/(scan/|receipt\.pdf)$|/post-changes/\d+/paper/$"
)
# What is read from end to end, by address and table, and why it may be.
ALLOWED: dict[tuple[str, str], str] = {
    **{
        (address, f"organizations_{table}"): SURVEY
        for address in ("data-quality/", "data-quality/<slug:key>/")
        for table in ("membership", "organization", "responsibleperson", "user")
    },
    **{
        ("ladder/", table): DRY_RUN
        for table in (
            *("compliance_matteraddressee", "compliance_matterreport", "events_authoritydecision"),
            *("events_eventfiling", "events_eventrecord", "ladder_reminder"),
        )
    },
    **{
        (address, f"compliance_{table}"): PLEAS
        for address in ("", "extensions/", "extensions/queue/", "extensions/queue/exemptions/")
        for table in ("duty", "exemption", "extension")
    },
    **{
        (address, f"organizations_{table}"): LACKING
        for address in ("", "organizations/")
        for table in ("membership", "organization", "possiblegap")
    },
    **{(address, "compliance_matterreport"): MATTERS for address in ("", "matters/", "matters/queue/", "search/")},
    **{
        (address, f"events_{table}"): EVENTS
        for address in ("authorities/<int:pk>/", "events/", "my-calendar/days/", "search/")
        for table in ("eventfiling", "eventrecord")
    },
    **dict.fromkeys(
        (
            ("", "compliance_exchangeinvitation"),
            ("account/data.json", "compliance_reportmove"),
            ("account/data/", "compliance_reportmove"),
            ("exchanges/", "compliance_exchangeinvitation"),
            ("exports/new/<slug:ledger>/", "compliance_quarterlyreport"),
            ("exports/new/<slug:ledger>/", "organizations_organization"),
            ("invitations/", "organizations_invitation"),
            ("outlets/", "organizations_outlet"),
            ("outlets/", "organizations_responsibleperson"),
            ("statements/publications/", "compliance_quarterlyreport"),
        ),
        COUNTED,
    ),
}


@pytest.fixture
def city(db, request) -> City:
    size = request.config.getoption("--city")
    if not size:
        pytest.skip("reads a whole city: --city 100000")
    return build(size)


def test_no_page_reads_the_city(city):
    if city.size < LARGE:
        tables = growing(max(city.size / 250, 20))
        walk = Walk(city, without_choice, lambda scan: scan.how == "Seq Scan" and scan.table in tables, details=False)
        walk.readers(SOME_READERS)
    else:
        tables = growing(city.size / 40)

        def reads_all(scan: Scan) -> bool:
            rows = tables.get(scan.table)
            return rows is not None and (scan.rows > MOST_ROWS or (scan.how == "Seq Scan" and scan.rows >= rows * 0.9))

        walk = Walk(city, carried_out, reads_all, ways=60).readers(READERS)

    unlisted = [finding for finding in walk.found if (finding.address, finding.table) not in ALLOWED]
    assert {(one.address, one.table, one.path, one.reader, one.scan.rows) for one in unlisted} == set()
    assert [one for one in walk.failed if not HOLLOW.match(one[1])] == []
    assert len(walk.read) > 50
