"""The Celery application; its schedule is `CELERY_BEAT_SCHEDULE` in the settings."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengzhou_ideology.settings")

app = Celery("zhengzhou_ideology")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
