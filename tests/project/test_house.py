"""The house itself: nothing pending, nothing unreachable, nothing public by mistake."""

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from pghistory.models import Event

from tests.factories import QuarterlyReportFactory
from zhengzhou_ideology import celery_app


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_task_of_the_schedule_exists():
    celery_app.loader.import_default_modules()

    assert [job["task"] for job in settings.CELERY_BEAT_SCHEDULE.values() if job["task"] not in celery_app.tasks] == []


def test_every_domain_model_keeps_field_history():
    tracked = {event._meta.label for event in apps.get_models() if issubclass(event, Event)}
    domain = {
        "organizations": [
            "Authority",
            "Invitation",
            "Membership",
            "Organization",
            "Outlet",
            "ResponsiblePerson",
            "SelfCertification",
            "Substitution",
            "User",
        ],
        "compliance": [
            "AccountabilityCase",
            "CaseHearing",
            "CasePaper",
            "CaseRectification",
            "CaseReview",
            "CaseTerm",
            "CaseTimeRequest",
            "DutyRecord",
            "Exemption",
            "Extension",
            "Hold",
            "Meeting",
            "QuarterlyReport",
            "ReportAttachment",
            "ReportingPeriod",
            "ServiceRecord",
        ],
        "files": ["StoredFile"],
    }

    missing = [f"{app}.{name}Event" for app, names in domain.items() for name in names]

    assert [label for label in missing if label not in tracked] == []


def test_history_names_user_and_capacity(cast):
    client = cast.client("secretary")
    report = QuarterlyReportFactory(organization=cast.organization)

    client.post(f"/reports/{report.pk}/edit/", {"version": 0, "findings": "无"})

    event = (
        apps.get_model("compliance", "QuarterlyReportEvent").objects.filter(pgh_obj=report).order_by("-pgh_id").first()
    )
    assert event.findings == "无"
    assert event.pgh_context.metadata == {
        "user": cast.secretary.pk,
        "url": f"/reports/{report.pk}/edit/",
        "acting_as": str(cast.secretary.acting),
    }
