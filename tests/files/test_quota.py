"""How much hangs on one paper: a number of files and their size together, those taken off included."""

import errno
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage, InMemoryStorage
from django.urls import reverse

from tests.events.factories import EventFilingFactory
from tests.factories import QuarterlyReportFactory, UserFactory
from tests.files.samples import pdf, upload
from tests.snapshot import paths
from zhengzhou_ideology.files import intake, quota
from zhengzhou_ideology.files.models import StoredFile

pytestmark = pytest.mark.django_db


def box_of(kind, cast) -> str:
    if kind == "event":
        return reverse(
            "events:attach",
            args=[
                EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary, complete=False).pk,
                "agenda",
            ],
        )
    return reverse(
        "compliance:attach", args=[QuarterlyReportFactory(organization=cast.organization).pk, "special_study"]
    )


@pytest.mark.parametrize("kind", ["event", "report"])
def test_a_draft_takes_so_many_files_and_no_more(cast, settings, kind):
    settings.ATTACHMENTS_MAX_NUMBER = 2
    client, box = cast.client("secretary"), box_of(kind, cast)

    def send(number):
        return client.post(
            box, {"files": [upload("报告.pdf", pdf()) for _ in range(number)]}, headers={"X-Upload": "1"}
        )

    answers = [send(3), send(2), send(1)]

    assert [answer.status_code for answer in answers] == [422, 200, 422]
    assert answers[0].json()["errors"][0].startswith("一份材料的附件最多 2 个")
    assert StoredFile.objects.count() == 2


def test_size_of_all_together_is_limited(settings):
    settings.ATTACHMENTS_MAX_BYTES = 2 * len(pdf())
    one = intake.store(upload("报告.pdf", pdf()), by=UserFactory())
    kept = StoredFile.objects.filter(pk=one.pk).values("pk")

    assert len(quota.within([upload("二.pdf", pdf())], kept)) == 1
    with pytest.raises(ValidationError, match="合计"):
        quota.within([upload("二.pdf", pdf()), upload("三.pdf", pdf())], kept)


class Full(InMemoryStorage):
    """A disk that is full before the file is whole."""

    def save(self, name, content, max_length=None):
        super().save(name, content, max_length=max_length)
        raise OSError(errno.ENOSPC, "No space left on device")


def test_full_disk_is_said_and_leaves_nothing_behind(settings, cast):
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "tests.files.test_quota.Full"}}
    box = box_of("report", cast)

    answer = cast.client("secretary").post(box, {"files": [upload("报告.pdf", pdf())]}, headers={"X-Upload": "1"})

    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        ["服务器存储空间不足，文件没有保存。请稍后再试，并告知登记管理机关。"],
    )
    assert not StoredFile.objects.exists()
    assert [*paths()] == []


def test_other_faults_of_the_storage_surface_and_leave_nothing_behind(tmp_path, monkeypatch):
    storage = FileSystemStorage(location=tmp_path)
    monkeypatch.setattr(StoredFile._meta.get_field("file"), "storage", storage)
    monkeypatch.setattr(FileSystemStorage, "_save", half_written)

    with pytest.raises(OSError, match="I/O"):
        intake.store(upload("报告.pdf", pdf()), by=UserFactory())

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def half_written(storage, name, content):
    path = Path(storage.path(name))
    path.parent.mkdir(parents=True)
    path.write_bytes(b"%PDF-")
    raise OSError(errno.EIO, "I/O error")
