"""What webhooks are tried with: an endpoint that listens, and acts that it is told of."""

import json

from events import filing_workflow
from events.enums import Ground
from reports.api import collecting, endpoint_workflow
from reports.api.enums import EventName
from reports.api.models import WebhookEndpoint
from tests.events.factories import NOW, submitted
from tests.reports.api.conftest import system


def endpoint(cast, receiver, *, kinds=tuple(EventName), **facts) -> WebhookEndpoint:
    """The logs have been read up to here, as they are each half minute."""
    draft = WebhookEndpoint(token=system(cast, **facts).token, url=receiver.url, kinds=list(kinds))
    made = endpoint_workflow.set_up(draft, by=cast.administrator, now=NOW)
    collecting.collect(NOW)
    return made


def decide(cast, filing):
    return filing_workflow.refuse(
        filing, by=cast.competent, now=NOW, ground=Ground.OUTSIDE_CHARTER, reason="不在业务范围之内。"
    )


def refused(cast):
    return decide(cast, submitted(cast))


def told(receiver) -> list[dict]:
    return [json.loads(body) for _, body in receiver.requests]
