"""The house itself: nothing pending, nothing unreachable, nothing public by mistake."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from pghistory.models import Event

from tests.factories import QuarterlyReportFactory
from zhengzhou_ideology import celery_app

ROOMS = ("zhengzhou_ideology", "organizations", "compliance", "events", "reports")


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_task_of_the_schedule_exists():
    celery_app.loader.import_default_modules()

    assert [job["task"] for job in celery_app.conf.beat_schedule.values() if job["task"] not in celery_app.tasks] == []


# What a later row tells anyway, or what nobody is bound by: each with the reason.
WITHOUT_HISTORY = {
    "api.LogCursor": "how far a log has been read",
    "api.WebhookDelivery": "the outbox: the row itself says how far it has come",
    "boards.ActTally": "counted out of rows that have their own history",
    "boards.DecisionTime": "counted, as above",
    "boards.DutyTally": "counted, as above",
    "boards.TallyChange": "what is still to be counted anew",
    "boards.TallyRefresh": "when was counted last",
    "compliance.DutyYearCount": "sums over the duties, which have their history",
    "compliance.PeriodCount": "sums over the quarterly reports, which have their history",
    "events.Presence": "a courtesy to colleagues, overwritten every half minute",
    "exports.ColumnChoice": "how somebody wants a table",
    "exports.Export": "progress of a file; who asked for it, made it and fetched it stands in its log",
    "manual.GuideAway": "only whether somebody still wants to see the guide of the first days",
    "notices.Delivery": "the outbox: the row itself says how far it has come",
    "notices.Digest": "the outbox",
    "notices.GroupPost": "the outbox",
    "notices.Notice": "the inbox: only whether it was read changes",
    "notices.Preference": "how somebody wants to be told",
    "organizations.District": "reference data, changed by migrations alone",
    "organizations.ImportBatch": "what an import did stands in the history of the register",
    "organizations.ImportRow": "what a workbook said, kept until it is confirmed or undone",
    "organizations.PaperSequence": "the papers themselves carry the numbers",
    "organizations.AnnouncementReading": "sums over the receipts, which have their history",
    "organizations.PossibleGap": "which organizations to look at; what they lack stands in their own rows",
    "reports.StatementChunk": "progress of a batch",
    "saved_views.SavedView": "how somebody wants a list",
    "security.AccountMail": "the outbox: the row itself says how far it has come",
    "security.FormerPassword": "hashes, of which the last five are kept and the others go",
}


def test_every_domain_model_keeps_field_history():
    """Whatever a room can change leaves a trail: history of its fields, or a trigger that forbids changing it."""
    rooms = [app.label for app in apps.get_app_configs() if app.name.split(".")[0] in ROOMS]
    events = [model for model in apps.get_models() if issubclass(model, Event)]
    tracked = {event.pgh_tracked_model._meta.label for event in events}

    bare = {
        model._meta.label
        for label in rooms
        for model in apps.get_app_config(label).get_models()
        if model not in events and not is_written_once(model) and model._meta.label not in tracked
    }

    assert sorted(bare) == sorted(WITHOUT_HISTORY)


def is_written_once(model):
    return any(trigger.name == "append_only" for trigger in getattr(model._meta, "triggers", ()))


@pytest.mark.django_db
def test_history_is_found_by_few_indexes():
    """Each is written with every change: fourteen of them were half of what opening a quarter took."""
    tables = {model._meta.db_table for model in apps.get_models() if issubclass(model, Event)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, count(*) FROM pg_indexes WHERE tablename = ANY(%s) GROUP BY 1", [list(tables)]
        )
        found = dict(cursor.fetchall())

    assert len(found) == len(tables) > 50
    assert {table: count for table, count in found.items() if count > 3} == {}


def test_history_names_user_and_capacity(cast):
    client = cast.client("secretary")
    report = QuarterlyReportFactory(organization=cast.organization)

    client.post(f"/reports/{report.pk}/edit/", {"version": 0, "findings": "无"})

    event = (
        apps.get_model("compliance", "QuarterlyReportEvent").objects.filter(pgh_obj=report).order_by("-pgh_id").first()
    )
    assert event.findings == "无"
    words = event.pgh_context.metadata
    assert set(words.pop("proof")) == {"at", "key", "mac"}
    assert words == {
        "user": cast.secretary.pk,
        "url": f"/reports/{report.pk}/edit/",
        "acting_as": str(cast.secretary.acting),
    }
