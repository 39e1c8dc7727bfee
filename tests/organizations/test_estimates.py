"""What the planner believes of a search by name: by that it chooses between a walk through the list and a look at all."""

import json
import random

import pytest
from django.db import connection

from organizations.models import Organization
from tests.factories import OrganizationFactory
from zhengzhou_ideology.bigrams import contains

pytestmark = pytest.mark.django_db

NAMED = 400


def believed(text: str) -> float:
    """How many times as many as there are the planner expects."""
    rows = Organization.objects.filter(contains(text, bigrams="name_bigrams", of="name"))
    plan = json.loads(rows.order_by().explain(format="json", analyze=True))[0]["Plan"]
    return plan["Plan Rows"] / plan["Actual Rows"]


def registered(names: list[str]) -> None:
    """So many, with statistics."""
    template = OrganizationFactory()
    rows = [
        OrganizationFactory.build(
            name=name,
            registration_authority=template.registration_authority,
            competent_authority=template.competent_authority,
            district=template.district,
        )
        for name in names
    ]
    Organization.objects.bulk_create(rows, batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE organizations_organization")


def test_most_that_have_the_pairs_of_characters_are_taken_to_have_the_word():
    registered([f"郑州市球类协会第{number}号" for number in range(NAMED)])

    assert 0.9 < believed("球类") < 1.1


def test_how_often_a_character_occurs_is_known_though_names_have_many_thousand_pairs_of_them():
    """Pairs that begin with it are each rare."""
    drawn = random.Random(94)
    characters = [chr(number) for number in range(0x4E00, 0x4E00 + 1500)]
    others = ["".join(drawn.sample(characters, 6)) for _ in range(6 * NAMED)]
    registered([*others, *(f"球{one}" for one in others[: 2 * NAMED])])

    assert 0.5 < believed("球") < 2
