"""What was kept long enough: proposed by the portal, confirmed by a person, gone a week later, with a tombstone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance.models import ReportAttachment
from organizations.enums import ImportState, Role, Verdict
from organizations.models import ImportBatch, ImportRow, Membership, User
from reports.retention import disposal_workflow as workflow
from reports.retention import tending
from reports.retention.enums import DisposalState, RuleKey
from reports.retention.models import Disposal
from reports.retention.schedule import BY_KEY, SCHEDULE
from tests.events.factories import EventFilingFactory, EventPaperFactory
from tests.factories import QuarterlyReportFactory, ReportingPeriodFactory, member
from tests.files.samples import pdf, upload
from zhengzhou_ideology.files import intake, integrity
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.saved_views.keeping import keep
from zhengzhou_ideology.saved_views.models import SavedView
from zhengzhou_ideology.workcalendar.loading import policy_on
from zhengzhou_ideology.workcalendar.models import PolicyVersion
from zhengzhou_ideology.workflow import Refused

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 10, 9, 4, 15, tzinfo=SHANGHAI)
TODAY = NOW.date()
A_WEEK_LATER = NOW + workflow.GRACE


def report_of(cast, year: int) -> ReportAttachment:
    period = ReportingPeriodFactory(year=year, quarter=4, due_on=date(year + 1, 1, 15))
    report = QuarterlyReportFactory(organization=cast.organization, period=period)
    stored = intake.store(upload("专题研究.pdf", pdf()), by=cast.secretary)
    return ReportAttachment.objects.create(report=report, file=stored, section="special_study")


def keys_of(rule: RuleKey) -> list[int]:
    _before, rows = BY_KEY[rule].expired(policy_on(TODAY), TODAY)
    return sorted(rows.values_list("pk", flat=True))


def proposed(rule: RuleKey) -> Disposal:
    tending.propose(NOW)
    return Disposal.objects.get(rule=rule)


def carried_out(disposal: Disposal, cast, capture) -> Disposal:
    workflow.confirm(disposal, by=cast.administrator, now=NOW, reason="经鉴定无继续保存价值。")
    with capture(execute=True):
        tending.tend(A_WEEK_LATER)
    disposal.refresh_from_db()
    return disposal


@pytest.mark.parametrize(("year", "expired_"), [(2015, True), (2016, False), (2025, False)])
def test_files_of_papers_are_kept_for_the_years_of_the_policy(cast, year, expired_):
    """Ten full years after the year to which the paper belongs."""
    attachment = report_of(cast, year)

    assert keys_of(RuleKey.PAPER_FILES) == ([attachment.file_id] if expired_ else [])


def test_the_policy_is_what_counts(cast):
    attachment = report_of(cast, 2020)
    assert keys_of(RuleKey.PAPER_FILES) == []

    PolicyVersion.objects.create(
        rule="retention_files_years", value=5, effective_from=date(2026, 1, 1), source="郑档〔2026〕1号"
    )

    assert keys_of(RuleKey.PAPER_FILES) == [attachment.file_id]


def test_a_file_that_something_else_refers_to_is_kept(cast):
    attachment = report_of(cast, 2015)
    filing = EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary)
    assert keys_of(RuleKey.PAPER_FILES) == [attachment.file_id]

    EventPaperFactory(filing=filing, file=attachment.file)

    assert keys_of(RuleKey.PAPER_FILES) == []


def test_files_go_a_week_after_they_were_confirmed_and_leave_a_tombstone(cast, django_capture_on_commit_callbacks):
    attachment, kept = report_of(cast, 2015), report_of(cast, 2020)
    stored = attachment.file
    disposal = proposed(RuleKey.PAPER_FILES)
    workflow.confirm(disposal, by=cast.administrator, now=NOW, reason="经鉴定无继续保存价值。")

    with django_capture_on_commit_callbacks(execute=True):
        tending.tend(A_WEEK_LATER - timedelta(seconds=1))
    assert stored.file.storage.exists(stored.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        tending.tend(A_WEEK_LATER)

    disposal.refresh_from_db()
    stored.refresh_from_db()
    assert not stored.file.storage.exists(stored.file.name)
    assert kept.file.file.storage.exists(kept.file.file.name)
    assert disposal.tombstone == [{"id": stored.pk, "size": stored.size, "sha256": stored.sha256}]
    assert (disposal.state, disposal.rows, stored.disposed_at) == (DisposalState.DONE, 1, A_WEEK_LATER)
    assert [fault for _stored, fault in integrity.verify() if fault] == []
    assert list(disposal.moves.order_by("pk").values_list("name", "by")) == [
        ("confirm", cast.administrator.pk),
        ("carry_out", None),
    ]


def test_who_asks_for_a_file_that_is_gone_is_told_so(cast, django_capture_on_commit_callbacks):
    attachment = report_of(cast, 2015)
    carried_out(proposed(RuleKey.PAPER_FILES), cast, django_capture_on_commit_callbacks)

    answer = cast.client("secretary").get(reverse("compliance:attachment", args=[attachment.pk]))

    assert answer.status_code == 409
    assert "附件保存期限已满，已于2026年10月16日按规定销毁" in answer.content.decode()


def test_what_stopped_being_expired_stays_whatever_was_confirmed(cast, django_capture_on_commit_callbacks):
    attachment = report_of(cast, 2015)
    disposal = proposed(RuleKey.PAPER_FILES)
    PolicyVersion.objects.create(
        rule="retention_files_years", value=30, effective_from=date(2026, 1, 1), source="郑档〔2026〕2号"
    )

    carried_out(disposal, cast, django_capture_on_commit_callbacks)

    assert (disposal.tombstone, disposal.rows) == ([], 0)
    assert attachment.file.file.storage.exists(attachment.file.file.name)


def test_files_taken_off_a_draft_go_unless_a_submission_names_them(cast):
    removed, named = report_of(cast, 2025), report_of(cast, 2024)
    named.report.submissions.create(
        number=1,
        content={"attachments": [{"id": named.pk}]},
        sha256="0" * 64,
        submitted_at=NOW - timedelta(days=500),
        certified_by=cast.leader,
        certified_as="负责人",
    )
    for attachment in (removed, named):
        attachment.take_off(NOW - timedelta(days=400))
    fresh = report_of(cast, 2023)
    fresh.take_off(NOW - timedelta(days=300))

    assert keys_of(RuleKey.REMOVED_FILES) == [removed.file_id]


def test_old_notices_that_were_read_go(cast, django_capture_on_commit_callbacks):
    def notice(number, **facts):
        old = NOW - timedelta(days=4 * 365)
        values = {
            "recipient": cast.secretary,
            "kind": "operations",
            "subject": "旧通知",
            "created_at": old,
            "read_at": old,
        }
        return Notice.objects.create(**{**values, "key": f"old{number}", **facts})

    gone, unread = notice(1), notice(5, read_at=None, created_at=NOW - timedelta(days=5 * 365 + 3))
    kept = {notice(2, read_at=None), notice(3, is_legal_paper=True), notice(4, created_at=NOW - timedelta(days=900))}

    disposal = carried_out(proposed(RuleKey.NOTICES), cast, django_capture_on_commit_callbacks)

    assert set(Notice.objects.filter(key__startswith="old")) == kept
    assert disposal.tombstone == [{"id": one.pk, "kind": "operations"} for one in (gone, unread)]


def test_an_account_that_ended_becomes_a_number(cast, django_capture_on_commit_callbacks):
    former = member(Role.SECRETARY, cast.organization, ends_on=date(2023, 1, 31))
    active = member(Role.SECRETARY, cast.organization, ends_on=date(2023, 1, 31))
    recent = member(Role.SECRETARY, cast.organization, ends_on=date(2025, 1, 31))
    User.objects.filter(pk__in=[former.pk, recent.pk]).update(is_active=False, phone="0371-12345678")
    for user in (former, recent):
        keep(user, "reports", name="我的草稿", parameters={"state": "draft"})

    disposal = carried_out(proposed(RuleKey.ACCOUNTS), cast, django_capture_on_commit_callbacks)

    former.refresh_from_db()
    assert (former.username, former.name) == (f"former-{former.pk}", f"原账号{former.pk}")
    assert (former.email, former.phone, former.has_usable_password()) == ("", "", False)
    assert disposal.tombstone == [{"id": former.pk}]
    assert Membership.objects.filter(user=former).exists()
    assert [view.user for view in SavedView.objects.all()] == [recent]
    assert active.name in {user.name for user in User.objects.filter(pk=active.pk)}
    assert keys_of(RuleKey.ACCOUNTS) == []


def test_cells_of_old_lists_are_emptied_and_the_import_stays(cast, django_capture_on_commit_callbacks):
    batch = ImportBatch.objects.create(
        file_name="名录.xlsx", file_sha256="0" * 64, state=ImportState.APPLIED, uploaded_by=cast.registrar
    )
    ImportBatch.objects.filter(pk=batch.pk).update(uploaded_at=NOW - timedelta(days=400))
    row = ImportRow.objects.create(batch=batch, row=2, verdict=Verdict.NEW, cells=["王某某"], values={"name": "协会"})

    carried_out(proposed(RuleKey.IMPORT_ROWS), cast, django_capture_on_commit_callbacks)

    row.refresh_from_db()
    assert (row.cells, row.values) == ([], {"name": "协会"})


def test_what_somebody_keeps_is_not_proposed_again_for_a_year(cast):
    report_of(cast, 2015)
    workflow.keep(proposed(RuleKey.PAPER_FILES), by=cast.auditor, now=NOW, reason="尚有查考价值。")

    assert (tending.propose(NOW + timedelta(days=364)), tending.propose(NOW + timedelta(days=367))) == (0, 1)


def test_one_proposal_at_a_time(cast):
    report_of(cast, 2015)

    assert (tending.propose(NOW), tending.propose(NOW)) == (1, 0)


@pytest.mark.parametrize("role", ["secretary", "leader", "registrar", "supervisor", "security", "auditor"])
def test_nobody_but_an_administrator_confirms(cast, role):
    report_of(cast, 2015)

    with pytest.raises(PermissionDenied):
        workflow.confirm(proposed(RuleKey.PAPER_FILES), by=cast.user(role), now=NOW, reason="经鉴定。")


def test_a_confirmation_gives_its_reason_and_can_be_stopped(cast):
    report_of(cast, 2015)
    disposal = proposed(RuleKey.PAPER_FILES)
    with pytest.raises(Refused):
        workflow.confirm(disposal, by=cast.administrator, now=NOW, reason=" ")
    workflow.confirm(disposal, by=cast.administrator, now=NOW, reason="经鉴定。")

    workflow.keep(disposal, by=cast.auditor, now=NOW, reason="审计需要。")

    tending.tend(A_WEEK_LATER)
    disposal.refresh_from_db()
    assert disposal.state == DisposalState.KEPT


def test_pages_lead_from_the_schedule_to_the_confirmation(cast):
    report_of(cast, 2015)
    disposal = proposed(RuleKey.PAPER_FILES)
    client = cast.client("administrator")

    listed = client.get(reverse("retention:disposal_list")).content.decode()
    refused = client.post(reverse("retention:confirm", args=[disposal.pk]), {"reason": ""})
    done = client.post(
        reverse("retention:confirm", args=[disposal.pk]), {"reason": "经鉴定无继续保存价值。"}, follow=True
    )

    assert [rule.what for rule in SCHEDULE if rule.what not in listed] == []
    assert "所属年度结束后 10 年" in listed
    assert (refused.status_code, done.status_code) == (422, 200)
    assert "已确认待执行" in done.content.decode()
    assert "经鉴定无继续保存价值。" in done.content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [("administrator", 200), ("auditor", 200), ("security", 403), ("registrar", 403), ("leader", 403)],
)
def test_who_sees_the_schedule(cast, role, status):
    report_of(cast, 2015)
    disposal = proposed(RuleKey.PAPER_FILES)
    client = cast.client(role)

    assert client.get(reverse("retention:disposal_list")).status_code == status
    assert client.get(disposal.get_absolute_url()).status_code == status


def test_the_list_asks_as_often_for_three_as_for_one(cast, django_assert_num_queries):
    client = cast.client("administrator")
    Disposal.objects.create(rule=RuleKey.NOTICES, term="", expired_before=TODAY, keys=[1], rows=1)
    client.get(reverse("retention:disposal_list"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("retention:disposal_list"))
    for rule in (RuleKey.ACCOUNTS, RuleKey.IMPORT_ROWS):
        Disposal.objects.create(rule=rule, term="", expired_before=TODAY, keys=[1], rows=1)

    with django_assert_num_queries(len(one)):
        client.get(reverse("retention:disposal_list"))
