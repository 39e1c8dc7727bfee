"""The commitment letter of the year: signed in the portal or on paper, verified by anybody, registered by year."""

import subprocess
from datetime import date, datetime, timedelta

import pgtrigger
import pytest
from django.db import connection, transaction

from compliance import letter_workflow, letters, report_workflow
from compliance.duty_years import open_year
from compliance.enums import ReturnGround
from compliance.models import CommitmentLetter, DutySubmission, LetterText
from tests.compliance.conftest import NOW
from tests.compliance.test_drafting import picture
from tests.exported import exported
from tests.factories import OrganizationFactory, ResponsiblePersonFactory, duty_of
from tests.papers.archive import faults_of
from tests.tables import cells
from zhengzhou_ideology.workflow import Refused

pytestmark = pytest.mark.django_db

TODAY = date(2026, 10, 9)


@pytest.fixture(autouse=True)
def at_work(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def duty(cast):
    return duty_of(cast.organization, "commitment")


def read(duty) -> str:
    return letters.hash_on(duty, TODAY)


def sign(cast, duty):
    return letter_workflow.sign(duty, by=cast.leader, now=NOW, seen=read(duty))


def on_paper(cast, duty, day="2026-02-20"):
    """The secretary uploads the photo and sends it, the leader certifies."""
    secretary = cast.client("secretary")
    secretary.post(f"/duties/{duty.pk}/files/required/", {"files": [picture()]})
    secretary.post(f"/duties/{duty.pk}/edit/", {"version": 0, "done_on": day, "send": "1"})
    cast.client("leader").post(f"/duties/{duty.pk}/certify/")
    duty.refresh_from_db()
    return duty


def text_of(pdf: bytes) -> str:
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    return "".join(found.decode().split())


def test_leader_signs_online_what_stands_on_the_page(cast, duty):
    page = cast.client("leader").get(f"/duties/{duty.pk}/")
    offer = next(offer for offer in page.context["offers"] if offer.name == "duty_sign")

    answer = cast.client("leader").post(f"/duties/{duty.pk}/sign/", {"seen": offer.form["seen"].value()})

    duty.refresh_from_db()
    letter = CommitmentLetter.objects.get()
    frozen = letter.submission.content["letter"]
    assert answer.status_code == 302
    assert "本组织就本年度履行有关要求承诺如下" in page.content.decode()
    assert (duty.state, duty.done_on, duty.certified_by, duty.prepared_by) == ("submitted", TODAY, cast.leader, None)
    assert (letter.way, frozen["name"], frozen["certifier"]) == (
        "online",
        cast.organization.name,
        {"post": "支部书记", "name": cast.leader.name},
    )
    assert [(move.name, move.before, move.after) for move in duty.moves.all()] == [("sign", "draft", "submitted")]


def test_letter_on_paper_goes_in_with_its_photo_and_says_so(cast, duty):
    on_paper(cast, duty)

    letter = CommitmentLetter.objects.get()
    assert (duty.state, letter.way) == ("submitted", "paper")
    assert letter.submission.content["letter"]["signed_on"] == "2026-02-20"
    assert [file["name"] for file in letter.submission.content["attachments"]] == ["签到表.jpg"]


WHO_MAY = """
       secretary leader registrar supervisor competent administrator stranger strange_leader
sign   .         x      .         .          .         .             .        .
"""


def test_who_may_sign(cast, duty):
    held = {(verb, role): cast.user(role).has_perm(f"compliance.{verb}_duty", duty) for verb, role in cells(WHO_MAY)}

    assert held == cells(WHO_MAY)


def test_other_duties_are_not_signed_online(cast):
    study = duty_of(cast.organization, "study")

    with pytest.raises(Refused, match="只有承诺书可以在线签署"):
        letter_workflow.sign(study, by=cast.leader, now=NOW, seen="")

    assert cast.client("leader").get(f"/duties/{study.pk}/letter.pdf").status_code == 404
    assert cast.client("leader").get(f"/duties/{study.pk}/").context["letter"] is None


def test_letter_that_was_photographed_is_not_signed_once_more(cast, duty):
    cast.client("secretary").post(f"/duties/{duty.pk}/files/required/", {"files": [picture()]})

    with pytest.raises(Refused, match="请先移除上传的照片"):
        sign(cast, duty)

    page = cast.client("leader").get(f"/duties/{duty.pk}/")
    assert "duty_sign" not in {offer.name for offer in page.context["offers"]}


def test_letter_is_signed_in_its_year(cast, duty):
    before = datetime(2025, 12, 31, 10, 0, tzinfo=NOW.tzinfo)

    with pytest.raises(Refused, match="自2026年1月1日起签署"):
        letter_workflow.sign(duty, by=cast.leader, now=before, seen=read(duty))


def test_what_has_changed_since_it_was_read_is_not_signed(cast, duty):
    seen = read(duty)
    ResponsiblePersonFactory(organization=cast.organization, post="leader", name="张某某")

    answer = cast.client("leader").post(f"/duties/{duty.pk}/sign/", {"seen": seen})

    assert (answer.status_code, "请重新阅读后签署" in answer.content.decode()) == (409, True)
    assert CommitmentLetter.objects.count() == 0


def test_sheet_to_be_printed_has_the_facts_of_the_day_and_room_for_the_signature(cast, duty):
    answer = cast.client("secretary").get(f"/duties/{duty.pk}/letter.pdf")

    said = text_of(answer.content)
    wanted = (
        cast.organization.name,
        cast.organization.uscc,
        "金水区民政局：",
        "郑州市教育局",
        "承诺单位（盖章）",
        "支部书记",
    )
    assert answer["Content-Type"] == "application/pdf"
    assert [word for word in wanted if word not in said] == []
    assert "验证码" not in said


def test_signed_letter_bears_certification_code_and_hash_and_stays_as_it_was(cast, duty):
    sign(cast, duty)
    letter = CommitmentLetter.objects.get()
    first = cast.client("registrar").get(f"/duties/{duty.pk}/letter.pdf").content
    type(cast.organization).objects.filter(pk=cast.organization.pk).update(name="郑州市更名协会")

    again = cast.client("registrar").get(f"/duties/{duty.pk}/letter.pdf").content

    said = text_of(first)
    assert first == again
    assert [word for word in ("在门户在线签署", letter.code, letter.submission.sha256) if word not in said] == []
    assert "承诺单位（盖章）" not in said


def test_letter_of_a_day_has_the_name_of_that_day(cast, duty):
    cast.organization.former_names.create(name="郑州市旧名协会", since=date(2015, 3, 2), until=date(2026, 3, 1))

    on_paper(cast, duty, day="2026-02-20")

    assert CommitmentLetter.objects.get().submission.content["letter"]["name"] == "郑州市旧名协会"
    assert letters.letter_on(duty, date(2026, 3, 1))["name"] == cast.organization.name


def test_anybody_verifies_whose_it_is_and_of_which_date(cast, client, duty):
    sign(cast, duty)
    code = CommitmentLetter.objects.get().code

    page = client.get(f"/letters/verify/{code}/")
    unknown = client.get("/letters/verify/0000/")

    said = page.content.decode()
    assert (page.status_code, page.context["letter"].stands, unknown.status_code) == (200, True, 404)
    assert [word for word in ("有效", cast.organization.name, "2026年10月9日") if word not in said] == []
    assert cast.leader.name not in said


@pytest.mark.parametrize("verb", ["withdraw", "send_back"])
def test_letter_that_was_taken_back_or_returned_no_longer_stands(verb, cast, client, duty):
    sign(cast, duty)
    letter = CommitmentLetter.objects.get()

    if verb == "withdraw":
        report_workflow.withdraw(duty, by=cast.leader, reason="")
    else:
        report_workflow.send_back(duty, by=cast.registrar, now=NOW, ground=ReturnGround.OTHER, reason="请补盖公章")

    assert "已失效" in client.get(f"/letters/verify/{letter.code}/").content.decode()
    assert "承诺单位（盖章）" in text_of(cast.client("leader").get(f"/duties/{duty.pk}/letter.pdf").content)


def test_letter_signed_anew_takes_the_place_of_the_first(cast, client, duty):
    sign(cast, duty)
    report_workflow.send_back(duty, by=cast.registrar, now=NOW, ground=ReturnGround.OTHER, reason="请重签")

    sign(cast, duty)

    old, new = CommitmentLetter.objects.order_by("pk")
    said = [client.get(f"/letters/verify/{letter.code}/").context["letter"].stands for letter in (old, new)]
    assert said == [False, True]


def test_letter_with_altered_content_is_invalid(cast, client, duty):
    sign(cast, duty)
    letter = CommitmentLetter.objects.get()
    with pgtrigger.ignore():
        DutySubmission.objects.update(sha256="0" * 64)

    assert client.get(f"/letters/verify/{letter.code}/").status_code == 404


@pytest.mark.parametrize("table", ["compliance_commitmentletter", "compliance_lettertext"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_letters_and_their_text_are_written_once(table, statement, cast, duty):
    sign(cast, duty)

    with pytest.raises(Exception, match="append_only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_registrar_accepts_the_letter(cast, duty):
    sign(cast, duty)

    answer = cast.client("registrar").post(f"/duties/{duty.pk}/accept/")

    duty.refresh_from_db()
    assert (answer.status_code, duty.state, CommitmentLetter.objects.get().stands) == (302, "accepted", True)


@pytest.mark.parametrize(
    ("name", "rows"),
    [("registrar", 2), ("city_registrar", 3), ("strange_registrar", 1), ("secretary", 1), ("security", 0)],
)
def test_register_shows_whose_letters_the_reader_sees(name, rows, cast):
    OrganizationFactory()
    open_year(2026, today=TODAY)

    page = cast.client(name).get("/letters/")

    assert len(page.context["page"]) == rows


def test_register_names_who_has_none(cast, duty):
    other = OrganizationFactory()
    open_year(2026, today=TODAY)
    sign(cast, duty)
    client = cast.client("registrar")

    found = {
        state: [row["duty"].organization for row in client.get(f"/letters/?year=2026&state={state}").context["rows"]]
        for state in ("none", "signed", "online", "paper")
    }

    assert found == {"none": [other], "signed": [cast.organization], "online": [cast.organization], "paper": []}
    assert "没有符合条件的承诺书" in client.get("/letters/?year=2020").content.decode()


def test_register_is_handed_out_as_a_workbook(cast, duty):
    sign(cast, duty)
    code = CommitmentLetter.objects.get().code

    (said,) = exported(cast, "registrar", "letters", year=2026)

    assert (said["社会组织"], said["签署方式"], said["签署日期"].date(), said["逾期"], said["验证码"]) == (
        cast.organization.name,
        "在线签署",
        date(2026, 10, 9),
        "是",
        code,
    )


def test_register_takes_as_many_queries_for_three_rows_as_for_one(cast, duty, django_assert_max_num_queries):
    client = cast.client("registrar")
    client.get("/letters/")
    with django_assert_max_num_queries(40) as one:
        client.get("/letters/")
    for _ in range(2):
        OrganizationFactory()
    open_year(2026, today=TODAY)

    with django_assert_max_num_queries(40) as three:
        client.get("/letters/")

    assert len(three) == len(one)


def test_fragment_of_the_register_is_its_part_of_the_page(cast, duty):
    client = cast.client("registrar")

    fragment = client.get("/letters/", headers={"HX-Request": "true"}).content.decode().strip()

    assert fragment.startswith('<section id="letters"')
    assert fragment in client.get("/letters/").content.decode()


def test_administrator_adds_a_text_and_letters_keep_theirs(cast, duty):
    sign(cast, duty)
    typed = {"effective_from": "2027-01-01", "text": "本组织承诺如下：\n一、按期报送。", "source": "局办公会议"}

    answer = cast.client("administrator").post("/letters/text/", typed)

    assert (answer.status_code, LetterText.objects.count()) == (302, 2)
    assert letters.letter_on(duty, date(2027, 1, 1))["paragraphs"] == ["本组织承诺如下：", "一、按期报送。"]
    assert letters.letter_on(duty, date(2026, 12, 31))["text_from"] == "2019-01-01"
    assert CommitmentLetter.objects.get().submission.content["letter"]["text_from"] == "2019-01-01"


def test_text_does_not_reach_back_and_what_was_typed_is_kept(cast):
    typed = {"effective_from": "2026-10-09", "text": "新的正文。", "source": "局办公会议"}

    answer = cast.client("administrator").post("/letters/text/", typed)

    said = answer.content.decode()
    assert (answer.status_code, "生效日期应晚于今天" in said, "新的正文。" in said) == (422, True, True)
    assert LetterText.objects.count() == 1


def test_others_read_the_text_and_do_not_change_it(cast):
    typed = {"effective_from": "2027-01-01", "text": "新的正文。", "source": "局办公会议"}
    client = cast.client("registrar")

    answers = client.get("/letters/text/"), client.post("/letters/text/", typed)

    assert [answer.status_code for answer in answers] == [200, 403]
    assert answers[0].context["form"] is None


def test_withdrawn_letter_may_be_signed_on_the_next_day(cast, duty):
    sign(cast, duty)
    report_workflow.withdraw(duty, by=cast.leader, reason="")
    tomorrow = NOW + timedelta(days=1)

    letter_workflow.sign(duty, by=cast.leader, now=tomorrow, seen=letters.hash_on(duty, TODAY + timedelta(days=1)))

    assert (duty.done_on, duty.first_submitted_on) == (date(2026, 10, 10), date(2026, 10, 10))


def test_nothing_is_signed_before_there_is_a_text(cast, duty):
    with pgtrigger.ignore():
        LetterText.objects.all().delete()

    with pytest.raises(Refused, match="正文尚未发布"):
        sign(cast, duty)

    assert cast.client("leader").get(f"/duties/{duty.pk}/").status_code == 200


def test_letter_keeps_the_rules_of_the_archive_and_of_readers(cast, duty, tmp_path):
    address = f"/duties/{duty.pk}/letter.pdf"
    sheet = cast.client("leader").get(address).content
    sign(cast, duty)

    faults = [
        faults_of(content, tmp_path / "paper.pdf") for content in (sheet, cast.client("leader").get(address).content)
    ]
    assert faults == [[], []]
