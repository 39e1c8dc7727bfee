"""Printing in general: what a paper may load, and what the machine must have."""

import logging
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.core import checks

from tests.reports.pdf import running_text_of, text_of
from zhengzhou_ideology.print.checks import check_print, has_font, loads
from zhengzhou_ideology.print.qr import qr_svg
from zhengzhou_ideology.print.rendering import render_pdf, static_file

BODY = "{% extends 'print/base.html' %}{% block title %}试印{% endblock %}{% block body %}BODY{% endblock %}"


@pytest.fixture
def paper(tmp_path, settings):
    """Prints a body as a template of its own."""

    def print_body(body, **context):
        (tmp_path / "paper.html").write_text(BODY.replace("BODY", body), encoding="utf-8")
        settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
        return render_pdf("paper.html", context)

    return print_body


@pytest.fixture
def visits():
    """Paths that somebody asked of a local server."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    asked.append(server.server_port)
    yield asked
    server.shutdown()
    server.server_close()


def test_paper_loads_nothing_from_another_host(paper, visits, caplog):
    port = visits.pop()

    text = running_text_of(paper(f'<p>正文</p><img src="http://127.0.0.1:{port}/x.png" alt="图">'))

    assert visits == []
    assert "正文" in text
    assert [record.levelname for record in caplog.records if "not allowed" in record.getMessage()] == ["ERROR"]


@pytest.mark.parametrize("address", ["file:///etc/hostname", "static:../../manage.py", "static:/etc/hostname"])
def test_paper_loads_no_other_file_of_this_host(paper, caplog, address):
    paper(f'<img src="{address}" alt="图">')

    assert [record.levelname for record in caplog.records if "Failed to load" in record.getMessage()] == ["ERROR"]


def test_paper_may_use_our_static_files_and_data(paper, caplog):
    caplog.set_level(logging.WARNING)

    paper('<img src="static:img/mark.svg" alt="徽"><img src="{{ qr }}" alt="码">', qr=qr_svg("https://example.org/"))

    assert caplog.records == []


def test_twenty_eight_characters_stand_on_a_line_and_twenty_two_lines_on_a_page(paper):
    content = paper('<p class="flush">' + "字" * (28 * 24) + "</p>")

    pages = [page.split() for page in text_of(content).split("\f") if page.strip()]
    line = "字" * 28
    assert pages == [[line] * 22 + ["—1—"], [line] * 2 + ["—2—"]]


def test_static_file_outside_our_folders_is_none_of_ours():
    with pytest.raises(ValueError, match="none of our static files"):
        static_file("print/no-such.css")


def test_this_machine_has_what_printing_needs():
    assert check_print() == []


def test_check_is_registered():
    assert check_print in checks.registry.registry.get_checks()


def test_check_sees_what_is_missing():
    assert (has_font("No Such Face"), loads("libno-such.so.0")) == (False, False)
