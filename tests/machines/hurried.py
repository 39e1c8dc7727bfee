"""The portal's application with every job of beat due every few seconds: `celery --app=tests.machines.hurried beat`."""

from tests.machines.pace import HURRIED_SECONDS
from zhengzhou_ideology.celery import app

for job in app.conf.beat_schedule.values():
    job["schedule"] = HURRIED_SECONDS
