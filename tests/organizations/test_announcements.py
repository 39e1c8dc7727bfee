"""通知公告: who writes, who is told, who has read, who is reminded."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from organizations import announcement_workflow as workflow
from organizations.chosen import chosen
from organizations.enums import AnnouncementState, Role
from organizations.models import Announcement, AnnouncementReading, AnnouncementReceipt
from organizations.tasks import fold_readings
from tests.compliance.cases.conftest import pdf
from tests.factories import OrganizationFactory, member
from tests.fragments import fragment_of
from tests.tables import cells
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.workflow import Refused

pytestmark = pytest.mark.django_db

TYPED = {"title": "关于报送年度工作的通知", "text": "请于月底前报送。", "to": "all"}


def written(cast, role="registrar", **more) -> Announcement:
    answer = cast.client(role).post("/announcements/new/", TYPED | more)
    assert answer.status_code == 302, answer.content.decode()
    return Announcement.objects.latest("pk")


def sent(cast, role="registrar", **more) -> Announcement:
    announcement = written(cast, role, **more)
    assert act(cast, role, announcement, "send") == 302
    announcement.refresh_from_db()
    return announcement


def act(cast, role, announcement, verb, **typed) -> int:
    return cast.client(role).post(f"/announcements/{announcement.pk}/{verb}/", typed).status_code


def recipients(announcement) -> set:
    return {receipt.organization for receipt in announcement.receipts.select_related("organization")}


def told(announcement, event="sent") -> set[int]:
    return set(Notice.objects.filter(key=f"announcement:{announcement.pk}:{event}").values_list("recipient", flat=True))


# To whom


def test_all_within_reach_are_chosen_and_those_that_ended_are_not(cast):
    OrganizationFactory(status="deregistered", ended_on=localdate())
    suspended = OrganizationFactory(status="suspended")

    assert recipients(written(cast)) == {cast.organization, suspended}
    assert recipients(written(cast, "city_registrar")) == {cast.organization, suspended, cast.stranger.organization}


def test_chosen_by_kind_place_and_authority(cast):
    theirs = cast.stranger.organization
    service = OrganizationFactory(kind="service_institution", uscc="52410106MJ16KCNG6J")

    def found(**facts):
        return recipients(written(cast, "city_registrar", to="filter", **facts))

    assert found() == {cast.organization, service, theirs}
    assert found(kind="service_institution") == {service}
    assert found(authority=theirs.registration_authority_id) == {theirs}
    assert found(district=cast.organization.district_id) == {cast.organization, service, theirs}


def test_list_names_organizations_by_code_or_name(cast):
    other, _left_out = OrganizationFactory(), OrganizationFactory()

    announcement = written(cast, to="list", names=f"{cast.organization.uscc.lower()}\n\n {other.name} \n{other.uscc}")

    assert recipients(announcement) == {cast.organization, other}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"to": "list", "names": "没有这个协会"}, "管辖范围内没有这些社会组织：没有这个协会。"),
        ({"to": "list", "names": ""}, "没有符合条件的社会组织"),
        ({"to": "filter", "kind": "foundation"}, "没有符合条件的社会组织"),
        ({"to": "all", "kind": "association"}, "您填写了条件"),
        ({"to": "filter", "kind": "association", "names": "某某协会"}, "您填写了名单"),
        ({"to": ""}, "请选择"),
        ({"title": ""}, "请填写"),
    ],
)
def test_what_does_not_fit_comes_back(typed, sentence, cast):
    answer = cast.client("registrar").post("/announcements/new/", TYPED | typed)

    page = answer.content.decode()
    assert (answer.status_code, Announcement.objects.count()) == (422, 0)
    assert sentence in page
    assert TYPED["text"] in page


def test_organization_of_another_reach_cannot_be_listed(cast):
    name = cast.stranger.organization.name

    answer = cast.client("registrar").post("/announcements/new/", TYPED | {"to": "list", "names": name})

    assert (answer.status_code, Announcement.objects.count()) == (422, 0)


def test_file_that_is_not_acceptable_leaves_nothing(cast):
    upload = pdf("通知.pdf")
    upload.content_type, upload.name = "text/html", "通知.html"

    answer = cast.client("registrar").post("/announcements/new/", TYPED | {"uploads": upload})

    assert (answer.status_code, Announcement.objects.count()) == (422, 0)


# Who may

WHO_MAY = """
         secretary leader registrar competent supervisor city_registrar administrator security auditor strange_registrar
write    .         .      x         .         x          x              x             .        .       x
send     .         .      x         .         x          .              .             .        .       .
discard  .         .      x         .         x          .              .             .        .       .
remind   .         .      x         .         x          .              .             .        .       .
withdraw .         .      x         .         x          .              .             .        .       .
"""


def test_who_may(cast):
    announcement = written(cast)

    held = {
        (verb, role): cast.user(role).has_perm(f"organizations.{verb}_announcement", announcement)
        for verb, role in cells(WHO_MAY)
    }

    assert held == cells(WHO_MAY)


WHO_CONFIRMS = """
         secretary leader registrar competent stranger strange_leader
confirm  x         x      .         .         .        .
"""


def test_who_may_confirm(cast):
    receipt = sent(cast).receipts.get()

    held = {
        (verb, role): cast.user(role).has_perm(f"organizations.{verb}_announcement", receipt)
        for verb, role in cells(WHO_CONFIRMS)
    }

    assert held == cells(WHO_CONFIRMS)


def test_who_sees_an_announcement_before_and_after_it_is_sent(cast):
    announcement = written(cast)

    def seen():
        return {
            name for name in cast.users if cast.client(name).get(announcement.get_absolute_url()).status_code == 200
        }

    officers = {"registrar", "supervisor", "city_registrar", "city_supervisor", "administrator", "auditor"}
    assert seen() == officers
    act(cast, "registrar", announcement, "send")
    assert seen() == officers | {"secretary", "leader"}


def test_lists_hold_what_one_may_see(cast):
    announcement = sent(cast)
    draft = written(cast)
    listed = {
        name: [one.pk for one in cast.client(name).get("/announcements/").context["page"]]
        for name in ("secretary", "registrar", "competent", "security", "stranger", "strange_registrar")
    }

    assert listed == {
        "secretary": [announcement.pk],
        "registrar": [draft.pk, announcement.pk],
        "competent": [],
        "security": [],
        "stranger": [],
        "strange_registrar": [],
    }
    assert "没有通知公告" in cast.client("stranger").get("/announcements/").content.decode()
    found = cast.client("registrar").get("/announcements/", {"state": "draft", "q": "年度"}).context["page"]
    assert [one.pk for one in found] == [draft.pk]


def test_only_writers_get_the_form(cast):
    statuses = {name: cast.client(name).get("/announcements/new/").status_code for name in ("registrar", "secretary")}

    assert statuses == {"registrar": 200, "secretary": 403}


def test_another_is_written_after_an_earlier_one(cast):
    announcement = sent(cast)

    page = cast.client("registrar").get("/announcements/new/", {"from": announcement.pk}).content.decode()
    theirs = cast.client("strange_registrar").get("/announcements/new/", {"from": announcement.pk}).content.decode()

    assert (TYPED["text"] in page, TYPED["text"] in theirs) == (True, False)


# Sending and reading


def test_seats_of_chosen_organizations_are_told_when_it_is_sent(cast):
    announcement = written(cast, uploads=pdf("附件.pdf"))
    assert told(announcement) == set()

    act(cast, "registrar", announcement, "send")

    assert told(announcement) == {cast.secretary.pk, cast.leader.pk}
    assert act(cast, "registrar", announcement, "send") == 409
    assert list(announcement.moves.values_list("name", "before", "after")) == [
        ("write_announcement", "new", "draft"),
        ("send_announcement", "draft", "sent"),
    ]
    file = announcement.files.get()
    address = f"/announcements/{announcement.pk}/files/{file.pk}/"
    assert {name: cast.client(name).get(address).status_code for name in ("secretary", "registrar", "stranger")} == {
        "secretary": 200,
        "registrar": 200,
        "stranger": 404,
    }


def test_sending_takes_as_many_statements_for_many_organizations(cast, django_assert_max_num_queries):
    def statements():
        announcement = written(cast)
        with django_assert_max_num_queries(60) as taken:
            workflow.send_announcement(announcement, by=cast.registrar, now=now())
        return len(taken)

    statements()
    one = statements()
    for _ in range(3):
        member(Role.SECRETARY, OrganizationFactory())

    assert statements() == one


def test_first_reader_of_an_organization_is_noted_and_officers_are_not(cast):
    announcement = sent(cast)

    for name in ("registrar", "secretary", "leader"):
        cast.client(name).get(announcement.get_absolute_url())

    receipt = announcement.receipts.get()
    assert (receipt.opened_by, receipt.opened_at is not None) == (cast.secretary, True)
    page = cast.client("registrar").get(announcement.get_absolute_url(), {"reading": "read"})
    assert [row.pk for row in page.context["page"]] == [receipt.pk]
    assert page.context["unanswered"] == 0
    assert (
        len(cast.client("registrar").get(announcement.get_absolute_url(), {"reading": "unread"}).context["page"]) == 0
    )


def read_by(cast, announcement) -> str:
    """What the list of officers says of it, without asking a receipt."""
    with CaptureQueriesContext(connection) as asked:
        page = cast.client("registrar").get("/announcements/").content.decode()
    assert not [one["sql"] for one in asked if f'JOIN "{AnnouncementReceipt._meta.db_table}"' in one["sql"]]
    row = page[page.index(f'href="{announcement.get_absolute_url()}"') :]
    return re.search(r'data-label="已阅">([^<]*)<', row)[1]


def test_list_counts_readers_by_whatever_way_they_come_and_go(cast):
    """Each of a million receipts was counted for the list: it took 95 times as long as an empty page."""
    others = [OrganizationFactory(registration_authority=cast.registrar.authority) for _ in range(3)]
    announcement = sent(cast, asks_confirmation="on")
    assert read_by(cast, announcement) == "0 / 4"

    cast.client("secretary").get(announcement.get_absolute_url())
    act(cast, "secretary", announcement, "confirm")
    AnnouncementReceipt.objects.filter(organization__in=others[:2]).update(opened_at=now())
    AnnouncementReceipt.objects.filter(organization__in=others[:2]).update(reminded_on=localdate())
    assert read_by(cast, announcement) == "3 / 4"

    AnnouncementReceipt.objects.filter(organization=others[0]).update(opened_at=None)
    AnnouncementReceipt.objects.filter(organization=others[2]).delete()
    assert read_by(cast, announcement) == "2 / 3"


def test_readers_stay_counted_when_their_rows_are_folded(cast):
    OrganizationFactory(registration_authority=cast.registrar.authority)
    announcement, other = sent(cast), sent(cast, title="另一件")
    cast.client("secretary").get(announcement.get_absolute_url())

    for _ in range(2):
        fold_readings.delay()

    assert (read_by(cast, announcement), read_by(cast, other)) == ("1 / 2", "0 / 2")
    rows = AnnouncementReading.objects.filter(announcement_id__in=[announcement.pk, other.pk])
    assert rows.count() == 2


def test_confirmation_is_given_once_and_only_where_it_is_asked_for(cast):
    plain, asked = sent(cast), sent(cast, asks_confirmation="on")
    client = cast.client("secretary")
    client.get(asked.get_absolute_url())
    assert AnnouncementReceipt.objects.of(cast.secretary).unanswered().count() == 2

    statuses = [act(cast, "secretary", one, "confirm") for one in (plain, asked, asked)]

    receipt = asked.receipts.get()
    assert statuses == [409, 302, 409]
    assert (receipt.confirmed_by, receipt.opened_by) == (cast.secretary, cast.secretary)
    assert "确认已阅" in client.get(asked.get_absolute_url()).content.decode()
    assert act(cast, "registrar", asked, "confirm") == 409
    assert act(cast, "stranger", asked, "confirm") == 404


def test_home_lists_what_is_unread_until_it_is_read(cast):
    announcement = sent(cast)
    client = cast.client("leader")

    def unread():
        sections = {section.title: section for section in client.get("/").context["sections"]}
        return [todo.url for todo in sections["未阅的通知公告"].todos] if "未阅的通知公告" in sections else []

    assert unread() == [announcement.get_absolute_url()]
    client.get(announcement.get_absolute_url())
    assert unread() == []


# Reminding and withdrawing


def test_those_that_have_not_read_are_reminded_once_a_day(cast):
    other = OrganizationFactory()
    theirs = member(Role.SECRETARY, other)
    announcement = sent(cast)
    cast.client("secretary").get(announcement.get_absolute_url())
    today = now()

    workflow.remind_announcement(announcement, by=cast.registrar, now=today)
    with pytest.raises(Refused, match="一天只提醒一次"):
        workflow.remind_announcement(announcement, by=cast.registrar, now=today)
    assert workflow.remind_announcement(announcement, by=cast.registrar, now=today + timedelta(days=1)) == 1

    reminded = Notice.objects.filter(key__startswith=f"announcement:{announcement.pk}:reminded")
    assert [notice.recipient for notice in reminded] == [theirs, theirs]
    assert announcement.receipts.get(organization=other).reminded_on == localdate() + timedelta(days=1)


def test_nobody_is_reminded_when_all_have_read(cast):
    announcement = sent(cast)
    cast.client("secretary").get(announcement.get_absolute_url())

    assert act(cast, "registrar", announcement, "remind") == 409


def test_withdrawn_announcement_shows_its_reason_and_no_text(cast):
    announcement = sent(cast, uploads=pdf("附件.pdf"))
    file = announcement.files.get()
    assert act(cast, "registrar", announcement, "withdraw", reason="") == 422

    assert act(cast, "registrar", announcement, "withdraw", reason="内容有误。") == 302

    announcement.refresh_from_db()
    page = cast.client("secretary").get(announcement.get_absolute_url()).content.decode()
    assert announcement.state == AnnouncementState.WITHDRAWN
    assert ("内容有误。" in page, TYPED["text"] in page) == (True, False)
    assert cast.client("secretary").get(f"/announcements/{announcement.pk}/files/{file.pk}/").status_code == 404
    assert told(announcement, "withdrawn") == {cast.secretary.pk, cast.leader.pk}
    assert act(cast, "registrar", announcement, "remind") == 409
    assert "未阅的通知公告" not in cast.client("secretary").get("/").content.decode()


def test_draft_that_is_discarded_reaches_nobody(cast):
    announcement = written(cast)

    assert act(cast, "registrar", announcement, "discard") == 302
    assert act(cast, "registrar", announcement, "send") == 409
    assert cast.client("secretary").get(announcement.get_absolute_url()).status_code == 404


def test_fragment_is_its_part_of_the_page(cast):
    announcement = sent(cast)

    assert cast.organization.name in fragment_of(
        cast.client("registrar"), announcement.get_absolute_url(), root="readings"
    )
    assert "报送年度" in fragment_of(cast.client("registrar"), "/announcements/", root="announcements")


def test_only_officers_of_an_authority_write_and_never_to_nobody(cast):
    facts = {"title": "通知", "text": "请查收。", "asks_confirmation": False}
    everybody = chosen(cast.registrar)

    for name in ("competent", "secretary", "security"):
        with pytest.raises(PermissionDenied):
            workflow.write(by=cast.user(name), now=now(), organizations=everybody, facts=facts)
    with pytest.raises(Refused, match="没有符合条件的社会组织"):
        workflow.write(by=cast.registrar, now=now(), organizations=everybody.none(), facts=facts)

    assert Announcement.objects.count() == 0


def test_account_that_does_not_act_yet_reads_without_being_noted(cast):
    announcement = sent(cast)
    waiting = member(Role.LEADER, cast.organization, needs_check=True)
    cast.users["waiting"] = waiting

    assert cast.client("waiting").get(announcement.get_absolute_url()).status_code == 200
    assert announcement.receipts.get().opened_at is None
