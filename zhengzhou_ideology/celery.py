"""The Celery application and its schedule. Every task is safe to run twice, at once, or late."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from kombu import Queue

from zhengzhou_ideology.audit.authors import AuthoredTask
from zhengzhou_ideology.audit.clocks import ClockedTask
from zhengzhou_ideology.tracing import TracedTask

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengzhou_ideology.settings")


class PortalTask(TracedTask, ClockedTask, AuthoredTask):
    """Bears the number of the request that began it, looks at the clocks, and is the author of what it changes."""


app = Celery("zhengzhou_ideology", task_cls=PortalTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# What somebody waits for at a mail box never stands behind a batch of statements. A worker that is told no `--queues` serves all.
app.conf.task_default_queue = "default"
app.conf.task_queues = [Queue("default"), Queue("mail"), Queue("print")]
app.conf.task_routes = {
    "notices.deliver": "mail",
    "organizations.send_invitations": "mail",
    "security.deliver_mail": "mail",
    "reports.make_chunk": "print",
    "reports.continue_batches": "print",
    "exports.make_export": "print",
    "exports.continue_exports": "print",
}
# A process that has set statements and written ledgers for hours keeps their memory.
app.conf.worker_max_tasks_per_child = 500


def _heartbeat(queue: str, *, expires: int) -> dict[str, Any]:
    return {
        "task": "health.heartbeat",
        "schedule": 30.0,
        "args": [queue],
        "options": {"queue": queue, "expires": expires},
    }


SCHEDULE: dict[str, dict[str, Any]] = {
    "call-authorities-by-name": {"task": "organizations.make_names_current", "schedule": crontab(hour=0, minute=2)},
    "apply-organization-changes": {"task": "organizations.apply_changes", "schedule": crontab(minute=3)},
    "pass-on-outlets": {"task": "organizations.pass_on_outlets", "schedule": crontab(hour=0, minute=8)},
    "weed-gaps": {"task": "organizations.weed_gaps", "schedule": crontab(hour=3, minute=35)},
    "fold-readings": {"task": "organizations.fold_readings", "schedule": crontab(minute="4-59/10")},
    "fold-counts": {"task": "compliance.fold_counts", "schedule": crontab(minute="7-59/10")},
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
    # Nobody needs yesterday's sign of life; behind paper it may wait for minutes.
    "heartbeat": _heartbeat("default", expires=60),
    "heartbeat-mail": _heartbeat("mail", expires=60),
    "heartbeat-print": _heartbeat("print", expires=600),
    "clear-sessions": {"task": "health.clear_sessions", "schedule": crontab(hour=4, minute=5)},
    "report-problems": {"task": "organizations.report_problems", "schedule": crontab(hour=8, minute=5)},
    "watch-security": {"task": "security.watch", "schedule": crontab(minute="*/5")},
    "deliver-account-mail": {"task": "security.deliver_mail", "schedule": 10.0},
}


def lasting(schedule: crontab | float) -> int:
    """For how many seconds a run is of use: then the next would come anyway. The daily ones outlive an hour without a worker."""
    if not isinstance(schedule, crontab):
        return int(schedule)
    return 3600 // len(schedule.minute) if len(schedule.hour) > 1 else 23 * 3600


# While no worker runs, one of each waits, not hundreds. Set and not read: the settings are read after the door has said what it is (`wsgi`).
app.conf.beat_schedule = {
    name: job | {"options": {"expires": lasting(job["schedule"]), **job.get("options", {})}}
    for name, job in SCHEDULE.items()
}
