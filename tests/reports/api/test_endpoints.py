"""Where events may go: set up by an administrator, on hosts of the operator, under a key that is shown once."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from reports.api import posting
from reports.api.models import WebhookDelivery, WebhookEndpoint
from reports.api.tasks import push_events
from tests.events.factories import NOW
from tests.reports.api.conftest import propose, system
from tests.reports.api.listening import endpoint, publish, revise, told

pytestmark = pytest.mark.django_db


def test_nothing_is_told_once_the_token_is_revoked_or_the_endpoint_is_off(cast, receiver, time_machine):
    """Nor later what happened while it was off; that can be read."""
    publish(cast)
    first, second = endpoint(cast, receiver), endpoint(cast, receiver)
    client = cast.client("administrator")
    client.post(f"/api/tokens/{first.token.pk}/revoke/", {"reason": "系统下线。"})
    client.post(f"/api/webhooks/{second.pk}/off/")
    revise(cast, cast.organization, NOW)
    push_events()
    assert (receiver.requests, WebhookDelivery.objects.count()) == ([], 0)

    time_machine.move_to(NOW + timedelta(hours=1), tick=False)
    client.post(f"/api/webhooks/{second.pk}/on/")
    other = revise(cast, cast.stranger.memberships.get().organization, NOW + timedelta(hours=1))
    push_events()

    assert [one["organization"] for one in told(receiver)] == [other.organization.uscc]
    assert WebhookDelivery.objects.get().endpoint == second


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.org/",
        "https://other.example.org/",
        "https://hooks.example.org:8443/",
        "https://user:pass@hooks.example.org/",
        "https://hooks.example.org/#x",
        "https://hooks.example.org/a b",
        "https://hooks.example.org\r\nX-Evil: 1/",
        "ftp://hooks.example.org/",
        "https:///path",
        "https://hooks.example.org:99999/",
    ],
)
def test_only_addresses_on_hosts_of_the_list_are_taken(url, cast, settings):
    settings.WEBHOOK_HOSTS = ["hooks.example.org"]
    token = system(cast).token
    typed = {"token": token.pk, "url": url, "kinds": ["filing.decided"]}

    answer = cast.client("administrator").post("/api/webhooks/new/", typed)

    assert (answer.status_code, WebhookEndpoint.objects.count()) == (422, 0)
    with pytest.raises(ValidationError):
        posting.checked_address(url)


@pytest.mark.parametrize(
    ("address", "loopback", "asked"),
    [
        ("127.0.0.1", False, False),
        ("::1", False, False),
        ("::ffff:127.0.0.1", False, False),
        ("169.254.169.254", True, False),
        ("fe80::1%eth0", True, False),
        ("0.0.0.0", True, False),
        ("224.0.0.1", True, False),
        ("127.0.0.1", True, True),
        ("10.8.1.20", False, True),
    ],
)
def test_a_name_that_leads_to_this_machine_or_nowhere_is_not_asked(address, loopback, asked, settings):
    settings.WEBHOOK_LOOPBACK = loopback

    assert posting.may_be_asked(address) is asked


def test_the_key_is_shown_once_and_a_new_one_signs_from_then_on(cast, receiver):
    token = system(cast).token
    client = cast.client("administrator")
    typed = {"token": token.pk, "url": receiver.url, "kinds": ["filing.decided"]}

    made = client.post("/api/webhooks/new/", typed)

    found = WebhookEndpoint.objects.get()
    page = f"/api/webhooks/{found.pk}/"
    first = found.secret
    assert (made.status_code, first in made.content.decode()) == (200, True)
    assert first not in client.get(page).content.decode()
    changed = client.post(f"{page}key/").context["secret"]
    found.refresh_from_db()
    assert changed == found.secret != first
    assert first not in str(WebhookEndpoint.objects.values())


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("administrator", (200, 200, 200, 302)),
        ("security", (200, 200, 403, 403)),
        ("auditor", (200, 200, 403, 403)),
        ("registrar", (403, 404, 403, 404)),
        ("secretary", (403, 404, 403, 404)),
    ],
)
def test_who_sees_and_changes_endpoints(name, answers, cast, receiver):
    made = endpoint(cast, receiver)
    client = cast.client(name)

    found = (
        client.get("/api/webhooks/").status_code,
        client.get(f"/api/webhooks/{made.pk}/").status_code,
        client.get("/api/webhooks/new/").status_code,
        client.post(f"/api/webhooks/{made.pk}/off/").status_code,
    )

    assert found == answers


def test_a_token_that_is_not_handed_out_is_not_offered_for_an_endpoint(cast):
    good, waiting = system(cast).token, propose(cast)

    offered = cast.client("administrator").get("/api/webhooks/new/").context["form"].fields["token"].queryset

    assert [*offered] == [good]
    assert waiting.state == "proposed"
