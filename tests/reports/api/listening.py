"""What webhooks are tried with: an endpoint that listens, and acts that it is told of."""

import json
from datetime import datetime

from events import filing_workflow
from events.enums import Ground
from organizations.models import Organization
from reports import batches, publishing
from reports.api import collecting, endpoint_workflow
from reports.api.enums import EventName
from reports.api.models import WebhookEndpoint
from reports.models import AnnualStatement, Publication
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


def publish(cast) -> Publication:
    """The statements of the year before."""
    publication = publishing.begin(2025, by=cast.administrator, now=NOW)
    while batches.make_next_chunk(lambda: NOW):
        pass
    publication.refresh_from_db()
    return publication


def revise(cast, organization: Organization, now: datetime) -> AnnualStatement:
    Organization.objects.filter(pk=organization.pk).update(address="迁址后的地址")
    return publishing.revise(organization, 2025, by=cast.administrator, reason="办公地址已经更正。", now=now)
