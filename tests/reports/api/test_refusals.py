"""What the interface's two workflows refuse, and the application that is turned down."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from reports.api import endpoint_workflow, token_workflow
from reports.api.models import AccessToken, WebhookDelivery, WebhookEndpoint
from reports.api.tasks import push_events
from tests.events.factories import NOW
from tests.reports.api.conftest import propose
from tests.reports.api.listening import endpoint, refused
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.workflow import Refused

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=31)


def test_an_application_is_turned_down_with_a_reason_and_the_applicant_is_told(cast):
    token = propose(cast)
    with pytest.raises(Refused, match="理由"):
        token_workflow.refuse(token, by=cast.security, reason=" ")

    token_workflow.refuse(token, by=cast.security, reason="使用单位尚未签订协议。")

    assert token.state == "refused"
    assert "尚未签订协议" in Notice.objects.get(recipient=cast.administrator, key__contains="refused").body


def test_what_has_run_out_is_neither_confirmed_nor_handed_out(cast):
    waiting, confirmed = propose(cast), propose(cast)
    token_workflow.confirm(confirmed, by=cast.security, now=NOW)

    with pytest.raises(Refused, match="有效期已过"):
        token_workflow.confirm(waiting, by=cast.security, now=LATER)
    with pytest.raises(Refused, match="有效期已过"):
        token_workflow.hand_out(confirmed, by=cast.administrator, now=LATER)


def test_only_an_administrator_applies_and_sets_up(cast, receiver):
    made = endpoint(cast, receiver)
    draft = AccessToken(authority=cast.registrar.authority, scopes=["calendar"], expires_at=LATER)
    other = WebhookEndpoint(token=made.token, url=receiver.url, kinds=list(made.kinds))

    with pytest.raises(PermissionDenied):
        token_workflow.propose(draft, by=cast.registrar, now=NOW)
    with pytest.raises(PermissionDenied):
        endpoint_workflow.set_up(other, by=cast.registrar, now=NOW)


def test_what_is_under_way_is_not_sent_anew(cast, receiver):
    receiver.answers = [500]
    endpoint(cast, receiver)
    refused(cast)
    push_events()

    with pytest.raises(Refused, match="正在推送"):
        endpoint_workflow.redeliver_one(WebhookDelivery.objects.get(), by=cast.administrator, now=NOW)
