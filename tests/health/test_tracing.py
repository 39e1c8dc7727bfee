"""One number from the proxy through the request into its tasks, and in each line of the log."""

import json
import logging
import sys

import pytest
from celery import shared_task

from zhengzhou_ideology import celery_app, tracing
from zhengzhou_ideology.knock import knock
from zhengzhou_ideology.logs import AddRequestId, JsonLines

SEEN: list[str] = []


@shared_task(name="tests.note_number")
def note_number() -> None:
    SEEN.append(tracing.current.get())


@pytest.fixture(autouse=True)
def _forgotten():
    SEEN.clear()


@pytest.mark.parametrize(
    ("given", "kept"),
    [("proxy-4711.a_b", True), ("", False), ("short", False), ("x" * 65, False), ("line\tbreak-and-more", False)],
)
def test_number_of_a_proxy_is_kept_if_it_is_one(client, db, given, kept):
    answer = client.get("/healthz/", headers={"X-Request-ID": given})

    assert (answer["X-Request-ID"] == given) is kept
    assert tracing.WELL_FORMED.fullmatch(answer["X-Request-ID"])
    assert tracing.current.get() == ""


def test_a_task_bears_the_number_of_its_request():
    before = tracing.current.set("request-4711")
    try:
        knock(note_number)
    finally:
        tracing.current.reset(before)

    assert SEEN == ["request-4711"]


def test_a_worker_reads_the_number_out_of_the_message():
    """As it comes over the broker: the headers of the message become those of the task's request."""
    message = celery_app.amqp.as_task_v2("a" * 32, note_number.name, headers=None)
    note_number.push_request(**{**message.headers, tracing.NAME: "request-4712"})
    try:
        note_number()
    finally:
        note_number.pop_request()

    assert SEEN == ["request-4712"]


def test_what_beat_begins_bears_a_number_of_its_own():
    task = note_number.apply()

    assert [task.id] == SEEN


def line(record: logging.LogRecord) -> dict:
    AddRequestId().filter(record)
    text = JsonLines().format(record)
    assert "\n" not in text
    return json.loads(text)


def test_a_line_of_the_log_is_an_object_with_the_number():
    before = tracing.current.set("request-4713")
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", "/第一行\n第二行"), None
    )
    record.status_code = 404

    said = line(record)

    tracing.current.reset(before)
    assert said | {"at": "", "process": 0} == {
        "at": "",
        "level": "WARNING",
        "logger": "django.request",
        "message": "Not Found: /第一行\n第二行",
        "request_id": "request-4713",
        "process": 0,
        "status": 404,
    }


def test_a_traceback_keeps_no_secret_of_an_address():
    try:
        raise ValueError("/invite/ABCD-S3cret/")
    except ValueError:
        record = logging.LogRecord("portal", logging.ERROR, "", 0, "broke", (), sys.exc_info())

    said = line(record)

    assert "ValueError" in said["traceback"]
    assert "S3cret" not in json.dumps(said)
