"""Heads go outside at once, by each channel that is set, and whatever fails is told and made up for."""

import json
import socket
from base64 import b64encode
from datetime import timedelta

import pytest
from celery.schedules import crontab
from django.core import mail

from tests.audit.conftest import clock, verified
from tests.papers.authority import Certified, TimeStampServer
from zhengzhou_ideology.audit import anchors, seals
from zhengzhou_ideology.audit.models import Anchored
from zhengzhou_ideology.audit.stamps import stamp_fits
from zhengzhou_ideology.audit.tasks import seal
from zhengzhou_ideology.celery import app
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.security import alarms, overdue

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def stamps():
    server = TimeStampServer(Certified("某某根证书"))
    yield server
    server.stop()


def sealed() -> None:
    seals.seal(clock())
    anchors.send(clock())


def test_file_and_mail_get_each_head_once(host, settings):
    settings.AUDIT = settings.AUDIT | {"ANCHOR_MAIL": ["audit@example.org"]}

    made = [seals.seal(clock()), seals.seal(clock())]
    anchors.send(clock())
    anchors.send(clock())

    lines = [json.loads(line) for line in (host / "anchors.jsonl").read_text().splitlines()]
    assert lines == [seal.published for seal in made]
    assert [message.to for message in mail.outbox] == [["audit@example.org"]]
    assert [json.loads(line) for line in mail.outbox[0].body.splitlines() if line.startswith("{")] == lines


def test_mails_that_were_kept_verify_as_anchors(host, settings, capsys):
    settings.AUDIT = settings.AUDIT | {"ANCHOR_MAIL": ["audit@example.org"]}
    sealed()
    sealed()
    kept = host / "mails.txt"
    kept.write_text("\n".join(line for one in mail.outbox for line in one.body.splitlines() if line.startswith("{")))

    assert verified(capsys, "--anchors", str(kept)) == (
        0,
        "共核验 2 次封存、2 片叶，已与外部存证核对，全部一致。\n".replace("2 片", f"{_size()} 片"),
    )
    kept.write_text(kept.read_text().splitlines()[1])
    assert "第1次封存" in verified(capsys, "--anchors", str(kept))[1]


def _size() -> int:
    return seals.Seal.objects.get(number=2).size


def test_syslog_gets_a_line_for_each_head(host, settings):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as collector:
        collector.bind(("127.0.0.1", 0))
        collector.settimeout(5)
        settings.AUDIT = settings.AUDIT | {"ANCHOR_SYSLOG": f"127.0.0.1:{collector.getsockname()[1]}"}
        made = seals.seal(clock())
        anchors.send(clock())
        line = collector.recv(4096).decode()

    assert line.startswith("<109>portal-audit: {")
    assert json.loads(line[line.index("{") :]) == made.published


def test_a_channel_that_fails_is_told_and_made_up_for(host, settings, caplog):
    path = host / "gone" / "anchors.jsonl"
    settings.AUDIT = settings.AUDIT | {"ANCHOR_FILE": str(path)}

    sealed()

    assert "未能送达外部存证渠道“file”" in caplog.text
    assert not Anchored.objects.exists()
    path.parent.mkdir()
    sealed()
    assert len(path.read_text().splitlines()) == Anchored.objects.count() == 2


def test_time_stamp_lies_with_the_head_and_fits_no_other(host, settings, stamps, capsys):
    settings.AUDIT = settings.AUDIT | {"ANCHOR_TSA_URL": stamps.address}
    sealed()
    path = host / "anchors.jsonl"
    head = json.loads(path.read_text())

    assert stamp_fits(head)
    assert verified(capsys)[0] == 0
    assert not stamp_fits(head | {"size": 0})
    assert not stamp_fits(head | {"stamp": b64encode(b"other").decode()})
    path.write_text(json.dumps(head | {"stamp": "AAAA"}) + "\n")
    assert "所附时间戳无效" in verified(capsys)[1]


def test_without_a_time_stamp_the_head_goes_out_all_the_same(host, settings, caplog):
    settings.AUDIT = settings.AUDIT | {"ANCHOR_TSA_URL": "http://127.0.0.1:9/"}

    sealed()

    assert "没有取得时间戳" in caplog.text
    assert "stamp" not in json.loads((host / "anchors.jsonl").read_text())


def test_a_line_that_is_no_head_is_named(host, capsys):
    sealed()
    with (host / "anchors.jsonl").open("a") as file:
        file.write("某日志的其他内容\n")

    assert "外部存证第2行不能读取" in verified(capsys)[1]


def test_what_stays_inside_or_stands_still_alarms_whoever_watches(host, settings, cast):
    made, channel = seals.seal(clock()), settings.AUDIT["ANCHOR_FILE"]
    settings.AUDIT = settings.AUDIT | {"ANCHOR_FILE": str(host / "no-such-folder" / "anchors.jsonl")}
    anchors.send(clock())

    assert alarms.watch(made.at + overdue.LATE) == 0
    assert alarms.watch(made.at + overdue.LATE + timedelta(minutes=1)) == 2
    assert alarms.watch(made.at + overdue.LATE + timedelta(minutes=2)) == 0
    told = dict(Notice.objects.filter(recipient=cast.auditor, kind=alarms.KIND).values_list("subject", "body"))
    assert "应当每小时封存一次" in told["审计记录没有按时封存"]
    assert "外部存证渠道“file”缺少第1次封存以来的1次封存" in told["审计封存没有送达外部"]

    settings.AUDIT = settings.AUDIT | {"ANCHOR_FILE": channel}
    sealed()
    assert list(overdue.anchor_is_overdue(clock())) == list(overdue.seal_is_overdue(clock())) == []


def test_beat_seals_each_hour():
    entry = app.conf.beat_schedule["seal"]

    assert (entry["task"], entry["schedule"]) == (seal.name, crontab(minute=1))
    assert entry["schedule"].hour == set(range(24))
