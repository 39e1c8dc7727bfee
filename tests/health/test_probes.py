"""What machines and operators are told of a portal that is well, and of one that is not."""

import json
from datetime import timedelta
from io import StringIO

import pgtrigger
import pytest
import redis
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from organizations import operators
from organizations.models import User
from tests.factories import UserFactory
from tests.health.conftest import sealed
from zhengzhou_ideology import celery_app
from zhengzhou_ideology.audit.models import Anchored, Seal
from zhengzhou_ideology.audit.roles import APPLICATION
from zhengzhou_ideology.backup.making import SUMMARY
from zhengzhou_ideology.health import heartbeat, probes, rounds, safety
from zhengzhou_ideology.health.findings import State
from zhengzhou_ideology.notices.enums import SendState, Way
from zhengzhou_ideology.notices.models import Delivery, Notice

MONITOR = {"REMOTE_ADDR": "127.0.0.1"}


def states(found) -> dict[str, State]:
    return {one.name: one.state for one in found if not one.is_well}


@pytest.mark.parametrize("place", ["/livez", "/readyz", "/metrics"])
def test_machines_ask_by_address_over_plain_http(alive, settings, place):
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["portal.example.org"]

    answer = Client(headers={"host": "10.0.0.7:8000"}).get(place)

    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")


def test_a_portal_that_is_well_is_ready(alive, client):
    answer = client.get("/readyz")

    assert answer.json()["status"] == "ready", answer.content.decode()
    assert list(answer.json()["checks"]) == [one.name for one in rounds.QUICK]


@pytest.mark.parametrize(
    ("headers", "proxies", "monitors", "told"),
    [
        ({}, 0, ["127.0.0.1"], True),
        ({}, 0, ["10.0.0.0/8"], False),
        ({}, 0, [], False),
        ({"X-Forwarded-For": "203.0.113.9"}, 1, ["127.0.0.1"], False),
        ({"X-Forwarded-For": "10.0.0.7, 203.0.113.9"}, 1, ["10.0.0.7"], False),
        ({"X-Forwarded-For": "10.0.0.7"}, 1, ["10.0.0.0/8"], True),
        ({"X-Forwarded-For": "127.0.0.1"}, 0, ["127.0.0.1"], False),
        ({"X-Forwarded-For": "nonsense"}, 1, ["127.0.0.1"], False),
    ],
)
def test_only_monitors_are_told_more_than_the_word(alive, settings, client, headers, proxies, monitors, told):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT, settings.MONITOR_ADDRESSES = proxies, monitors

    ready = client.get("/readyz", headers=headers)

    assert (ready.json()["status"], "checks" in ready.json()) == ("ready", told)
    assert client.get("/metrics", headers=headers).status_code == (200 if told else 404)


def test_a_missing_migration_takes_the_portal_out_of_service(alive, client):
    MigrationRecorder.Migration.objects.filter(app="files").delete()

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["status"]) == (503, "unready")
    assert "manage.py migrate" in answer.json()["checks"]["migrations"]["repair"]


def test_storage_that_cannot_be_written_takes_it_out_of_service(alive, client, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "file"

    assert client.get("/readyz").status_code == 503


def test_the_storage_probe_leaves_nothing_behind(alive, now, tmp_path):
    assert probes.media(now)[0] == State.WELL
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.fixture
def queue(settings):
    """The queue of the broker, empty and nobody else's."""
    heartbeat_queues, heartbeat.QUEUES = heartbeat.QUEUES, ("queue-of-this-test", "other-of-this-test")
    line = redis.Redis.from_url(settings.CACHE_URL)
    line.delete(*heartbeat.QUEUES)
    yield line
    line.delete(*heartbeat.QUEUES)
    line.close()
    heartbeat.QUEUES = heartbeat_queues


@pytest.mark.parametrize("silent", heartbeat.SILENT_SECONDS.values())
@pytest.mark.parametrize(("waiting", "said"), [(0, "定时进程没有运行"), (3, "后台进程没有运行")])
def test_silence_tells_whether_beat_or_the_worker_stands_still(alive, queue, now, client, waiting, said, silent):
    """Of all queues at once: also while the one that may be silent longest is not yet missed."""
    for number in range(waiting):
        queue.rpush(heartbeat.QUEUES[number % 2], "task")
    heartbeat.beat(now - timedelta(seconds=silent + 60))

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert said in answer.json()["checks"]["background"]["said"]


def test_beat_sends_a_heartbeat_to_each_queue_and_a_worker_carries_it_out(db, now):
    celery_app.loader.import_default_modules()
    jobs = {
        job["options"]["queue"]: job
        for job in celery_app.conf.beat_schedule.values()
        if job["task"] == "health.heartbeat"
    }
    assert (set(jobs), set(heartbeat.ages(now).values())) == ({*heartbeat.QUEUES}, {None})

    for queue, job in jobs.items():
        celery_app.tasks[job["task"]].apply(job["args"])
        assert heartbeat.ages(now)[queue] < 60
        assert job["options"]["expires"] < heartbeat.SILENT_SECONDS[queue]
        assert job["schedule"] < min(heartbeat.SILENT_SECONDS.values()) / 3


@pytest.mark.parametrize(
    ("silent", "said", "service"),
    [("print", "文件制作没有后台进程办理", "portal-print"), ("mail", "消息发送没有后台进程办理", "portal-worker")],
)
def test_worker_of_one_queue_that_stands_still_is_named_while_the_others_go_on(
    alive, now, client, silent, said, service
):
    heartbeat.beat(now - timedelta(seconds=heartbeat.SILENT_SECONDS[silent] + 60), [silent])

    found = client.get("/readyz").json()["checks"]["background"]

    assert (found["state"], found["said"]) == ("fault", said)
    assert service in found["repair"]


def test_broker_that_is_away_degrades_and_costs_no_time(alive, settings, client):
    settings.CACHE_URL = "redis://127.0.0.1:1/0"
    cache.clear()

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["checks"]["broker"]["state"]) == (200, "fault")


@pytest.mark.parametrize(("later", "state"), [(0, State.WELL), (2, State.WELL), (3, State.FAULT)])
def test_a_seal_grows_old(alive, now, later, state):
    """Sealed forty minutes ago; so many hours later nothing was sealed since."""
    assert probes.seal(now + timedelta(hours=later))[0] == state


def test_a_seal_of_a_time_to_come_shows_a_clock_that_was_ahead(alive, now):
    sealed(now + timedelta(days=1))

    assert probes.seal(now)[0] == State.FAULT


def test_no_seal_at_all_is_no_good_sign(db, now):
    assert probes.seal(now)[0] == State.WARNING


def test_heads_that_stay_inside_and_messages_that_fail_degrade_and_close_nothing(alive, client, now):
    seal = sealed(now - timedelta(hours=4))
    sealed(now)
    message = Delivery.objects.create(
        notice=Notice.objects.create(recipient=UserFactory(), kind="matter", subject="甲", body="乙", key="k"),
        recipient=UserFactory(),
        way=Way.EMAIL,
        state=SendState.FAILED,
    )
    trouble = client.get("/readyz")
    Anchored.objects.create(seal=seal, channel="file")
    heads_are_out = client.get("/readyz")
    message.delete()
    well = client.get("/readyz")

    answers = (trouble, heads_are_out, well)
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [answer.json()["status"] for answer in answers] == ["degraded", "degraded", "ready"]
    assert [
        {name: check["state"] for name, check in answer.json()["checks"].items() if check["state"] != "well"}
        for answer in answers
    ] == [{"anchors": "fault", "outbox": "warning"}, {"outbox": "warning"}, {}]


def test_clocks_that_disagree_are_a_fault(db, now):
    assert probes.database(now)[0] == State.WELL
    assert probes.database(now + timedelta(minutes=2))[0] == State.FAULT


def test_full_disk_is_told_before_it_is_full(alive, now, monkeypatch):
    monkeypatch.setattr(probes, "FREE_WARNING", 2**62)
    assert probes.disk(now)[0] == State.WARNING
    monkeypatch.setattr(probes, "FREE_FAULT", 2**62)
    assert probes.disk(now)[0] == State.FAULT


def test_database_that_is_away_is_asked_once(alive, now, monkeypatch):
    asked = []

    def away(_now):
        asked.append(1)
        raise OSError("away")

    rounds_with_it = (rounds.Round("database", "数据库", away, "检查。", gates=True), *rounds.QUICK[1:2])

    found = rounds.look(now, rounds_with_it)

    assert [(one.name, one.state) for one in found] == [("database", State.FAULT), ("migrations", State.UNKNOWN)]
    assert rounds.verdict(found) == "unready"


# What nobody misses until it is needed


def test_an_account_that_owns_tables_is_told_and_one_that_reads_none_is_a_fault(alive, now):
    as_owner = safety.roles(now)
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE portal_of_this_test NOLOGIN")
        cursor.execute("SET LOCAL ROLE portal_of_this_test")
        without = safety.roles(now)
        cursor.execute("RESET ROLE")
        call_command("grant_roles")
        cursor.execute(f"SET LOCAL ROLE {APPLICATION}")
        granted = safety.roles(now)
        cursor.execute("RESET ROLE")

    assert [as_owner[0], without[0], granted[0]] == [State.WARNING, State.FAULT, State.WELL]
    assert "grant_roles" in without[2]


def test_an_account_that_may_have_triggers_ignored_or_make_tables_of_its_own_is_told(alive, now):
    call_command("grant_roles")
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT CREATE ON SCHEMA public TO {APPLICATION}; SET LOCAL ROLE {APPLICATION}")
        shadowing = safety.roles(now)
        cursor.execute("RESET ROLE")
        cursor.execute(
            next(iter(pgtrigger.registered()))[1].compile(User).install_sql
        )  # as an installation by hand does
        cursor.execute(f"SET LOCAL ROLE {APPLICATION}")
        ignoring = safety.roles(now)
        cursor.execute("RESET ROLE")

    assert [(seen[0], "grant_roles" in seen[2]) for seen in (shadowing, ignoring)] == [
        (State.WARNING, True),
        (State.FAULT, True),
    ]


def test_a_head_that_stays_inside_is_told_with_its_channel(alive, settings, now):
    settings.AUDIT = settings.AUDIT | {"ANCHOR_FILE": ""}
    nowhere = safety.anchors(now)
    settings.AUDIT = settings.AUDIT | {"ANCHOR_FILE": "/nonexistent/anchors.jsonl"}
    soon = safety.anchors(now)
    late = safety.anchors(now + timedelta(hours=3))
    Anchored.objects.create(seal=Seal.objects.get(), channel="file")
    sent = safety.anchors(now + timedelta(hours=3))

    assert [seen[0] for seen in (nowhere, soon, late, sent)] == [State.WARNING, State.WELL, State.FAULT, State.WELL]
    assert "AUDIT_ANCHOR_FILE" in late[2]


@pytest.mark.parametrize(
    ("hours", "state"), [(None, State.FAULT), (0, State.WELL), (31, State.WARNING), (55, State.FAULT)]
)
def test_a_backup_grows_old(alive, settings, now, tmp_path, hours, state):
    settings.BACKUP_FOLDER = str(tmp_path)
    (tmp_path / "2026-11-26").mkdir()  # begun, and never whole
    if hours is not None:
        (tmp_path / "2026-11-25").mkdir()
        made = (now - timedelta(hours=hours)).isoformat()
        (tmp_path / "2026-11-25" / SUMMARY).write_text(json.dumps({"began_at": made}))

    assert safety.backup(now)[0] == state


def test_a_folder_of_backups_that_is_not_set_is_told(alive, settings, now):
    settings.BACKUP_FOLDER = ""

    assert safety.backup(now)[0] == State.WARNING


# Figures


def test_figures_are_prometheus_and_count_requests(alive, client):
    client.get("/nowhere/")

    text = client.get("/metrics").content.decode()

    lines = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert lines["portal_ready"] == "1.0"
    assert lines['portal_check{check="seal"}'] == "0.0"
    assert lines['portal_outbox_rows{queue="delivery",state="failed"}'] == "0.0"
    assert sum(float(number) for name, number in lines.items() if "seconds_count" in name and '"GET"' in name) >= 1
    assert {float(lines[f'portal_heartbeat_age_seconds{{queue="{queue}"}}']) < 60 for queue in heartbeat.QUEUES} == {
        True
    }


# Operators


def doctor(*words) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("doctor", *words, stdout=out)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_doctor_says_what_is_wrong_and_how_to_mend_it(alive, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "file"

    code, said = doctor()

    assert code == 1
    assert "[故障] 附件存储：" in said
    assert "办法：检查 MEDIA_ROOT" in said
    assert "[正常] 数据库：可以连接，时钟一致" in said


def test_doctor_speaks_json_with_a_repair_for_whatever_is_not_well(alive):
    _code, said = doctor("--json")

    rows = {row["name"]: row for row in json.loads(said)}
    assert list(rows) == [one.name for one in rounds.DEEP]
    assert [name for name, row in rows.items() if (row["state"] == "well") == bool(row["repair"])] == []


def test_administrators_are_told_once_a_day_as_long_as_something_is_wrong(alive, cast, now):
    told = operators.report_problems(now)
    again = operators.report_problems(now)

    notice = Notice.objects.get(kind=operators.KIND)
    assert (told, again, notice.recipient) == (1, 0, cast.administrator)
    assert "静态文件没有整理" in notice.body
    assert operators.report_problems(now + timedelta(days=1)) == 1


def test_ended_sessions_are_cleared_at_night(db, now):
    Session.objects.create(session_key="a" * 32, session_data="", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="b" * 32, session_data="", expire_date=now + timedelta(days=1))

    celery_app.loader.import_default_modules()
    celery_app.tasks[celery_app.conf.beat_schedule["clear-sessions"]["task"]].apply()

    assert list(Session.objects.values_list("session_key", flat=True)) == ["b" * 32]
