"""Who speaks for an organization, through the pages: second seats, forms that keep what was typed, and what lists cost."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from organizations import invitations, voices
from organizations.enums import IdentityPaper, Post, Role
from organizations.models import IdentityCheck, Invitation, Membership, PostChange, SelfCertification
from tests.compliance.cases.conftest import pdf
from tests.factories import UserFactory, in_post, member
from tests.fragments import stable
from tests.organizations.test_voices import invited, seated, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat(cast) -> Membership:
    """A further leader's, invited by the registrar."""
    return seated(cast, invited(cast))


def join(cast, name: str, role: Role):
    """The account's answer to an invitation that the registrar has handed over as a slip."""
    draft = Invitation(role=role, organization=cast.organization)
    slip = invitations.issue([draft], by=cast.registrar, now=now()).slips[0]
    return cast.client(name).post(f"/invite/{invitations.grouped(slip.code)}/join/")


@pytest.mark.parametrize(("name", "role"), [("leader", Role.SECRETARY), ("secretary", Role.LEADER)])
def test_second_seat_of_the_same_account_is_refused_through_the_invitation_page(cast, name, role):
    seats = Membership.objects.count()

    refused = join(cast, name, role)

    assert (refused.status_code, Membership.objects.count()) == (409, seats)
    assert "填报和确认须由不同的人办理" in refused.content.decode()
    today = localdate()
    SelfCertification.objects.create(
        organization=cast.organization,
        reason="专职人员仅一名",
        granted_by=cast.supervisor,
        valid_from=today,
        valid_until=today + timedelta(days=30),
    )
    assert join(cast, name, role).status_code == 302


def test_slip_opens_an_account_that_waits_and_says_so(cast):
    slip = invitations.issue(
        [Invitation(role=Role.LEADER, organization=cast.organization)], by=cast.registrar, now=now()
    ).slips[0]
    client = Client()
    typed = {
        "username": "zhao",
        "name": "赵某某",
        "email": "",
        "password1": "Zhuxi-2026-xin",
        "password2": "Zhuxi-2026-xin",
    }

    answer = client.post(f"/invite/{invitations.grouped(slip.code)}/", typed)

    assert answer.status_code == 302, answer.content.decode()
    home = client.get("/").content.decode()
    assert (voices.WAITS in home, "账号须经同意或者核验身份后方可办理。" in home) == (True, True)
    assert Membership.objects.latest("pk").acts is False


def test_refused_check_keeps_what_was_typed_on_the_page_and_in_the_fragment(cast, seat):
    client, address = cast.client("supervisor"), f"/memberships/{seat.pk}/check/"
    typed = {"paper": "licence", "remark": "视频查验，持副本。"}
    first = client.post(address, {"paper": "", "remark": typed["remark"]})
    voices.check_identity(seat, by=cast.city_registrar, today=localdate(), paper=IdentityPaper.LICENCE)

    whole = client.post(address, typed)
    part = client.post(address, typed, headers={"HX-Request": "true"})

    assert [answer.status_code for answer in (first, whole, part)] == [422, 409, 409]
    assert [typed["remark"] in answer.content.decode() for answer in (first, whole, part)] == [True] * 3
    assert "不必重复" in part.content.decode()
    assert stable(part.content.decode()).startswith('<div id="entry"')
    assert stable(part.content.decode()) in stable(whole.content.decode())
    assert IdentityCheck.objects.count() == 1


def test_account_that_may_not_be_linked_comes_back_chosen(cast, seat):
    voices.check_identity(seat, by=cast.supervisor, today=localdate(), paper=IdentityPaper.LICENCE)
    address = f"/organizations/{cast.organization.uscc}/persons/{cast.leader.posts.get().pk}/account/"

    answers = [cast.client("registrar").post(address, {"account": account}) for account in ("", seat.user.pk)]

    page = answers[1].content.decode()
    assert [answer.status_code for answer in answers] == [422, 409]
    assert f'<option value="{seat.user.pk}" selected' in page
    assert "须由其他人员关联" in page


def test_change_of_post_that_a_rule_forbids_keeps_what_was_typed(cast):
    client, address = (
        cast.client("secretary"),
        f"/organizations/{cast.organization.uscc}/posts/branch_secretary/change/",
    )
    day = (localdate() + timedelta(days=3)).isoformat()
    typed = {"name": "周某某", "office_phone": "0371-60000000", "effective_on": day, "basis": "resolution"}
    assert client.post(address, typed | {"upload": pdf()}).status_code == 302

    answers = [
        client.post(address, typed | {"upload": pdf()} | facts)
        for facts in ({}, {"upload": ""}, {"effective_on": (localdate() + timedelta(days=400)).isoformat()})
    ]

    pages = [answer.content.decode() for answer in answers]
    assert [answer.status_code for answer in answers] == [409, 422, 422]
    assert [("周某某" in page, "0371-60000000" in page) for page in pages] == [(True, True)] * 3
    assert ["已有一件变更待确认" in page for page in pages] == [True, False, False]
    assert "任职开始日期不能晚于一年以后。" in pages[2]
    assert PostChange.objects.count() == 1


def test_paper_that_is_none_is_refused_with_its_sentence(cast):
    address = f"/organizations/{cast.organization.uscc}/posts/branch_secretary/change/"
    upload = SimpleUploadedFile("决议.pdf", b"<script>", content_type="application/pdf")

    answer = cast.client("secretary").post(
        address, {"name": "周某某", "effective_on": localdate().isoformat(), "basis": "resolution", "upload": upload}
    )

    assert (answer.status_code, PostChange.objects.count()) == (422, 0)
    assert 'value="周某某"' in answer.content.decode()


def test_officer_of_a_bureau_that_gave_the_organization_away_reads_but_checks_nobody(cast, seat):
    cast.organization.registration_authority = cast.strange_registrar.authority
    cast.organization.save()

    answers = [
        cast.client(name).post(f"/memberships/{seat.pk}/check/", {"paper": "licence"}).status_code
        for name in ("supervisor", "strange_registrar")
    ]

    assert answers[1] == 302
    assert answers[0] in {403, 404}


@pytest.mark.parametrize("name", ["registrar", "supervisor", "leader", "secretary"])
def test_card_of_seats_takes_as_many_queries_for_three_accounts_as_for_one(cast, seat, name):
    invited(cast)
    client, address = cast.client(name), cast.organization.get_absolute_url()
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _ in range(2):
        further = seated(cast, invited(cast))
        invited(cast)
        member(Role.SECRETARY, cast.organization)
    voices.check_identity(further, by=cast.supervisor, today=localdate(), paper=IdentityPaper.RESOLUTION)
    in_post(further.user, cast.organization, Post.LEADER)

    with CaptureQueriesContext(connection) as many:
        page = client.get(address).content.decode()

    assert page.count("待同意或者核验") == 2
    assert len(many) == len(few)


def decided(cast, verb: str, **typed) -> PostChange:
    """A change of the branch secretary, decided by the outgoing one; the incoming leads already in the other post."""
    day = (localdate() + timedelta(days=5)).isoformat()
    address = f"/organizations/{cast.organization.uscc}/posts/branch_secretary/change/"
    facts = {"name": "周某某", "office_email": "zhou@example.org", "effective_on": day, "basis": "resolution"}
    cast.client("secretary").post(address, facts | {"upload": pdf()})
    change = PostChange.objects.get()
    assert cast.client("leader").post(f"/post-changes/{change.pk}/{verb}/", typed).status_code == 302
    change.refresh_from_db()
    return change


@pytest.mark.parametrize(("verb", "typed"), [("confirm", {}), ("refuse", {"reason": "决议未加盖公章。"})])
def test_everyone_concerned_is_told_of_the_decision(cast, verb, typed):
    incoming = UserFactory(name="周某某")
    cast.users["incoming"] = incoming
    invitations.accept(invited(cast, by="city_registrar"), account=incoming, now=now())

    change = decided(cast, verb, **typed)

    assert told(f"post-change:{change.pk}:{change.state}") == {cast.secretary, cast.leader, incoming, cast.registrar}


def test_incoming_without_account_is_the_registrars_task_and_is_written_to(cast):
    change = decided(cast, "confirm")
    client = cast.client("registrar")
    tasks = {section.title: section for section in client.get("/").context["sections"]}
    begun = tasks["待邀请的继任者"].todos[0].url
    form = client.get(begun).context["form"]

    answer = client.post(begun, {name: form[name].value() or "" for name in form.fields})

    invitation = Invitation.objects.get()
    assert (answer.status_code, invitation.email, invitation.person) == (302, "zhou@example.org", change.person)
    assert invitation.send_after is not None
    assert "待邀请的继任者" not in {section.title for section in client.get("/").context["sections"]}
