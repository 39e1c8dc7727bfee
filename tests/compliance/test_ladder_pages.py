"""The dry-run page, holding a rung, and the list of proposals."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from compliance.cases import proposals
from compliance.cases.models import AccountabilityCase
from compliance.duty_years import open_year
from organizations.enums import Role
from organizations.ladder.models import Hold
from organizations.ladder.sweep import sweep
from organizations.ladder.views import SHOWN
from organizations.models import Authority
from tests.compliance.conftest import NOW
from tests.factories import DistrictFactory, OrganizationFactory, QuarterlyReportFactory, member
from tests.tables import cells

LADDER = reverse("ladder:ladder")

pytestmark = pytest.mark.django_db

WHO_MAY = """
                           secretary leader registrar supervisor city_supervisor administrator auditor competent
ladder.view_ladder         .         .      x         x          x               x             x       .
ladder.hold_reminders      .         .      .         x          x               .             .       .
cases.view_proposals       .         .      .         x          x               .             .       .
compliance.grant_for_many  .         .      .         x          x               .             .       .
"""


@pytest.fixture(autouse=True)
def on_the_ninth_of_october(time_machine):
    time_machine.move_to(NOW)


def hold(cast, **facts) -> Hold:
    stored = {
        "authority": cast.organization.registration_authority,
        "district": cast.organization.district,
        "kind": "quarterly_report",
        "starts_on": localdate(),
        "ends_on": localdate() + timedelta(days=5),
        "reason": "汛情严重，集中抢险。",
        "held_by": cast.supervisor,
    }
    return Hold.objects.create(**stored | facts)


def typed(cast, **facts) -> dict[str, str]:
    return {
        "district": cast.organization.district.pk,
        "rung": "quarterly_report:2",
        "starts_on": "2026-10-09",
        "ends_on": "2026-10-20",
        "reason": "汛情严重，集中抢险。",
    } | facts


def test_who_may(cast):
    assert {(perm, role): cast.user(role).has_perm(perm) for perm, role in cells(WHO_MAY)} == cells(WHO_MAY)


@pytest.mark.parametrize(
    ("role", "status"), [("registrar", 200), ("auditor", 200), ("secretary", 403), ("competent", 403)]
)
def test_page_is_for_officers_of_the_bureaus(role, status, cast):
    assert cast.client(role).get(LADDER).status_code == status


def test_page_shows_what_tomorrows_sweep_sends(cast, draft):
    response = cast.client("registrar").get(LADDER)

    assert response.context["day"] == date(2026, 10, 10)
    assert [entry["rung"].key for entry in response.context["entries"]] == ["quarterly_report:before_7"]
    assert response.context["matters"] == 1
    swept = sweep(date(2026, 10, 10))
    assert swept.notices == 1


def test_page_shows_only_matters_in_reach(cast, draft):
    elsewhere = OrganizationFactory(
        registration_authority=Authority.objects.get(code="410103-MZJ"), competent_authority=None
    )
    member(Role.SECRETARY, elsewhere)
    QuarterlyReportFactory(organization=elsewhere)

    seen = {role: cast.client(role).get(LADDER).context["matters"] for role in ("registrar", "city_registrar")}

    assert seen == {"registrar": 1, "city_registrar": 2}


def test_page_asks_as_much_of_several_authorities_as_of_one(cast, draft):
    client = cast.client("city_registrar")

    def asked() -> int:
        client.get(LADDER)
        with CaptureQueriesContext(connection) as queries:
            groups = client.get(LADDER).context["entries"][0]["groups"]
        counted.append([(group["count"], len(group["matters"]), group["more"]) for group in groups])
        return len(queries)

    counted: list[list[tuple[int, int, int]]] = []
    one = asked()
    for code, many in (("410103-MZJ", 2), ("410102-MZJ", SHOWN + 1)):
        for _ in range(many):
            elsewhere = OrganizationFactory(
                registration_authority=Authority.objects.get(code=code), competent_authority=None
            )
            member(Role.SECRETARY, elsewhere)
            QuarterlyReportFactory(organization=elsewhere)

    assert asked() == one
    assert [sorted(groups) for groups in counted] == [[(1, 1, 0)], [(1, 1, 0), (2, 2, 0), (SHOWN + 1, SHOWN, 1)]]


def test_page_asks_once_of_all_rungs_of_a_kind_of_matter(cast, draft):
    open_year(2026, today=localdate())
    client = cast.client("registrar")
    client.get(LADDER)

    with CaptureQueriesContext(connection) as asked:
        entries = client.get(LADDER).context["entries"]

    of_duties = [query for query in asked.captured_queries if 'FROM "compliance_duty"' in query["sql"]]
    climbing = {entry["rung"].key for entry in entries if entry["groups"] and entry["rung"].kind == "duty"}
    assert climbing == {"duty:overdue_1"}
    assert len(of_duties) == 4  # its years, the ladders that are climbed, who reaches a rung, what is shown of them


def test_other_day_can_be_rehearsed(cast, draft):
    response = cast.client("registrar").get(LADDER, {"on": "2026-10-22"})

    assert [entry["rung"].key for entry in response.context["entries"]] == ["quarterly_report:overdue_5"]


@pytest.mark.parametrize("day", ["2026-10-08", "2040-01-01", "明天"])
def test_nonsensical_day_says_so(day, cast, draft):
    response = cast.client("registrar").get(LADDER, {"on": day})

    assert response.status_code == 422
    assert response.context["day"] == date(2026, 10, 10)


def test_supervisor_holds_a_rung(cast, draft):
    response = cast.client("supervisor").post(LADDER, typed(cast))

    assert response.status_code == 302
    held = Hold.objects.get()
    assert (held.authority, held.number, held.held_by) == (cast.organization.registration_authority, 2, cast.supervisor)
    page = cast.client("registrar").get(LADDER)
    assert page.context["matters"] == 0
    assert "汛情严重，集中抢险。" in page.content.decode()


def test_whole_ladder_can_be_held(cast, draft):
    cast.client("supervisor").post(LADDER, typed(cast, rung="quarterly_report:"))

    assert Hold.objects.get().number is None


@pytest.mark.parametrize("role", ["registrar", "auditor", "administrator"])
def test_hold_is_a_supervisors(role, cast):
    assert cast.client(role).post(LADDER, typed(cast)).status_code == 403
    assert not Hold.objects.exists()


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"ends_on": "2026-10-01"}, 422),
        ({"reason": ""}, 422),
        ({"rung": "quarterly_report:9"}, 422),
        ({"starts_on": "2026-09-01", "ends_on": "2026-10-08"}, 409),
        ({"ends_on": "2027-10-09"}, 409),
    ],
)
def test_hold_that_makes_no_sense_is_refused(facts, status, cast):
    assert cast.client("supervisor").post(LADDER, typed(cast, **facts)).status_code == status
    assert not Hold.objects.exists()


def test_hold_is_lifted_once_by_its_own_authority_or_one_above(cast, draft):
    held = hold(cast)
    url = reverse("ladder:lift_hold", args=[held.pk])

    assert cast.client("registrar").post(url).status_code == 403
    assert cast.client("city_supervisor").post(url).status_code == 302
    assert cast.client("supervisor").post(url).status_code == 409
    held.refresh_from_db()
    assert held.lifted_by == cast.city_supervisor
    assert cast.client("registrar").get(LADDER).context["matters"] == 1


def test_hold_of_a_district_supervisor_names_the_own_district_only(cast):
    cast.organization.registration_authority.district = cast.organization.district
    cast.organization.registration_authority.save()
    DistrictFactory(code="410103", name="二七区")

    form = cast.client("supervisor").get(LADDER).context["hold_form"]

    assert [*form.fields["district"].queryset] == [cast.organization.district]


def test_city_supervisor_holds_in_any_district(cast, city, draft):
    city.district = DistrictFactory(code="410100", name="郑州市市辖区")
    city.save()

    assert cast.client("city_supervisor").post(LADDER, typed(cast)).status_code == 302
    assert Hold.objects.get().district == cast.organization.district


def test_proposals_show_facts_to_supervisors_in_reach(cast, draft):
    sweep(date(2026, 10, 16))
    sweep(date(2026, 11, 12))
    proposals.gather()
    url = reverse("cases:proposal_list")

    page = cast.client("supervisor").get(url)

    assert [row["proposal"] for row in page.context["rows"]] == [AccountabilityCase.objects.get()]
    assert cast.client("registrar").get(url).status_code == 403


def test_ladder_page_takes_the_same_statements_for_one_report_and_for_many(cast, draft):
    client = cast.client("registrar")
    client.get(LADDER)
    with CaptureQueriesContext(connection) as one:
        client.get(LADDER)
    for _ in range(10):
        QuarterlyReportFactory(organization=OrganizationFactory())

    with CaptureQueriesContext(connection) as many:
        client.get(LADDER)

    assert len(many) == len(one)
