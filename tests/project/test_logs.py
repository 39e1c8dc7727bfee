"""No log keeps what opens something to whoever reads it."""

import logging
from datetime import timedelta
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from zhengzhou_ideology.access_log import AccessLog

ADDRESSES = [
    ("/my-calendar/S3cret.ics", "/my-calendar/…"),
    ("/invite/ABCD-S3cret/", "/invite/…/"),
    ("/accounts/password/reset/key/1-S3cret/", "/accounts/password/reset/key/…/"),
    ("/my-calendar/revoke/", "/my-calendar/revoke/"),
    ("/my-calendar/", "/my-calendar/"),
]


@pytest.mark.parametrize(("path", "logged"), ADDRESSES)
def test_access_log_hides_secrets_of_addresses(path, logged):
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": path,
        "PATH_INFO": path,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": f"https://portal.example.org{path}",
    }
    answer = SimpleNamespace(status="200 OK", sent=1, headers=[])
    asked = SimpleNamespace(headers=[])

    atoms = AccessLog(Config()).atoms(answer, asked, environ, timedelta(seconds=1))

    line = Config().access_log_format % AccessLog.atoms_wrapper_class(atoms)
    assert f'"GET {logged} HTTP/1.1" 200' in line
    assert "S3cret" not in line


@pytest.mark.parametrize(("path", "logged"), ADDRESSES)
def test_djangos_log_hides_them_too(path, logged):
    handler = next(one for one in logging.getLogger().handlers if one.filters)
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", path), None)

    passed = handler.filter(record)

    assert passed
    assert handler.format(record).endswith(f"Not Found: {logged}")
