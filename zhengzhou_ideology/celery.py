"""The Celery application and its schedule. Every task is safe to run twice, at once, or late."""

import os

from celery import Celery
from celery.schedules import crontab

from zhengzhou_ideology.audit.authors import AuthoredTask
from zhengzhou_ideology.tracing import TracedTask

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengzhou_ideology.settings")


class PortalTask(TracedTask, AuthoredTask):
    """Bears the number of the request that began it, and is the author of what it changes."""


app = Celery("zhengzhou_ideology", task_cls=PortalTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "call-authorities-by-name": {"task": "organizations.make_names_current", "schedule": crontab(hour=0, minute=2)},
    "apply-organization-changes": {"task": "organizations.apply_changes", "schedule": crontab(minute=3)},
    "pass-on-outlets": {"task": "organizations.pass_on_outlets", "schedule": crontab(hour=0, minute=8)},
    "lapse-access-resets": {"task": "organizations.lapse_resets", "schedule": crontab(minute=6)},
    "open-periods": {"task": "compliance.open_due_periods", "schedule": crontab(hour=0, minute=20)},
    "open-year": {"task": "compliance.open_running_year", "schedule": crontab(hour=0, minute=25)},
    "sweep": {"task": "ladder.sweep", "schedule": crontab(hour="6-19", minute=10)},
    "tend-cases": {"task": "cases.tend", "schedule": crontab(minute=12)},
    "discard-case-drafts": {"task": "cases.discard_drafts", "schedule": crontab(hour=3, minute=50)},
    "lapse-events": {"task": "events.lapse_begun", "schedule": crontab(minute="*/15")},
    "deliver-notices": {"task": "notices.deliver", "schedule": 30.0},
    "send-invitations": {"task": "organizations.send_invitations", "schedule": 30.0},
    "continue-statement-batches": {"task": "reports.continue_batches", "schedule": 60.0},
    "discard-statement-archives": {"task": "reports.discard_archives", "schedule": crontab(hour=3, minute=40)},
    "refresh-boards": {"task": "boards.refresh", "schedule": crontab(minute="*/2")},
    "continue-exports": {"task": "exports.continue_exports", "schedule": 30.0},
    "discard-exports": {"task": "exports.discard_exports", "schedule": crontab(hour=3, minute=45)},
    "push-events": {"task": "api.push_events", "schedule": 30.0},
    "tend-api-records": {"task": "api.tend_records", "schedule": crontab(hour=3, minute=55)},
    "seal": {"task": "audit.seal", "schedule": crontab(minute=1)},
    "tend-retention": {"task": "retention.tend", "schedule": crontab(hour=4, minute=15)},
    # Nobody needs yesterday's sign of life.
    "heartbeat": {"task": "health.heartbeat", "schedule": 30.0, "options": {"expires": 60}},
    "clear-sessions": {"task": "health.clear_sessions", "schedule": crontab(hour=4, minute=5)},
    "report-problems": {"task": "organizations.report_problems", "schedule": crontab(hour=8, minute=5)},
    "watch-security": {"task": "security.watch", "schedule": crontab(minute="*/5")},
    "deliver-account-mail": {"task": "security.deliver_mail", "schedule": 10.0},
}
