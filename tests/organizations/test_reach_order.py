"""Lists by codes are found authority by authority: the same pages as without, and none reads the city before its district."""

import re

import pytest
from django.db import connection

from organizations.enums import OutletKind
from organizations.models import Organization, Outlet, ResponsiblePerson
from organizations.reach_order import first_of_each_authority
from tests.factories import OrganizationFactory, ResponsiblePersonFactory
from tests.organizations.lives import changed, transfer
from tests.scale.plans import Recorder, carried_out, is_reading
from zhengzhou_ideology.paging import keyset_page

ELSEWHERE, OWN = 3_000, 2_000
# The strands of the authorities, or one walk for all.
BY_CODE = re.compile(r'"uscc".*LIMIT 51')
CODES = ("uscc", "pk")
OF_OUTLETS = ("organization__uscc", "kind", "pk")


def walked(rows, by, narrowed, *, per=2) -> list[list[int]]:
    """All pages to the last one, and back."""
    pages, token = [], None
    while not pages or token:
        page = keyset_page(rows, by=by, after=token, per=per, narrowed=narrowed)
        pages.append([row.pk for row in page])
        token = page.next
    while page.previous:
        page = keyset_page(rows, by=by, after=page.previous, per=per, narrowed=narrowed)
        pages.append([row.pk for row in page])
    return pages


def outlets_of(organizations: list[Organization]) -> None:
    """Two of each."""
    people = ResponsiblePerson.objects.bulk_create(
        ResponsiblePersonFactory.build(organization=organization) for organization in organizations
    )
    Outlet.objects.bulk_create(
        Outlet(organization=person.organization, responsible=person, kind=OutletKind.WEBSITE, name=name)
        for person in people
        for name in ("协会网站", "会刊网站")
    )


@pytest.fixture
def mixed(cast, time_machine) -> None:
    """Of both districts in turns, with what the one registers and an authority of the other supervises, and one handed on."""
    time_machine.move_to("2026-10-09 09:00+08:00", tick=False)
    here, there = cast.registrar.authority, cast.strange_registrar.authority
    unit, other_unit = cast.competent.authority, cast.strange_competent.authority
    outlets_of(
        [
            OrganizationFactory(registration_authority=bureau, competent_authority=competent)
            for _ in range(3)
            for bureau, competent in (
                (here, unit),
                (there, other_unit),
                (here, other_unit),
                (there, unit),
                (here, None),
            )
        ]
    )
    given = OrganizationFactory(registration_authority=here, competent_authority=unit)
    changed(cast.client("registrar"), given, "transfer", **transfer(given, registration_authority=there))


@pytest.mark.parametrize("reader", ["registrar", "strange_registrar", "competent", "city_registrar", "secretary"])
@pytest.mark.parametrize("order", [CODES, ("-uscc", "-pk")])
def test_pages_are_those_of_the_plain_order(cast, mixed, reader, order):
    user = cast.users[reader]
    rows = Organization.objects.visible_to(user)

    found = walked(rows, order, first_of_each_authority(user, own="pk"))

    assert found == walked(rows, order, None)
    assert sorted(key for page in found[: -(-rows.count() // 2)] for key in page) == sorted(
        rows.values_list("pk", flat=True)
    )


@pytest.mark.parametrize("reader", ["registrar", "strange_competent", "city_registrar"])
def test_pages_of_outlets_are_those_of_the_plain_order(cast, mixed, reader):
    user = cast.users[reader]
    rows = Outlet.objects.within_reach(user)

    found = walked(rows, OF_OUTLETS, first_of_each_authority(user, prefix="organization__"), per=3)

    assert found == walked(rows, OF_OUTLETS, None, per=3)
    assert len(found) > 2


@pytest.mark.parametrize(
    "address", ["/organizations/", "/organizations/?kind=association", "/outlets/?standing=open", "/statements/"]
)
def test_no_list_by_codes_walks_the_city_to_its_district(cast, address):
    """`/organizations/?kind=…` of a district took 1.5 s at a million, most of it to pass by the codes of other districts."""
    bodies = [
        OrganizationFactory.build(
            registration_authority=bureau, competent_authority=None, district=cast.organization.district
        )
        for bureau, count in ((cast.registrar.authority, ELSEWHERE), (cast.strange_registrar.authority, OWN))
        for _ in range(count)
    ]
    outlets_of(Organization.objects.bulk_create(bodies))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE organizations_organization, organizations_outlet")
    recorder = Recorder()

    with connection.execute_wrapper(recorder):
        page = cast.client("strange_registrar").get(address)

    assert len(page.context["page"]) == 50
    # What goes by codes and is not asked of the fifty that were found.
    ordered = [(sql, given) for sql, given in recorder.statements if is_reading(sql) and BY_CODE.search(sql)]
    assert ordered
    looked_at = [scan for one in ordered for scan in carried_out(*one) if scan.table == "organizations_organization"]
    assert max(scan.rows for scan in looked_at) < OWN / 4
