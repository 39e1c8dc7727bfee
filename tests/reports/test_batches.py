"""Statements of a whole authority: in chunks, by any number of workers, once each, and in spite of crashes."""

import io
from datetime import timedelta
from threading import Barrier, Thread
from zipfile import ZIP_STORED, ZipFile

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from reports import batches
from reports.archive import INDEX, MERGED
from reports.batch_progress import Pace, pace
from reports.enums import BatchState, ChunkState
from reports.models import AnnualStatement, StatementBatch, StatementChunk
from reports.models.batches import ATTEMPTS, SILENCE
from reports.tasks import continue_batches, discard_archives
from tests.factories import AuthorityFactory, DistrictFactory, OrganizationFactory
from tests.reports.conftest import NOW
from tests.reports.pdf import running_text_of
from zhengzhou_ideology.workflow import Refused


def batch_of(cast, *chunks, year=2026, **facts) -> StatementBatch:
    """A batch whose chunks hold these organizations."""
    batch = StatementBatch.objects.create(
        authority=cast.organization.registration_authority,
        year=year,
        total=sum(len(chunk) for chunk in chunks),
        started_by=cast.administrator,
        **facts,
    )
    for number, chunk in enumerate(chunks, start=1):
        StatementChunk.objects.create(batch=batch, number=number, organizations=[one.pk for one in chunk])
    return batch


def files_in(batch) -> dict[str, bytes]:
    with batch.archive.open("rb") as stored, ZipFile(stored) as archive:
        assert {entry.compress_type for entry in archive.infolist()} == {ZIP_STORED}
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def index_sheet(book: CalamineWorkbook) -> list[list]:
    """The header and the rows, below title, whose they are and “as of”."""
    return book.get_sheet_by_name("台账").to_python()[3:]


def index_of(files) -> list[dict]:
    header, *rows = index_sheet(CalamineWorkbook.from_filelike(io.BytesIO(files[INDEX])))
    return [dict(zip(header, row, strict=True)) for row in rows]


def progress(batch) -> tuple[str, int, int]:
    found = StatementBatch.objects.with_progress().get(pk=batch.pk)
    return found.state, found.done, found.failed


@pytest.mark.django_db
def test_start_covers_every_organization_of_the_subtree_in_chunks(cast, several, monkeypatch):
    monkeypatch.setattr(batches, "CHUNK", 2)
    OrganizationFactory(registration_authority=AuthorityFactory(other_district=True), competent_authority=None)

    batch = batches.start(cast.organization.registration_authority, 2026, by=cast.administrator, now=NOW)

    expected = sorted([cast.organization, *several], key=lambda one: one.uscc)
    assert [chunk.organizations for chunk in batch.chunks.all()] == [
        [one.pk for one in expected[:2]],
        [one.pk for one in expected[2:]],
    ]
    assert batch.total == 4


@pytest.mark.django_db
def test_double_click_starts_one_batch(cast, city):
    first = batches.start(city, 2026, by=cast.administrator, now=NOW)

    assert batches.start(city, 2026, by=cast.administrator, now=NOW) == first


@pytest.mark.django_db
def test_authority_without_organizations_is_refused(cast):
    with pytest.raises(Refused, match="没有社会组织"):
        batches.start(
            AuthorityFactory(code="410100-KJJ", name="郑州市科学技术局", kind="competent"),
            2026,
            by=cast.administrator,
            now=NOW,
        )


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["secretary", "registrar", "supervisor", "auditor", "competent"])
def test_only_an_administrator_starts(cast, city, name):
    with pytest.raises(PermissionDenied):
        batches.start(city, 2026, by=cast.user(name), now=NOW)


@pytest.mark.django_db
def test_workers_make_one_zip_with_every_statement_and_an_index(cast, known, several):
    batch = batch_of(cast, [known, several[0]], several[1:])

    continue_batches()

    batch.refresh_from_db()
    files = files_in(batch)
    index = index_of(files)
    assert progress(batch) == (BatchState.FINISHED, 4, 0)
    assert sorted(files) == sorted([f"金水区/{one.uscc}_{one.name}_2026.pdf" for one in [known, *several]] + [INDEX])
    assert [row["统一社会信用代码"] for row in index] == sorted(one.uscc for one in [known, *several])
    row = next(row for row in index if row["统一社会信用代码"] == known.uscc)
    assert (row["第一季度"], row["第二季度"], row["第三季度"]) == (
        "已接收，按期",
        "已接收，逾期报送",
        "尚未报送，逾期未报",
    )
    assert row["数据校验值"] in running_text_of(files[row["文件"]])
    assert (row["版本"], row["出具时间"].date(), row["统一社会信用代码"]) == (1, timezone.localdate(), known.uscc)


@pytest.mark.django_db
def test_parts_are_removed_when_the_zip_is_there(cast, several, django_capture_on_commit_callbacks):
    batch = batch_of(cast, several[:1], several[1:2])
    batches.make_next_chunk(timezone.now)
    part = StatementChunk.objects.get(batch=batch, number=1).part.name
    before = default_storage.exists(part)

    with django_capture_on_commit_callbacks(execute=True):
        batches.make_next_chunk(timezone.now)

    assert (before, default_storage.exists(part)) == (True, False)
    assert set(batch.chunks.values_list("part", flat=True)) == {""}


@pytest.mark.django_db
def test_chunk_of_a_killed_worker_is_made_by_the_next(cast, several):
    batch = batch_of(cast, several[:2], several[2:])
    killed = batches.claim(timezone.now())
    batches.issue([several[0].pk], 2026, now=timezone.now())
    StatementChunk.objects.filter(pk=killed.pk).update(
        claimed_at=timezone.now() - SILENCE - timedelta(seconds=1), done=1
    )

    continue_batches()

    batch.refresh_from_db()
    assert progress(batch) == (BatchState.FINISHED, 3, 0)
    assert len(files_in(batch)) == 4
    assert AnnualStatement.objects.count() == 3


@pytest.mark.django_db
def test_chunk_of_a_living_worker_is_left_to_it(cast, several):
    batch = batch_of(cast, several)
    batches.claim(timezone.now())

    continue_batches()

    assert progress(batch) == (BatchState.RUNNING, 0, 0)
    assert batch.chunks.get().attempts == 1


@pytest.mark.django_db
def test_worker_that_lost_its_claim_leaves_nothing_behind(cast, several):
    batch = batch_of(cast, several[:1])
    slow = batches.claim(timezone.now() - SILENCE - timedelta(seconds=1))
    continue_batches()
    batch.refresh_from_db()
    archive = batch.archive.name

    batches.make(slow, timezone.now)

    batch.refresh_from_db()
    assert (batch.archive.name, batch.chunks.get().attempts, slow.part.name) == (archive, 2, "")


@pytest.mark.django_db
def test_chunk_that_always_kills_its_worker_is_given_up(cast, several):
    batch = batch_of(cast, several[:1], several[1:])
    StatementChunk.objects.filter(batch=batch, number=1).update(
        state=ChunkState.CLAIMED, attempts=ATTEMPTS, claimed_at=timezone.now() - SILENCE - timedelta(seconds=1)
    )

    continue_batches()

    batch.refresh_from_db()
    missing = next(row for row in index_of(files_in(batch)) if row["统一社会信用代码"] == several[0].uscc)
    assert progress(batch) == (BatchState.FINISHED, 2, 1)
    assert (missing["文件"], missing["备注"]) == ("", "生成失败，请联系系统管理员")


@pytest.mark.django_db
def test_batch_that_made_nothing_has_failed(cast, several):
    batch = batch_of(cast, several)
    batch.chunks.update(
        state=ChunkState.CLAIMED, attempts=ATTEMPTS, claimed_at=timezone.now() - SILENCE - timedelta(seconds=1)
    )

    continue_batches()

    batch.refresh_from_db()
    assert (batch.state, bool(batch.archive), batch.error) == (
        BatchState.FAILED,
        False,
        "没有一份报告能够生成，请查看系统日志。",
    )


@pytest.mark.django_db
def test_organization_struck_off_meanwhile_is_named_in_the_index(cast, several):
    batch = batch_of(cast, several)
    several[0].founded_on = several[0].founded_on.replace(year=2027)
    several[0].save()

    continue_batches()

    batch.refresh_from_db()
    notes = {row["统一社会信用代码"]: row["备注"] for row in index_of(files_in(batch))}
    assert notes == {several[0].uscc: "该年度不在登记状态", several[1].uscc: "", several[2].uscc: ""}


@pytest.mark.django_db
def test_finished_batch_is_not_made_again(cast, several):
    batch = batch_of(cast, several[:1])
    continue_batches()
    batch.refresh_from_db()
    archive = batch.archive.name

    continue_batches()
    batches.finish(batch.pk, now=NOW)

    batch.refresh_from_db()
    assert batch.archive.name == archive


@pytest.mark.django_db
def test_name_in_index_cannot_become_a_formula(cast):
    organization = OrganizationFactory(name='=HYPERLINK("http://example.org")')
    batch = batch_of(cast, [organization])

    continue_batches()

    batch.refresh_from_db()
    assert index_of(files_in(batch))[0]["名称"] == '=HYPERLINK("http://example.org")'


@pytest.mark.django_db
def test_file_name_is_safe_and_short_enough(cast):
    organization = OrganizationFactory(name="郑州市/协会" + "长" * 110)
    batch = batch_of(cast, [organization])

    continue_batches()

    batch.refresh_from_db()
    name = next(name for name in files_in(batch) if name != INDEX)
    folder, file = name.split("/")
    assert (folder, file[:26]) == ("金水区", f"{organization.uscc}_郑州市_协会长"[:26])
    assert file.endswith("_2026.pdf")
    assert len(file.encode()) <= 255


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_each_statement_once(cast, several):
    organizations = [cast.organization, *several]
    batch = batch_of(cast, *[[one] for one in organizations])
    start, made = Barrier(2), []

    def work():
        start.wait()
        count = 0
        while batches.make_next_chunk(timezone.now):
            count += 1
        made.append(count)
        connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    batches.tend(timezone.now())

    batch.refresh_from_db()
    assert sum(made) == 4
    assert AnnualStatement.objects.count() == 4
    assert progress(batch) == (BatchState.FINISHED, 4, 0)
    assert len(files_in(batch)) == 5


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "kept"), [(29, True), (30, True), (31, False)])
def test_zip_is_kept_for_thirty_days(cast, several, django_capture_on_commit_callbacks, days, kept):
    batch = batch_of(cast, several)
    continue_batches()
    batch.refresh_from_db()
    stored, later = batch.archive.name, batch.finished_at + timedelta(days=days)

    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            batches.discard_archives(later)

    batch.refresh_from_db()
    assert (default_storage.exists(stored), bool(batch.archive)) == (kept, kept)
    assert batch.state == BatchState.FINISHED
    assert AnnualStatement.objects.count() == len(several)


@pytest.mark.django_db
def test_batch_without_its_zip_says_so_and_is_made_again(cast, several, django_capture_on_commit_callbacks):
    batch = batch_of(cast, several)
    continue_batches()
    client, archive = cast.client("administrator"), reverse("reports:batch_archive", args=[batch.pk])
    fresh = client.get(batch.get_absolute_url()).content.decode()
    StatementBatch.objects.update(finished_at=timezone.now() - timedelta(days=31))

    with django_capture_on_commit_callbacks(execute=True):
        discard_archives()
    page = client.get(batch.get_absolute_url()).content.decode()

    assert "文件保留 30 天" in fresh
    assert "压缩包已到期删除" in page
    assert archive not in page
    assert client.get(archive).status_code == 404
    again = batch_of(cast, several)
    continue_batches()
    again.refresh_from_db()
    assert len(files_in(again)) == len(several) + 1
    assert AnnualStatement.objects.count() == len(several)


@pytest.mark.django_db
def test_bound_copy_holds_every_page_with_bookmarks_by_district(cast, several):
    elsewhere = OrganizationFactory(district=DistrictFactory(code="410103", name="二七区"))
    batch = batch_of(cast, [elsewhere], several[:2], merged=True)

    continue_batches()

    batch.refresh_from_db()
    files = files_in(batch)
    singles = [content for name, content in files.items() if name not in (INDEX, MERGED)]
    with pikepdf.open(io.BytesIO(files[MERGED])) as bound, bound.open_outline() as outline:
        pages = len(bound.pages)
        marks = {item.title: [child.title for child in item.children] for item in outline.root}
        first = [pikepdf.Page(item.to_dictionary_object(bound).Dest[0]).index for item in outline.root]
    assert pages == sum(len(pikepdf.open(io.BytesIO(content)).pages) for content in singles)
    assert marks == {
        "二七区": [f"{elsewhere.uscc}_{elsewhere.name}_2026"],
        "金水区": [f"{one.uscc}_{one.name}_2026" for one in several[:2]],
    }
    assert (first[0], first[1] > 0) == (0, True)


@pytest.mark.django_db
def test_batch_without_a_wish_for_it_has_no_bound_copy(cast, several):
    batch = batch_of(cast, several[:1])

    continue_batches()

    batch.refresh_from_db()
    assert MERGED not in files_in(batch)


def given_up(cast, organizations, others):
    """Nobody could make the first part."""
    batch = batch_of(cast, organizations, others)
    dead = timezone.now() - SILENCE - timedelta(seconds=1)
    batch.chunks.update(state=ChunkState.CLAIMED, attempts=ATTEMPTS, claimed_at=dead)
    if others:
        batch.chunks.filter(number=2).update(attempts=0)
    continue_batches()
    batch.refresh_from_db()
    return batch


@pytest.mark.django_db
def test_failures_are_listed_and_made_up_for(cast, several, django_capture_on_commit_callbacks):
    batch = given_up(cast, several[:1], several[1:2])
    client = cast.client("administrator")
    before = client.get(batch.get_absolute_url()).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("reports:batch_resume", args=[batch.pk]))

    batch.refresh_from_db()
    after = client.get(batch.get_absolute_url()).content.decode()
    assert answer.status_code == 302
    assert (f"{several[0].uscc}　{several[0].name}：生成失败" in before, several[0].uscc in after) == (True, False)
    assert progress(batch) == (BatchState.FINISHED, 2, 0)
    assert len(files_in(batch)) == 3
    assert AnnualStatement.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "status"), [("supervisor", 403), ("auditor", 403), ("registrar", 404), ("leader", 404)]
)
def test_only_an_administrator_resumes(cast, several, name, status):
    batch = given_up(cast, several, [])

    assert cast.client(name).post(reverse("reports:batch_resume", args=[batch.pk])).status_code == status


@pytest.mark.django_db
def test_batch_without_failures_is_not_resumed(cast, several):
    batch = batch_of(cast, several[:1])
    continue_batches()

    assert cast.client("administrator").post(reverse("reports:batch_resume", args=[batch.pk])).status_code == 409


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("done", "minutes", "expected"),
    [(60, 2, Pace(30.0, 8)), (5, 1, Pace(5.0, 59)), (4, 1, None), (0, 10, None)],
)
def test_rate_and_time_left_follow_from_what_is_done(cast, several, done, minutes, expected):
    batch = batch_of(cast, several)
    batch.chunks.update(done=done)
    StatementBatch.objects.filter(pk=batch.pk).update(total=300)

    found = StatementBatch.objects.with_progress().get(pk=batch.pk)

    assert pace(found, found.created_at + timedelta(minutes=minutes)) == expected
