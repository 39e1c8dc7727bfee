"""Making exports: any worker on any host takes the next one; one that dies is taken again.

An export is claimed under a row lock, and every chunk of rows keeps the claim alive. It runs as the seat it was asked
for as, so it never shows more than the list; if nothing has changed since the last one, its file is used again.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.timezone import localtime

from organizations.models import User
from reports.exports.asking import DISCARDED, FAILED, MADE, REUSED, record, seat_of
from reports.exports.enums import ExportState
from reports.exports.models import Export
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.ledgers.columns import LedgerColumn
from zhengzhou_ideology.ledgers.ledger import Ledger, Order, RowsMoved, ledgers
from zhengzhou_ideology.ledgers.versions import versions_of
from zhengzhou_ideology.ledgers.workbook import MOST_ROWS, TooManyRows
from zhengzhou_ideology.replica import FILE_SECONDS, answered
from zhengzhou_ideology.workflow import Refused

# Exports under way at once; more would keep reminders and mail waiting.
LANES = 2
# Long enough to fetch it; the same can be made again at any time.
KEEP = timedelta(days=7)
ENDED = "申请时所用的身份已结束或者不再有此权限，未予导出。"
GIVEN_UP = "多次生成失败，请稍后重新导出；仍然失败的，请联系系统管理员。"
TOO_MANY = f"超过一张工作表的容量（{MOST_ROWS}行），请缩小查询范围后分次导出。"

logger = logging.getLogger(__name__)


class ClaimLost(Exception):
    """Somebody else works on it by now."""


def tend(now: datetime) -> int:
    """Give up what failed too often; return how many workers should take an export now."""
    for export in Export.objects.exhausted(now):
        fail(export, GIVEN_UP, now)
    return Export.objects.workers_wanted(now, LANES)


def make_next(clock: Callable[[], datetime]) -> bool:
    """Take an export that nobody holds and make it; False if there is none."""
    export = claim(clock())
    if export is None:
        return False
    try:
        make(export, clock)
    except ClaimLost:
        logger.warning("Export %s was taken by another worker", export.pk)
    except TooManyRows:
        fail(export, TOO_MANY, clock())
    except Refused as refused:
        fail(export, str(refused), clock())
    except RowsMoved:
        logger.info("Rows of export %s changed while they were read; it is made anew", export.pk)
        Export.objects.of_claim(export).update(state=ExportState.QUEUED)
    return True


@transaction.atomic
def claim(now: datetime) -> Export | None:
    taken: Export | None = Export.objects.select_related("owner").claim_next(now, progress=0)
    return taken


def make(export: Export, clock: Callable[[], datetime]) -> None:
    now = clock()
    user, ledger = seat_of(export, now), ledgers().get(export.ledger)
    if user is None or ledger is None:
        fail(export, ENDED, now)
        return
    form, columns = ledger.form(user, export.parameters), ledger.chosen(export.columns)
    if not ledger.applies(user, form):
        fail(export, ENDED, now)
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"ledger.{ledger.ending}"

        def read() -> tuple[Export | None, dict[str, Any]]:
            # Before the rows are read: a change in between makes the next one new, never this one wrong.
            fingerprint = fingerprint_of(ledger, user, form, columns, now)
            if fingerprint and (former := _former(export, fingerprint, now)):
                return former, {}
            rows = _write(export, ledger, user, form, columns, path, clock, now)
            return None, {"fingerprint": fingerprint, "rows": rows, "total": rows}

        former, facts = answered(read, FILE_SECONDS) if ledger.from_replica else read()
        if former:
            _finish(export, _facts_of(former), REUSED, user, now)
        else:
            _store(export, path, facts, user, clock())


def _former(export: Export, fingerprint: str, now: datetime) -> Export | None:
    """The last one with the same rows whose file is still there."""
    found: Export | None = Export.objects.same_as(export).filter(fingerprint=fingerprint, expires_at__gt=now).last()
    return found


def fingerprint_of(ledger: Ledger, user: User, form: Any, columns: Sequence[LedgerColumn], now: datetime) -> str:
    """Of all that decides what stands in the file; empty where no two are the same."""
    if ledger.by_the_minute:
        return ""
    titles = [column.title for column in columns]
    versions = versions_of(ledger.tables(user, form, columns, now))
    return sha256_of({"day": day_of(now).isoformat(), "titles": titles, "tables": versions})


def _write(
    export: Export,
    ledger: Ledger,
    user: User,
    form: Any,
    columns: Sequence[LedgerColumn],
    path: Path,
    clock: Callable[[], datetime],
    now: datetime,
) -> int:
    """Into a file, by the ledger; return how many rows."""
    export.total = ledger.count(user, form, now)
    _alive(export, clock(), total=export.total)
    as_of = f"截至 {localtime(now):%Y-%m-%d %H:%M}，由{user}以“{export.acting_as}”身份导出"
    order = Order(
        user=user,
        form=form,
        columns=columns,
        now=now,
        filters=f"导出条件：{export.filters}",
        as_of=as_of,
        beat=lambda written: _alive(export, clock(), progress=written),
    )
    return ledger.write(order, path)


def _alive(export: Export, now: datetime, **facts: int) -> None:
    if not Export.objects.of_claim(export).update(claimed_at=now, **facts):
        raise ClaimLost


def _store(export: Export, path: Path, facts: dict[str, Any], user: User, now: datetime) -> None:
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
        content.seek(0)
        export.file.save(path.name, File(content), save=False)
    name = export.file.name
    try:
        _finish(export, {**facts, "file": name, "size": path.stat().st_size, "sha256": digest}, MADE, user, now)
    except ClaimLost:
        default_storage.delete(str(name))
        raise


def _facts_of(former: Export) -> dict[str, Any]:
    shared = ("file", "size", "sha256", "rows", "total", "fingerprint")
    return {name: getattr(former, name) for name in shared}


@transaction.atomic
def _finish(export: Export, facts: dict[str, Any], name: str, user: User, now: datetime) -> None:
    done = {**facts, "progress": facts["rows"], "finished_at": now, "expires_at": now + KEEP, "error": ""}
    if not Export.objects.of_claim(export).update(state=ExportState.DONE, **done):
        raise ClaimLost
    export.refresh_from_db()
    record(export, name, by=user, before=ExportState.RUNNING)


@transaction.atomic
def fail(export: Export, error: str, now: datetime) -> None:
    if Export.objects.of_claim(export).update(state=ExportState.FAILED, error=error, finished_at=now):
        export.refresh_from_db()
        record(export, FAILED, by=None, before=ExportState.RUNNING, reason=error)


@transaction.atomic
def discard(now: datetime) -> int:
    """Remove the files of exports that are over, and return how many; the rows and their log stay."""
    over = list(Export.objects.over(now).select_for_update(skip_locked=True, of=("self",)))
    files = {export.file.name for export in over}
    Export.objects.filter(pk__in=[export.pk for export in over]).update(state=ExportState.EXPIRED, file="")
    for export in over:
        export.state = ExportState.EXPIRED
        record(export, DISCARDED, by=None, before=ExportState.DONE)
    # A file that a later export uses again stays as long as that one.
    files -= set(Export.objects.filter(file__in=files).values_list("file", flat=True))
    # Rows first, so that no page offers a file that is gone.
    transaction.on_commit(lambda: _remove(files))
    return len(over)


def _remove(files: Iterable[str | None]) -> None:
    for name in files:
        if name:
            default_storage.delete(name)
