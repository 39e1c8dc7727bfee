"""Disks that are full, on real processes; docs/faults.md has the table. A small one can be mounted by root alone."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from tests.machines.hosts import status
from tests.machines.person import VERSION, Person, found
from tests.machines.quarter_end import minutes_of
from tests.machines.servers import Servers
from tests.machines.test_web_faults import Asked, drafts, web

# A server outlives the object that started it.
pytestmark = [
    pytest.mark.machines,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk"),
]
MEGABYTE = 2**20


@contextmanager
def disk(folder: Path, megabytes: int) -> Iterator[Path]:
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def moved(stack: Servers, place: Path) -> None:
    """The primary's data lies there from now on."""
    stack.primary.stop()
    subprocess.run(["cp", "-a", stack.primary.data, place], check=True)
    shutil.rmtree(stack.primary.data)
    stack.primary.data = place
    stack.primary.start()


@contextmanager
def primary_on_a_small_disk(stack: Servers) -> Iterator[Path]:
    """As large as what it holds already and a little more. Afterwards it is where it was."""
    usual = stack.primary.data
    size = sum(path.stat().st_size for path in usual.rglob("*") if path.is_file()) // MEGABYTE
    with disk(stack.folder / "small", size + 48) as small:
        try:
            moved(stack, small / "primary")
            yield small
        finally:
            (small / "filler").unlink(missing_ok=True)
            moved(stack, usual)


def fill(folder: Path, *, but: int) -> None:
    """To the last block but so many bytes."""
    with (folder / "filler").open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(b"0" * 4096)
        except OSError:
            assert shutil.disk_usage(folder).free == 0
        filler.truncate(filler.tell() - but)


def words(number: int) -> str:
    """A long text that no compression makes short."""
    return f"{number}：" + "".join(chr(0x4E00 + Random(number + at).randrange(20000)) for at in range(3000))


def test_disk_of_the_database_that_is_full_is_said_and_keeps_what_was_accepted(stack, city, tmp_path):
    (pk, uscc), asked, accepted = drafts(stack, 1)[0], Asked(), ""
    edit = f"/reports/{pk}/edit/"
    with primary_on_a_small_disk(stack) as small, web(stack, tmp_path, workers=1) as host:
        site = f"http://127.0.0.1:{host.port}"
        secretary = Person(site, f"{uscc}-secretary", heard=asked.heard)
        secretary.signs_in(factor=False)
        version = found(VERSION, secretary.page("edit", edit))

        def saves(text: str):
            facts = {"csrfmiddlewaretoken": secretary.line.cookies["csrftoken"], "version": version, "findings": text}
            return secretary.line.post(f"{site}{edit}", data=facts, headers={"X-Autosave": "1"}, timeout=60)

        fill(small, but=MEGABYTE // 2)
        for number in range(500):
            answer = saves(words(number))
            if answer.status_code != 200:
                break
            accepted, version = words(number), str(answer.json()["version"])
        alive = status(f"{site}/livez")
        (small / "filler").unlink()
        stack.primary.start()
        kept = stack.primary.asked("SELECT findings FROM compliance_quarterlyreport WHERE id = %s", pk)
        again = saves("有了空间")

    assert (answer.status_code, answer.headers.get("Retry-After"), alive) == (503, "15", 200)
    assert number > 1
    assert kept == accepted
    assert again.status_code == 200
    assert stack.primary.asked("SELECT findings FROM compliance_quarterlyreport WHERE id = %s", pk) == "有了空间"


def test_disk_of_attachments_that_is_full_is_said_and_leaves_nothing_behind(stack, city, tmp_path):
    (pk, uscc), asked = drafts(stack, 1)[0], Asked()
    with disk(tmp_path / "media", 3) as media, web(stack, tmp_path, workers=1, MEDIA_ROOT=str(media)) as host:
        secretary = Person(f"http://127.0.0.1:{host.port}", f"{uscc}-secretary", heard=asked.heard)
        secretary.signs_in(factor=False)
        token = secretary.line.cookies["csrftoken"]
        answers = [upload(secretary, pk, token, number) for number in range(20)]
        files = [path for path in media.rglob("*") if path.is_file()]

    taken = stack.primary.asked("SELECT count(*) FROM compliance_reportattachment WHERE report_id = %s", pk)
    assert max(answers[:2]) < 400
    assert set(answers[-2:]) <= {422, 507}
    assert len(files) == taken == sum(answer < 400 for answer in answers)


def upload(secretary: Person, pk: int, token: str, number: int) -> int:
    answer = secretary.line.post(
        f"{secretary.site}/reports/{pk}/files/council/",
        data={"csrfmiddlewaretoken": token},
        files={"files": (f"{number}.pdf", minutes_of(number), "application/pdf")},
        allow_redirects=False,
        timeout=60,
        headers={"Accept": "text/html", "X-Upload": "1"},
    )
    return int(answer.status_code)
