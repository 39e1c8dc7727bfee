"""Heads go outside at once, to places that whoever owns the database cannot rewrite: a file, mail, syslog, a time stamp."""

import os
import socket
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import connection, transaction
from django.utils.timezone import localtime

from zhengzhou_ideology.audit.alarms import alarm
from zhengzhou_ideology.audit.canonical import canonical
from zhengzhou_ideology.audit.models import Anchored, Seal
from zhengzhou_ideology.audit.stamps import stamped

LOCK = 94_2021
LOG_AUDIT_NOTICE = 13 * 8 + 5
Heads = list[dict[str, Any]]


@transaction.atomic
def send(now: datetime) -> None:
    """To each channel all heads that it has not got yet; one that fails gets them the next time, and raises an alarm."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    stamps: dict[int, dict[str, Any]] = {}
    for channel, deliver in _channels():
        waiting = list(Seal.objects.exclude(anchored__channel=channel).order_by("number"))
        if not waiting:
            continue
        newest = waiting[-1]
        if newest.number not in stamps:
            stamps[newest.number] = _stamped(newest)
        try:
            deliver([*(seal.published for seal in waiting[:-1]), stamps[newest.number]])
        except OSError as error:
            alarm(
                f"第{newest.number}次封存未能送达外部存证渠道“{channel}”（{localtime(now):%Y-%m-%d %H:%M}）：{error}。"
            )
            continue
        Anchored.objects.bulk_create(Anchored(seal=seal, channel=channel) for seal in waiting)


def configured() -> list[str]:
    """Where each head must arrive."""
    return [channel for channel, _ in _channels()]


def channels() -> list[str]:
    """Those that are set, a time stamp being one."""
    return configured() + (["stamp"] if settings.AUDIT["ANCHOR_TSA_URL"] else [])


def _channels() -> Iterator[tuple[str, Callable[[Heads], None]]]:
    if settings.AUDIT["ANCHOR_FILE"]:
        yield "file", _to_file
    if settings.AUDIT["ANCHOR_MAIL"]:
        yield "mail", _to_mail
    if settings.AUDIT["ANCHOR_SYSLOG"]:
        yield "syslog", _to_syslog


def _stamped(seal: Seal) -> dict[str, Any]:
    """Each head names the one before, so that a stamp on the newest is one on all; without one it goes out all the same."""
    try:
        return stamped(seal.published)
    except OSError as error:
        alarm(f"第{seal.number}次封存没有取得时间戳：{error}。")
        return seal.published


def _to_file(heads: Heads) -> None:
    content = b"".join(canonical(head) + b"\n" for head in heads)
    path = Path(settings.AUDIT["ANCHOR_FILE"])
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(file, content)
        os.fsync(file)
    finally:
        os.close(file)


def _to_mail(heads: Heads) -> None:
    last = heads[-1]
    lines = "\n".join(canonical(head).decode() for head in heads)
    text = (
        f"以下每行是一次封存的签名树头，请原样保存，不要删改。核验方法见 {settings.SITE_URL}/verify/log/。\n\n{lines}\n"
    )
    send_mail(f"【审计存证】第{last['number']}次封存", text, None, settings.AUDIT["ANCHOR_MAIL"])


def _to_syslog(heads: Heads) -> None:
    """Datagrams after RFC 3164, facility 13 (log audit); without the stamp, which does not fit one."""
    address = settings.AUDIT["ANCHOR_SYSLOG"]
    host, _, port = address.rpartition(":")
    family, to = (socket.AF_UNIX, address) if address.startswith("/") else (socket.AF_INET, (host, int(port)))
    with socket.socket(family, socket.SOCK_DGRAM) as out:
        out.connect(to)
        for head in heads:
            facts = {name: value for name, value in head.items() if name != "stamp"}
            out.send(b"<%d>portal-audit: " % LOG_AUDIT_NOTICE + canonical(facts))
