"""The archive's package as an export: asked for by an administrator on a year, made in the background, fetched by its owner only."""

import subprocess
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine

from organizations.models import Organization
from reports.exports.models import Export
from reports.exports.tasks import continue_exports
from reports.models import AnnualStatement
from tests.reports.conftest import NOW
from tests.reports.test_statement_content import closed_case

pytestmark = pytest.mark.django_db
ADDRESS = "/exports/new/archive_package/"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


def asked(cast, organization: Organization, year: int = 2026) -> Export:
    answer = cast.client("administrator").post(f"{ADDRESS}?of={organization.uscc}&year={year}")
    assert (answer.status_code, answer.url) == (302, "/exports/")
    continue_exports()
    return Export.objects.latest("pk")


def test_package_is_offered_on_the_year_made_fetched_and_logged(cast, known, tmp_path):
    page = cast.client("administrator").get("/statements/").content.decode()

    export = asked(cast, known)

    answer = cast.client("administrator").get(f"/exports/{export.pk}/file/")
    content = b"".join(answer.streaming_content)
    assert f"{ADDRESS}?of={known.uscc}&amp;year=2026" in page
    assert (export.state, export.error, export.file_name) == ("done", "", f"{known.name}2026年度归档包{NOW:%Y%m%d}.zip")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/zip", "private, no-store")
    ZipFile(BytesIO(content)).extractall(tmp_path)
    folder = tmp_path / f"{known.uscc}_{known.name}_2026"
    verified = subprocess.run(["sha256sum", "-c", "--strict", "manifest-sha256.txt"], cwd=folder, check=False)
    assert verified.returncode == 0
    assert (folder / "01年度合规报告" / "2026年度合规报告.pdf").read_bytes().startswith(b"%PDF")
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert export.rows == len(files) - 2  # without the description and the manifest
    assert [move.name for move in export.moves.all()] == ["ask", "make", "download"]
    assert known.name in export.moves.last().reason
    assert AnnualStatement.objects.get().issued_by == cast.administrator


def test_whoever_reads_no_cases_gets_no_papers_of_cases(cast, known):
    closed_case(cast, known, NOW.date())
    page = cast.client("administrator").get(f"{ADDRESS}?of={known.uscc}&year=2026").content.decode()

    export = asked(cast, known)

    with export.file.open("rb") as stored:
        names = ZipFile(stored).namelist()
    assert "归档包不含案件文书" in page
    assert [name for name in names if "/05" in name] == []


@pytest.mark.parametrize(
    ("reader", "status"),
    [("administrator", 200), ("supervisor", 404), ("registrar", 404), ("auditor", 404), ("secretary", 404)],
)
def test_who_may_ask(reader, status, cast, known):
    client = cast.client(reader)

    assert client.get(f"{ADDRESS}?of={known.uscc}&year=2026").status_code == status
    assert ("归档包</a>" in client.get("/statements/").content.decode()) is (status == 200)
    assert client.get(f"{ADDRESS}?of={known.uscc}&year=1999").status_code == 404
    assert client.get(ADDRESS).status_code == 404


def test_year_without_the_organization_says_so_and_makes_no_file(cast, known):
    Organization.objects.filter(pk=known.pk).update(founded_on="2026-01-05")

    export = asked(cast, known, 2024)

    assert (export.state, export.file.name) == ("failed", "")
    assert "在 2024 年度不在登记状态" in export.error
