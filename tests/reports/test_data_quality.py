"""数据质量: each check finds its case and lets the good one go, and every line leads to where it is mended."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from organizations import credit_code
from organizations.enums import Post, Role
from organizations.models import Authority, Invitation, Organization, ResponsiblePerson
from reports.data_quality.catalogue import CHECKS
from reports.data_quality.codes import faulty
from tests.exported import exported
from tests.factories import (
    AuthorityFactory,
    DistrictFactory,
    OrganizationFactory,
    ResponsiblePersonFactory,
    member,
)
from tests.factories import credit_code as code_of
from tests.fragments import fragment_of
from tests.organizations.lives import changed, transfer
from zhengzhou_ideology.notices.models import Delivery, Digest, Notice

pytestmark = pytest.mark.django_db

PAGE = "/data-quality/"


@pytest.fixture
def bureau(cast) -> Authority:
    """The district's bureau, with its district, below the city's."""
    bureau = cast.organization.registration_authority
    bureau.district = DistrictFactory()
    bureau.save()
    return bureau


@pytest.fixture
def good(cast, bureau) -> Organization:
    """An organization of which nothing is wrong."""
    organization = cast.organization
    party = AuthorityFactory(code="410105-DGW", name="金水区社会组织党委", kind="party", document_sign="")
    sound = code_of(9000, "51410105")
    Organization.objects.filter(pk=organization.pk).update(party_superior=party, uscc=sound, district=bureau.district)
    organization.refresh_from_db()
    for post in (Post.LEADER, Post.LIAISON):
        ResponsiblePersonFactory(organization=organization, post=post)
    return organization


def wrong(**facts) -> Organization:
    """The same as a good one, in the same bureau, but for what is said."""
    party = Authority.objects.get(code="410105-DGW")
    number = 9100 + Organization.objects.count()
    made = OrganizationFactory(**{"party_superior": party, "uscc": code_of(number, "51410105"), **facts})
    for post in (Post.LEADER, Post.LIAISON):
        ResponsiblePersonFactory(organization=made, post=post)
    for role in (Role.SECRETARY, Role.LEADER):
        member(role, made)
    return made


def raw(organization: Organization, **facts) -> Organization:
    """Written past the forms, as old data are."""
    Organization.objects.filter(pk=organization.pk).update(**facts)
    organization.refresh_from_db()
    return organization


def ended(organization: Organization, post: Post) -> Organization:
    holders = ResponsiblePerson.objects.filter(organization=organization, post=post)
    holders.update(term_from=date(2020, 1, 1), term_until=date(2024, 12, 31))
    return organization


def mailed(organization: Organization, *states: str, digest: bool = False) -> Organization:
    """Mails to its secretary, one after the other, that came to these ends."""
    user = organization.memberships.get(role=Role.SECRETARY).user
    for number, state in enumerate(states):
        sent = {"state": state, "sent_at": timezone.now() if state == "sent" else None}
        if digest:
            Digest.objects.create(recipient=user, day=date(2026, 10, 1 + number), **sent)
        else:
            notice = Notice.objects.create(recipient=user, kind="voices", subject="通知", key=str(number))
            Delivery.objects.create(notice=notice, recipient=user, way="email", **sent)
    return organization


def without_seat(role: Role) -> Organization:
    made = wrong()
    made.memberships.filter(role=role).update(ends_on=date(2025, 1, 1))
    return made


def invited(**facts) -> Organization:
    made = wrong()
    now = timezone.now()
    waits = {"send_after": now + timedelta(minutes=10), "last_error": "SMTPRecipientsRefused：550", **facts}
    Invitation.objects.create(
        organization=made,
        role=Role.SECRETARY,
        email="mishu@example.org",
        code_sha256=f"{made.pk:064}",
        expires_at=now + timedelta(days=7),
        **waits,
    )
    return made


def closed_competent() -> Organization:
    unit = AuthorityFactory(code="410105-WHJ", name="金水区文化局", kind="competent", document_sign="")
    made = wrong(competent_authority=unit)
    Authority.objects.filter(pk=unit.pk).update(closed_on=date(2026, 1, 1))
    return made


def other_writing(organization: Organization) -> Organization:
    return raw(wrong(), uscc=organization.uscc.lower())


FOUNDATION = {"kind": "foundation", "competent_authority": None}
CASES = {
    "code_faulty": lambda good: raw(wrong(), uscc="51410105MJ1234567X"),
    "code_twice": other_writing,
    "name_twice": lambda good: raw(wrong(), name=f"{good.name[:3]} {good.name[3:]}"),
    "code_district": lambda good: wrong(uscc=code_of(9200, "51410103")),
    "district": lambda good: wrong(district=DistrictFactory(code="410103", name="二七区")),
    "closed_authority": lambda good: closed_competent(),
    "without_competent": lambda good: wrong(uscc=code_of(9300, "53410105"), **FOUNDATION),
    "without_party_superior": lambda good: wrong(party_superior=None),
    "vacant_leader": lambda good: ended(wrong(), Post.LEADER),
    "vacant_branch_secretary": lambda good: ended(wrong(), Post.BRANCH_SECRETARY),
    "vacant_liaison": lambda good: ended(wrong(), Post.LIAISON),
    "term_over": lambda good: ended(wrong(), Post.BRANCH_SECRETARY),
    "without_secretary": lambda good: without_seat(Role.SECRETARY),
    "without_leader": lambda good: without_seat(Role.LEADER),
    "bounced": lambda good: mailed(wrong(), "sent", "failed"),
    "unsendable": lambda good: invited(),
}


def found(cast, key: str, name: str = "registrar", **query: str) -> list:
    answer = cast.client(name).get(f"{PAGE}{key}/", query)
    assert answer.status_code == 200
    return answer.context["rows"]


def test_every_check_has_its_case():
    assert {*CASES, "document_sign"} == {*CHECKS}


@pytest.mark.parametrize("key", CASES)
def test_check_finds_its_case_and_lets_the_good_one_go(key, cast, good):
    assert found(cast, key) == []

    bad = CASES[key](good)

    both = {"code_twice", "name_twice"}
    expected = {bad.uscc, good.uscc} if key in both else {bad.uscc}
    assert {row.code for row in found(cast, key)} == expected


@pytest.mark.parametrize("key", CASES)
@pytest.mark.parametrize("name", ["registrar", "supervisor", "administrator"])
def test_line_leads_to_where_it_is_mended(key, name, cast, good):
    CASES[key](good)

    for row in found(cast, key, name):
        assert cast.client(name).get(row.url).status_code == 200


def test_registrar_is_led_to_the_form_itself(cast, good):
    made = {key: CASES[key](good) for key in ("vacant_leader", "without_party_superior", "code_district")}

    urls = {key: found(cast, key)[0].url for key in made}

    assert urls == {
        "vacant_leader": f"/organizations/{made['vacant_leader'].uscc}/posts/leader/",
        "without_party_superior": f"/organizations/{made['without_party_superior'].uscc}/edit/",
        "code_district": f"/organizations/{made['code_district'].uscc}/changes/transfer/",
    }


def test_invitation_is_begun_with_organization_and_role(cast, good):
    bad = CASES["without_leader"](good)

    page = cast.client("registrar").get(found(cast, "without_leader")[0].url)

    form = page.context["form"]
    assert (form["body"].value(), form["role"].value()) == (bad.uscc, "leader")


def test_body_that_numbers_papers_without_a_sign_is_mended_by_whoever_keeps_it(cast, bureau):
    unit, other = (
        cast.organization.competent_authority,
        AuthorityFactory(code="410105-WHJ", kind="competent", name="某局"),
    )
    Authority.objects.filter(pk__in=[unit.pk, other.pk]).update(document_sign="")  # nobody belongs to the other
    numbering = {unit.pk: "郑教函", bureau.pk: "金水民函"}
    for key, sign in numbering.items():
        Authority.objects.filter(pk=key).update(document_sign=sign)
    assert found(cast, "document_sign") == []
    Authority.objects.filter(pk__in=numbering).update(document_sign="")

    told, mends = found(cast, "document_sign"), found(cast, "document_sign", "administrator")

    assert [(row.title, row.url, row.note) for row in told] == [
        ("郑州市教育局", "", "请系统管理员补填"),
        ("金水区民政局", "", "请系统管理员补填"),
    ]
    addresses = {row.title: row.url for row in mends}
    assert addresses["郑州市教育局"] == f"/authorities/{unit.pk}/edit/"
    assert addresses["金水区民政局"] == f"/authorities/{bureau.pk}/edit/"
    assert cast.client("administrator").get(addresses["金水区民政局"]).status_code == 200


@pytest.mark.parametrize(
    ("states", "digest", "listed"),
    [
        (("failed",), False, True),
        (("failed", "sent"), False, False),
        (("failed", "waiting"), False, True),
        (("failed",), True, True),
        (("failed", "sent"), True, False),
    ],
)
def test_address_is_bounced_until_a_mail_arrives(states, digest, listed, cast, good):
    bad = mailed(wrong(), *states, digest=digest)

    assert [row.code for row in found(cast, "bounced")] == ([bad.uscc] if listed else [])


def test_transfer_explains_the_region_of_a_code(cast, good, bureau):
    bad = CASES["code_district"](good)
    elsewhere = AuthorityFactory(other_district=True)
    came = wrong(uscc=code_of(9201, "51410103"), registration_authority=elsewhere, district=elsewhere.district)

    changed(cast.client("city_registrar"), came, "transfer", **transfer(came, registration_authority=bureau))

    came.refresh_from_db()
    assert came.registration_authority == bureau
    assert [row.code for row in found(cast, "code_district")] == [bad.uscc]


@pytest.mark.parametrize("region", ["100000", "410000", "410100"])
def test_region_above_the_districts_says_nothing(region, cast, good):
    wrong(uscc=code_of(9400, f"51{region}"))

    assert found(cast, "code_district") == []


def test_faulty_codes_are_those_of_the_rule():
    """SQL and the rule of the forms agree on good codes, on each changed character and on regions elsewhere."""
    sound = [code_of(number, f"{kind}{region}") for number, kind, region in SOUND]
    spoilt = [sound[0][:place] + other + sound[0][place + 1 :] for place in range(2, 18) for other in "1AIXx"]
    organization = OrganizationFactory()
    judged = {}

    for code in (*sound, *spoilt, code_of(7, "51110000"), sound[0].lower(), sound[0][:17]):
        raw(organization, uscc=code, kind=credit_code.kind_of(code))
        judged[code] = faulty(Organization.objects.all()).exists()

    assert judged == {code: credit_code.fault(code) is not None or code != code.upper() for code in judged}
    assert [judged[code] for code in sound] == [False] * len(sound)


SOUND = [(1, "51", "410105"), (2345678, "52", "410100"), (99, "53", "100000"), (3141592, "51", "410000")]


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("registrar", 200),
        ("supervisor", 200),
        ("city_registrar", 200),
        ("administrator", 200),
        ("secretary", 403),
        ("leader", 403),
        ("competent", 403),
        ("auditor", 403),
        ("security", 403),
    ],
)
def test_who_may_read(name, status, cast):
    client = cast.client(name)

    answers = [client.get(address).status_code for address in (PAGE, f"{PAGE}district/")]

    assert answers == [status] * 2
    assert client.get("/exports/new/data_quality/?check=district").status_code == (200 if status == 200 else 404)


def test_unknown_check_is_not_found(cast):
    assert cast.client("registrar").get(f"{PAGE}opinions/").status_code == 404


def test_officer_sees_its_own_reach_only(cast, good):
    CASES["without_party_superior"](good)
    reach = {name: len(found(cast, "without_party_superior", name)) for name in ("registrar", "strange_registrar")}

    assert reach == {"registrar": 1, "strange_registrar": 1}  # each its own: the strangers' organization lacks one too
    assert [row.authority for row in found(cast, "without_party_superior", "strange_registrar")] == ["二七区民政局"]
    assert len(found(cast, "without_party_superior", "city_registrar")) == 2


def test_district_narrows_page_list_and_sheet(cast, good):
    DistrictFactory(code="410103", name="二七区")
    bad = CASES["without_party_superior"](good)
    client = cast.client("registrar")

    here, there = (
        found(cast, "without_party_superior", district="410105"),
        found(cast, "without_party_superior", district="410103"),
    )
    sheets = [
        exported(cast, "registrar", "data_quality", check="without_party_superior", district=district)
        for district in ("410105", "410103")
    ]

    assert ([row.code for row in here], there) == ([bad.uscc], [])
    assert [[row["代码"] for row in sheet] for sheet in sheets] == [[bad.uscc], []]
    assert bad.name not in client.get(PAGE, {"district": "410103"}).content.decode()
    assert bad.name in client.get(PAGE, {"district": "410105"}).content.decode()


def test_sheet_keeps_a_name_from_becoming_a_formula(cast, good):
    bad = raw(CASES["without_party_superior"](good), name="=HYPERLINK(1)")

    (row,) = exported(cast, "registrar", "data_quality", check="without_party_superior")

    assert (row["名称"], row["代码"], row["县（市、区）"]) == (bad.name, bad.uscc, "金水区")


def test_what_has_ended_is_left_as_it_was(cast, good):
    bad = CASES["without_party_superior"](good)
    assert found(cast, "without_party_superior") != []

    raw(bad, status="deregistered", ended_on=date(2026, 1, 1))

    assert found(cast, "without_party_superior") == []


def test_page_counts_shows_the_first_and_names_what_is_clean(cast, good):
    for _ in range(7):
        CASES["without_party_superior"](good)

    page = cast.client("registrar").get(PAGE)

    lines = {line.check.key: line for _, lines in page.context["groups"] for line in lines}
    assert (lines["without_party_superior"].count, len(lines["without_party_superior"].first)) == (7, 5)
    assert {check.key for check in page.context["clean"]} == {*CHECKS} - {*lines}
    assert 'href="/data-quality/without_party_superior/"' in page.content.decode()


def test_fragment_is_its_part_of_the_page(cast, good):
    bad = CASES["without_party_superior"](good)
    client = cast.client("registrar")

    assert bad.name in fragment_of(client, PAGE, root="quality")
    assert bad.name in fragment_of(client, f"{PAGE}without_party_superior/", root="rows")


def test_list_pages_by_key(cast, good):
    made = sorted(CASES["vacant_branch_secretary"](good).uscc for _ in range(51))
    client = cast.client("registrar")

    first = client.get(f"{PAGE}term_over/")
    second = client.get(f"{PAGE}term_over/", {"after": first.context["page"].next})

    listed = [row.code for answer in (first, second) for row in answer.context["rows"]]
    assert (listed, len(first.context["rows"])) == (made, 50)


def test_pages_take_as_many_queries_for_three_rows_as_for_one(cast, good, django_assert_max_num_queries):
    client = cast.client("registrar")
    for address, keys in QUERIED.items():
        counts = []
        for times in (1, 2):
            for _ in range(times):
                for key in keys:
                    CASES[key](good)
            client.get(address)
            with django_assert_max_num_queries(70) as queries:
                client.get(address)
            counts.append(len(queries))
        assert counts[0] == counts[1], address


# Each list with its cases; the whole page with some that leave the other lines short of a count.
REPEATABLE = {*CASES} - {"closed_authority", "without_competent", "code_district", "code_faulty", "code_twice"}
QUERIED = {PAGE: ("vacant_liaison", "bounced", "unsendable")} | {f"{PAGE}{key}/": (key,) for key in sorted(REPEATABLE)}
