"""A seat in an authority takes two people and a third who sits: through the page and through the acts."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from organizations import invitation_mail, invitations, seat_workflow, seating
from organizations.enums import Role, SeatState
from organizations.models import Authority, Invitation, Membership, Seat, User
from organizations.people import confirmers_of
from tests.factories import AuthorityFactory, MembershipFactory, UserFactory, member
from tests.fragments import fragment_of
from tests.reports.pdf import running_text_of
from tests.seats import confirmed
from tests.security.conftest import granted
from tests.tables import read_table
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.workflow import Refused

LIST, NEW = "/seats/", "/seats/new/"
BASIS = "郑民党〔2026〕8号任职通知"
ACCOUNT = {
    "username": "zhaomm",
    "name": "赵某某",
    "email": "",
    "phone": "",
    "password1": "Long-Enough-7731",
    "password2": "Long-Enough-7731",
}


def propose(cast, role: str = "supervisor", place: Authority | None = None, *, by: str = "security", **typed) -> Seat:
    """Through the page."""
    authority = place or cast.organization.registration_authority
    fields = {"role": role, "authority": authority.pk, "name": "赵某某", "reason": BASIS, **typed}
    answer = cast.client(by).post(NEW, fields)
    assert answer.status_code == 302, answer.context["form"].errors
    return Seat.objects.latest("pk")


def post(cast, by: str, seat: Seat, verb: str, **typed):
    return cast.client(by).post(f"{LIST}{seat.pk}/{verb}/", typed)


def told() -> dict[str, set[User]]:
    """Who was told what of seats, by the beginning of the subject."""
    found: dict[str, set[User]] = {}
    for notice in Notice.objects.filter(kind=seating.KIND).select_related("recipient"):
        found.setdefault(notice.subject.partition("：")[0], set()).add(notice.recipient)
    return found


def test_seat_from_the_proposal_to_the_account_takes_three_people(client, cast, city):
    seat = propose(cast)
    assert (seat.state, Invitation.objects.exists()) == ("proposed", False)

    answers = [post(cast, "supervisor", seat, "confirm").status_code for _ in range(2)]
    slip = post(cast, "security", seat, "invite")
    code = re.search(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){3}", running_text_of(slip.content))[0]
    client.post(f"/invite/{code}/", ACCOUNT)

    seat.refresh_from_db()
    account = User.objects.get(username="zhaomm")
    assert answers == [302, 409]
    assert (seat.state, seat.proposed_by, seat.confirmed_by, seat.holder) == (
        "confirmed",
        cast.security,
        cast.supervisor,
        account,
    )
    assert (account.acting.role, account.acting.authority, account.acting.seat) == (
        "supervisor",
        cast.organization.registration_authority,
        seat,
    )
    assert granted(account.acting) == (None, f"赵某某（zhaomm）：{account.acting}")
    assert list(seat.moves.values_list("name", "before", "after", "by")) == [
        ("propose", "new", "proposed", cast.security.pk),
        ("confirm", "proposed", "confirmed", cast.supervisor.pk),
        ("hand_out", "confirmed", "confirmed", cast.security.pk),
        ("take", "confirmed", "confirmed", account.pk),
    ]


def test_everybody_concerned_is_told(client, cast):
    second = member(Role.SUPERVISOR, cast.organization.registration_authority)
    seat = propose(cast)
    assert told() == {"席位待确认": {cast.supervisor, second}}

    post(cast, "supervisor", seat, "confirm")
    assert told()["席位已确认"] == {cast.security}

    slip = seat_workflow.hand_out(seat, by=cast.security, now=now()).slips[0]
    client.post(f"/invite/{slip.code}/", ACCOUNT)
    assert told()["席位已就任"] == {cast.supervisor, second, cast.security}


def test_proposal_that_is_refused_says_why_and_cannot_be_used(cast):
    seat = propose(cast)

    answers = [post(cast, "supervisor", seat, "refuse", reason=reason) for reason in ("", "没有任职文件。")]

    seat.refresh_from_db()
    assert [answer.status_code for answer in answers] == [422, 302]
    assert (seat.state, seat.moves.latest("pk").reason) == ("refused", "没有任职文件。")
    assert told()["席位未获确认"] == {cast.security}
    assert "没有任职文件。" in Notice.objects.get(subject__startswith="席位未获确认").body
    assert post(cast, "supervisor", seat, "confirm").status_code == 409
    assert post(cast, "security", seat, "invite").status_code == 409


def test_mail_goes_out_after_the_confirmation_only(cast, mailoutbox):
    seat = propose(cast, email="zhao@example.org")
    invitation_mail.deliver(now())
    before = [mail.to for mail in mailoutbox]

    post(cast, "supervisor", seat, "confirm")
    invitation_mail.deliver(now())

    sent = [mail for mail in mailoutbox if mail.to == ["zhao@example.org"]]
    assert (before, len(sent), Invitation.objects.get().seat) == ([], 1, seat)
    assert "邀请您以“审批负责人”身份" in sent[0].body


def test_account_that_is_named_sits_at_once_after_the_confirmation(cast):
    known = member(Role.REGISTRAR, cast.organization.registration_authority, user__name="孙某某")
    seat = propose(cast, name="孙某某", username=known.username)
    assert not known.memberships.filter(role="supervisor").exists()

    post(cast, "supervisor", seat, "confirm")

    assert known.memberships.get(role="supervisor").starts_on == localdate()
    assert told()["席位已就任"] == {cast.supervisor, cast.security}


WHO_MAY_CONFIRM = """
                       secretary registrar supervisor city_supervisor city_registrar administrator security auditor competent
seat_in_the_district   .         .         x          .               .              .             .        .       .
seat_in_the_city       .         .         .          x               .              .             .        .       .
seat_in_a_unit         .         .         .          x               .              .             .        .       .
seat_in_a_new_bureau   .         .         .          x               .              .             .        .       .
"""


@pytest.mark.parametrize(("place", "role", "allowed"), read_table(WHO_MAY_CONFIRM))
def test_who_may_confirm(place, role, allowed, cast, city):
    places = {
        "seat_in_the_district": cast.organization.registration_authority,
        "seat_in_the_city": city,
        "seat_in_a_unit": cast.organization.competent_authority,
        "seat_in_a_new_bureau": AuthorityFactory(other_district=True),
    }
    seat = seat_workflow.propose(
        Seat(role=Role.SUPERVISOR, authority=places[place], name="赵某某"),
        by=cast.security,
        now=now(),
        today=localdate(),
    )

    assert cast.user(role).has_perm("organizations.confirm_seat", seat) is allowed
    assert cast.user(role).has_perm("organizations.refuse_seat", seat) is allowed
    assert (post(cast, role, seat, "confirm").status_code == 302) is allowed


def test_nobody_confirms_the_own_seat_but_the_authority_above(cast):
    supervisor = cast.supervisor
    seat = propose(cast, "registrar", name=supervisor.name, username=supervisor.username)

    assert post(cast, "supervisor", seat, "confirm").status_code == 403
    assert confirmers_of([seat], localdate())[seat.pk] == [cast.city_supervisor.pk]
    assert told()["席位待确认"] == {cast.supervisor, cast.city_supervisor}
    assert post(cast, "city_supervisor", seat, "confirm").status_code == 302


def test_proposer_who_supervises_as_well_does_not_confirm(cast, city):
    both = cast.users["both"] = member(Role.SECURITY_ADMINISTRATOR, city)
    desk = MembershipFactory(user=both, role=Role.SUPERVISOR, authority=city)
    own, other = propose(cast, "auditor", city, by="both"), propose(cast, "auditor", city, name="孙某某")
    client = cast.client("both")
    client.post("/acting-as/", {"membership": desk.pk})

    answers = [client.post(f"{LIST}{seat.pk}/confirm/").status_code for seat in (own, other)]

    assert answers == [403, 302]


@pytest.mark.parametrize("who", ["proposer", "confirmer"])
def test_proposer_and_confirmer_do_not_take_the_seat(who, cast):
    seat = propose(cast)
    post(cast, "supervisor", seat, "confirm")
    other = member(Role.SECURITY_ADMINISTRATOR, Authority.objects.get(code="410100-MZJ"))
    slip = seat_workflow.hand_out(Seat.objects.get(pk=seat.pk), by=other, now=now()).slips[0]
    account = {"proposer": "security", "confirmer": "supervisor"}[who]
    before = Membership.objects.count()

    answer = cast.client(account).post(f"/invite/{invitations.grouped(slip.code)}/join/")

    sentence = {"proposer": "提名人不能就任", "confirmer": "确认人不能就任"}[who]
    assert (answer.status_code, sentence in answer.content.decode()) == (409, True)
    assert (Membership.objects.count(), Invitation.objects.get().used_at) == (before, None)


def test_administrator_alone_makes_no_supervisor(cast):
    place = cast.organization.registration_authority
    draft = Seat(role=Role.SUPERVISOR, authority=place, name="赵某某")
    typed = {"role": "supervisor", "authority": place.pk, "name": "赵某某", "reason": BASIS}

    invited = cast.client("administrator").post("/invitations/new/", typed)
    proposed = cast.client("administrator").post(NEW, typed)
    with pytest.raises(PermissionDenied):
        seat_workflow.propose(draft, by=cast.administrator, now=now(), today=localdate())

    assert (invited.status_code, proposed.status_code) == (403, 422)
    assert not Seat.objects.filter(name="赵某某").exists()


@pytest.mark.parametrize("name", ["security", "administrator"])
def test_who_administers_accounts_confirms_nothing(name, cast, city):
    seat = propose(cast, "security_administrator", city, by="administrator")

    answer = post(cast, name, seat, "confirm")
    with pytest.raises(PermissionDenied):
        seat_workflow.let_in(seat, by=cast.user(name), now=now(), today=localdate())

    seat.refresh_from_db()
    assert (answer.status_code, seat.state) == (403, "proposed")


SECOND_SEATS = [
    ("administrator", "security_administrator"),
    ("administrator", "auditor"),
    ("auditor", "administrator"),
    ("auditor", "security_administrator"),
]


@pytest.mark.parametrize(("held", "wanted"), SECOND_SEATS)
def test_nobody_is_proposed_for_a_second_of_the_three_seats(held, wanted, cast, city):
    holder = cast.user(held)
    fields = {"role": wanted, "authority": city.pk, "name": holder.name, "username": holder.username, "reason": BASIS}

    answer = cast.client("security").post(NEW, fields)

    page = answer.content.decode()
    assert (answer.status_code, "须由不同的人担任" in page, BASIS in page) == (409, True, True)
    assert not Seat.objects.proposed().exists()


@pytest.mark.parametrize(("held", "wanted"), SECOND_SEATS)
def test_nobody_takes_a_second_of_the_three_seats(held, wanted, cast, city):
    seat = confirmed(Role(wanted), city)
    slip = seat_workflow.hand_out(seat, by=cast.security, now=now()).slips[0]

    answer = cast.client(held).post(f"/invite/{slip.code}/join/")
    with pytest.raises(Refused, match="须由不同的人担任"):
        seating.take(seat, account=cast.user(held), today=localdate())

    assert answer.status_code == 409
    assert cast.user(held).memberships.count() == 1


def test_seat_of_the_three_is_free_again_after_the_other_has_ended(cast, city):
    cast.auditor.memberships.update(ends_on=localdate() - timedelta(days=1))
    seat = confirmed(Role.ADMINISTRATOR, city)

    held = seating.take(seat, account=User.objects.get(pk=cast.auditor.pk), today=localdate())

    assert (held.role, held.starts_on) == ("administrator", localdate())


def test_withdrawn_seat_lets_nobody_in(client, cast):
    seat = propose(cast)
    post(cast, "supervisor", seat, "confirm")
    seat.refresh_from_db()
    slip = seat_workflow.hand_out(seat, by=cast.security, now=now()).slips[0]

    answers = [post(cast, "security", seat, "withdraw", reason=reason).status_code for reason in ("", "人选变更。")]
    page = client.post(f"/invite/{slip.code}/", ACCOUNT)

    assert (answers, page.status_code) == ([422, 302], 410)
    assert Seat.objects.get(pk=seat.pk).state == SeatState.ENDED
    assert told()["席位已撤回"] == {cast.supervisor}


def test_earlier_slip_is_void_when_another_one_is_printed(client, cast):
    seat = confirmed(Role.REGISTRAR, cast.organization.registration_authority)
    first, second = (seat_workflow.hand_out(seat, by=cast.security, now=now()).slips[0] for _ in range(2))

    answers = [client.get(f"/invite/{slip.code}/").status_code for slip in (first, second)]

    assert answers == [410, 200]


def test_seat_ends_with_its_membership_and_the_supervisors_are_told(cast):
    held = cast.registrar.memberships.get()
    ends_on = localdate()

    cast.client("security").post(f"/memberships/{held.pk}/end/", {"ends_on": ends_on, "reason": "退休"})

    held.seat.refresh_from_db()
    assert (held.seat.state, held.seat.moves.latest("pk").name) == ("ended", "end")
    assert told()["席位结束"] == {cast.supervisor}


@pytest.mark.parametrize("way", ["end", "deactivate"])
def test_last_supervisor_of_the_city_stays_until_there_is_another(way, cast, city):
    held = cast.city_supervisor.memberships.get()
    address = {"end": f"/memberships/{held.pk}/end/", "deactivate": f"/accounts/manage/{held.user_id}/deactivate/"}[way]
    typed = {"ends_on": localdate(), "reason": "退休"}

    alone = cast.client("security").post(address, typed)
    member(Role.SUPERVISOR, city)
    followed = cast.client("security").post(address, typed)

    assert (alone.status_code, "唯一的审批负责人" in alone.content.decode()) == (409, True)
    assert followed.status_code == 302


def test_proposal_that_nobody_could_confirm_is_refused(cast, city):
    cast.city_supervisor.memberships.update(ends_on=localdate() - timedelta(days=1))
    fields = {"role": "auditor", "authority": city.pk, "name": "赵某某", "reason": BASIS}

    answer = cast.client("security").post(NEW, fields)

    assert (answer.status_code, "目前没有可以确认此席位" in answer.content.decode()) == (409, True)
    assert not Seat.objects.proposed().exists()


@pytest.mark.parametrize(
    ("typed", "field", "error"),
    [
        ({"role": "auditor"}, "role", "此角色不能设在所选的单位。"),
        ({"role": "secretary"}, "role", "请在列出的选项中选择角色。"),
        ({"reason": ""}, "reason", "请填写依据。"),
        ({"username": "nobody"}, "username", "没有用户名和姓名都相符的账号，请与本人核对。"),
    ],
)
def test_proposal_is_sent_back_with_a_sentence(typed, field, error, cast):
    place = cast.organization.registration_authority
    fields = {"role": "registrar", "authority": place.pk, "name": "赵某某", "reason": BASIS, **typed}

    answer = cast.client("security").post(NEW, fields)

    assert (answer.status_code, answer.context["form"].errors[field]) == (422, [error])


def test_same_proposal_twice_is_one(cast):
    propose(cast)
    place = cast.organization.registration_authority

    again = cast.client("security").post(
        NEW, {"role": "supervisor", "authority": place.pk, "name": "赵某某", "reason": BASIS}
    )

    assert (again.status_code, Seat.objects.proposed().count()) == (409, 1)


SEES_THE_LIST = {
    "secretary": 403,
    "leader": 403,
    "registrar": 403,
    "competent": 403,
    "supervisor": 200,
    "city_supervisor": 200,
    "administrator": 200,
    "security": 200,
    "auditor": 200,
}


@pytest.mark.parametrize(("name", "status"), SEES_THE_LIST.items())
def test_who_sees_the_list(name, status, cast):
    assert cast.client(name).get(LIST).status_code == status


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("security", {"district", "unit", "security"}),
        ("auditor", {"district", "unit", "security"}),
        ("city_supervisor", {"district", "unit", "security"}),
        ("supervisor", {"district"}),
        ("administrator", {"security"}),
        ("registrar", set()),
    ],
)
def test_seats_are_seen_in_the_line(name, sees, cast, city):
    seats = {
        "district": confirmed(Role.REGISTRAR, cast.organization.registration_authority),
        "unit": confirmed(Role.COMPETENT_OFFICER, cast.organization.competent_authority),
        "security": confirmed(Role.SECURITY_ADMINISTRATOR, city),
    }
    visible = set(Seat.objects.visible_to(cast.user(name)))

    answers = {key: cast.client(name).get(f"{LIST}{seat.pk}/").status_code for key, seat in seats.items()}

    assert {key for key, seat in seats.items() if seat in visible} == sees
    assert answers == {key: 200 if key in sees else 404 for key in seats}


def test_list_filters_pages_as_fragment_and_by_a_constant_number_of_queries(cast):
    client, place = cast.client("security"), cast.organization.registration_authority
    propose(cast)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(f"{LIST}?state=proposed")
    for name in ("孙某某", "周某某"):
        propose(cast, "registrar", place, name=name)
    with CaptureQueriesContext(connection) as three:
        page = client.get(f"{LIST}?state=proposed").context["page"]

    found = [seat.name for seat in client.get(f"{LIST}?state=proposed&role=registrar&q=周某").context["page"]]
    fragment_of(client, LIST, root="seats")
    assert (len(page), len(one), found) == (3, len(three), ["周某某"])


@pytest.mark.parametrize("name", ["supervisor", "security"])
def test_home_page_shows_what_waits_by_a_constant_number_of_queries(name, cast):
    client = cast.client(name)
    propose(cast)
    client.get("/")
    with CaptureQueriesContext(connection) as one:
        first = client.get("/").content.decode()
    for other in ("孙某某", "周某某"):
        propose(cast, name=other)

    with CaptureQueriesContext(connection) as three:
        client.get("/")

    assert ("审批负责人（赵某某）" in first, len(one)) == (True, len(three))


def test_page_tells_who_did_what(cast):
    seat = propose(cast)
    waits = cast.client("auditor").get(f"{LIST}{seat.pk}/").content.decode()
    post(cast, "supervisor", seat, "confirm")

    page = cast.client("auditor").get(f"{LIST}{seat.pk}/").content.decode()

    assert "可以确认的人" in waits
    for words in (BASIS, "提名席位", "确认席位", "已确认", "赵某某"):
        assert words in page
    assert "打印邀请单" not in page


def test_code_into_an_authority_that_names_no_seat_is_void(client, cast):
    with pytest.raises(Refused, match="没有经过席位确认"):
        invitations._seated(Invitation(role=Role.REGISTRAR), UserFactory(), localdate())


def test_seat_lasts_as_the_account_does_when_time_is_given(cast):
    moment = datetime(2026, 10, 9, 2, tzinfo=UTC)

    seat = seat_workflow.propose(
        Seat(role=Role.REGISTRAR, authority=cast.organization.registration_authority, name="赵某某"),
        by=cast.security,
        now=moment,
        today=moment.date(),
    )

    assert (seat.proposed_at, str(seat)) == (moment, "金水区民政局 · 登记管理机关经办人（赵某某）")


def test_taken_seat_is_neither_withdrawn_nor_handed_out_again(cast):
    known = member(Role.REGISTRAR, cast.organization.registration_authority, user__name="孙某某")
    seat = propose(cast, name="孙某某", username=known.username)
    post(cast, "supervisor", seat, "confirm")
    seat.refresh_from_db()

    with pytest.raises(Refused, match="账号管理"):
        seat_workflow.withdraw(seat, by=cast.security, reason="有误。", now=now(), today=localdate())
    with pytest.raises(Refused, match="不需要邀请"):
        seat_workflow.hand_out(seat, by=cast.security, now=now())
