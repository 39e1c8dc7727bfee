"""Papers entered for an organization without an account: what holds, what is refused, and what the organization sees later."""

import subprocess
from datetime import date, timedelta

import pgtrigger
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from compliance import entry_workflow, report_workflow
from compliance.enums import ReturnGround
from compliance.models import CommitmentLetter, Duty, PaperEntry, QuarterlyReport
from organizations.enums import Role
from tests.compliance.conftest import NOW
from tests.compliance.test_drafting import FILLED, picture
from tests.factories import (
    MembershipFactory,
    OrganizationFactory,
    QuarterlyReportFactory,
    ResponsiblePersonFactory,
    duty_of,
    member,
)
from tests.papers.archive import faults_of
from tests.tables import cells
from zhengzhou_ideology.workflow import Refused

pytestmark = pytest.mark.django_db

TODAY = date(2026, 10, 9)


@pytest.fixture(autouse=True)
def at_work(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def offline(cast):
    """An organization of the cast's bureau that nobody has an account of."""
    return OrganizationFactory(name="郑州市无账号协会", address="郑州市金水区测试路1号")


@pytest.fixture
def signatory(offline):
    return ResponsiblePersonFactory(organization=offline)


@pytest.fixture
def report(offline, signatory):
    return QuarterlyReportFactory(organization=offline, complete=True)


def facts(signatory, **other):
    upload = SimpleUploadedFile("原件.jpg", picture().read(), "image/jpeg")
    dates = {"signed_on": date(2026, 10, 5), "received_on": date(2026, 10, 8)}
    return {"signed_by": signatory, **dates, "uploads": upload, **other}


def enter(cast, paper, signatory, **other):
    return entry_workflow.enter(paper, by=cast.registrar, now=NOW, **facts(signatory, **other))


@pytest.fixture
def entered(cast, report, signatory):
    return enter(cast, report, signatory)


def text_of(pdf: bytes) -> str:
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    return "".join(found.decode().split())


def test_registrar_fills_in_and_submits_what_came_on_paper(cast, offline, signatory):
    report = QuarterlyReportFactory(organization=offline)
    client = cast.client("registrar")

    saved = client.post(f"/reports/{report.pk}/edit/", {**FILLED, "version": 0, "send": "1"})
    page = client.get(f"/reports/{report.pk}/")
    typed = facts(signatory) | {"signed_by": signatory.pk}
    answer = client.post(f"/reports/{report.pk}/enter/", typed)

    report.refresh_from_db()
    entry = PaperEntry.objects.get()
    assert (saved.status_code, saved["Location"], answer.status_code) == (302, f"/reports/{report.pk}/", 302)
    assert page.context["content"]["findings"] == "无"
    assert (report.state, report.prepared_by, report.certified_by) == ("submitted", cast.registrar, None)
    assert (entry.paper, entry.number, entry.signed_by, entry.entered_by, entry.entered_at) == (
        report,
        1,
        signatory,
        cast.registrar,
        NOW,
    )
    assert report.latest_submission.content["entry"] == {
        "signed_by": "主要负责人 王某某",
        "signed_on": "2026-10-05",
        "scan_sha256": entry.scan.sha256,
        "received_on": "2026-10-08",
        "entered_by": cast.registrar.name,
        "entered_as": "金水区民政局 · 登记管理机关经办人",
    }


@pytest.mark.parametrize(("received_on", "late"), [(date(2026, 10, 7), False), (date(2026, 10, 8), True)])
def test_paper_is_in_time_if_it_was_received_in_time(received_on, late, cast, report, signatory):
    QuarterlyReport.objects.filter(pk=report.pk).update(due_on=date(2026, 10, 7))

    enter(cast, report, signatory, received_on=received_on)

    assert (report.first_submitted_on, report.is_late) == (received_on, late)


WHO_MAY = """
       registrar city_registrar supervisor competent administrator secretary strange_registrar
change x         x              .          .         .             .         .
enter  x         x              .          .         .             .         .
"""


def test_who_may_enter_a_paper(cast, report):
    held = {
        (verb, role): cast.user(role).has_perm(f"compliance.{verb}_quarterlyreport", report)
        for verb, role in cells(WHO_MAY)
    }

    assert held == cells(WHO_MAY)


ONCE_ENTERED = """
           registrar city_registrar supervisor
accept     .         x              .
send_back  .         x              .
take_back  x         .              .
withdraw   .         .              .
"""


def test_another_officer_decides_on_what_one_has_entered(cast, entered):
    held = {
        (verb, role): cast.user(role).has_perm(f"compliance.{verb}_quarterlyreport", entered)
        for verb, role in cells(ONCE_ENTERED)
    }

    assert held == cells(ONCE_ENTERED)


def test_who_entered_it_accepts_it_neither_by_move_nor_in_a_batch_nor_by_sql(cast, entered):
    with pytest.raises(PermissionDenied):
        report_workflow.accept(entered, by=cast.registrar, now=NOW)
    batch = cast.client("registrar").post("/reports/accept/", {"report": [entered.pk], "confirmed": "1"})
    with pytest.raises(IntegrityError, match="whoever entered a paper does not accept it"), transaction.atomic():
        QuarterlyReport.objects.filter(pk=entered.pk).update(state="accepted", decided_by=cast.registrar)

    entered.refresh_from_db()
    assert ([result.problem for result in batch.context["results"]], entered.state) == (
        ["您无权接收该材料。"],
        "submitted",
    )


def test_another_officer_accepts_it(cast, entered):
    report_workflow.accept(entered, by=cast.city_registrar, now=NOW)

    assert (entered.state, entered.decided_by) == ("accepted", cast.city_registrar)


def test_duty_that_nobody_accepts_otherwise_waits_for_another_officer_too(cast, offline, signatory):
    duty = duty_of(offline, "year_end_exchange")
    Duty.objects.filter(pk=duty.pk).update(done_on=date(2026, 10, 1), headcount=12, summary="已交流。")

    enter(cast, duty, signatory)
    with pytest.raises(IntegrityError, match="whoever entered a paper does not accept it"), transaction.atomic():
        Duty.objects.filter(pk=duty.pk).update(state="accepted", decided_by=cast.registrar)
    report_workflow.accept(duty, by=cast.city_registrar, now=NOW)

    assert [(move.name, move.by) for move in duty.moves.all()] == [
        ("enter", cast.registrar),
        ("accept", cast.city_registrar),
    ]


def test_letter_that_came_by_post_is_its_own_scan(cast, offline, signatory):
    duty = duty_of(offline, "commitment")

    enter(cast, duty, signatory)

    letter = CommitmentLetter.objects.get()
    assert (duty.done_on, letter.way, duty.attachments.get().file) == (
        date(2026, 10, 5),
        "paper",
        PaperEntry.objects.get().scan,
    )
    assert "按签字原件代录" in text_of(cast.client("registrar").get(f"/duties/{duty.pk}/letter.pdf").content)


def test_photo_that_is_there_already_is_not_added_twice(cast, offline, signatory):
    duty = duty_of(offline, "commitment")
    client = cast.client("registrar")
    client.post(f"/duties/{duty.pk}/files/required/", {"files": [picture()]})
    read = client.get(f"/duties/files/{duty.attachments.get().pk}/").status_code

    enter(cast, duty, signatory)

    assert (read, duty.attachments.count()) == (200, 1)


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"received_on": date(2026, 10, 10)}, "收到日期不能晚于今天"),
        ({"signed_on": date(2026, 10, 9)}, "签署日期不能晚于收到日期"),
    ],
)
def test_wrong_days_are_refused(other, sentence, cast, report, signatory):
    with pytest.raises(Refused, match=sentence):
        enter(cast, report, signatory, **other)

    assert PaperEntry.objects.count() == 0


def test_who_signed_held_the_post_on_that_day(cast, report, signatory):
    later = ResponsiblePersonFactory(organization=report.organization, post="branch_secretary", term_from=TODAY)

    with pytest.raises(Refused, match="签署人在签署之日不是该社会组织的第一责任人"):
        enter(cast, report, later)


def test_incomplete_paper_is_not_entered_and_what_was_typed_is_kept(cast, offline, signatory):
    report = QuarterlyReportFactory(organization=offline)

    answer = cast.client("registrar").post(
        f"/reports/{report.pk}/enter/", facts(signatory) | {"signed_by": signatory.pk}
    )

    said = answer.content.decode()
    assert (answer.status_code, "项未完成" in said, 'value="2026-10-05"' in said) == (409, True, True)
    assert PaperEntry.objects.count() == 0


def test_paper_without_its_scan_is_not_entered(cast, report, signatory):
    typed = facts(signatory) | {"signed_by": signatory.pk}
    del typed["uploads"]

    answer = cast.client("registrar").post(f"/reports/{report.pk}/enter/", typed)

    assert (answer.status_code, PaperEntry.objects.count()) == (422, 0)


def test_nothing_is_entered_for_an_organization_that_has_ended(cast, report, signatory):
    type(report.organization).objects.filter(pk=report.organization_id).update(
        status="deregistered", ended_on=date(2026, 10, 1)
    )

    with pytest.raises(Refused, match="不再报送"):
        enter(cast, report, signatory)


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.LEADER])
def test_organization_with_an_account_in_use_files_itself(role, cast, report, signatory):
    member(role, report.organization)
    client = cast.client("registrar")

    with pytest.raises(Refused, match="已有账号"):
        enter(cast, report, signatory)

    page = client.get(f"/reports/{report.pk}/")
    answers = [
        client.get(f"/reports/{report.pk}/edit/").status_code,
        client.post(f"/reports/{report.pk}/enter/", facts(signatory) | {"signed_by": signatory.pk}).status_code,
    ]
    assert answers == [403, 409]
    assert "enter" not in {offer.name for offer in page.context["offers"]}
    assert (PaperEntry.objects.count(), page.context["content"]) == (0, None)


def row(paper, signatory, by, **other):
    said = {"signed_on": date(2026, 10, 5), "received_on": date(2026, 10, 8), "entered_at": NOW, "entered_as": ""}
    of = {"organization": paper.organization, "report": paper, "number": 2, "scan": PaperEntry.objects.get().scan}
    return PaperEntry(**{**of, **said, "signed_by": signatory, "entered_by": by, **other})


def test_database_itself_refuses_an_entry_beside_an_account(cast, entered, signatory):
    member(Role.SECRETARY, entered.organization)

    with pytest.raises(IntegrityError, match="with an account in use files its papers itself"), transaction.atomic():
        row(entered, signatory, cast.registrar).save()


def test_account_that_is_over_does_not_stand_in_the_way(cast, report, signatory):
    MembershipFactory(organization=report.organization, ends_on=date(2026, 1, 1))
    MembershipFactory(organization=report.organization, user__is_active=False)

    enter(cast, report, signatory)

    assert report.state == "submitted"


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"received_on": date(2026, 10, 10)}, "entered after it was received"),
        ({"signed_on": date(2026, 10, 9)}, "entry_signed_before_received"),
        ({"report": None}, "of a paper of its organization"),
    ],
)
def test_database_itself_refuses_wrong_entries(other, sentence, cast, entered, signatory):
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        row(entered, signatory, cast.registrar, **other).save()


def test_database_itself_refuses_a_strange_signature_officer_or_organization(cast, entered, signatory):
    stranger = ResponsiblePersonFactory()
    liaison = ResponsiblePersonFactory(organization=entered.organization, post="liaison")
    for signed_by, by, sentence in (
        (stranger, cast.registrar, "signed by a first responsible person of that day"),
        (liaison, cast.registrar, "signed by a first responsible person of that day"),
        (signatory, cast.supervisor, "entered by a registrar"),
    ):
        with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
            row(entered, signed_by, by).save()
    with pytest.raises(IntegrityError, match="of a paper of its organization"), transaction.atomic():
        row(entered, stranger, cast.registrar, organization=stranger.organization).save()
    study = duty_of(entered.organization, "study")
    with pgtrigger.ignore(), pytest.raises(IntegrityError, match="entry_is_of_one_paper"), transaction.atomic():
        row(entered, signatory, cast.registrar, duty=study).save()


def test_entry_is_written_once(cast, entered):
    with pytest.raises(Exception, match="append_only"), transaction.atomic():
        PaperEntry.objects.update(received_on=date(2026, 10, 1))


def test_organization_sees_what_was_entered_once_it_has_an_account_and_amends_it(cast, entered):
    report_workflow.accept(entered, by=cast.city_registrar, now=NOW)
    cast.users["new"] = member(Role.SECRETARY, entered.organization)
    client, entry = cast.client("new"), PaperEntry.objects.get()

    page = client.get(f"/reports/{entered.pk}/")
    answers = [client.get(f"/paper-entries/{entry.pk}/{what}").status_code for what in ("scan/", "receipt.pdf")]
    amended = client.post(f"/reports/{entered.pk}/amend/")

    said = page.content.decode()
    assert [word for word in ("代录", "2026年10月8日", cast.registrar.name) if word not in said] == []
    assert (answers, amended.status_code) == ([200, 200], 302)
    assert QuarterlyReport.objects.get(amends=entered).prepared_by == cast.new


def test_what_was_entered_by_mistake_is_taken_back_and_entered_anew(cast, entered, signatory):
    cast.client("registrar").post(f"/reports/{entered.pk}/take-back/", {"reason": "日期录错。"})
    entered.refresh_from_db()
    between = (entered.state, entered.first_submitted_on)

    enter(cast, entered, signatory, received_on=date(2026, 10, 9))

    assert between == ("draft", None)
    assert [(entry.number, entry.received_on) for entry in entered.paper_entries.order_by("number")] == [
        (1, date(2026, 10, 8)),
        (2, date(2026, 10, 9)),
    ]


def test_paper_that_was_returned_is_entered_anew_and_stays_in_time(cast, entered, signatory):
    report_workflow.send_back(entered, by=cast.city_registrar, now=NOW, ground=ReturnGround.INCOMPLETE, reason="缺页")
    later = NOW + timedelta(days=20)

    entry_workflow.enter(entered, by=cast.registrar, now=later, **facts(signatory, received_on=date(2026, 10, 28)))

    assert (entered.state, entered.first_submitted_on, entered.submissions.count()) == (
        "submitted",
        date(2026, 10, 8),
        2,
    )


def test_receipt_has_the_address_for_the_post_and_a_slip_to_be_signed(cast, entered):
    entry = PaperEntry.objects.get()

    said = text_of(cast.client("registrar").get(f"/paper-entries/{entry.pk}/receipt.pdf").content)

    wanted = ("郑州市金水区测试路1号", "主要负责人王某某", "2026年10月8日", "按期", "签收联", entered.content_sha256)
    assert [word for word in wanted if word not in said] == []


def test_strangers_see_neither_scan_nor_receipt(cast, entered):
    entry = PaperEntry.objects.get()

    answers = {
        name: [
            cast.client(name).get(f"/paper-entries/{entry.pk}/{what}").status_code for what in ("scan/", "receipt.pdf")
        ]
        for name in ("supervisor", "stranger", "strange_registrar")
    }

    assert answers == {"supervisor": [200, 200], "stranger": [404, 404], "strange_registrar": [404, 404]}


@pytest.mark.parametrize(
    ("name", "rows"), [("registrar", 1), ("city_supervisor", 1), ("strange_registrar", 0), ("secretary", None)]
)
def test_list_of_entries_shows_those_in_reach(name, rows, cast, entered):
    answer = cast.client(name).get("/paper-entries/")

    assert (len(answer.context["page"]) if answer.status_code == 200 else None) == rows
    assert answer.status_code == (403 if rows is None else 200)
    assert ("尚无代录的纸质材料" in answer.content.decode()) is (rows == 0)


def test_list_takes_as_many_queries_for_three_rows_as_for_one(cast, entered, django_assert_max_num_queries):
    client = cast.client("registrar")
    client.get("/paper-entries/")
    with django_assert_max_num_queries(40) as one:
        client.get("/paper-entries/")
    for _ in range(2):
        other = OrganizationFactory()
        enter(
            cast,
            QuarterlyReportFactory(organization=other, complete=True),
            ResponsiblePersonFactory(organization=other),
        )

    with django_assert_max_num_queries(40) as three:
        client.get("/paper-entries/")

    assert len(three) == len(one)


def test_fragment_of_the_list_is_its_part_of_the_page(cast, entered):
    client = cast.client("registrar")

    fragment = client.get("/paper-entries/", headers={"HX-Request": "true"}).content.decode().strip()

    assert fragment.startswith('<section id="entries"')
    assert fragment in client.get("/paper-entries/").content.decode()


def test_lists_find_what_waits_for_a_paper(cast, report):
    QuarterlyReportFactory(organization=cast.organization)

    page = cast.client("registrar").get("/reports/?state=on_paper")

    assert [found.organization for found in page.context["page"]] == [report.organization]


def test_receipt_of_the_report_names_who_signed_and_does_not_call_it_certified(cast, entered):
    said = text_of(cast.client("registrar").get(f"/receipts/{entered.pk}/").content)

    wanted = ("签署和代录", "主要负责人王某某签署", "2026年10月8日首次提交，按期")
    assert [word for word in wanted if word not in said] == []


def test_entry_is_taken_back_with_a_reason(cast, entered):
    with pytest.raises(Refused, match="请写明撤回代录的原因"):
        entry_workflow.take_back(entered, by=cast.registrar, reason=" ")


def test_entry_is_not_taken_back_once_the_organization_has_an_account(cast, entered):
    member(Role.SECRETARY, entered.organization)

    with pytest.raises(PermissionDenied):
        entry_workflow.take_back(entered, by=cast.registrar, reason="日期录错。")


def test_seat_that_waits_for_its_check_is_an_account_in_use(cast, report, signatory):
    MembershipFactory(organization=report.organization, role=Role.LEADER, needs_check=True)

    with pytest.raises(Refused, match="已有账号"):
        enter(cast, report, signatory)


def waiting(cast, who: str) -> list[str]:
    sections = {section.title: section.todos for section in cast.client(who).get("/").context["sections"]}
    return [todo.title for todo in sections.get("待审核的季度报告", [])]


def test_what_one_has_entered_waits_for_the_others(cast, entered):
    cast.users["colleague"] = member(Role.REGISTRAR, cast.organization.registration_authority)

    assert (waiting(cast, "registrar"), waiting(cast, "colleague")) == ([], [str(entered)])


def test_receipt_keeps_the_rules_of_the_archive_and_of_readers(cast, entered, tmp_path):
    content = cast.client("registrar").get(f"/paper-entries/{PaperEntry.objects.get().pk}/receipt.pdf").content

    assert faults_of(content, tmp_path / "paper.pdf") == []
