"""Making the statements of all organizations of an authority, in chunks that any worker on any host may take.

A chunk is claimed under a row lock, and each statement keeps the claim alive. A worker that dies goes silent, and the
chunk is taken again; statements that were already issued are found unchanged and used again.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.core.files.storage import Storage
from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
from django.db.models.fields.files import FieldFile
from django.utils.timezone import localtime

from compliance.status import check_year
from organizations.models import Authority, Organization, User
from reports.archive import index_line, line_without_statement, path_of
from reports.batch_archive import GIVEN_UP, assemble
from reports.enums import BatchState, ChunkState
from reports.freezing import complete
from reports.issuing import freeze, issue
from reports.models import AnnualStatement, Publication, StatementBatch, StatementChunk
from reports.statement_paper import statement_copy
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.workflow import Refused, need_proof

# Half a minute's work: what a crash loses, and how long reminders wait behind it.
CHUNK = 50
# Long enough to fetch a zip and pass it on; the statements stay, frozen, and the same zip can be made again.
KEEP = timedelta(days=30)

logger = logging.getLogger(__name__)


def organizations_of(authority: Authority, year: int) -> QuerySet[Organization]:
    """Those registered in the year whose registration or competent authority is this one or lies below it."""
    reach = Authority.objects.subtree_of(authority.pk).values("pk")
    concerned = Organization.objects.filter(Q(registration_authority__in=reach) | Q(competent_authority__in=reach))
    return concerned.active_in(date(year, 1, 1), date(year, 12, 31)).order_by("district", "uscc")


@transaction.atomic
def start(authority: Authority, year: int, *, by: User, now: datetime, merged: bool = False) -> StatementBatch:
    """Begin, or return the batch that is under way: a double click starts one. `merged`: with a bound copy of all."""
    if not by.has_perm("reports.start_statementbatch", authority):
        raise PermissionDenied("reports.start_statementbatch")
    check_year(year, day_of(now))
    Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
    running = StatementBatch.objects.running().filter(authority=authority, year=year, publication=None).first()
    if running:
        return running
    keys = list(organizations_of(authority, year).values_list("pk", flat=True))
    if not keys:
        raise Refused(f"“{authority}”在 {year} 年度没有社会组织。")
    need_proof(by)
    return open_batch(authority, year, keys, by=by, chunk=CHUNK, merged=merged)


def open_batch(
    authority: Authority,
    year: int,
    keys: list[int],
    *,
    by: User,
    chunk: int,
    merged: bool = False,
    publication: Publication | None = None,
) -> StatementBatch:
    batch = StatementBatch.objects.create(
        authority=authority, year=year, total=len(keys), started_by=by, merged=merged, publication=publication
    )
    StatementChunk.objects.bulk_create(
        StatementChunk(batch=batch, number=number, organizations=keys[first : first + chunk])
        for number, first in enumerate(range(0, len(keys), chunk), start=1)
    )
    return batch


@transaction.atomic
def resume(batch: StatementBatch, *, by: User, perm: str = "reports.start_statementbatch") -> None:
    """Make again what could not be made; what was made is used again."""
    held = StatementBatch.objects.select_for_update().get(pk=batch.pk)
    if not by.has_perm(perm, *([held.authority] if perm == "reports.start_statementbatch" else [])):
        raise PermissionDenied(perm)
    failed = held.chunks.filter(Q(state=ChunkState.GIVEN_UP) | Q(failed__gt=0))
    if held.state == BatchState.RUNNING or not failed.exists():
        raise Refused("没有可以继续生成的报告。")
    others = StatementBatch.objects.running().filter(authority=held.authority, year=held.year, publication=None)
    if held.publication_id is None and others.exists():
        raise Refused("该单位本年度的批量任务正在进行。")
    archive, parts = held.archive, [chunk.part for chunk in failed]
    failed.update(state=ChunkState.OPEN, attempts=0, claimed_at=None, done=0, failed=0, lines=[], part="", error="")
    # Parts that were removed with an earlier archive are made anew.
    lost = held.chunks.filter(state=ChunkState.DONE, part="")
    if held.publication_id is None:
        lost.update(state=ChunkState.OPEN, attempts=0, claimed_at=None, done=0, failed=0, lines=[])
    held.state, held.finished_at, held.error, held.archive_size = BatchState.RUNNING, None, "", 0
    old, held.archive = archive.name, ""
    held.save()
    transaction.on_commit(lambda: _remove_names(archive.storage, [old, *(part.name for part in parts)]))


def tend(now: datetime) -> int:
    """Finish what can be finished; return how many workers should take a chunk now."""
    for chunk in StatementChunk.objects.exhausted(now):
        StatementChunk.objects.of_claim(chunk).update(
            state=ChunkState.GIVEN_UP, done=0, failed=len(chunk.organizations)
        )
    for batch in StatementBatch.objects.running().without_unfinished_chunks():
        finish(batch.pk, now=now)
    return StatementChunk.objects.workers_wanted(now, settings.STATEMENT_LANES)


def make_next_chunk(clock: Callable[[], datetime]) -> bool:
    """Take a chunk that nobody holds and make its statements; False if there is none."""
    chunk = claim(clock())
    if chunk is None:
        return False
    try:
        make(chunk, clock)
    except Exception as error:
        # The claim stays, so that the chunk is tried again only after a pause.
        StatementChunk.objects.of_claim(chunk).update(error=repr(error)[:500])
        raise
    finish(chunk.batch_id, now=clock())
    return True


@transaction.atomic
def claim(now: datetime) -> StatementChunk | None:
    chunks = StatementChunk.objects.select_related("batch__started_by", "batch__publication")
    taken: StatementChunk | None = chunks.claim_next(now, done=0, failed=0)
    return taken


def make(chunk: StatementChunk, clock: Callable[[], datetime]) -> None:
    """Issue and print; a worker that has lost its claim meanwhile stops and leaves nothing behind."""
    batch = chunk.batch
    if batch.publication:
        keys = freeze(batch.publication, chunk.organizations, now=clock(), by=batch.started_by)
        StatementChunk.objects.of_claim(chunk).update(state=ChunkState.DONE, done=len(keys), error="")
        return
    with TemporaryFile() as part:
        if not _print(chunk, part, clock):
            return
        part.seek(0)
        chunk.part.save("part.zip", File(part), save=False)
    facts = {"part": chunk.part.name, "lines": chunk.lines, "done": chunk.done, "failed": chunk.failed, "error": ""}
    if not StatementChunk.objects.of_claim(chunk).update(state=ChunkState.DONE, **facts):
        chunk.part.delete(save=False)


def _print(chunk: StatementChunk, part: IO[bytes], clock: Callable[[], datetime]) -> bool:
    statements = issue(chunk.organizations, chunk.batch.year, now=clock(), by=chunk.batch.started_by)
    missing = set(chunk.organizations) - {row.organization_id for row in statements}
    gone = Organization.objects.filter(pk__in=missing).select_related("district")
    chunk.lines = [line_without_statement(organization, "该年度不在登记状态") for organization in gone]
    chunk.failed = len(chunk.lines)
    with ZipFile(part, "w", ZIP_STORED) as archive:
        for statement in statements:
            note = _add(archive, statement, clock())
            chunk.lines.append(index_line(statement, note))
            chunk.failed += bool(note)
            chunk.done += not note
            if not StatementChunk.objects.of_claim(chunk).update(
                claimed_at=clock(), done=chunk.done, failed=chunk.failed
            ):
                return False
    return True


def _add(archive: ZipFile, statement: AnnualStatement, at: datetime) -> str:
    """Print one statement into the zip; a statement that cannot be printed does not stop the others."""
    try:
        pdf = statement_copy(statement, at)
    except (DatabaseError, OSError):
        raise
    except Exception:
        logger.exception("Statement %s could not be printed", statement.pk)
        return GIVEN_UP
    archive.writestr(ZipInfo(path_of(statement), localtime(statement.issued_at).timetuple()[:6]), pdf)
    return ""


@transaction.atomic
def finish(batch_id: int, *, now: datetime) -> None:
    """Put the parts together once all chunks are through; whoever comes second finds it done."""
    batch = StatementBatch.objects.running().select_for_update(skip_locked=True).filter(pk=batch_id).first()
    if batch is None or batch.chunks.unfinished().exists():
        return
    chunks = list(batch.chunks.order_by("number"))
    if batch.publication:
        _finish_freezing(batch, chunks, now)
        return
    done = sum(chunk.done for chunk in chunks)
    if done:
        with TemporaryFile() as whole:
            assemble(batch, chunks, whole, now=now)
            batch.archive_size = whole.tell()
            whole.seek(0)
            batch.archive.save("statements.zip", File(whole), save=False)
    batch.state = BatchState.FINISHED if done else BatchState.FAILED
    batch.error = "" if done else "没有一份报告能够生成，请查看系统日志。"
    batch.finished_at = now
    batch.save()
    if any(chunk.failed for chunk in chunks):
        return  # the parts are used again if somebody resumes
    batch.chunks.update(part="")
    transaction.on_commit(lambda: _remove(chunk.part for chunk in chunks))


def _finish_freezing(batch: StatementBatch, chunks: list[StatementChunk], now: datetime) -> None:
    """A year is published whole or not at all."""
    lacking = sum(chunk.failed for chunk in chunks)
    batch.state, batch.finished_at = BatchState.FAILED if lacking else BatchState.FINISHED, now
    batch.error = f"还有 {lacking} 个社会组织的数据未能固定，年度尚未发布。" if lacking else ""
    batch.save()
    if not lacking and batch.publication:
        complete(batch.publication, now=now)


@transaction.atomic
def discard_archives(now: datetime) -> int:
    """Remove the zips of batches that ended long ago and return how many; the batches and their statements stay."""
    old = StatementBatch.objects.with_archive_finished_before(now - KEEP)
    batches = list(old.select_for_update(skip_locked=True, of=("self",)))
    keys = [batch.pk for batch in batches]
    parts = list(StatementChunk.objects.filter(batch__in=keys).exclude(part=""))
    StatementBatch.objects.filter(pk__in=keys).update(archive="", archive_size=0)
    StatementChunk.objects.filter(batch__in=keys).update(part="")
    # Rows first, so that no page offers a file that is gone.
    transaction.on_commit(lambda: _remove([batch.archive for batch in batches] + [chunk.part for chunk in parts]))
    return len(batches)


def _remove(files: Iterable[FieldFile]) -> None:
    for file in files:
        if file.name:
            file.storage.delete(file.name)


def _remove_names(storage: Storage, names: Iterable[str | None]) -> None:
    for name in names:
        if name:
            storage.delete(name)
