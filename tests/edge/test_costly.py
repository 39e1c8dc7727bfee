"""Costly requests: two at a time for each account; without Redis, in each process."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpResponse

from tests.project.test_shelves import screens
from zhengzhou_ideology.edge.costly import AT_A_TIME, HELD_SECONDS, costly
from zhengzhou_ideology.security.cache import SteadyRedisCache

# What makes a paper or a workbook while somebody waits.
MAKES = {"pdf_response", "wall_calendar_pdf", "sheet_of", "write_xlsx", "write_one", "write_many", "write_marked"}


def while_running(user, number: int, rf) -> HttpResponse:
    """The answer to a request that comes while `number` others of the same account run."""

    @costly
    def view(request, left):
        return view(request, left - 1) if left else HttpResponse("made")

    request = rf.get("/calendar/2026.pdf")
    request.user, request.htmx = user, False
    return view(request, number)


@pytest.mark.parametrize(("others", "status"), [(0, 200), (AT_A_TIME - 1, 200), (AT_A_TIME, 429)])
def test_an_account_has_two_at_a_time(cast, rf, others, status):
    answer = while_running(cast.secretary, others, rf)

    assert answer.status_code == status


@pytest.mark.parametrize(("other", "status"), [("198.51.100.7", 429), ("198.51.100.8", 200)])
def test_behind_a_proxy_each_address_has_its_own_places(rf, settings, other, status):
    """Nobody is signed in at /verify/file/: the proxy's address would be everybody's."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    @costly
    def view(request, left):
        following = asked("198.51.100.7") if left > 1 else asked(other)
        return view(following, left - 1) if left else HttpResponse("made")

    def asked(address):
        request = rf.get("/verify/file/", headers={"X-Forwarded-For": address}, REMOTE_ADDR="10.0.0.1")
        request.user, request.htmx = AnonymousUser(), False
        return request

    assert view(asked("198.51.100.7"), AT_A_TIME).status_code == status


def test_the_third_is_told_what_to_do(cast):
    for number in range(AT_A_TIME):
        cache.add(f"costly:{cast.secretary.pk}:{number}", "running", HELD_SECONDS)

    answer = cast.client("secretary").get("/calendar/2026.pdf")

    assert (answer.status_code, answer["Retry-After"]) == (429, "5")
    assert "您还有文件正在处理" in answer.content.decode()
    assert cast.client("leader").get("/calendar/2026.pdf").status_code == 200


def test_a_place_is_given_back_when_it_is_done_and_when_it_fails(cast, rf):
    @costly
    def breaks(request):
        raise ZeroDivisionError

    request = rf.get("/")
    request.user = cast.secretary
    for _ in range(AT_A_TIME + 1):
        with pytest.raises(ZeroDivisionError):
            breaks(request)

    assert while_running(cast.secretary, 0, rf).status_code == 200


def test_without_redis_each_process_counts_by_itself(cast, rf, settings, monkeypatch):
    monkeypatch.setattr(SteadyRedisCache, "down_until", 0.0)
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:9/0"}}

    assert while_running(cast.secretary, AT_A_TIME - 1, rf).content == b"made"
    assert while_running(cast.secretary, AT_A_TIME, rf).status_code == 429


def test_the_wall_calendar_is_printed_once_until_the_calendar_changes(cast, monkeypatch):
    printed = []
    monkeypatch.setattr(
        "zhengzhou_ideology.workcalendar.wall.render_pdf", lambda *_args, **_kwargs: printed.append(1) or b"%PDF-1"
    )
    secretary, administrator = cast.client("secretary"), cast.client("administrator")
    secretary.get("/calendar/2026.pdf")
    administrator.get("/calendar/2026.pdf")
    before = len(printed)

    shown = administrator.post(
        "/calendar/days/", {"date": "2026-10-15", "kind": "rest", "name": "防汛停工", "source": "豫政办〔2026〕1号"}
    )
    confirmed = administrator.post("/calendar/confirm/", {"token": shown.context["preview"].token})
    secretary.get("/calendar/2026.pdf")

    assert confirmed.status_code == 302
    assert (before, len(printed)) == (1, 2)


def views_that_make(source: str) -> list[str]:
    """The views of a module that make a file and are not marked as costly."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef) or any(
            isinstance(inner, ast.FunctionDef) and inner is not node for inner in ast.walk(node)
        ):
            continue
        called = {
            call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            for call in ast.walk(node)
            if isinstance(call, ast.Call)
        }
        if called & MAKES and "costly" not in {ast.unparse(mark) for mark in node.decorator_list}:
            found.append(node.name)
    return found


def test_every_view_that_makes_a_file_is_limited():
    bare = {path.as_posix(): views_that_make((Path(settings.BASE_DIR) / path).read_text()) for path in screens()}

    assert {path: names for path, names in bare.items() if names} == {}
    assert views_that_make("@require_GET\ndef paper(request):\n    return pdf_response(b'', '')\n") == ["paper"]
