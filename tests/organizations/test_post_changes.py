"""A change of a first responsible person: entered with its paper, confirmed by another, and only then the posts change."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, now

from organizations import invitations, voices
from organizations import post_change_workflow as workflow
from organizations.enums import Post, Role
from organizations.models import Invitation, PostChange
from tests.compliance.cases.conftest import pdf
from tests.factories import ResponsiblePersonFactory, UserFactory
from tests.fragments import fragment_of
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.workflow import Refused

pytestmark = pytest.mark.django_db


def typed(days: int = 0, **facts) -> dict:
    day = (localdate() + timedelta(days=days)).isoformat()
    return {"name": "周某某", "effective_on": day, "basis": "resolution", "upload": pdf("决议.pdf")} | facts


@pytest.fixture
def entered(cast) -> PostChange:
    address = f"/organizations/{cast.organization.uscc}/posts/branch_secretary/change/"
    assert cast.client("secretary").post(address, typed(days=10)).status_code == 302
    return PostChange.objects.get()


def told(change: PostChange, after: str) -> set:
    return {
        notice.recipient for notice in Notice.objects.filter(kind=voices.KIND, key=f"post-change:{change.pk}:{after}")
    }


@pytest.mark.parametrize(
    ("name", "status"), [("leader", 403), ("registrar", 403), ("stranger", 404), ("secretary", 302)]
)
def test_secretary_enters_it_with_its_paper(cast, name, status):
    address = f"/organizations/{cast.organization.uscc}/posts/branch_secretary/change/"

    assert cast.client(name).post(address, typed()).status_code == status
    assert cast.client("secretary").post(address, typed(upload="")).status_code == 422


def test_posts_change_only_once_the_outgoing_holder_confirms_and_from_the_day_on(cast, entered):
    before = cast.leader.posts.get()
    assert (before.term_until, told(entered, "entered")) == (None, {cast.secretary, cast.leader})

    answers = [
        cast.client(name).post(f"/post-changes/{entered.pk}/confirm/").status_code
        for name in ("secretary", "registrar", "leader", "leader")
    ]

    before.refresh_from_db()
    entered.refresh_from_db()
    today = localdate()
    people = cast.organization.responsible_persons.filter(post=Post.BRANCH_SECRETARY)
    assert answers == [403, 409, 302, 409]
    assert (before.term_until, entered.person.term_from) == (entered.effective_on, entered.effective_on)
    assert [people.current(day).latest_term_first().first().name for day in (today, entered.effective_on)] == [
        before.name,
        "周某某",
    ]
    assert cast.leader.holds_first_post(cast.organization.pk, entered.effective_on + timedelta(days=1)) is False
    assert [(move.name, move.by) for move in entered.moves.all()] == [
        ("enter", cast.secretary),
        ("confirm_change", cast.leader),
    ]
    assert told(entered, "confirmed") == {cast.secretary, cast.leader, cast.registrar}
    assert "待邀请的继任者" in {one.title for one in cast.client("registrar").get("/").context["sections"]}


def test_registrar_confirms_from_the_paper_where_no_first_responsible_person_has_an_account(cast, entered):
    cast.leader.posts.update(account=None)
    shown = {section.title for section in cast.client("registrar").get("/").context["sections"]}

    answers = [
        cast.client(name).post(f"/post-changes/{entered.pk}/confirm/").status_code
        for name in ("leader", "strange_registrar", "registrar")
    ]

    assert ("待确认的任职变更" in shown, answers) == (True, [409, 404, 302])


def test_refusal_gives_reasons_and_a_withdrawal_leaves_the_posts(cast, entered):
    client = cast.client("leader")

    answers = [
        client.post(f"/post-changes/{entered.pk}/refuse/", {"reason": reason}).status_code
        for reason in ("", "决议未加盖公章。")
    ]

    entered.refresh_from_db()
    assert (answers, entered.state, cast.leader.posts.get().term_until) == ([422, 302], "refused", None)
    assert cast.client("secretary").post(f"/post-changes/{entered.pk}/withdraw/").status_code == 409


def test_paper_is_read_by_those_concerned(cast, entered):
    address = f"/post-changes/{entered.pk}/paper/"

    assert {
        name: cast.client(name).get(address).status_code
        for name in ("leader", "registrar", "stranger", "strange_registrar")
    } == {
        "leader": 200,
        "registrar": 200,
        "stranger": 404,
        "strange_registrar": 404,
    }


def test_database_itself_keeps_who_entered_and_who_confirmed_apart(cast, entered):
    row = PostChange.objects.filter(pk=entered.pk)
    for facts in (
        {"state": "confirmed", "decided_by": cast.secretary, "decided_at": now()},
        {"name": "钱某某"},
        {"state": "confirmed"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**facts)


def test_one_change_of_a_post_waits_at_a_time(cast, entered):
    facts = {"name": "钱某某", "office_phone": "", "office_email": "", "effective_on": localdate(), "basis": "licence"}

    with pytest.raises(Refused, match="已有一件变更待确认"):
        workflow.enter(
            cast.organization, by=cast.secretary, now=now(), post=Post.BRANCH_SECRETARY, upload=pdf(), facts=facts
        )


@pytest.mark.parametrize(
    ("name", "typed_", "status"), [("secretary", {"name": "周某某", "term_from": "2026-10-01"}, 409)]
)
def test_first_post_is_not_filled_without_a_filing(cast, name, typed_, status):
    address = f"/organizations/{cast.organization.uscc}/posts/branch_secretary/"

    assert cast.client(name).post(address, typed_).status_code == status


def no_account_leads(cast) -> None:
    cast.leader.posts.update(account=None)


AWAITS = {
    (None, "leader"): True,
    (None, "registrar"): False,
    (None, "secretary"): False,
    (no_account_leads, "leader"): False,
    (no_account_leads, "registrar"): True,
    (no_account_leads, "city_registrar"): True,
    (no_account_leads, "supervisor"): False,
    (no_account_leads, "strange_registrar"): False,
}


@pytest.mark.parametrize(("case", "asked"), AWAITS.items())
def test_home_page_lists_a_change_for_exactly_whom_it_waits(cast, entered, case, asked):
    before, name = case
    if before:
        before(cast)

    user, today = cast.user(name), localdate()
    may = user.has_perm("organizations.decide_postchange", entered) and not workflow.why_not(entered, user, today)

    assert (workflow.awaiting(user, today).contains(entered), may) == (asked, asked)


def test_registrar_who_invited_whoever_entered_it_is_not_asked(cast):
    no_account_leads(cast)
    draft = Invitation(role=Role.SECRETARY, organization=cast.organization)
    slip = invitations.issue([draft], by=cast.registrar, now=now()).slips[0]
    cast.users["second"] = UserFactory()
    invitations.accept(slip.invitation, account=cast.second, now=now())
    address = f"/organizations/{cast.organization.uscc}/posts/branch_secretary/change/"
    assert cast.client("second").post(address, typed()).status_code == 302
    change = PostChange.objects.get()

    asked = {name: workflow.awaiting(cast.user(name), localdate()).exists() for name in ("registrar", "city_registrar")}
    answers = [
        cast.client(name).post(f"/post-changes/{change.pk}/confirm/").status_code
        for name in ("registrar", "city_registrar")
    ]

    assert (asked, answers) == ({"registrar": False, "city_registrar": True}, [409, 302])


def test_change_page_names_whom_it_replaces_before_and_after(cast, entered):
    client, address = cast.client("leader"), entered.get_absolute_url()
    before = client.get(address).content.decode()
    client.post(f"/post-changes/{entered.pk}/confirm/")

    after = client.get(address).content.decode()

    assert [("现任者" in page, "原任者" in page) for page in (before, after)] == [(True, False), (False, True)]
    assert after.count(cast.leader.posts.get().name) >= 1
    fragment_of(client, address, root="change")


def test_secretary_withdraws_what_nobody_has_decided(cast, entered):
    answer = cast.client("secretary").post(f"/post-changes/{entered.pk}/withdraw/")

    entered.refresh_from_db()
    assert (answer.status_code, entered.state) == (302, "withdrawn")
    assert cast.leader.posts.get().term_until is None


def test_nothing_is_entered_for_a_day_after_the_next_year(cast):
    facts = {"name": "周某某", "effective_on": localdate() + timedelta(days=800), "basis": "resolution"}

    with pytest.raises(Refused, match="不能晚于一年以后"):
        workflow.enter(
            cast.organization,
            by=cast.secretary,
            now=now(),
            post=Post.BRANCH_SECRETARY,
            upload=pdf("决议.pdf"),
            facts=facts,
        )


def test_change_that_no_longer_fits_the_posts_is_not_confirmed(cast, entered):
    """Between the entering and the confirming the register has got a later term."""
    later = entered.effective_on + timedelta(days=5)
    cast.leader.posts.update(term_until=entered.effective_on + timedelta(days=4))
    ResponsiblePersonFactory(organization=cast.organization, post="branch_secretary", term_from=later)

    with pytest.raises(Refused, match="不能早于现任者的任职开始日期"):
        workflow.confirm_change(entered, by=cast.leader, now=now())
    entered.refresh_from_db()
    assert entered.state == "entered"


def test_who_entered_it_is_told_why_another_confirms(cast, entered):
    assert workflow.why_not(entered, cast.secretary, localdate()) == "申报人不能确认本人申报的变更。"
