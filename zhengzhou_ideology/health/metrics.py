"""Figures in the form of Prometheus: requests as they were counted, and the state of the portal as it is when asked."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.db.models import Count
from prometheus_client import CollectorRegistry, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST as CONTENT_TYPE
from redis.exceptions import RedisError

from zhengzhou_ideology.health import heartbeat, rounds
from zhengzhou_ideology.health.findings import State
from zhengzhou_ideology.notices.models import Delivery, Digest, GroupPost

__all__ = ["CONTENT_TYPE", "exposition", "observe"]

# Where the processes of one gunicorn share their counts; without it each counts for itself.
SHARED = "PROMETHEUS_MULTIPROC_DIR"
LEVEL = {State.WELL: 0, State.WARNING: 1, State.FAULT: 2, State.UNKNOWN: 3}
METHODS = {"GET", "HEAD", "POST"}

_own = CollectorRegistry()
_requests = Histogram(
    "portal_request_seconds",
    "Time of requests, by method and class of the answer",
    ("method", "status"),
    buckets=(0.05, 0.1, 0.25, 0.5, 0.8, 1.5, 3, 5, 10, 30),
    registry=_own,
)


def observe(method: str, status: int, seconds: float) -> None:
    _requests.labels(method if method in METHODS else "other", f"{status // 100}xx").observe(seconds)


def exposition(now: datetime) -> bytes:
    registry = CollectorRegistry()
    if os.environ.get(SHARED):
        multiprocess.MultiProcessCollector(registry)
        counted = generate_latest(registry)
    else:
        counted = generate_latest(_own)
    states = CollectorRegistry()
    states.register(Now(now))  # type: ignore[arg-type] # a collector is whatever collects
    return counted + generate_latest(states)


class Now:
    """Collects the state of the portal; what cannot be asked is left out, which an alarm can tell from nought."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def collect(self) -> Iterator[Metric]:
        checks = GaugeMetricFamily("portal_check", "0 well, 1 warning, 2 fault, 3 unknown", labels=["check"])
        found = rounds.look(self.moment)
        for finding in found:
            checks.add_metric([finding.name], LEVEL[finding.state])
        yield checks
        yield GaugeMetricFamily("portal_ready", "Whether requests can be served", rounds.verdict(found) != "unready")
        yield from self._background()
        yield from self._outbox()
        yield GaugeMetricFamily("portal_disk_free_bytes", "Room for attachments", _free())

    def _background(self) -> Iterator[Metric]:
        try:
            yield GaugeMetricFamily("portal_queued_tasks", "Tasks that wait", heartbeat.queued())
            met = GaugeMetricFamily(
                "portal_heartbeat_age_seconds", "Since beat and a worker last met", labels=["queue"]
            )
            for queue, age in heartbeat.ages(self.moment).items():
                if age is not None:
                    met.add_metric([queue], age)
            yield met
        except (RedisError, OSError):
            return

    def _outbox(self) -> Iterator[Metric]:
        rows = GaugeMetricFamily("portal_outbox_rows", "Messages by queue and state", labels=["queue", "state"])
        try:
            for model in (Delivery, Digest, GroupPost):
                for state in ("waiting", "failed"):
                    number = model.objects.filter(state=state).aggregate(number=Count("pk"))["number"]
                    rows.add_metric([model._meta.model_name or "", state], number)
        except (DatabaseError, InterfaceError):
            return
        yield rows


def _free() -> float:
    try:
        return float(shutil.disk_usage(settings.MEDIA_ROOT).free)
    except OSError:
        return float("nan")
