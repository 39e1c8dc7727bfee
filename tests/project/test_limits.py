"""What the portal does not do, held on the models: acts and deadlines, never opinions, never lists of persons."""

import re

from django.apps import apps

from organizations.models import ResponsiblePerson, User

OURS = ("organizations", "compliance", "events", "reports", "audit", "files", "notices", "workcalendar")
# Parts of names that a field about opinions, rankings, surveillance or lists of persons would have.
FOREIGN = re.compile(
    r"belief|opinion|stance|politic|ideolog|loyal|sentiment|score|rating|ranking|risk_level|blacklist|watchlist|keyword|sensitive"
    r"|speaker|guest|attendee|profile|religion|ethnic|identity_number|id_card|fingerprint|face_"
)


def own_models():
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def test_no_field_records_opinions_or_profiles():
    found = [
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        for field in model._meta.get_fields()
        if FOREIGN.search(field.name)
    ]

    assert found == []


def test_the_check_above_can_fail():
    assert FOREIGN.search("speaker_names")
    assert FOREIGN.search("sensitive_level")


def test_responsible_persons_are_recorded_for_their_post_only():
    columns = {field.name for field in ResponsiblePerson._meta.get_fields() if field.concrete}

    assert columns == {
        "id",
        "organization",
        "account",  # through which the holder of the post certifies
        "post",
        "name",
        "office_phone",
        "office_email",
        "term_from",
        "term_until",
    }


def test_accounts_hold_no_more_than_office_data():
    columns = {field.name for field in User._meta.get_fields() if field.concrete and not field.many_to_many}

    assert columns == {
        "id",
        "username",
        "password",
        "name",
        "email",
        "phone",
        "is_active",
        "is_staff",
        "is_superuser",
        "date_joined",
        "last_login",
    }
