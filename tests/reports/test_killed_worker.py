"""A worker that is killed in the middle of its work, as a real process: what it leaves is made up for, each statement once."""

import subprocess
import sys
import time
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import settings

from reports.archive import INDEX
from reports.enums import BatchState
from reports.models import AnnualStatement, StatementBatch, StatementChunk
from reports.models.batches import SILENCE
from tests.factories import OrganizationFactory
from tests.reports.test_batches import batch_of, progress
from tests.server import environment


def worker(media: Path, *, ahead: float = 0) -> subprocess.Popen:
    command = [sys.executable, "-m", "tests.reports.worker", str(ahead)]
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

    assert second.wait(timeout=120) == 0
    batch = StatementBatch.objects.get(pk=batch.pk)
    assert progress(batch) == (BatchState.FINISHED, 7, 0)
    assert sorted(AnnualStatement.objects.values_list("organization", flat=True)) == [one.pk for one in organizations]
    with ZipFile(tmp_path / batch.archive.name) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
    expected = [f"金水区/{one.uscc}_{one.name}_2026.pdf" for one in organizations]
    assert sorted(names) == sorted([*expected, INDEX])
