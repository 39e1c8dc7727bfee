"""The portal's application with every job of beat due every few seconds: `celery --app=tests.machines.hurried beat`."""

from zhengzhou_ideology.celery import app

SECONDS = 6.0

for job in app.conf.beat_schedule.values():
    job["schedule"] = SECONDS
