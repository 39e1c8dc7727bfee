"""A year is published once, whole, and corrected by numbered revisions alone; what was published can be made again for ever."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from compliance.enums import ReportState
from compliance.models import QuarterlyReport
from reports import batches
from reports.enums import ChunkState, PublicationState
from reports.freezing import content_hash
from reports.issuing import freeze, issue_one
from reports.models import AnnualStatement, Publication, StatementChunk
from reports.models.batches import ATTEMPTS, SILENCE
from reports.statement_paper import statement_pdf
from reports.tasks import continue_batches
from tests.reports.conftest import NOW, at
from tests.reports.pdf import running_text_of
from zhengzhou_ideology.notices.models import Notice

pytestmark = pytest.mark.django_db
LATER = at(2027, 2, 10)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(LATER, tick=False):
        yield


def publish(client, year=2026, sure="on"):
    return client.post(reverse("reports:publication_list"), {"year": year, "sure": sure})


@pytest.fixture
def draft(known) -> AnnualStatement:
    """Issued while the year was running."""
    return issue_one(known, 2026, now=NOW)


@pytest.fixture
def published(cast, known, several, draft, django_capture_on_commit_callbacks) -> Publication:
    with django_capture_on_commit_callbacks(execute=True):
        publish(cast.client("administrator"))
    return Publication.objects.get()


def holding(organization) -> AnnualStatement:
    return AnnualStatement.objects.filter(organization=organization, year=2026).latest().get()


def test_year_is_published_when_every_statement_is_frozen(cast, published, several):
    statements = AnnualStatement.objects.filter(publication=published)

    assert (published.state, published.by, statements.count()) == ("published", cast.administrator, 5)
    assert published.content_sha256 == content_hash(published)
    assert [(move.name, move.by) for move in published.moves.all()] == [
        ("begin", cast.administrator),
        ("publish", None),
    ]
    assert set(Notice.objects.filter(kind="annual_statement").values_list("recipient", flat=True)) == {
        cast.secretary.pk, cast.leader.pk, cast.stranger.pk, cast.strange_leader.pk,
    }  # fmt: skip


def test_draft_gives_way_to_what_was_published(known, draft, published):
    page = Client().get(reverse("reports:verify", args=[draft.verification_code])).content.decode()

    assert ("已失效。" in page, draft.standing, holding(known).standing) == (True, "预发稿", "正式发布")
    assert "预发稿" in running_text_of(statement_pdf(draft))
    assert "预发稿" not in running_text_of(statement_pdf(holding(known)))


def test_what_was_published_stays_whatever_changes(cast, known, published):
    before = holding(known)
    text, file = running_text_of(statement_pdf(before)), statement_pdf(before)
    known.name, known.address = "郑州市改名协会", "别处"
    known.save()
    QuarterlyReport.objects.filter(organization=known).update(state=ReportState.EXEMPTED)

    with time_machine.travel(LATER + timedelta(days=400)):
        cast.client("secretary").post(reverse("reports:statement_issue"), {"uscc": known.uscc, "year": 2026})
    again = holding(known)

    assert (again.pk, again.snapshot_sha256) == (before.pk, before.snapshot_sha256)
    assert (statement_pdf(again), running_text_of(statement_pdf(again))) == (file, text)
    assert "郑州市镕𬬮文化促进会" in text


def test_running_year_is_not_offered_and_not_published(cast, known):
    with time_machine.travel(NOW):
        answer = publish(cast.client("administrator"))

    assert (answer.status_code, Publication.objects.exists()) == (422, False)


def test_year_is_published_once(cast, published):
    answer = publish(cast.client("administrator"))

    assert (answer.status_code, Publication.objects.count()) == (422, 1)


def test_publication_wants_to_be_confirmed(cast, known):
    answer = publish(cast.client("administrator"), sure="")

    assert (answer.status_code, Publication.objects.exists()) == (422, False)


WHO = {
    "administrator": (200, 302),
    "supervisor": (200, 403),
    "auditor": (200, 403),
    "registrar": (404, 404),
    "leader": (404, 404),
}


@pytest.mark.parametrize(("name", "answers"), WHO.items())
def test_who_sees_and_who_publishes(cast, known, name, answers):
    client = cast.client(name)

    assert (client.get(reverse("reports:publication_list")).status_code, publish(client).status_code) == answers


def test_year_that_could_not_be_frozen_whole_is_not_published_until_it_is(
    cast, known, several, django_capture_on_commit_callbacks
):
    publish(cast.client("administrator"))
    publication = Publication.objects.get()
    freeze(publication, [known.pk], now=LATER, by=cast.administrator)
    dead = LATER - SILENCE - timedelta(seconds=1)
    StatementChunk.objects.update(state=ChunkState.CLAIMED, attempts=ATTEMPTS, claimed_at=dead)
    continue_batches()
    publication.refresh_from_db()
    frozen = AnnualStatement.objects.get()
    client, page = cast.client("administrator"), publication.get_absolute_url()

    unpublished = publication.state, client.get(frozen.get_absolute_url()).status_code
    said = client.get(page).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("reports:publication_resume", args=[2026]))

    publication.refresh_from_db()
    assert unpublished == (PublicationState.FREEZING, 404)
    assert "还有 5 个社会组织的数据未能固定" in said
    assert (publication.state, AnnualStatement.objects.count()) == (PublicationState.PUBLISHED, 5)
    assert AnnualStatement.objects.filter(pk=frozen.pk, publication=publication).exists()


def test_batch_after_publication_prints_what_was_published(cast, known, published):
    QuarterlyReport.objects.filter(organization=known).update(state=ReportState.EXEMPTED)

    batches.start(cast.organization.registration_authority, 2026, by=cast.administrator, now=LATER)
    continue_batches()

    assert AnnualStatement.objects.filter(organization=known).count() == 2  # the draft and the published one


# Revisions


def revise(client, organization, reason="第三季度报告经核实已豁免。"):
    return client.post(reverse("reports:statement_revise", args=[2026, organization.uscc]), {"reason": reason})


@pytest.fixture
def mended(known, published) -> Publication:
    """The records were put right after publication."""
    QuarterlyReport.objects.filter(organization=known, period__quarter=3).update(state=ReportState.EXEMPTED)
    return published


def test_revision_is_numbered_reasoned_kept_and_told(cast, known, several, mended):
    first, other = holding(known), holding(several[0])

    answer = revise(cast.client("administrator"), known)

    second = holding(known)
    assert answer.status_code == 302
    assert (second.revision, second.revision_reason, second.issued_by) == (
        1,
        "第三季度报告经核实已豁免。",
        cast.administrator,
    )
    assert AnnualStatement.objects.filter(pk=first.pk).exists()
    assert (first.is_superseded, second.is_superseded, holding(several[0])) == (True, False, other)
    assert mended.moves.get(name="revise").reason == f"{known}（{known.uscc}）第1次更正：第三季度报告经核实已豁免。"
    told = Notice.objects.filter(key=f"revision:{second.pk}")
    assert set(told.values_list("recipient", flat=True)) == {cast.secretary.pk, cast.leader.pk}
    text = running_text_of(statement_pdf(second))
    assert "第1次更正" in text
    assert "更正理由：第三季度报告经核实已豁免。" in text


def test_revision_page_lists_what_was_kept(cast, known, mended):
    client = cast.client("administrator")
    revise(client, known)

    page = client.get(reverse("reports:statement_revise", args=[2026, known.uscc])).content.decode()
    listed = client.get(mended.get_absolute_url()).content.decode()

    assert [words in page for words in ("正式发布（第 2 版）", "第1次更正（第 3 版）")] == [True, True]
    assert (known.name in listed, "第三季度报告经核实已豁免。" in listed) == (True, True)


@pytest.mark.parametrize(("reason", "status"), [("", 422), (" ", 422), ("有误。", 302)])
def test_revision_needs_a_reason(cast, known, mended, reason, status):
    assert revise(cast.client("administrator"), known, reason).status_code == status


def test_revision_without_a_change_is_refused(cast, known, published):
    before = holding(known)
    with time_machine.travel(LATER + timedelta(days=1)):
        answer = revise(cast.client("administrator"), known)

    assert (answer.status_code, holding(known)) == (409, before)


@pytest.mark.parametrize(
    ("name", "status"),
    [("supervisor", 403), ("auditor", 403), ("registrar", 404), ("secretary", 404), ("administrator", 302)],
)
def test_who_may_revise(cast, known, mended, name, status):
    assert revise(cast.client(name), known).status_code == status


def test_year_that_is_not_published_is_not_revised(cast, known, draft):
    assert revise(cast.client("administrator"), known).status_code == 404


@pytest.mark.parametrize("facts", [{"revision": 1, "revision_reason": ""}, {"revision": 0, "revision_reason": ""}])
def test_database_holds_that_a_revision_has_its_reason_and_its_own_number(known, published, facts):
    row = {"organization": known, "year": 2026, "version": 9, "publication": published, "snapshot": {}}

    with pytest.raises(IntegrityError), transaction.atomic():
        AnnualStatement.objects.create(**row, snapshot_sha256="0" * 64, **facts)
