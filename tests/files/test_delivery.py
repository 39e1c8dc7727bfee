"""How a stored file leaves the portal, and whether it is still what came in."""

from io import StringIO

import pytest
import time_machine
from django.contrib.auth.decorators import login_not_required
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import path

from tests.factories import UserFactory
from tests.files.samples import pdf, upload
from zhengzhou_ideology.files import intake
from zhengzhou_ideology.files.delivery import download
from zhengzhou_ideology.files.models import StoredFile


@login_not_required
def hand_out(request, pk):
    return download(StoredFile.objects.get(pk=pk))


urlpatterns = [path("<int:pk>/", hand_out)]


@pytest.fixture(autouse=True)
def _empty_storage(settings):
    """Other tests leave files in memory whose rows were rolled back."""
    settings.STORAGES = dict(settings.STORAGES)


@pytest.fixture
def stored(db) -> StoredFile:
    return intake.store(upload("第三季度 报告.pdf", pdf()), by=UserFactory())


@pytest.mark.urls("tests.files.test_delivery")
def test_download_is_private_and_without_rights(stored, client):
    response = client.get(f"/{stored.pk}/")

    assert b"".join(response.streaming_content) == pdf()
    assert {
        name: response[name]
        for name in (
            "Content-Type",
            "Content-Disposition",
            "X-Content-Type-Options",
            "Content-Security-Policy",
            "Cache-Control",
        )
    } == {
        "Content-Type": "application/pdf",
        "Content-Disposition": "attachment; filename*=utf-8''%E7%AC%AC%E4%B8%89%E5%AD%A3%E5%BA%A6%20%E6%8A%A5%E5%91%8A.pdf",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }


def check_files() -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("check_files", stdout=out, stderr=err)
    except SystemExit as stop:
        return stop.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_check_files_finds_all_well(stored):
    assert check_files() == (0, "已核对 1 个文件，0 个有问题，0 个没有登记。\n", "")


def test_check_files_names_the_altered_and_the_lost(stored):
    lost = intake.store(upload("丢失.pdf", pdf()), by=UserFactory())
    lost.file.storage.delete(lost.file.name)
    stored.file.storage.delete(stored.file.name)
    stored.file.storage.save(stored.file.name, ContentFile(b"%PDF-altered"))

    assert check_files() == (
        1,
        "已核对 2 个文件，2 个有问题，0 个没有登记。\n",
        f"{stored.pk} {stored.file.name} 第三季度 报告.pdf：内容与登记的 SHA-256 不符\n"
        f"{lost.pk} {lost.file.name} 丢失.pdf：无法读取（FileNotFoundError）\n",
    )


def test_check_files_finds_what_no_row_knows(stored):
    storage = stored.file.storage
    with time_machine.travel("2026-11-20 09:00+08:00"):
        old = storage.save("files/2026/11/20/left.pdf", ContentFile(b"%PDF-"))
    storage.save("files/2026/11/20/being-written.pdf", ContentFile(b"%PDF-"))

    assert check_files() == (
        1,
        "已核对 1 个文件，0 个有问题，1 个没有登记。\n",
        f"{old}：没有登记，可能是中断的上传留下的\n",
    )
