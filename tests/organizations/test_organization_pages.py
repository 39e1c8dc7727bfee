"""Organizations as they are found, read and looked after."""

from datetime import date

import pytest
from django.urls import reverse

from organizations.enums import OrganizationStatus, Post
from organizations.models import Organization, Outlet, ResponsiblePerson, SelfCertification
from tests.factories import (
    AuthorityFactory,
    DistrictFactory,
    OrganizationFactory,
    ResponsiblePersonFactory,
    credit_code,
)

TODAY = date(2026, 10, 9)


@pytest.fixture(autouse=True)
def frozen(time_machine):
    time_machine.move_to(TODAY, tick=False)


def address(name: str, organization: Organization, *more) -> str:
    return reverse(f"organizations:{name}", args=[organization.uscc, *more])


def listed(client, **query: str) -> list[str]:
    answer = client.get(reverse("organizations:organization_list"), query)
    assert answer.status_code == 200
    return [one.name for one in answer.context["page"]]


# The list


def test_list_shows_what_lies_in_reach(cast):
    everywhere = sorted(Organization.objects.values_list("uscc", flat=True))

    def codes(name: str) -> list[str]:
        answer = cast.client(name).get(reverse("organizations:organization_list"))
        return [one.uscc for one in answer.context["page"]]

    assert codes("registrar") == codes("competent") == [cast.organization.uscc]
    assert codes("auditor") == codes("city_registrar") == everywhere


@pytest.fixture
def foundation(cast):
    return OrganizationFactory(
        uscc=credit_code(7, "53410103"),
        kind="foundation",
        name="郑州市绿城助学基金会（第7号）",
        status="deregistered",
        district=DistrictFactory(code="410103", name="二七区"),
        registration_authority=AuthorityFactory(other_district=True),
    )


@pytest.mark.parametrize(
    "query",
    [
        {"q": "助学"},
        {"q": "绿城 助学"},
        {"q": "(第７号)"},
        {"q": "53410103mj"},
        {"kind": "foundation"},
        {"status": "deregistered"},
        {"district": "410103"},
    ],
)
def test_list_is_narrowed(cast, foundation, query):
    assert listed(cast.client("auditor"), **query) == [foundation.name]


def test_list_is_narrowed_to_a_registration_authority(cast, foundation):
    Organization.objects.exclude(pk__in=[foundation.pk, cast.organization.pk]).update(
        registration_authority=cast.organization.registration_authority
    )

    assert listed(cast.client("auditor"), authority=foundation.registration_authority_id) == [foundation.name]


def test_list_finds_organizations_without_a_secretary(cast):
    """Of those to be asked for anything: whoever has ended is not to be invited."""
    without = OrganizationFactory()
    OrganizationFactory(status=OrganizationStatus.DEREGISTERED, ended_on=date(2026, 3, 2))

    assert listed(cast.client("registrar"), lacking="without_secretary") == [without.name]


def test_list_masks_phones(cast):
    Organization.objects.filter(pk=cast.organization.pk).update(phone="19912345678")

    content = cast.client("registrar").get(reverse("organizations:organization_list")).content.decode()

    assert ("199****5678" in content, "19912345678" in content) == (True, False)


def test_list_takes_as_many_queries_for_three_as_for_one(cast, django_assert_num_queries):
    client = cast.client("registrar")
    client.get(reverse("organizations:organization_list"))
    with django_assert_num_queries(20, exact=False) as one:
        client.get(reverse("organizations:organization_list"))
    OrganizationFactory.create_batch(2)

    with django_assert_num_queries(len(one)):
        client.get(reverse("organizations:organization_list"))


def test_list_answers_htmx_with_its_rows_only(cast):
    client = cast.client("registrar")
    whole = client.get(reverse("organizations:organization_list")).content.decode()

    part = client.get(reverse("organizations:organization_list"), headers={"HX-Request": "true"}).content.decode()

    assert part.strip().startswith('<section id="organizations"')
    assert part.strip() in whole


# The page


def test_page_shows_current_and_former_holders(cast):
    organization = cast.organization
    ResponsiblePersonFactory(organization=organization, name="孙某", term_until=date(2024, 5, 1))
    ResponsiblePersonFactory(organization=organization, name="钱某某", term_from=date(2024, 5, 1))

    answer = cast.client("leader").get(organization.get_absolute_url())

    assert [(post, person and person.name) for post, person in answer.context["posts"]] == [
        ("leader", "钱某某"),
        ("branch_secretary", cast.leader.name),
        ("liaison", None),
    ]
    assert [person.name for person in answer.context["former"]] == ["孙某"]


@pytest.mark.parametrize("name", ["secretary", "leader"])
def test_mine_is_the_page_of_ones_own_organization(cast, name):
    answer = cast.client(name).get(reverse("organizations:mine"))

    assert answer.context["organization"] == cast.organization


def test_mine_is_nothing_for_officers(cast):
    assert cast.client("registrar").get(reverse("organizations:mine")).status_code == 404


WHO_GETS = """
                           secretary leader competent registrar supervisor auditor administrator stranger strange_registrar
organization               200       200    200       200       200        200     200           404      404
organization_edit          403       403    403       200       403        403     403           404      404
change_list                403       403    403       200       403        403     403           404      404
change_new                 403       403    403       200       403        403     403           404      404
holder_new                 200       403    403       200       403        403     403           404      404
outlet_new                 200       403    403       200       403        403     403           404      404
self_certification_grant   403       403    403       200       200        403     403           404      404
"""


def test_who_gets_which_page(cast):
    names, *rows = (line.split() for line in WHO_GETS.strip().splitlines())
    expected = {page: dict(zip(names, map(int, codes), strict=True)) for page, *codes in rows}
    more = {"holder_new": ("leader",), "change_new": ("rename",)}

    got = {
        page: {
            name: cast.client(name).get(address(page, cast.organization, *more.get(page, ()))).status_code
            for name in names
        }
        for page in expected
    }

    assert got == expected


# Editing


def edit_facts(organization: Organization, **changed) -> dict:
    return {
        "name": organization.name,
        "district": organization.district_id,
        "founded_on": organization.founded_on,
        "reason": "录入笔误。",
        **changed,
    }


def opened_version(client, page: str) -> str:
    return client.get(page).context["form"]["version"].value()


def test_registrar_corrects_the_register(cast):
    client, page = cast.client("registrar"), address("organization_edit", cast.organization)
    before = cast.organization.name
    facts = edit_facts(
        cast.organization, name="金水区 餐饮协会(筹)", phone="0371-60000000", version=opened_version(client, page)
    )

    answer = client.post(page, facts)

    cast.organization.refresh_from_db()
    change = cast.organization.changes.get()
    assert answer.status_code == 302
    assert (cast.organization.name, cast.organization.phone) == ("金水区餐饮协会（筹）", "0371-60000000")
    assert (change.kind, change.before, change.after) == (
        "correction",
        {"name": before},
        {"name": "金水区餐饮协会（筹）"},
    )
    assert (change.reason, change.entered_by) == ("录入笔误。", cast.registrar)
    assert cast.organization.former_names.count() == 0


def test_a_slip_of_the_pen_is_corrected_with_a_reason_and_a_telephone_without(cast):
    client, page = cast.client("registrar"), address("organization_edit", cast.organization)

    def post(**changed) -> int:
        facts = edit_facts(cast.organization, version=opened_version(client, page), reason="", **changed)
        return client.post(page, facts).status_code

    assert (post(phone="0371-60000000"), post(phone="0371-60000000", name="另一名称")) == (302, 409)
    assert cast.organization.changes.count() == 0


def test_names_authorities_and_states_are_not_edited_but_changed_by_acts(cast):
    form = cast.client("registrar").get(address("organization_edit", cast.organization)).context["form"]

    assert {"registration_authority", "competent_authority", "status", "ended_on"} & set(form.fields) == set()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"founded_on": "2026-10-10"}, "成立登记日期晚于今天。"),
    ],
)
def test_impossible_facts_are_refused(cast, changed, sentence):
    client, page = cast.client("registrar"), address("organization_edit", cast.organization)

    answer = client.post(page, edit_facts(cast.organization, version=opened_version(client, page), **changed))

    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)


def test_two_people_editing_lose_nothing(cast):
    client, page = cast.client("registrar"), address("organization_edit", cast.organization)
    version = opened_version(client, page)
    Organization.objects.filter(pk=cast.organization.pk).update(address="文化路1号")

    answer = client.post(page, edit_facts(cast.organization, address="农业路2号", version=version))

    content = answer.content.decode()
    assert answer.status_code == 422
    assert "住所：现在是“文化路1号”，您填写的是“农业路2号”。" in content
    assert 'value="农业路2号"' in content
    cast.organization.refresh_from_db()
    assert cast.organization.address == "文化路1号"
    again = edit_facts(cast.organization, address="农业路2号", version=answer.context["form"]["version"].value())
    assert client.post(page, again).status_code == 302


# People


def test_new_holder_ends_the_term_before(cast):
    before = ResponsiblePersonFactory(organization=cast.organization, post=Post.LIAISON, term_from=date(2020, 1, 1))

    answer = cast.client("secretary").post(
        address("holder_new", cast.organization, "liaison"), {"name": "周 某", "term_from": "2026-10-01"}
    )

    assert answer.status_code == 302
    assert list(
        cast.organization.responsible_persons.filter(post=Post.LIAISON)
        .order_by("pk")
        .values_list("name", "term_from", "term_until")
    ) == [(before.name, date(2020, 1, 1), date(2026, 10, 1)), ("周某", date(2026, 10, 1), None)]


@pytest.mark.parametrize(
    ("begins", "sentence"),
    [("2026-10-10", "任职开始日期不能晚于今天。"), ("2019-12-31", "不能早于现任者的任职开始日期。")],
)
def test_new_holder_begins_when_it_can(cast, begins, sentence):
    ResponsiblePersonFactory(organization=cast.organization, post=Post.LIAISON, term_from=date(2020, 1, 1))

    answer = cast.client("secretary").post(
        address("holder_new", cast.organization, "liaison"), {"name": "周某", "term_from": begins}
    )

    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert ResponsiblePerson.objects.filter(organization=cast.organization, post=Post.LIAISON).count() == 1


def test_correction_cannot_make_two_current_holders(cast):
    former = ResponsiblePersonFactory(organization=cast.organization, term_until=date(2024, 1, 1))
    ResponsiblePersonFactory(organization=cast.organization, name="周某")
    client, page = cast.client("registrar"), address("person_edit", cast.organization, former.pk)

    answer = client.post(page, {"name": former.name, "term_until": "", "version": opened_version(client, page)})

    assert (answer.status_code, "该职务已有现任责任人" in answer.content.decode()) == (422, True)


def test_person_of_another_organization_is_not_found(cast):
    theirs = ResponsiblePersonFactory(organization=OrganizationFactory())

    assert cast.client("secretary").get(address("person_edit", cast.organization, theirs.pk)).status_code == 404


# Outlets


@pytest.fixture
def outlet(cast):
    person = ResponsiblePersonFactory(organization=cast.organization)
    return Outlet.objects.create(
        organization=cast.organization, kind="website", name="官网", responsible=person, since=date(2024, 1, 1)
    )


def test_secretary_registers_an_outlet(cast):
    person = ResponsiblePersonFactory(organization=cast.organization)
    facts = {"kind": "public_account", "name": "协会之声", "address": "协会之声", "responsible": person.pk}

    answer = cast.client("secretary").post(address("outlet_new", cast.organization), facts)

    assert answer.status_code == 302
    assert list(cast.organization.outlets.values_list("kind", "name", "responsible")) == [
        ("public_account", "协会之声", person.pk)
    ]


def test_responsible_for_an_outlet_is_one_of_the_organizations_own(cast):
    theirs = ResponsiblePersonFactory(organization=OrganizationFactory())

    answer = cast.client("secretary").post(
        address("outlet_new", cast.organization), {"kind": "website", "name": "官网", "responsible": theirs.pk}
    )

    assert answer.status_code == 422


def test_outlet_is_closed_once(cast, outlet):
    client, page = cast.client("secretary"), address("outlet_close", cast.organization, outlet.pk)

    codes = [client.post(page, {"until": "2026-10-08"}).status_code for _ in range(2)]

    outlet.refresh_from_db()
    assert (codes, outlet.until) == ([302, 404], date(2026, 10, 8))


@pytest.mark.parametrize("until", ["2026-10-10", "2023-12-31", ""])
def test_outlet_cannot_be_closed_on_an_impossible_day(cast, outlet, until):
    answer = cast.client("secretary").post(address("outlet_close", cast.organization, outlet.pk), {"until": until})

    outlet.refresh_from_db()
    assert (answer.status_code, outlet.until) == (422, None)


# Self-certification


def test_permission_to_self_certify_names_who_why_and_how_long(cast):
    answer = cast.client("supervisor").post(
        address("self_certification_grant", cast.organization),
        {"reason": "全会仅一名专职人员。", "valid_from": "2026-10-09", "valid_until": "2027-10-08"},
    )

    assert answer.status_code == 302
    assert SelfCertification.objects.values_list(
        "organization", "reason", "granted_by", "valid_from", "valid_until"
    ).get() == (cast.organization.pk, "全会仅一名专职人员。", cast.supervisor.pk, TODAY, date(2027, 10, 8))


@pytest.mark.parametrize(
    "changed", [{"reason": " "}, {"valid_from": "2026-10-08"}, {"valid_until": "2026-10-08"}, {"valid_until": ""}]
)
def test_permission_to_self_certify_is_complete(cast, changed):
    facts = {"reason": "仅一名专职人员。", "valid_from": "2026-10-09", "valid_until": "2027-10-08", **changed}

    answer = cast.client("supervisor").post(address("self_certification_grant", cast.organization), facts)

    assert (answer.status_code, SelfCertification.objects.count()) == (422, 0)
