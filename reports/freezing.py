"""The end of a publication: once every statement of the year is frozen, the year is published."""

from datetime import datetime

from reports import statement_notices
from reports.enums import PublicationState
from reports.models import AnnualStatement, Publication
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workflow import log


def complete(publication: Publication, *, now: datetime) -> None:
    """One hash stands over all statements, by credit code; from now on they hold, and the organizations are told."""
    publication.content_sha256 = content_hash(publication)
    before, publication.state, publication.published_at = publication.state, PublicationState.PUBLISHED, now
    publication.save(update_fields=["content_sha256", "state", "published_at"])
    log(publication, "publish", by=None, before=before)
    statement_notices.published(publication, today=day_of(now))


def content_hash(publication: Publication) -> str:
    rows = AnnualStatement.objects.filter(publication=publication, revision=0)
    return sha256_of(dict(rows.values_list("organization__uscc", "snapshot_sha256")))
