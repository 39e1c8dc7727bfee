"""What systems read: as far as their authority reaches, no further than their scopes, and never a person."""

import json

import pytest
from django.core.management import call_command

from events import filing_workflow
from reports.api.enums import TokenScope
from reports.api.views.interface import interface
from reports.issuing import issue
from tests.events.factories import NOW, EventFilingFactory
from tests.factories import OrganizationFactory, QuarterlyReportFactory, ResponsiblePersonFactory
from tests.reports.api.conftest import ALL, System, system

PATHS = [path.removeprefix("/api/v1") for path in interface.get_openapi_schema()["paths"]]
LISTS = {path for path in PATHS if "{" not in path}
SCOPES = {
    "/organizations": TokenScope.ORGANIZATIONS,
    "/organizations/{uscc}": TokenScope.ORGANIZATIONS,
    "/statuses": TokenScope.STATUSES,
    "/organizations/{uscc}/statuses": TokenScope.STATUSES,
    "/sums": TokenScope.SUMS,
    "/filings": TokenScope.FILINGS,
    "/filings/{filing_id}": TokenScope.FILINGS,
    "/statements": TokenScope.STATEMENTS,
    "/statements/{code}": TokenScope.STATEMENTS,
    "/calendar/{year}": TokenScope.CALENDAR,
}
OF_A_YEAR = {"/statuses", "/organizations/{uscc}/statuses", "/sums"}


def asked(system: System, path: str, world, organization):
    """The operation, of this organization where it is about one."""
    filled = path.format(
        uscc=organization.uscc,
        filing_id=world.filings[organization.pk].pk,
        code=world.statements[organization.pk].verification_code,
        year=2026,
    )
    return system.get(filled, **({"year": 2026} if path in OF_A_YEAR else {}))


def test_operations_are_exactly_these():
    assert set(PATHS) == set(SCOPES)


@pytest.mark.django_db
@pytest.mark.parametrize("path", sorted(set(PATHS) - {"/calendar/{year}"}))
def test_no_row_of_another_district_is_told(path, world):
    """The city's token shows that both could be told; each district's own tells its own."""
    own, strange = world.organization, world.strange
    city, district, other = (
        system(world.cast, authority=authority)
        for authority in (world.city, own.registration_authority, strange.registration_authority)
    )
    marks = {
        own: {own.uscc, own.registration_authority.code, own.registration_authority.name},
        strange: {strange.uscc, strange.registration_authority.code, strange.registration_authority.name},
    }

    def told(reader: System, organization):
        answer = asked(reader, path, world, organization)
        return answer.status_code, {
            one.pk for one in marks if any(mark in answer.content.decode() for mark in marks[one])
        }

    both = {own.pk, strange.pk}
    if path in LISTS:
        assert [told(reader, own) for reader in (city, district, other)] == [
            (200, both),
            (200, {own.pk}),
            (200, {strange.pk}),
        ]
    else:
        assert [told(reader, one) for reader in (city, district, other) for one in (own, strange)] == [
            (200, {own.pk}),
            (200, {strange.pk}),
            (200, {own.pk}),
            (404, set()),
            (404, set()),
            (200, {strange.pk}),
        ]


@pytest.mark.django_db
@pytest.mark.parametrize("path", sorted(PATHS))
def test_token_without_the_scope_reads_nothing_of_its_kind(path, world):
    without = system(world.cast, scopes=[scope for scope in ALL if scope != SCOPES[path]])
    alone = system(world.cast, scopes=[SCOPES[path]])

    refused, answered = (asked(one, path, world, world.organization) for one in (without, alone))

    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert answered.status_code == 200


@pytest.mark.django_db
def test_nothing_that_is_told_names_a_person(world):
    """Every account and every responsible person of the city has a name; none of them leaves by this door."""
    person = ResponsiblePersonFactory(organization=world.organization, name="欧阳某某", office_phone="0371-65432100")
    reader = system(world.cast)
    names = {user.name for user in world.cast.users.values()} | {person.name, person.office_phone, "会议中心", "论坛。"}

    answers = [asked(reader, path, world, world.organization) for path in PATHS]

    said = json.dumps([answer.json() for answer in answers], ensure_ascii=False)
    assert {answer.status_code for answer in answers} == {200}
    assert world.organization.uscc in said
    assert [name for name in names if name in said] == []
    assert "person" not in said


@pytest.mark.django_db
def test_statuses_are_those_of_the_command(world, capsys):
    reader = system(world.cast)

    answer = reader.get(f"/organizations/{world.organization.uscc}/statuses", year=2026).json()

    call_command("status", world.organization.uscc, "2026", json=True)
    told = json.loads(capsys.readouterr().out)["lines"]
    assert [{key: line[key] or "" for key in told[0]} for line in answer["lines"]] == told
    assert [line["label"] for line in answer["lines"] if line["duty"] == "quarterly_report"][2] == "尚未报送"


@pytest.mark.django_db
def test_sums_count_what_the_statuses_of_the_same_year_say(world):
    """Of what was opened: a line that no row stands for counts nowhere."""
    QuarterlyReportFactory(organization=OrganizationFactory())
    reader = system(world.cast, authority=world.organization.registration_authority)

    years = reader.get("/statuses", year=2026).json()["items"]
    [sums] = reader.get("/sums", year=2026).json()["items"]

    lines = [
        line
        for year in years
        for line in year["lines"]
        if (line["duty"], line["period"]) == ("quarterly_report", "2026Q3")
    ]
    [counted] = [line for line in sums["lines"] if (line["duty"], line["period"]) == ("quarterly_report", "2026Q3")]
    assert (len(lines), counted["total"], counted["counts"]["open"], counted["overdue"]) == (2, 2, 2, 0)
    assert sums["authority"]["code"] == world.organization.registration_authority.code


@pytest.mark.django_db
def test_filing_tells_number_days_and_outcome(world):
    filing = world.filings[world.organization.pk]

    told = system(world.cast).get(f"/filings/{filing.pk}").json()

    paper = filing.issued_papers.get()
    assert told["documents"] == [
        {"number": paper.full_number, "kind": "approval", "kind_label": "批准文书", "issued_on": "2026-10-09"}
    ]
    assert (told["state"], told["state_label"], told["record_state"], told["starts_on"], told["decided_on"]) == (
        "approved",
        "已批准",
        "recorded",
        "2026-10-20",
        "2026-10-09",
    )


@pytest.mark.django_db
def test_statement_tells_the_hash_of_the_whole_and_the_figures_without_persons(world):
    statement = world.statements[world.organization.pk]

    told = system(world.cast).get(f"/statements/{statement.verification_code}").json()

    assert (told["snapshot_sha256"], told["version"], told["is_latest"]) == (statement.snapshot_sha256, 1, True)
    assert "persons" in statement.snapshot
    assert "responsible" in statement.snapshot["lines"][0]
    assert "persons" not in told["figures"]
    assert "responsible" not in told["figures"]["lines"][0]
    assert told["figures"]["quarters"] == statement.snapshot["quarters"]


@pytest.mark.django_db
def test_calendar_tells_every_day_and_what_is_due(world):
    told = system(world.cast).get("/calendar/2026").json()

    days = {day["date"]: day["is_working_day"] for day in told["days"]}
    due = {line["period"]: line["due_on"] for line in told["due_days"] if line["duty"] == "quarterly_report"}
    assert (len(days), days["2026-10-01"], days["2026-10-09"]) == (365, False, True)
    assert due["2026Q3"] == "2026-10-15"


@pytest.mark.django_db
def test_pages_follow_each_other_without_loss_or_repetition(world):
    OrganizationFactory.create_batch(3)
    reader = system(world.cast)

    after, found = None, []
    while True:
        page = reader.get("/organizations", limit=2, **({"after": after} if after else {})).json()
        found += [row["uscc"] for row in page["items"]]
        if not (after := page["next"]):
            break

    assert len(found) == 5
    assert found == sorted(set(found))


@pytest.mark.django_db
@pytest.mark.parametrize("path", sorted(LISTS))
def test_list_takes_as_many_queries_for_three_rows_as_for_one(path, world, django_assert_max_num_queries):
    reader = system(world.cast, authority=world.organization.registration_authority)
    asked(reader, path, world, world.organization)
    with django_assert_max_num_queries(40) as one:
        first = asked(reader, path, world, world.organization)
    more_of_everything(world)

    with django_assert_max_num_queries(40) as three:
        second = asked(reader, path, world, world.organization)

    told = [answer.content.decode().count(world.organization.registration_authority.code) for answer in (first, second)]
    assert first.json() != second.json(), told
    assert len(three) == len(one)


def more_of_everything(world) -> None:
    cast = world.cast
    for organization in OrganizationFactory.create_batch(2):
        QuarterlyReportFactory(organization=organization)
        issue([organization.pk], 2026, now=NOW)
    for day in (21, 22):
        filing = EventFilingFactory(
            organization=world.organization,
            prepared_by=cast.secretary,
            starts_on=NOW.date().replace(day=day),
            ends_on=NOW.date().replace(day=day),
        )
        filing_workflow.send_for_certification(filing, by=cast.secretary, now=NOW)
        filing_workflow.certify(filing, by=cast.leader, now=NOW)
        filing_workflow.give_approval(filing, by=cast.competent, now=NOW)
