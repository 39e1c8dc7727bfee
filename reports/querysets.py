"""How statements, their batches and calendar feeds are read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from organizations.enums import AuthorityKind, Role
from organizations.models import Authority
from organizations.querysets import in_reach
from reports.enums import BatchState, ChunkState

if TYPE_CHECKING:
    from organizations.models import User

# A worker that makes a chunk says so after each statement; one that has been silent for so long is gone.
SILENCE = timedelta(minutes=5)
ATTEMPTS = 5


class AnnualStatementQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        reach = in_reach(user, prefix="organization__")
        return self.none() if reach is None else self.filter(reach)

    def latest(self) -> Self:  # type: ignore[override]
        """The last one of each organization and year."""
        return self.order_by("organization_id", "year", "-version").distinct("organization_id", "year")


class StatementBatchQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        acting = user.acting
        if acting is None or acting.role not in (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR):
            return self.none()
        return self.filter(authority__in=authorities_of(user))

    def running(self) -> Self:
        return self.filter(state=BatchState.RUNNING)

    def with_archive_finished_before(self, moment: datetime) -> Self:
        return self.exclude(archive="").filter(finished_at__lt=moment)

    def with_progress(self) -> Self:
        return self.annotate(
            done=Coalesce(Sum("chunks__done"), 0),
            failed=Coalesce(Sum("chunks__failed"), 0),
            unfinished_chunks=Count("chunks", filter=Q(chunks__state__in=(ChunkState.OPEN, ChunkState.CLAIMED))),
        )

    def without_unfinished_chunks(self) -> Self:
        return self.with_progress().filter(unfinished_chunks=0)

    def for_listing(self) -> Self:
        return self.select_related("authority", "started_by").with_progress()

    def latest_first(self) -> Self:
        return self.order_by("-pk")


class StatementChunkQuerySet(models.QuerySet):
    def unfinished(self) -> Self:
        return self.filter(state__in=(ChunkState.OPEN, ChunkState.CLAIMED))

    def silent(self, now: datetime) -> Self:
        """Claimed by a worker that is gone."""
        return self.filter(state=ChunkState.CLAIMED, claimed_at__lt=now - SILENCE)

    def held(self, now: datetime) -> Self:
        return self.filter(state=ChunkState.CLAIMED, claimed_at__gte=now - SILENCE)

    def claimable(self, now: datetime) -> Self:
        waiting = Q(state=ChunkState.OPEN) | Q(state=ChunkState.CLAIMED, claimed_at__lt=now - SILENCE)
        return self.filter(waiting, batch__state=BatchState.RUNNING, attempts__lt=ATTEMPTS)

    def exhausted(self, now: datetime) -> Self:
        """Tried so often that trying again is no use."""
        waiting = Q(state=ChunkState.OPEN) | Q(state=ChunkState.CLAIMED, claimed_at__lt=now - SILENCE)
        return self.filter(waiting, attempts__gte=ATTEMPTS)


class CalendarFeedQuerySet(models.QuerySet):
    def live(self) -> Self:
        """Neither revoked nor of an account that was deactivated."""
        return self.filter(revoked_at__isnull=True, user__is_active=True)


def authorities_of(user: User) -> models.QuerySet[Authority]:
    """Authorities whose statements the acting role may ask for: its own subtree, for the city bureau every one."""
    acting = user.acting
    if acting is None or acting.authority is None:
        return Authority.objects.none()
    if acting.authority.kind == AuthorityKind.CITY_BUREAU and acting.role != Role.SUPERVISOR:
        return Authority.objects.competent()
    return Authority.objects.subtree_of(acting.authority.pk)
