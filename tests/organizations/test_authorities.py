"""Authorities: names of their days, and under which of them they are found."""

from collections import Counter
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from organizations.folding import folded
from organizations.models import Authority, AuthorityAlias, District
from organizations.registry import cleaning
from tests.factories import AuthorityFactory

pytestmark = pytest.mark.django_db

DIRTY = [
    "郑州市教育局",
    " 郑州市 教育局\u200b",
    "郑州市(航空港)教育局",
    "郑州市（航空港）教育局",
    "ＡＢ１局",
    "'=局",
    "",
    "局\u3000二",
]


@pytest.mark.parametrize("text", DIRTY)
def test_names_are_folded_as_lists_are_cleaned(text):
    assert folded(text) == cleaning.key(text)


@pytest.fixture
def unit(db):
    unit = AuthorityFactory(code="410105-TEST", name="金水区文化局（试）", kind="competent")
    unit.names.create(name="金水区文化馆局", until=date(2024, 12, 31))
    unit.names.create(name="金水区文化局（试）", since=date(2025, 1, 1))
    unit.aliases.create(name="金水文化")
    return unit


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("金水区文化局（试）", True),
        ("金水区 文化局(试)", True),
        ("金水区文化馆局", True),
        ("金 水 文 化", True),
        ("金水区文化", False),
        ("", False),
    ],
)
def test_authority_is_found_under_each_of_its_names_exactly(text, found, unit):
    assert (unit in Authority.objects.found_under(text)) is found
    assert Authority.objects.found_under(text).count() == int(found)


@pytest.mark.parametrize(
    ("day", "name"), [(date(2024, 12, 31), "金水区文化馆局"), (date(2025, 1, 1), "金水区文化局（试）")]
)
def test_authority_is_called_as_on_that_day(day, name, unit):
    assert unit.name_on(day) == name


@pytest.mark.parametrize(("day", "is_open"), [(date(2026, 9, 30), True), (date(2026, 10, 1), False)])
def test_authority_is_open_until_the_day_before_it_is_closed(day, is_open, unit):
    Authority.objects.filter(pk=unit.pk).update(closed_on=date(2026, 10, 1))
    unit.refresh_from_db()

    assert (unit in Authority.objects.open_on(day)) is is_open
    assert unit.is_open_on(day) is is_open


@pytest.mark.parametrize(
    ("text", "district", "name"),
    [
        ("市教育局", None, "郑州市教育局"),
        ("教育局", "410100", "郑州市教育局"),
        ("教育局", "410105", "金水区教育体育局"),
        ("教育局", None, None),
        ("金水区教体局", None, "金水区教育体育局"),
        ("郑州市金水区卫健委", None, "金水区卫生健康委员会"),
        ("管城区文旅局", None, "管城回族区文化广电和旅游局"),
        ("郑州市委宣传部", None, "中共郑州市委宣传部"),
        ("市委统战部", None, "中共郑州市委统战部"),
        ("新郑市委宣传部", None, "中共新郑市委宣传部"),
        ("登封市农委", None, "登封市农业农村局"),
        ("金水区农业农村局", None, "金水区农业农村工作委员会"),
        ("团市委", None, "共青团郑州市委员会"),
        ("金水区妇联", None, "金水区妇女联合会"),
        ("郑州市社会组织党委", None, "中共郑州市社会组织委员会"),
        ("巩义市社会组织党委", None, "中共巩义市社会组织委员会"),
        ("金水民政局", None, "金水区民政局"),
        ("高新区民政局", None, "郑州高新技术产业开发区民政局"),
        ("教体局", "410173", "郑州航空港经济综合实验区教育体育局"),
        ("郑州经开区社会组织党委", None, "中共郑州经济技术开发区社会组织委员会"),
        ("郑东新区妇联", None, "郑东新区妇女联合会"),
    ],
)
def test_reference_data_know_what_lists_write(text, district, name):
    within = District.objects.get(pk=district) if district else None

    found = [one.name for one in Authority.objects.found_under(text, within=within)]

    assert found == ([name] if name else [])


def test_zones_have_their_bureaus_below_the_city_and_a_document_sign_of_their_own():
    bureaus = Authority.objects.filter(district__code__startswith="41017", kind="district_bureau").order_by("code")

    assert list(bureaus.values_list("district_id", "parent__code", "document_sign")) == [
        ("410171", "410100-MZJ", "经开民函"),
        ("410172", "410100-MZJ", "高新民函"),
        ("410173", "410100-MZJ", "航空港民函"),
        ("410174", "410100-MZJ", "郑东民函"),
    ]


def test_each_district_has_its_bureau_its_units_and_its_party_organization():
    kinds = Counter(Authority.objects.exclude(district="410100").values_list("district", "kind"))

    assert set(kinds.values()) == {1, 28}
    assert {kind for (_, kind), number in kinds.items() if number == 1} == {"district_bureau", "party"}
    assert len({district for district, _ in kinds}) == 16


def test_no_name_leads_to_two_authorities():
    names = [*Authority.objects.values_list("name", flat=True), *AuthorityAlias.objects.values_list("name", flat=True)]

    assert len({folded(name) for name in names}) == len(names)


def test_units_of_districts_stand_below_nobody_until_the_register_says_so():
    below = Authority.objects.exclude(district="410100").filter(parent__isnull=False)

    assert Counter(below.values_list("kind", "parent__code")) == {
        ("district_bureau", "410100-MZJ"): 16,
        ("party", "410100-SHZZDW"): 16,
    }


def test_reference_data_can_be_taken_back_and_loaded_again():
    before = set(AuthorityAlias.objects.values_list("authority__code", "name"))
    loading = import_module("organizations.migrations.0004_authority_reference_data")

    zones = import_module("organizations.migrations.0013_development_zones")

    zones.unload(apps, None)
    loading.unload(apps, None)
    between = Authority.objects.count()
    loading.load(apps, None)
    zones.load(apps, None)

    assert between == 49
    assert set(AuthorityAlias.objects.values_list("authority__code", "name")) == before
