"""联系我们: who is in charge of one's matters, with telephone and hours."""

import pytest

DESK = {"desk": "社会组织管理科", "desk_phone": "0371-00000001", "desk_hours": "工作日9:00—17:00"}


@pytest.fixture
def bureau(cast):
    bureau = cast.organization.registration_authority
    for name, value in DESK.items():
        setattr(bureau, name, value)
    bureau.save()
    return bureau


def test_an_organization_sees_the_desks_of_its_authorities_first(cast, bureau):
    page = cast.client("secretary").get("/manual/contact/")

    assert [authority for _, authority in page.context["own"]] == [
        one
        for one in (bureau, cast.organization.competent_authority, cast.organization.party_superior)
        if one is not None
    ]
    assert [value for value in DESK.values() if page.content.decode().count(value) < 2] == []


def test_an_officer_sees_the_own_authority_and_the_one_above(cast, bureau):
    page = cast.client("registrar").get("/manual/contact/")

    assert [authority for _, authority in page.context["own"]] == [bureau, *([bureau.parent] if bureau.parent else [])]


def test_whoever_is_not_signed_in_sees_the_bureaus_and_who_hosts(client, cast, bureau, settings):
    settings.PORTAL_HOST = {**settings.PORTAL_HOST, "telephone": "0371-99999999", "hours": "工作日"}

    page = client.get("/manual/contact/")
    text = page.content.decode()

    assert page.context["own"] == []
    assert [value for value in (*DESK.values(), "0371-99999999") if value not in text] == []
