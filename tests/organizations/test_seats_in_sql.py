"""What the page and the act refuse, bare SQL is refused too: no officer without two others, 三员 apart, nobody above."""

from datetime import timedelta

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.utils.timezone import localdate, now

from organizations.enums import Role
from organizations.models import Authority, Invitation, Membership, Seat, User
from tests.factories import MembershipFactory, UserFactory, member
from tests.seats import confirmed

SEAT = """INSERT INTO organizations_seat
    (role, authority_id, name, email, reason, state, proposed_by_id, proposed_at, confirmed_by_id, confirmed_at, holder_id, is_founding)
    VALUES (%(role)s, %(authority)s, '赵某某', '', '', %(state)s, %(proposer)s, now(), %(confirmer)s, %(at)s, %(holder)s, %(founding)s)
    RETURNING id"""
MEMBERSHIP = """INSERT INTO organizations_membership (user_id, role, authority_id, starts_on, seat_id)
    VALUES (%(user)s, %(role)s, %(authority)s, %(today)s, %(seat)s) RETURNING id"""


def run(sql: str, **facts) -> int | None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, facts)
        return cursor.fetchone()[0] if cursor.description else None


def refused(sentence: str, sql: str, **facts) -> None:
    with pytest.raises(Error, match=sentence):
        run(sql, **facts)


def seat_facts(cast, **other) -> dict:
    facts = {
        "role": "supervisor",
        "authority": cast.organization.registration_authority_id,
        "state": "proposed",
        "proposer": cast.security.pk,
        "confirmer": None,
        "at": None,
        "holder": None,
        "founding": False,
    }
    return {**facts, **other}


@pytest.fixture
def place(cast) -> Authority:
    return cast.organization.registration_authority


def test_membership_in_an_authority_without_a_seat_is_refused(cast, place):
    facts = {"user": UserFactory().pk, "role": "supervisor", "authority": place.pk, "today": localdate()}

    refused("an officer holds a seat that two people gave", MEMBERSHIP, **facts, seat=None)
    with pytest.raises(IntegrityError, match="an officer holds a seat"), transaction.atomic():
        Membership.objects.create(user=UserFactory(), role=Role.SUPERVISOR, authority=place)


@pytest.mark.parametrize("fault", ["proposed", "of another role", "of another place", "of another person", "nobody's"])
def test_membership_names_a_seat_that_is_its_own_and_confirmed(fault, cast, place, city):
    user = UserFactory()
    seat = confirmed(
        Role.REGISTRAR if fault == "of another role" else Role.SUPERVISOR,
        city if fault == "of another place" else place,
    )
    if fault == "proposed":
        seat = Seat.objects.get(pk=run(SEAT, **seat_facts(cast)))
    elif fault != "nobody's":
        Seat.objects.filter(pk=seat.pk).update(holder=UserFactory() if fault == "of another person" else user)

    refused(
        "an officer holds a seat",
        MEMBERSHIP,
        user=user.pk,
        role="supervisor",
        authority=place.pk,
        today=localdate(),
        seat=seat.pk,
    )


BORN_FINISHED = [
    ("a seat begins as proposed", {"state": "confirmed"}),
    ("a seat is taken after it is confirmed", {"holder": "stranger"}),
    ("a seat is proposed by who administers accounts", {"proposer": "supervisor"}),
    ("a seat is proposed by who administers accounts", {"proposer": "stranger"}),
    ("an installation is founded once", {"founding": True, "proposer": None, "state": "confirmed"}),
    ("an installation is founded once", {"founding": True, "proposer": None, "role": "security_administrator"}),
]


@pytest.mark.parametrize(("sentence", "other"), BORN_FINISHED)
def test_seat_is_not_born_finished(sentence, other, cast):
    named = {
        key: cast.user(value).pk if key in {"holder", "proposer"} and value else value for key, value in other.items()
    }

    refused(sentence, SEAT, **seat_facts(cast, **named))


CONFIRM = "UPDATE organizations_seat SET state = 'confirmed', confirmed_by_id = %(by)s, confirmed_at = now() WHERE id = %(seat)s"


@pytest.mark.parametrize("name", ["registrar", "administrator", "auditor", "secretary", "strange_registrar"])
def test_seat_is_confirmed_by_a_supervisor_in_its_line_only(name, cast):
    seat = run(SEAT, **seat_facts(cast))

    refused("a seat is confirmed by a supervisor", CONFIRM, seat=seat, by=cast.user(name).pk)
    run(CONFIRM, seat=seat, by=cast.supervisor.pk)


def test_supervisor_of_another_line_confirms_nothing(cast):
    seat = run(SEAT, **seat_facts(cast))
    elsewhere = member(Role.SUPERVISOR, cast.strange_registrar.acting.authority)
    former = member(Role.SUPERVISOR, cast.organization.registration_authority, ends_on=localdate() - timedelta(days=1))

    for other in (elsewhere, former):
        refused("a seat is confirmed by a supervisor", CONFIRM, seat=seat, by=other.pk)


def test_proposer_confirmer_and_holder_are_three(cast, city):
    both = member(Role.SECURITY_ADMINISTRATOR, city)
    MembershipFactory(user=both, role=Role.SUPERVISOR, authority=city)
    seat = run(SEAT, **seat_facts(cast, proposer=both.pk, authority=city.pk))
    refused("seat_confirmed_by_is_not_proposed_by", CONFIRM, seat=seat, by=both.pk)
    run(CONFIRM, seat=seat, by=cast.city_supervisor.pk)

    take = "UPDATE organizations_seat SET holder_id = %(by)s WHERE id = %(seat)s"
    refused("seat_holder_is_not_proposed_by", take, seat=seat, by=both.pk)
    refused("seat_holder_is_not_confirmed_by", take, seat=seat, by=cast.city_supervisor.pk)
    run(take, seat=seat, by=UserFactory().pk)


CHANGES = [
    ("what was proposed stays", "role = 'administrator'"),
    ("what was proposed stays", "name = '孙某某'"),
    ("what was proposed stays", "proposed_by_id = NULL"),
    ("what was proposed stays", "is_founding = TRUE"),
    ("a seat is confirmed once", "confirmed_by_id = proposed_by_id"),
    ("a confirmed seat is taken once", "holder_id = proposed_by_id"),
    ("a seat goes from proposed to confirmed or refused", "state = 'proposed'"),
]


@pytest.mark.parametrize(("sentence", "change"), CHANGES)
def test_seat_that_is_held_stays_what_it_is(sentence, change, cast):
    seat = cast.registrar.acting.seat_id

    refused(sentence, f"UPDATE organizations_seat SET {change} WHERE id = %(seat)s", seat=seat)
    refused("Cannot delete", "DELETE FROM organizations_seat WHERE id = %(seat)s", seat=seat)


def test_log_of_seats_is_written_once(cast):
    seat = run(SEAT, **seat_facts(cast))
    Seat.objects.get(pk=seat).moves.create(name="propose", before="new", after="proposed", by=cast.security)

    for attack in ("UPDATE organizations_seatmove SET reason = ''", "DELETE FROM organizations_seatmove"):
        refused("Cannot", attack)


@pytest.mark.parametrize(
    "change", ["role = 'supervisor'", "user_id = %(other)s", "authority_id = %(city)s", "seat_id = NULL"]
)
def test_officer_does_not_change_into_another(change, cast, city):
    refused(
        "an officer takes another seat by another confirmation",
        f"UPDATE organizations_membership SET {change} WHERE id = %(held)s",
        held=cast.registrar.acting.pk,
        other=UserFactory().pk,
        city=city.pk,
    )


@pytest.mark.parametrize("later", [None, 40])
def test_seat_that_ends_is_not_prolonged(later, cast):
    held = cast.registrar.acting.pk
    end = "UPDATE organizations_membership SET ends_on = %(day)s WHERE id = %(held)s"
    run(end, held=held, day=localdate())

    day = later and localdate() + timedelta(days=later)
    refused("a seat that ends is not prolonged", end, held=held, day=day)


SUBSTITUTE = """INSERT INTO organizations_membership (user_id, role, authority_id, starts_on, ends_on, substitutes_id)
    VALUES (%(user)s, 'registrar', %(authority)s, %(today)s, %(today)s, %(held)s)"""


@pytest.mark.parametrize("fault", ["another role", "another place", "oneself"])
def test_substitution_is_no_way_around(fault, cast, city):
    held = cast.competent.acting if fault == "another role" else cast.registrar.acting
    user = held.user if fault == "oneself" else UserFactory()
    place = city if fault == "another place" else held.authority

    refused(
        "a substitute stands in for the same role at the same place",
        SUBSTITUTE,
        user=user.pk,
        authority=place.pk,
        today=localdate(),
        held=held.pk,
    )


@pytest.mark.parametrize(
    ("held", "wanted"),
    [("administrator", "security_administrator"), ("auditor", "administrator"), ("security", "auditor")],
)
def test_second_of_the_three_seats_is_refused(held, wanted, cast, city):
    user, seat = cast.user(held), confirmed(Role(wanted), city)
    Seat.objects.filter(pk=seat.pk).update(holder=user)
    facts = {"user": user.pk, "role": wanted, "authority": city.pk, "today": localdate(), "seat": seat.pk}

    refused("nobody holds two of the three seats", MEMBERSHIP, **facts)
    user.memberships.update(ends_on=localdate() - timedelta(days=1))

    assert run(MEMBERSHIP, **facts)


def test_first_of_the_three_seats_is_not_moved_over_the_second(cast, city):
    cast.auditor.memberships.update(ends_on=localdate() - timedelta(days=1))
    second = MembershipFactory(
        user=cast.auditor, role=Role.ADMINISTRATOR, authority=city, starts_on=localdate() + timedelta(days=1)
    )

    refused(
        "nobody holds two of the three seats",
        "UPDATE organizations_membership SET starts_on = '2020-01-01' WHERE id = %(held)s",
        held=second.pk,
    )


@pytest.mark.parametrize("named", [False, True])
def test_invitation_into_an_authority_names_a_confirmed_seat(named, cast, place):
    seat = Seat.objects.get(pk=run(SEAT, **seat_facts(cast))) if named else None

    with pytest.raises(IntegrityError, match="is invited to a confirmed seat"), transaction.atomic():
        Invitation.objects.create(
            code_sha256="0" * 64, role=Role.SUPERVISOR, authority=place, seat=seat, expires_at=now() + timedelta(days=1)
        )


@pytest.mark.parametrize("change", [{"is_superuser": True}, {"is_staff": True}])
def test_no_account_stands_above_the_rules(change, cast):
    (column,) = change

    with pytest.raises(IntegrityError, match="user_stands_under_the_rules"), transaction.atomic():
        User.objects.filter(pk=cast.administrator.pk).update(**change)
    with pytest.raises(IntegrityError, match="user_stands_under_the_rules"), transaction.atomic():
        UserFactory(**change)
    refused("user_stands_under_the_rules", f"UPDATE organizations_user SET {column} = TRUE")


def test_flag_on_an_account_in_hand_opens_nothing(cast):
    nobody = UserFactory()
    nobody.is_superuser = nobody.is_staff = True

    perms = ["organizations.manage_accounts", "organizations.delete_user", "cases.view_proposals", "audit.inspect"]

    assert [nobody.has_perm(perm) for perm in perms] == [False] * 4
    assert nobody.has_module_perms("organizations") is False
    assert cast.security.has_perm("organizations.manage_accounts") is True
