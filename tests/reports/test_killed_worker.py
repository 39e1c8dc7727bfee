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
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from time_machine import travel

from reports.archive import INDEX
from reports.enums import BatchState
from reports.exports import asking, making
from reports.exports.tasks import discard_exports
from reports.models import AnnualStatement, StatementBatch, StatementChunk
from reports.models.batches import FOLDER, SILENCE
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
def test_files_that_a_killed_worker_stored_and_no_row_names_are_swept_at_night(cast, tmp_path, settings):
    """An export whose worker dies between storing the file and saying so; parts and zips of batches are left in the same way."""
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": FILES, "OPTIONS": {"location": str(tmp_path)}}}
    batch, archive = batch_of(cast, [cast.organization]), ContentFile(b"PK")
    batch.archive.save("statements.zip", archive)
    left_of_batches = default_storage.save(f"{FOLDER}/part.zip", archive)
    ledger, asked = ledgers()["organizations"], {"parameters": {}, "columns": ["uscc"], "day": "20261020"}
    export = asking.ask(ledger, by=cast.registrar, **asked)
    StatementChunk.objects.all().delete()
    killed = worker(tmp_path, dies_after=1).wait(timeout=300)
    export.refresh_from_db()
    left = (export.state, export.file.name)
    [unnamed] = {name for name in files_under(tmp_path) if name.startswith("exports/")}
    assert making.make_next(lambda: timezone.now() + 2 * SILENCE)
    export.refresh_from_db()
    named = {batch.archive.name, export.file.name}

    there = []
    for hours in (23, 25):
        with travel(timezone.now() + timedelta(hours=hours), tick=False):
            discard_exports()
            discard_archives()
            there.append(files_under(tmp_path))

    assert (killed, left, export.state) == (-SIGKILL, ("running", ""), "done")
    assert there == [named | {unnamed, left_of_batches}, named]
