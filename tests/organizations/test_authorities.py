"""Authorities: names of their days, and under which of them they are found."""

from datetime import date

import pytest

from organizations.folding import folded
from organizations.models import Authority
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
