"""What the planner believes and finds: by that it chooses between a walk through a list and a look at all."""

import json
import random
from datetime import date

import pytest
from django.db import connection
from django.utils.timezone import now

from organizations.enums import ChangeKind
from organizations.models import Organization, OrganizationChange
from tests.factories import OrganizationFactory
from tests.scale.plans import Recorder, carried_out, is_reading
from zhengzhou_ideology.bigrams import contains

pytestmark = [pytest.mark.django_db, pytest.mark.server]

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


def test_whom_a_district_has_taken_over_is_not_looked_for_among_all_changes(cast):
    """Each page of a district asks it."""
    OrganizationChange.objects.bulk_create(
        OrganizationChange(
            organization=cast.organization,
            kind=ChangeKind.CORRECTION,
            effective_on=date(2026, 1, 5),
            entered_by=cast.registrar,
            applied_at=now(),
        )
        for _ in range(3_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE organizations_organizationchange")
    recorder = Recorder()

    with connection.execute_wrapper(recorder):
        assert cast.client("registrar").get("/reports/").status_code == 200

    asked = [one for one in recorder.statements if "organizations_organizationchange" in one[0] and is_reading(one[0])]
    assert asked
    looked_at = [
        scan for one in asked for scan in carried_out(*one) if scan.table == "organizations_organizationchange"
    ]
    assert [scan for scan in looked_at if scan.rows > 100] == []
