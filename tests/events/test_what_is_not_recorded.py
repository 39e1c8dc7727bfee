"""What the portal does not do, held on the fields of the models: no people listed, no opinions, nothing screened."""

from django.apps import apps
from django.db import models

from organizations.models import ResponsiblePerson, User

ALLOWED_PEOPLE = {User, ResponsiblePerson}
FORBIDDEN = (
    "speaker",
    "guest",
    "attendee",
    "participant",
    "opinion",
    "belief",
    "score",
    "rating",
    "keyword",
    "sensitive",
)


def own_models():
    return [model for model in apps.get_app_config("events").get_models() if not model.__name__.endswith("Event")]


def test_no_field_lists_speakers_guests_or_opinions():
    names = {f"{model.__name__}.{field.name}" for model in own_models() for field in model._meta.get_fields()}

    assert [name for name in names if any(word in name.lower() for word in FORBIDDEN)] == []


def test_headcounts_are_numbers():
    fields = [field for model in own_models() for field in model._meta.fields if "headcount" in field.name]

    assert {type(field) for field in fields} == {models.PositiveIntegerField}


def test_people_are_named_for_their_post_or_account_only():
    many = [field for model in own_models() for field in model._meta.many_to_many]
    people = {
        field.related_model
        for model in own_models()
        for field in model._meta.fields
        if field.related_model and hasattr(field.related_model, "name") and field.related_model in ALLOWED_PEOPLE
    }

    assert many == []
    assert people == ALLOWED_PEOPLE
