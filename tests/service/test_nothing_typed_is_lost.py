"""S1, S2: whatever form is sent after the end of a session comes back with what was typed into it."""

from collections import Counter
from urllib.parse import quote

import pytest
from django.test import Client

from tests.service.addresses import filled_in, mechanism_of, needs_sign_in, taking_forms
from zhengzhou_ideology.edge.typed import COOKIE, KEY, MOST_CHARACTERS

pytestmark = pytest.mark.django_db
BEHIND_SIGN_IN = {address: entry for address, entry in taking_forms().items() if needs_sign_in(entry)}
WORDS = "会议记录缺少第二页，请补齐后重新提交。"
PAGE = "/account/"
SCRIPTS = {"autosave": {"HTTP_X_AUTOSAVE": "1"}, "upload": {"HTTP_HX_REQUEST": "true", "HTTP_X_UPLOAD": "1"}}


def after_the_end(cast, role="secretary", page=PAGE) -> Client:
    """The browser of somebody whose session has ended while a page stood open."""
    client = cast.client(role)
    client.get(page)
    del client.cookies["sessionid"]
    return client


def sign_in(cast, client: Client, role="secretary") -> None:
    client.force_login(cast.user(role), backend="django.contrib.auth.backends.ModelBackend")


def test_every_form_comes_back_with_what_was_typed(cast):
    """Each is kept over the sign-in; on the way back all are alike, so one form of each room goes all of it."""
    account, rooms, lost = after_the_end(cast).cookies[COOKIE].value, set(), []
    for address in BEHIND_SIGN_IN:
        client, url = Client(), filled_in(address)
        client.cookies[COOKIE] = account

        answer = client.post(url, {"reason": WORDS}, headers={"Referer": f"http://testserver{PAGE}"})

        kept = client.session.get(KEY, {})
        back = answer["Location"] == f"/accounts/login/?next={PAGE}" and kept.get("page") == PAGE
        if not back or (kept.get("action"), kept.get("fields")) != (url, [["reason", WORDS]]):
            lost.append(address)
        if (room := address.split("/")[0]) not in rooms:
            rooms.add(room)
            sign_in(cast, client)
            assert client.get(PAGE).context["typed_again"] == {"action": url, "fields": [["reason", WORDS]]}, address

    assert len(BEHIND_SIGN_IN) > 200
    assert lost == []


def test_scripts_are_told_to_sign_in_where_they_stand(cast):
    """The forms that save themselves and the boxes of files need no detour: their script goes on after the dialog."""
    kinds = Counter(mechanism_of(entry) for entry in BEHIND_SIGN_IN.values())
    for address, entry in BEHIND_SIGN_IN.items():
        if headers := SCRIPTS.get(mechanism_of(entry)):
            assert Client().post(filled_in(address), {"reason": WORDS}, **headers).status_code == 401, address

    assert kinds["autosave"] >= 4
    assert kinds["upload"] >= 4


def test_a_reason_comes_back_to_the_page_of_its_form(cast, submitted_report):
    url = submitted_report.get_absolute_url()
    client = after_the_end(cast, "registrar", url)

    login = client.post(f"{url}return/", {"reason": WORDS}, headers={"Referer": f"http://testserver{url}"}, follow=True)
    sign_in(cast, client, "registrar")
    page = client.get(url).content.decode()

    assert login.redirect_chain[-1][0] == f"/accounts/login/?next={quote(url)}"
    assert "登录已过期，刚才的内容没有提交，也没有丢失。" in login.content.decode()
    assert f'action="{url}return/"' in page
    assert page.count(WORDS) == 1  # and its twin in the data that the script reads
    assert "data-typed-again" in page
    assert WORDS not in client.get(url).content.decode()


def test_nobody_else_is_given_what_was_typed(cast):
    client = after_the_end(cast)
    client.post("/events/new/", {"purpose": WORDS}, headers={"Referer": f"http://testserver{PAGE}"})

    sign_in(cast, client, "stranger")

    assert WORDS not in client.get(PAGE).content.decode()
    assert KEY not in client.session


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"oldpassword": "不外传的口令"}, False),
        ({"reason": "长" * (MOST_CHARACTERS + 1)}, False),
        ({"reason": WORDS, "password1": "口令"}, True),
    ],
)
def test_neither_secrets_nor_floods_are_kept(cast, typed, kept):
    client = after_the_end(cast)

    client.post("/events/new/", typed)

    assert (KEY in client.session) is kept
    assert "口令" not in str(client.session.get(KEY))


def test_a_browser_that_was_never_signed_in_fills_no_table(client):
    client.post("/events/new/", {"purpose": WORDS})

    assert KEY not in client.session


def test_a_page_of_another_host_is_no_way_back(cast):
    answer = after_the_end(cast).post(
        "/events/new/", {"purpose": WORDS}, headers={"Referer": "https://elsewhere.example.org/"}
    )

    assert answer["Location"] == "/accounts/login/?next=/events/new/"
