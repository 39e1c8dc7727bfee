"""A worker that is killed in the middle of its work, as a real process: what it leaves is made up for, each statement once."""

import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from signal import SIGKILL
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.utils import timezone

from reports.archive import INDEX
from reports.enums import BatchState
from reports.exports import asking
from reports.exports.tasks import discard_exports
from reports.models import AnnualStatement, StatementBatch, StatementChunk
from reports.models.batches import SILENCE
from reports.tasks import discard_archives
from tests.factories import OrganizationFactory
from tests.reports.test_batches import batch_of, progress
from tests.server import environment
from zhengzhou_ideology.ledgers.ledger import ledgers

FILES = "django.core.files.storage.FileSystemStorage"


def worker(media: Path, *, ahead: float = 0, dies_after: int = 0) -> subprocess.Popen:
    command = [sys.executable, "-m", "tests.reports.worker", str(ahead), *([str(dies_after)] if dies_after else [])]
    return subprocess.Popen(command, env=environment(MEDIA_ROOT=str(media)), cwd=settings.BASE_DIR)


def wait_until(condition, process: subprocess.Popen, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, "the worker ended too early"
        assert time.monotonic() < end, "the worker was too slow"
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_every_statement_is_made_once_though_a_worker_is_killed_in_the_middle(cast, tmp_path):
    organizations = OrganizationFactory.create_batch(7)
    batch = batch_of(cast, organizations[:5], organizations[5:])
    chunk = StatementChunk.objects.filter(batch=batch, number=1)

    killed = worker(tmp_path)
    wait_until(lambda: chunk.get().done >= 2, killed)
    killed.kill()
    killed.wait()
    left = chunk.get()
    assert (left.state, 2 <= left.done < 5) == ("claimed", True)
    second = worker(tmp_path, ahead=SILENCE.total_seconds() + 60)

    assert second.wait(timeout=300) == 0
    batch = StatementBatch.objects.get(pk=batch.pk)
    assert progress(batch) == (BatchState.FINISHED, 7, 0)
    assert sorted(AnnualStatement.objects.values_list("organization", flat=True)) == [one.pk for one in organizations]
    with ZipFile(tmp_path / batch.archive.name) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
    expected = [f"金水区/{one.uscc}_{one.name}_2026.pdf" for one in organizations]
    assert sorted(names) == sorted([*expected, INDEX])


def files_under(media: Path) -> set[str]:
    return {str(path.relative_to(media)) for path in media.rglob("*") if path.is_file()}


@pytest.mark.django_db(transaction=True)
def test_files_that_a_killed_worker_stored_and_no_row_names_are_swept_at_night(cast, tmp_path, settings, time_machine):
    """The part of a batch, then its zip, then an export: each worker dies between storing its file and saying so."""
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": FILES, "OPTIONS": {"location": str(tmp_path)}}}
    batch, silence = batch_of(cast, [cast.organization]), SILENCE.total_seconds() + 60
    killed = [worker(tmp_path, dies_after=1).wait(timeout=300)]
    part = files_under(tmp_path)
    killed.append(worker(tmp_path, ahead=silence, dies_after=2).wait(timeout=300))
    ledger, asked = ledgers()["organizations"], {"parameters": {}, "columns": ["uscc"], "day": "20261020"}
    export = asking.ask(ledger, by=cast.registrar, **asked)
    killed.append(worker(tmp_path, ahead=silence, dies_after=1).wait(timeout=300))
    export.refresh_from_db()
    left = (export.state, export.file.name)
    assert worker(tmp_path, ahead=2 * silence).wait(timeout=300) == 0
    batch.refresh_from_db()
    export.refresh_from_db()
    named = {batch.archive.name, export.file.name}
    unnamed = files_under(tmp_path) - named

    there = []
    for hours in (23, 25):
        time_machine.move_to(timezone.now() + timedelta(hours=hours), tick=False)
        discard_exports()
        discard_archives()
        there.append(files_under(tmp_path))
        time_machine.move_to(timezone.now() - timedelta(hours=hours), tick=False)

    assert (killed, len(part), left) == ([-SIGKILL] * 3, 1, ("running", ""))
    assert (batch.state, export.state) == (BatchState.FINISHED, "done")
    assert sorted(name.split("/")[0] for name in unnamed) == ["exports", "statements", "statements"]
    assert there == [named | unnamed, named]
