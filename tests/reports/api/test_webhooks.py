"""Events leave as they were logged: each once by its id, signed, tried until it arrives, and no further than the token reads."""

import re
import threading
import time
from datetime import timedelta
from pathlib import Path

import pgtrigger
import pytest
import time_machine
from django.conf import settings as portal
from django.db import connection, transaction
from django.utils import timezone

from compliance import report_workflow
from compliance.models.reports import ReportMove
from events import record_workflow
from events.models.tracks import RecordMove
from organizations.models import OrganizationChange
from reports.api import collecting, pushing
from reports.api.enums import TokenScope
from reports.api.models import LogCursor, WebhookDelivery, WebhookEndpoint
from reports.api.tasks import push_events
from reports.issuing import issue_one
from tests.events.factories import NOW, submitted
from tests.factories import OrganizationFactory, QuarterlyReportFactory
from tests.reports.api.conftest import ALL, system
from tests.reports.api.listening import endpoint, publish, refused, revise, told
from zhengzhou_ideology.workflow import Refused

pytestmark = pytest.mark.django_db


def test_a_decision_and_a_record_are_told_with_what_to_read_and_nobody_named(cast, receiver):
    endpoint(cast, receiver)
    filing = refused(cast)
    other = submitted(cast)
    record_workflow.record(other.record, by=cast.registrar, now=NOW)

    push_events()

    decision, record = told(receiver)
    assert (decision["kind"], decision["kind_label"]) == ("filing.decided", "重大活动作出决定")
    assert decision["resource"] == f"/api/v1/filings/{filing.pk}"
    assert decision["organization"] == cast.organization.uscc
    assert decision["data"] == {"filing": filing.pk, "state": "refused", "state_label": "不予批准"}
    assert (record["kind"], record["data"]) == ("filing.recorded", {"filing": other.pk})
    assert set(decision) == {"id", "kind", "kind_label", "at", "organization", "resource", "data"}
    assert system(cast).get(f"/filings/{filing.pk}").json()["state"] == "refused"


def push_after(minutes: int) -> None:
    """So long after what was done last: the log is dated by the database, whose clock stands at no hour of a test."""
    with pgtrigger.ignore(f"{ReportMove._meta.label}:append_only"):
        ReportMove.objects.filter(at__gt=NOW).update(at=timezone.now())
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False):
        push_events()


def test_a_report_a_statement_and_a_change_are_told(cast, receiver):
    endpoint(cast, receiver)
    report = QuarterlyReportFactory(organization=cast.organization, complete=True)
    report_workflow.send_for_certification(report, by=cast.secretary, now=NOW)
    report_workflow.certify(report, by=cast.leader, now=NOW)
    report_workflow.accept(report, by=cast.registrar, now=NOW)
    issue_one(cast.organization, 2026, now=NOW)
    publication = publish(cast)
    change = OrganizationChange.objects.create(
        organization=cast.organization,
        kind="correction",
        effective_on=NOW.date(),
        entered_by=cast.registrar,
        entered_as="",
    )
    OrganizationChange.objects.filter(pk=change.pk).update(applied_at=NOW)
    push_after(minutes=2)

    assert [(one["kind"], one["data"]) for one in told(receiver)] == [
        ("report.accepted", {"period": "2026Q3", "version": 1}),
        ("statement.published", {"year": 2025, "content_sha256": publication.content_sha256}),
        (
            "organization.changed",
            {"change": "correction", "change_label": "登记信息更正", "effective_on": "2026-10-09"},
        ),
    ]


def test_an_acceptance_is_told_once_it_cannot_be_taken_back(cast, receiver):
    endpoint(cast, receiver, kinds=["report.accepted"])
    report = QuarterlyReportFactory(organization=cast.organization, complete=True)
    report_workflow.send_for_certification(report, by=cast.secretary, now=NOW)
    report_workflow.certify(report, by=cast.leader, now=NOW)
    report_workflow.accept(report, by=cast.registrar, now=NOW)
    push_after(minutes=0)
    at_once = len(told(receiver))
    report_workflow.undo_accept(report, by=cast.registrar, now=NOW)
    push_after(minutes=2)
    undone = len(told(receiver))
    report_workflow.accept(report, by=cast.registrar, now=NOW)
    push_after(minutes=4)

    assert (at_once, undone, len(told(receiver))) == (0, 0, 1)


def test_what_was_rolled_back_is_never_told(cast, receiver):
    endpoint(cast, receiver)
    with transaction.atomic():
        refused(cast)
        transaction.set_rollback(True)

    push_events()

    assert receiver.requests == []


@pytest.mark.django_db(transaction=True)
def test_what_is_committed_after_later_numbers_is_not_passed_over(cast, receiver):
    """A takes its number first and commits last; meanwhile B is told, and the log is read on and on."""
    endpoint(cast, receiver)
    first, second = submitted(cast), submitted(cast)
    numbered, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            record_workflow.record(first.record, by=cast.registrar, now=NOW)
            numbered.set()
            go_on.wait(20)
        connection.close()

    slow_one = threading.Thread(target=slow)
    slow_one.start()
    assert numbered.wait(20)
    record_workflow.record(second.record, by=cast.registrar, now=NOW)
    for _ in range(3):
        push_events()
    before = [one["data"]["filing"] for one in told(receiver)]
    go_on.set()
    slow_one.join()
    for _ in range(3):
        push_events()

    after = [one["data"]["filing"] for one in told(receiver)]
    assert (before, after) == ([second.pk], [second.pk, first.pk])
    assert is_settled_up_to(RecordMove.objects.latest("pk").pk)


def is_settled_up_to(key: int) -> bool:
    """Sooner or later: whoever else writes on this server, in whatever database, holds the mark back until the end of it."""
    for _ in range(240):
        if LogCursor.objects.get(source="filing-record").settled_id == key:
            return True
        time.sleep(0.5)
        push_events()
    return False


def test_received_twice_is_one_event_by_its_id(cast, receiver):
    """The answer got lost, so it comes again; a log read twice tells once."""
    receiver.answers = [500, 204]
    endpoint(cast, receiver)
    refused(cast)
    push_events()
    collecting.collect(NOW)

    pushing.push(NOW + timedelta(hours=1))

    assert (len(receiver.requests), len(set(receiver.ids))) == (2, 1)
    assert receiver.requests[0][1] == receiver.requests[1][1]
    assert WebhookDelivery.objects.get().state == "delivered"
    pushing.push(NOW + timedelta(hours=2))
    assert len(receiver.requests) == 2


def test_two_endpoints_are_told_under_the_same_id(cast, receiver):
    for _ in range(2):
        endpoint(cast, receiver)
    refused(cast)

    push_events()

    assert (len(receiver.ids), len(set(receiver.ids))) == (2, 1)


def verifying():
    """The function that docs/api.md gives to whoever receives."""
    text = (Path(portal.BASE_DIR) / "docs/api.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(import hashlib.*?)```", text, flags=re.DOTALL)[1]
    assert len(code.strip().splitlines()) <= 8
    names: dict = {}
    exec(code, names)
    return names["is_from_portal"]


@pytest.mark.parametrize("place", [0, 10, -1])
def test_signature_verifies_as_documented_and_breaks_with_one_byte(place, cast, receiver):
    is_from_portal = verifying()
    made = endpoint(cast, receiver)
    refused(cast)
    push_events()
    [(headers, body)] = receiver.requests
    changed = bytearray(body)
    changed[place] ^= 1

    signed, moment = headers["X-Portal-Signature"], NOW.timestamp()

    assert is_from_portal(made.secret, signed, body, moment)
    assert not is_from_portal(made.secret, signed, bytes(changed), moment)
    assert not is_from_portal(made.secret + "0", signed, body, moment)
    assert not is_from_portal(made.secret, signed.replace("t=1", "t=2"), body, moment)
    assert not is_from_portal(made.secret, signed, body, moment + 301)


def test_an_endpoint_that_is_down_is_asked_again_with_growing_pauses(cast, receiver):
    made = endpoint(cast, receiver)
    WebhookEndpoint.objects.filter(pk=made.pk).update(url="https://localhost:1/down")
    portal.WEBHOOK_HOSTS.append("localhost:1")
    refused(cast)
    push_events()
    delivery = WebhookDelivery.objects.get()
    pauses = [delivery.next_at - NOW]
    for _ in range(8):
        pushing.push(moment := delivery.next_at)
        delivery.refresh_from_db()
        pauses.append(delivery.next_at - moment)

    assert [pause.total_seconds() for pause in pauses] == [30, 60, 120, 240, 480, 960, 1920, 3840, 7200]
    assert (delivery.state, delivery.attempts, delivery.last_error[:22]) == ("pending", 9, "ConnectionRefusedError")
    WebhookEndpoint.objects.filter(pk=made.pk).update(url=receiver.url)
    pushing.push(delivery.next_at)
    assert receiver.ids == [delivery.event_id]


def test_an_endpoint_that_is_down_is_not_asked_once_for_each_event(cast, receiver):
    receiver.answers = [503]
    endpoint(cast, receiver)
    for _ in range(3):
        refused(cast)

    push_events()

    assert len(receiver.requests) == 1
    assert {row.next_at for row in WebhookDelivery.objects.all()} == {NOW + timedelta(seconds=30)}


def test_after_a_day_it_is_given_up_and_sent_anew_when_somebody_asks(cast, receiver):
    receiver.answers = [500]
    made = endpoint(cast, receiver)
    refused(cast)
    push_events()
    pushing.push(NOW + timedelta(hours=23))
    assert WebhookDelivery.objects.get().state == "pending"
    pushing.push(NOW + timedelta(hours=24, seconds=1))
    assert WebhookDelivery.objects.get().state == "given_up"
    receiver.answers = [200]
    client = cast.client("administrator")

    offered = client.get(f"/api/webhooks/{made.pk}/").content.decode()
    answer = client.post(f"/api/webhooks/{made.pk}/redeliver/")
    pushing.push(NOW)

    assert ("重新推送已放弃的" in offered, answer.status_code) == (True, 302)
    assert (WebhookDelivery.objects.get().state, len(set(receiver.ids))) == ("delivered", 1)
    assert [move.name for move in made.moves.all()] == ["set_up", "redeliver"]
    assert client.post(f"/api/webhooks/{made.pk}/redeliver/").status_code == 409


def test_one_that_arrived_is_sent_again_under_its_id(cast, receiver):
    endpoint(cast, receiver)
    refused(cast)
    push_events()
    delivery = WebhookDelivery.objects.get()

    answer = cast.client("administrator").post(f"/api/webhooks/deliveries/{delivery.pk}/redeliver/")
    pushing.push(NOW)

    assert answer.status_code == 302
    assert receiver.ids == [delivery.event_id] * 2


def test_a_redirect_is_no_arrival_and_is_not_followed(cast, receiver):
    receiver.answers = [307]
    endpoint(cast, receiver)
    refused(cast)

    push_events()

    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.last_status, len(receiver.requests)) == ("pending", 307, 1)


def test_nothing_is_told_beyond_the_reach_and_the_scopes_of_the_token(cast, receiver):
    strange = OrganizationFactory(
        registration_authority=cast.strange_registrar.authority, competent_authority=cast.strange_competent.authority
    )
    publish(cast)
    made = endpoint(cast, receiver, authority=strange.registration_authority)
    refused(cast)
    revise(cast, strange, NOW)
    revise(cast, cast.organization, NOW)

    push_events()

    assert [one["organization"] for one in told(receiver)] == [strange.uscc]
    with pytest.raises(Refused, match="重大活动"):
        endpoint(cast, receiver, scopes=[TokenScope.STATEMENTS])
    assert made.token.scopes == [*ALL]


def test_what_leads_to_this_machine_stands_on_the_delivery(cast, receiver, settings):
    settings.WEBHOOK_LOOPBACK = False
    endpoint(cast, receiver)
    refused(cast)

    push_events()

    assert receiver.requests == []
    assert WebhookDelivery.objects.get().last_error == "接收地址指向本机或者保留的网络地址，不予推送。"


def test_a_receiver_under_an_unknown_certificate_is_told_nothing(cast, receiver, settings):
    settings.WEBHOOK_CA_FILE = ""
    endpoint(cast, receiver)
    refused(cast)

    push_events()

    assert receiver.requests == []
    assert "CERTIFICATE_VERIFY_FAILED" in WebhookDelivery.objects.get().last_error


def test_old_deliveries_are_discarded_and_waiting_ones_kept(cast, receiver):
    receiver.answers = [200, 500]
    endpoint(cast, receiver)
    for _ in range(2):
        refused(cast)
    push_events()

    gone = pushing.discard_old(NOW + timedelta(days=91))

    assert (gone, WebhookDelivery.objects.get().state) == (1, "pending")
