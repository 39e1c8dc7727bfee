"""Tokens: two people give one, it is shown once, and it opens no more than was given, from where, until when, how often."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from reports.api import accesses, token_workflow
from reports.api.enums import TokenScope, TokenState
from reports.api.models import AccessToken, TokenAccess, TokenMove
from reports.api.tasks import tend_records
from tests.events.factories import NOW
from tests.reports.api.conftest import System, propose, system
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.workflow import Refused

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "数据共享",
    "system": "市政务数据共享交换平台",
    "contact": "市大数据局数据资源处，0371-00000000",
    "scopes": ["organizations", "calendar"],
    "addresses": "10.8.1.0/24\n10.9.0.7",
    "expires_on": "2027-03-31",
}


def code(answer) -> tuple[int, str]:
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code
    return answer.status_code, answer.json()["code"]


def test_a_token_goes_from_the_proposal_to_the_first_request_through_the_pages(cast):
    administrator, security = cast.client("administrator"), cast.client("security")

    made = administrator.post("/api/tokens/new/", TYPED | {"authority": cast.administrator.authority.pk})
    token = AccessToken.objects.get()
    page = f"/api/tokens/{token.pk}/"
    assert (made.status_code, made["Location"], token.state) == (302, page, "proposed")
    assert Notice.objects.filter(recipient=cast.security, url=page).count() == 1

    confirmed = security.post(f"{page}confirm/")
    handed_out = administrator.post(f"{page}hand-out/")

    token.refresh_from_db()
    secret = handed_out.context["secret"]
    assert (confirmed.status_code, handed_out.status_code, token.state) == (302, 200, "issued")
    assert secret in handed_out.content.decode()
    assert handed_out["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert (token.scopes, token.addresses) == (["organizations", "calendar"], ["10.8.1.0/24", "10.9.0.7"])
    assert System(secret, address="10.8.1.77").get("/organizations").status_code == 200
    assert [move.name for move in token.moves.all()] == ["propose", "confirm", "issue"]
    assert secret not in administrator.get(page).content.decode()
    assert administrator.post(f"{page}hand-out/").status_code == 409


def test_of_the_secret_only_a_hash_is_kept(cast):
    secret = system(cast).secret

    row = AccessToken.objects.values().get()
    moves = [*TokenMove.objects.values()]

    assert len(secret) > 40
    assert row["token_sha256"] == token_workflow.hashed(secret)
    assert secret not in f"{row} {moves}"


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("administrator", (200, 200, 200, 403, 302)),
        ("security", (200, 200, 403, 302, 302)),
        ("auditor", (200, 200, 403, 403, 403)),
        ("supervisor", (403, 404, 403, 404, 404)),
        ("registrar", (403, 404, 403, 404, 404)),
        ("secretary", (403, 404, 403, 404, 404)),
    ],
)
def test_who_sees_proposes_confirms_and_revokes(name, answers, cast):
    token = propose(cast)
    client, page = cast.client(name), f"/api/tokens/{token.pk}/"

    found = (
        client.get("/api/").status_code,
        client.get(page).status_code,
        client.get("/api/tokens/new/").status_code,
        client.post(f"{page}confirm/").status_code,
        client.post(f"{page}revoke/", {"reason": "不再使用。"}).status_code,
    )

    assert found == answers


def test_who_proposed_never_confirms_and_nothing_opens_before(cast):
    token = propose(cast)

    with pytest.raises(PermissionDenied):
        token_workflow.confirm(token, by=cast.administrator, now=NOW)
    with pytest.raises(Refused):
        token_workflow.hand_out(token, by=cast.administrator, now=NOW)

    token.refresh_from_db()
    assert (token.state, token.token_sha256) == ("proposed", "")


@pytest.mark.parametrize(
    "change",
    [
        {"state": "issued", "token_sha256": "a" * 64},
        {"state": "confirmed"},
        {"scopes": ["statements"]},
        {"addresses": ["0.0.0.0/0"]},
        {"expires_at": NOW + timedelta(days=300)},
    ],
)
def test_database_gives_no_token_by_itself_and_changes_none(change, cast):
    token = propose(cast, scopes=[TokenScope.CALENDAR])

    with pytest.raises(DatabaseError), transaction.atomic():
        AccessToken.objects.filter(pk=token.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        AccessToken.objects.filter(pk=token.pk).update(
            state=TokenState.CONFIRMED, confirmed_by=cast.supervisor, confirmed_at=NOW
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessToken.objects.filter(pk=token.pk).update(
            state=TokenState.CONFIRMED, confirmed_by=cast.administrator, confirmed_at=NOW
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        token.moves.update(reason="改写")


@pytest.mark.parametrize(("days", "accepted"), [(365, True), (366, True), (367, False), (0, False), (-1, False)])
def test_token_ends_within_a_year(days, accepted, cast):
    try:
        propose(cast, days=days)
    except ValidationError:
        assert not accepted
    else:
        assert accepted


@pytest.mark.parametrize(
    ("day", "status"), [("2026-10-09", 302), ("2027-10-09", 302), ("2027-10-10", 422), ("2026-10-08", 422)]
)
def test_form_takes_a_day_within_the_year(day, status, cast):
    typed = TYPED | {"authority": cast.administrator.authority.pk, "expires_on": day}

    assert cast.client("administrator").post("/api/tokens/new/", typed).status_code == status


def test_form_names_the_address_that_is_none(cast):
    typed = TYPED | {"authority": cast.administrator.authority.pk, "addresses": "10.8.1.0/24，10.8.1.300"}

    answer = cast.client("administrator").post("/api/tokens/new/", typed)

    assert answer.status_code == 422
    assert "“10.8.1.300”不是有效的地址" in answer.content.decode()


def test_token_is_good_to_its_last_moment_and_no_longer(cast, time_machine):
    reader = system(cast, days=1)

    time_machine.move_to(NOW + timedelta(days=1, seconds=-1), tick=False)
    before = reader.get("/organizations")
    time_machine.move_to(NOW + timedelta(days=1), tick=False)

    assert before.status_code == 200
    assert code(reader.get("/organizations")) == (401, "token_expired")


def test_revocation_takes_effect_with_the_next_request(cast):
    reader = system(cast)
    assert reader.get("/organizations").status_code == 200

    cast.client("security").post(f"/api/tokens/{reader.token.pk}/revoke/", {"reason": "系统下线。"})

    answer = reader.get("/organizations")
    assert code(answer) == (401, "token_revoked")
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["detail"].startswith("令牌已停用")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("10.8.1.0", 200),
        ("10.8.1.255", 200),
        ("10.8.2.0", 403),
        ("10.9.0.7", 200),
        ("::ffff:10.9.0.7", 200),
        ("2001:db8::1", 403),
    ],
)
def test_token_opens_from_its_addresses_only(address, status, cast):
    reader = system(cast, addresses=["10.8.1.0/24", "10.9.0.7"])
    reader.address = address

    answer = reader.get("/organizations")

    assert answer.status_code == status
    if status == 403:
        assert code(answer) == (403, "address_not_allowed")


@pytest.mark.parametrize(("secret", "expected"), [("", "token_missing"), ("zzmz_unknown", "token_unknown")])
def test_nothing_opens_without_a_token(secret, expected, cast):
    assert code(System(secret).get("/organizations")) == (401, expected)


def test_a_session_opens_nothing_and_no_cookie_is_set(cast):
    client = cast.client("administrator")
    bearer = {"authorization": f"Bearer {system(cast).secret}"}

    by_session = client.get("/api/v1/organizations")
    with_both = client.get("/api/v1/organizations", headers=bearer)

    assert code(by_session) == (401, "token_missing")
    assert (with_both.status_code, [*with_both.cookies], with_both["Vary"]) == (200, [], "Authorization")
    assert client.get("/api/").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["/organizations", "/statements/ABCD", "/nothing"])
def test_interface_only_reads(method, path, cast):
    answer = system(cast).ask(method, path)

    assert code(answer) == (405, "read_only")
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


def test_head_tells_the_length_and_options_what_is_allowed(cast):
    reader = system(cast)

    whole, head, options = (
        reader.get("/calendar/2026"),
        reader.ask("head", "/calendar/2026"),
        reader.ask("options", "/calendar/2026"),
    )

    assert (head.status_code, head.content, head["Content-Length"]) == (200, b"", str(len(whole.content)))
    assert (options.status_code, options.content, options["Allow"]) == (204, b"", "GET, HEAD, OPTIONS")
    assert System("").ask("head", "/calendar/2026").status_code == 401


@pytest.mark.parametrize("path", ["/", "/nothing", "/organizations/", "/filings/abc", "/filings/99999999999999999999"])
def test_what_there_is_not_is_a_problem_in_json(path, cast):
    assert code(system(cast).get(path)) == (404, "not_found")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"limit": 0}, (422, "parameter_invalid")),
        ({"limit": 101}, (422, "parameter_invalid")),
        ({"district": "金水区"}, (422, "parameter_invalid")),
        ({"distrct": "410105"}, (422, "parameter_invalid")),
        ({"after": "bm9wZQ"}, (404, "page_unknown")),
        ({"after": "\x00"}, (404, "page_unknown")),
    ],
)
def test_a_wrong_parameter_is_named_and_widens_nothing(query, expected, cast):
    answer = system(cast).get("/organizations", **query)

    assert code(answer) == expected


def test_a_year_that_has_not_begun_has_no_data(cast):
    reader = system(cast)

    assert [code(reader.get(path, year=2027)) for path in ("/statuses", "/sums")] == [(404, "year_not_begun")] * 2


def test_a_token_is_answered_so_often_a_minute(cast, settings, time_machine):
    settings.API_REQUESTS_PER_MINUTE = 2
    reader, other = system(cast), system(cast)
    time_machine.move_to(NOW.replace(second=18), tick=False)

    answers = [reader.get("/organizations") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert (code(answers[2]), answers[2]["Retry-After"]) == ((429, "too_many_requests"), "42")
    assert other.get("/organizations").status_code == 200
    assert [*TokenAccess.objects.of(reader.token).values_list("status", flat=True).order_by("pk")] == [200, 200, 429]
    time_machine.move_to(NOW + timedelta(minutes=1), tick=False)
    assert reader.get("/organizations").status_code == 200


def test_whoever_tries_unknown_tokens_is_not_answered_and_fills_no_log(cast, settings):
    settings.API_UNKNOWN_PER_MINUTE = 2

    answers = [System(f"zzmz_{n}").get("/organizations").status_code for n in range(5)]

    assert answers == [401, 401, 429, 429, 429]
    assert TokenAccess.objects.filter(token=None).count() == 3


def test_each_request_is_logged_with_what_was_told(cast):
    reader = system(cast, scopes=[TokenScope.ORGANIZATIONS])

    reader.get("/organizations", limit=1)
    reader.get("/filings")
    reader.get("/nothing")

    rows = TokenAccess.objects.order_by("pk").values_list("token", "path", "status", "rows", "address", "at")
    assert [*rows] == [
        (reader.token.pk, "/api/v1/organizations?limit=1", 200, 1, "127.0.0.1", NOW),
        (reader.token.pk, "/api/v1/filings", 403, 0, "127.0.0.1", NOW),
    ]
    page = cast.client("auditor").get(f"/api/tokens/{reader.token.pk}/log/").content.decode()
    assert "/api/v1/organizations?limit=1" in page


def test_last_use_is_noted_at_most_once_a_minute(cast, time_machine):
    reader = system(cast)
    seen = []
    for seconds in (0, 59, 60):
        time_machine.move_to(NOW + timedelta(seconds=seconds), tick=False)
        reader.get("/organizations")
        reader.token.refresh_from_db()
        seen.append(reader.token.last_used_at)

    assert seen == [NOW, NOW, NOW + timedelta(seconds=60)]


@pytest.mark.parametrize(("days", "told"), [(31, 0), (30, 1), (1, 1)])
def test_whoever_applied_is_told_once_a_month_before_the_end(days, told, cast):
    system(cast, days=days)

    for _ in range(2):
        tend_records()

    notices = Notice.objects.filter(recipient=cast.administrator, subject__startswith="数据接口令牌即将到期")
    assert notices.count() == told


def test_log_is_kept_for_its_term_and_no_longer(cast, settings):
    settings.API_LOG_DAYS = 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")  # the database counts by its own clock
        today = cursor.fetchone()[0]
    for days in (1, 183, 190):
        accesses.note(None, path=f"/{days}", status=200, rows=0, address="127.0.0.1", now=today - timedelta(days=days))
    young, _, old = TokenAccess.objects.order_by("pk")

    with pytest.raises(DatabaseError), transaction.atomic():
        young.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        TokenAccess.objects.filter(pk=old.pk).update(rows=5)
    gone = accesses.discard_old(today)

    assert gone == 1
    assert [*TokenAccess.objects.values_list("path", flat=True).order_by("pk")] == ["/1", "/183"]
