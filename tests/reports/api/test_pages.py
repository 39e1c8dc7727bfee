"""The pages of the interface: its description for people, and the lists of tokens, endpoints and what was read."""

import re

import pytest
from django.test import Client

from reports.api import accesses
from reports.api.enums import EventName, TokenScope
from reports.api.problems import MEANINGS
from reports.api.tasks import push_events
from reports.api.views.interface import interface
from tests.events.factories import NOW
from tests.reports.api.conftest import propose, system
from tests.reports.api.listening import endpoint, refused

pytestmark = pytest.mark.django_db
LISTS = {"/api/": "tokens", "/api/webhooks/": "endpoints"}


def test_description_names_every_operation_parameter_error_and_event_and_needs_no_account():
    page = Client().get("/api/docs/").content.decode()

    schema = interface.get_openapi_schema()
    named = {*schema["paths"], *TokenScope.values, *EventName.values, *MEANINGS}
    named |= {one["name"] for path in schema["paths"].values() for one in path["get"]["parameters"]}
    named |= {name for one in schema["components"]["schemas"].values() for name in one.get("properties", {})} - {
        "type", "title", "status",
    }  # fmt: skip
    assert sorted(name for name in named if name not in page) == []


def test_description_loads_nothing_from_another_host():
    answer = Client().get("/api/docs/")

    loaded = re.findall(r"(?:src|href)=\"([^\"]*)\"", answer.content.decode())
    assert [address for address in loaded if re.match(r"[a-z]+:|//", address)] == []
    assert "'self'" in answer["Content-Security-Policy"]


def test_description_for_programs_is_open_and_says_how_to_come_in():
    answer = Client().get("/api/v1/openapi.json")

    schema = answer.json()
    assert (answer.status_code, schema["openapi"]) == (200, "3.1.0")
    assert schema["components"]["securitySchemes"]["TokenAuth"] == {"type": "http", "scheme": "bearer"}
    assert {tuple(*one["get"]["security"]) for one in schema["paths"].values()} == {("TokenAuth",)}
    assert {method for path in schema["paths"].values() for method in path} == {"get"}


@pytest.mark.parametrize(("address", "partial"), LISTS.items())
def test_fragment_is_its_part_of_the_page_and_rows_cost_no_query(
    address, partial, cast, receiver, django_assert_max_num_queries
):
    endpoint(cast, receiver)
    client = cast.client("administrator")
    client.get(address)
    with django_assert_max_num_queries(40) as one:
        client.get(address)
    for _ in range(2):
        endpoint(cast, receiver)

    with django_assert_max_num_queries(40) as three:
        page = client.get(address).content.decode()

    fragment = client.get(address, headers={"HX-Request": "true"}).content.decode().strip()
    assert fragment.startswith(f'<section id="{partial}"')
    assert fragment in page
    assert (page.count("市政务数据共享交换平台") + page.count(receiver.host) >= 3, len(three)) == (True, len(one))


def test_log_of_a_token_pages_by_key(cast):
    token = system(cast).token
    for number in range(60):
        accesses.note(token, path=f"/api/v1/{number}", status=200, rows=1, address="10.8.1.20", now=NOW)
    client = cast.client("security")

    first = client.get(f"/api/tokens/{token.pk}/log/").context["page"]
    second = client.get(f"/api/tokens/{token.pk}/log/", {"after": first.next}).context["page"]

    assert [row.path for row in [*first, *second]] == [f"/api/v1/{number}" for number in reversed(range(60))]


def test_lists_are_narrowed_by_words_and_state(cast):
    waiting, used = propose(cast), system(cast).token
    client = cast.client("security")

    assert [*client.get("/api/", {"state": "issued"}).context["page"]] == [used]
    assert [*client.get("/api/", {"q": "共享交换"}).context["page"]] == [used, waiting]
    assert [*client.get("/api/", {"q": "档案"}).context["page"]] == []


def test_page_of_an_endpoint_shows_how_each_delivery_stands(cast, receiver):
    receiver.answers = [503]
    made = endpoint(cast, receiver)
    refused(cast)
    client, address = cast.client("administrator"), f"/api/webhooks/{made.pk}/"
    before = client.get(address).content.decode()

    push_events()

    after = client.get(address).content.decode()
    assert ("还没有推送。" in before, "还没有推送。" in after) == (True, False)
    assert re.search(r"应答 503.*10月9日 10:00 再试", after, flags=re.DOTALL)
