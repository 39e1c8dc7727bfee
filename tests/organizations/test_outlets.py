"""阵地: they follow the posts of those who answer for them, and are confirmed once a year."""

from datetime import date

import pytest
from django.db import ProgrammingError, transaction
from django.utils.timezone import localdate

from organizations.appointments import appoint
from organizations.confirmations import ConfirmationSource, periods
from organizations.enums import ConfirmationKind, Post
from organizations.models import Confirmation, Outlet, OutletTakeover, ResponsiblePerson
from organizations.outlets import follow_posts
from tests.exported import exported
from tests.factories import OrganizationFactory, ResponsiblePersonFactory
from tests.fragments import fragment_of

pytestmark = pytest.mark.django_db

TODAY = date(2026, 10, 9)
REGISTER = "/outlets/"


@pytest.fixture
def liaison(cast) -> ResponsiblePerson:
    return ResponsiblePersonFactory(
        organization=cast.organization, post=Post.LIAISON, name="张某某", term_from=date(2024, 1, 1)
    )


@pytest.fixture
def outlet(cast, liaison) -> Outlet:
    return outlet_of(cast.organization, liaison)


def outlet_of(organization, person=None, **facts) -> Outlet:
    person = person or ResponsiblePersonFactory(organization=organization, post=Post.LIAISON)
    return Outlet.objects.create(
        organization=organization, responsible=person, **{"kind": "website", "name": "官网", **facts}
    )


# A change of post


def named(name, begins=TODAY):
    return {"name": name, "term_from": begins, "office_phone": "", "office_email": ""}


def test_outlet_goes_to_the_successor_in_the_post(cast, outlet, liaison):
    closed = outlet_of(cast.organization, liaison, name="旧刊", kind="publication", until=date(2025, 1, 1))
    address = f"/organizations/{cast.organization.uscc}/posts/liaison/"

    cast.client("secretary").post(address, {"name": "李某", "term_from": localdate().isoformat()})

    outlet.refresh_from_db()
    closed.refresh_from_db()
    taken = OutletTakeover.objects.get()
    assert (outlet.responsible.name, closed.responsible) == ("李某", liaison)
    assert (taken.outlet, taken.predecessor, taken.successor, taken.on) == (
        outlet,
        liaison,
        outlet.responsible,
        localdate(),
    )
    page = cast.client("secretary").get(cast.organization.get_absolute_url()).content.decode()
    assert "起接替张某某" in page


def test_outlet_of_another_post_stays(cast, outlet, liaison):
    appoint(cast.organization, by=cast.registrar, post=Post.LEADER, today=TODAY, facts=named("周某"))

    outlet.refresh_from_db()
    assert (outlet.responsible, OutletTakeover.objects.count()) == (liaison, 0)


@pytest.mark.parametrize(("day", "passed_on"), [(31, 0), (32, 1), (40, 1)])
def test_outlet_waits_for_the_day_on_which_the_new_term_begins(day, passed_on, outlet, liaison):
    liaison.term_until = date(2026, 11, 1)
    liaison.save()
    ResponsiblePersonFactory(
        organization=outlet.organization, post=Post.LIAISON, name="李某", term_from=date(2026, 11, 1)
    )

    assert follow_posts(date.fromordinal(date(2026, 10, 1).toordinal() + day - 1)) == passed_on
    assert follow_posts(date.fromordinal(date(2026, 10, 1).toordinal() + day - 1)) == 0
    assert OutletTakeover.objects.count() == passed_on


def test_outlet_whose_post_is_vacant_stays_with_the_former_holder_and_is_listed(cast, outlet, liaison):
    liaison.term_until = date(2026, 10, 8)
    liaison.save()

    assert follow_posts(TODAY) == 0
    page = cast.client("registrar").get(REGISTER, {"standing": "without_responsible"})
    assert [(row.pk, row.in_post) for row in page.context["page"]] == [(outlet.pk, False)]


# The register


def test_register_is_read_by_officers_in_their_reach(cast, outlet):
    elsewhere = outlet_of(cast.stranger.organization)
    answers = {}
    for name in cast.users:
        answer = cast.client(name).get(REGISTER)
        answers[name] = [row.pk for row in answer.context["page"]] if answer.status_code == 200 else answer.status_code

    here, there, both = [outlet.pk], [elsewhere.pk], [outlet.pk, elsewhere.pk]
    assert {name: sorted(found) if isinstance(found, list) else found for name, found in answers.items()} == {
        "secretary": 403,
        "leader": 403,
        "registrar": here,
        "competent": here,
        "supervisor": here,
        "city_registrar": both,
        "city_supervisor": both,
        "administrator": both,
        "security": 403,
        "auditor": both,
        "stranger": 403,
        "strange_leader": 403,
        "strange_registrar": there,
        "strange_competent": there,
    }


def test_register_is_narrowed(cast, outlet, liaison):
    paper = outlet_of(cast.organization, liaison, kind="publication", name="会刊", confirmed_on=localdate())
    closed = outlet_of(cast.organization, liaison, kind="venue", name="旧址", until=date(2025, 1, 1))
    client = cast.client("registrar")

    def found(**params):
        return {row.pk for row in client.get(REGISTER, params).context["page"]}

    assert found() == {outlet.pk, paper.pk}
    assert found(kind="publication") == {paper.pk}
    assert found(standing="unconfirmed") == {outlet.pk}
    assert found(standing="closed") == {closed.pk}
    assert found(q=cast.organization.name) == {outlet.pk, paper.pk}
    assert found(district=cast.organization.district_id) == {outlet.pk, paper.pk}
    assert found(q="没有这个名称") == set()
    assert "没有符合条件的阵地" in client.get(REGISTER, {"kind": "venue"}).content.decode()


def test_fragment_is_its_part_of_the_register(cast, outlet):
    assert "官网" in fragment_of(cast.client("registrar"), REGISTER, root="outlets")


def test_register_takes_as_many_queries_for_three_rows_as_for_one(cast, outlet, django_assert_max_num_queries):
    client = cast.client("registrar")
    client.get(REGISTER)
    with django_assert_max_num_queries(40) as one:
        client.get(REGISTER)
    for _ in range(2):
        outlet_of(OrganizationFactory())

    with django_assert_max_num_queries(40) as three:
        client.get(REGISTER)

    assert len(three) == len(one)


def test_ledger_has_a_row_for_each_outlet_of_the_filter(cast, outlet):
    outlet_of(cast.stranger.organization)
    formula = outlet_of(cast.organization, outlet.responsible, kind="venue", name="=1+1", address="一楼")

    rows = exported(cast, "registrar", "outlets")

    assert [row["名称"] for row in rows] == [formula.name, outlet.name]
    assert [rows[1][title] for title in ("责任人", "责任人职务", "责任人在任")] == ["张某某", "日常工作联系人", "是"]
    assert cast.client("secretary").get("/exports/new/outlets/").status_code == 404


# Confirming the outlets of a year


def confirming(organization, year=None) -> str:
    return f"/organizations/{organization.uscc}/outlets/confirm/{year or localdate().year}/"


def typed(client, organization, **answers) -> dict:
    """What the page would send: every field as it stands, and what is said of each outlet."""
    form = client.get(confirming(organization)).context["form"]
    sent = {}
    for row in form.rows:
        for bound in row:
            value = bound.value()
            sent[bound.html_name] = "" if value is None else value.isoformat() if isinstance(value, date) else value
        sent[row.add_prefix("answer")] = "right"
    return sent | answers


def test_outlets_are_confirmed_changed_and_closed_in_one_step(cast, outlet, liaison):
    moved = outlet_of(cast.organization, liaison, kind="venue", name="活动室", address="一楼")
    gone = outlet_of(cast.organization, liaison, kind="publication", name="会刊")
    client, today = cast.client("secretary"), localdate()
    sent = typed(client, cast.organization) | {
        f"outlet-{moved.pk}-answer": "changed",
        f"outlet-{moved.pk}-address": "二楼",
        f"outlet-{gone.pk}-answer": "closed",
        f"outlet-{gone.pk}-until": today.isoformat(),
    }

    answer = client.post(confirming(cast.organization), sent)

    assert (answer.status_code, answer.url) == (302, cast.organization.get_absolute_url())
    assert list(Outlet.objects.order_by("pk").values_list("address", "until", "confirmed_on", "confirmed_by")) == [
        ("", None, today, cast.secretary.pk),
        ("二楼", None, today, cast.secretary.pk),
        ("", today, None, None),
    ]
    made = Confirmation.objects.get()
    assert (made.kind, made.year, made.part, made.by, made.acting_as) == (
        "outlets",
        today.year,
        1,
        cast.secretary,
        cast.secretary.acting_label,
    )
    assert [(row["outlet"], row["address"], row["answer"]) for row in made.content] == [
        (outlet.pk, "", "right"),
        (moved.pk, "二楼", "changed"),
        (gone.pk, "", "closed"),
    ]
    assert "已停用" in client.get(f"/organizations/{cast.organization.uscc}/confirmations/{made.pk}/").content.decode()
    assert "不必重复" in client.get(confirming(cast.organization)).content.decode()


def test_no_outlets_is_an_answer_that_has_to_be_given(cast):
    client = cast.client("secretary")

    answers = [
        client.post(confirming(cast.organization), sent) for sent in ({}, {"has_none": "on"}, {"has_none": "on"})
    ]

    assert [answer.status_code for answer in answers] == [409, 302, 409]
    assert Confirmation.objects.get().content == []
    assert "没有阵地的，请勾选" in answers[0].content.decode()
    made = Confirmation.objects.get()
    page = client.get(f"/organizations/{cast.organization.uscc}/confirmations/{made.pk}/").content.decode()
    assert "本组织确认没有阵地" in page


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"answer": ""}, "请选择仍然正确、已变更或者已停用"),
        ({"address": "https://www.example.org/"}, "请选择“已变更”"),
        ({"until": "2026-01-05"}, "请选择“已停用”"),
        ({"answer": "closed"}, "请填写停用日期"),
        ({"answer": "closed", "until": "昨天"}, "请按“2026-11-26”的格式填写"),
        ({"answer": "closed", "until": "2999-01-05"}, "停用日期不能晚于今天"),
        ({"answer": "changed", "name": ""}, "请填写"),
    ],
)
def test_answers_that_do_not_fit_come_back_with_what_was_typed(said, sentence, cast, outlet):
    client = cast.client("secretary")
    sent = typed(client, cast.organization) | {f"outlet-{outlet.pk}-{name}": value for name, value in said.items()}

    answer = client.post(confirming(cast.organization), sent)

    page = answer.content.decode()
    assert (answer.status_code, Confirmation.objects.count()) == (422, 0)
    assert sentence in page
    assert all(value in page for value in said.values())
    outlet.refresh_from_db()
    assert (outlet.address, outlet.until, outlet.confirmed_on) == ("", None, None)


def test_outlet_without_a_responsible_person_in_office_is_not_right(cast, outlet, liaison):
    client = cast.client("secretary")
    sent = typed(client, cast.organization)
    liaison.term_until = date(2026, 1, 31)
    liaison.save()

    answer = client.post(confirming(cast.organization), sent)

    assert (answer.status_code, Confirmation.objects.count()) == (422, 0)


def test_outlet_that_somebody_changed_meanwhile_shows_both(cast, outlet):
    client = cast.client("secretary")
    sent = typed(client, cast.organization)
    Outlet.objects.filter(pk=outlet.pk).update(address="https://new.example.org/")

    for said in ("right", "changed"):
        answer = client.post(confirming(cast.organization), sent | {f"outlet-{outlet.pk}-answer": said})
        page = answer.content.decode()
        assert (answer.status_code, Confirmation.objects.count()) == (422, 0)
        assert "https://new.example.org/" in page


def test_outlet_registered_meanwhile_asks_for_its_answer(cast, outlet):
    client = cast.client("secretary")
    sent = typed(client, cast.organization)
    outlet_of(cast.organization, outlet.responsible, name="新站")

    answer = client.post(confirming(cast.organization), sent)

    assert (answer.status_code, Confirmation.objects.count()) == (422, 0)


WHO_GETS = """
            secretary leader registrar competent supervisor administrator security auditor stranger strange_registrar
outlets     200       403    403       403       403        403           404      403     404      404
posts       200       403    403       403       403        403           404      403     404      404
"""


def test_who_gets_the_pages_of_confirming(cast):
    names, *rows = (line.split() for line in WHO_GETS.strip().splitlines())
    addresses = {"outlets": confirming(cast.organization), "posts": confirming_posts(cast.organization)}

    got = {
        page: {name: cast.client(name).get(address).status_code for name in names}
        for page, address in addresses.items()
    }

    assert got == {page: dict(zip(names, map(int, codes), strict=True)) for page, *codes in rows}
    assert cast.client("leader").post(addresses["outlets"], {"has_none": "on"}).status_code == 403
    assert Confirmation.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "day", "open_ones"),
    [
        ("outlets", date(2026, 10, 9), [(2026, 1), (2025, 1)]),
        ("posts", date(2026, 6, 30), [(2026, 1), (2025, 2)]),
        ("posts", date(2026, 7, 1), [(2026, 2), (2026, 1)]),
    ],
)
def test_what_is_open_is_this_period_and_the_one_before(kind, day, open_ones):
    assert periods(ConfirmationKind(kind), day) == open_ones


@pytest.mark.parametrize(("ahead", "status"), [(1, 409), (0, 302), (-1, 302), (-2, 409)])
def test_a_year_is_confirmed_while_it_runs_and_belatedly_in_the_next(ahead, status, cast):
    address = confirming(cast.organization, localdate().year + ahead)

    assert cast.client("secretary").post(address, {"has_none": "on"}).status_code == status


def test_organization_that_has_ended_confirms_nothing(cast):
    cast.organization.status, cast.organization.ended_on = "deregistered", date(2026, 1, 1)
    cast.organization.save()
    client = cast.client("secretary")

    answer = client.post(confirming(cast.organization), {"has_none": "on"})

    assert (answer.status_code, Confirmation.objects.count()) == (409, 0)
    assert "待确认的登记信息" not in client.get("/").content.decode()


TOLD: list[tuple] = []


class Listening(ConfirmationSource):
    def confirmed(self, confirmation, *, by, now):
        TOLD.append((confirmation.organization, confirmation.kind, confirmation.year, confirmation.part, by))


def test_rooms_above_are_told_of_what_was_confirmed(cast, settings):
    TOLD.clear()
    settings.CONFIRMATION_SOURCES = ["tests.organizations.test_outlets.Listening"]
    year, part = periods(ConfirmationKind.POSTS, localdate())[0]
    client = cast.client("secretary")

    client.post(confirming(cast.organization), {"has_none": "on"})
    client.post(confirming_posts(cast.organization), ticked(client, cast.organization))

    assert [
        (cast.organization, "outlets", year, 1, cast.secretary),
        (cast.organization, "posts", year, part, cast.secretary),
    ] == TOLD


# Confirming posts and contact


def confirming_posts(organization) -> str:
    year, part = periods(ConfirmationKind.POSTS, localdate())[0]
    return f"/organizations/{organization.uscc}/posts/confirm/{year}/{part}/"


def ticked(client, organization) -> dict[str, str]:
    form = client.get(confirming_posts(organization)).context["form"]
    return {"seen": form["seen"].value(), **{post.value: "on" for post in Post}}


def test_posts_are_confirmed_as_they_stand(cast, liaison):
    client = cast.client("secretary")

    answer = client.post(confirming_posts(cast.organization), ticked(client, cast.organization))

    made = Confirmation.objects.get()
    assert (answer.status_code, made.kind) == (302, "posts")
    assert [(row["post"], row["name"]) for row in made.content] == [
        ("leader", ""),
        ("branch_secretary", cast.leader.name),
        ("liaison", "张某某"),
    ]
    page = client.get(f"/organizations/{cast.organization.uscc}/confirmations/{made.pk}/").content.decode()
    assert "日常工作联系人" in page


def test_post_that_is_not_right_leads_to_its_change(cast, liaison):
    client = cast.client("secretary")
    sent = ticked(client, cast.organization)
    del sent["liaison"]

    answer = client.post(confirming_posts(cast.organization), sent)

    page = answer.content.decode()
    assert (answer.status_code, Confirmation.objects.count()) == (422, 0)
    assert "有变化的，请先办理变更" in page
    assert f"/organizations/{cast.organization.uscc}/posts/liaison/" in page
    assert f"/organizations/{cast.organization.uscc}/posts/leader/change/" in page


def test_posts_that_changed_while_the_page_was_open_are_not_confirmed(cast, liaison):
    client = cast.client("secretary")
    sent = ticked(client, cast.organization)
    appoint(
        cast.organization, by=cast.secretary, post=Post.LIAISON, today=localdate(), facts=named("李某", localdate())
    )

    answer = client.post(confirming_posts(cast.organization), sent)

    assert (answer.status_code, Confirmation.objects.count()) == (409, 0)
    assert "任职的登记已有变化" in answer.content.decode()


def test_home_asks_until_both_are_confirmed(cast):
    client = cast.client("secretary")

    def asked():
        sections = {section.title: section for section in client.get("/").context["sections"]}
        return [todo.url for todo in sections["待确认的登记信息"].todos] if "待确认的登记信息" in sections else []

    assert asked() == [confirming(cast.organization), confirming_posts(cast.organization)]
    client.post(confirming(cast.organization), {"has_none": "on"})
    assert asked() == [confirming_posts(cast.organization)]
    client.post(confirming_posts(cast.organization), ticked(client, cast.organization))
    assert asked() == []


def test_confirmation_is_written_once_in_the_database(cast):
    cast.client("secretary").post(confirming(cast.organization), {"has_none": "on"})

    with pytest.raises(ProgrammingError), transaction.atomic():
        Confirmation.objects.update(year=2020)
