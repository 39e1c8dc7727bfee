"""Looking after the register: who may, what is refused under the lock, and nobody's correction is written over."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from organizations import registration
from organizations.appointments import appoint
from organizations.enums import Post
from organizations.life import changes
from organizations.models import Organization, Outlet, ResponsiblePerson, SelfCertification
from tests.conftest import TODAY
from tests.factories import OrganizationFactory, ResponsiblePersonFactory
from tests.tables import read_table
from zhengzhou_ideology.workflow import Refused


@pytest.fixture(autouse=True)
def frozen(time_machine):
    time_machine.move_to(TODAY, tick=False)


@pytest.fixture
def person(cast) -> ResponsiblePerson:
    return ResponsiblePersonFactory(
        organization=cast.organization, post=Post.LIAISON, name="王某", term_from=date(2024, 1, 1)
    )


@pytest.fixture
def outlet(person) -> Outlet:
    return Outlet.objects.create(
        organization=person.organization, kind="website", name="官网", responsible=person, since=date(2024, 1, 1)
    )


def address(name: str, organization: Organization, *more: object) -> str:
    return reverse(f"organizations:{name}", args=[organization.uscc, *more])


ORGANIZATION_FIELDS = ["name", "district", "founded_on", "address", "purposes"]
OUTLET_FIELDS = ["kind", "name", "address", "responsible", "since"]


def facts(row, names, **changed) -> dict:
    return {**{name: getattr(row, name) for name in names}, **changed}


def acts(person: ResponsiblePerson, outlet: Outlet) -> dict[str, Callable[..., object]]:
    organization = person.organization
    version = registration.version_of
    named = {"name": "官方网站"}
    return {
        "correct": lambda by: changes.correct(
            organization,
            by=by,
            now=datetime(2026, 10, 9, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai")),
            reason="录入笔误。",
            version=version(organization, ORGANIZATION_FIELDS),
            facts=facts(organization, ORGANIZATION_FIELDS, address="农业路2号"),
        ),
        "correct_person": lambda by: registration.correct_person(
            person, by=by, version=version(person, ["office_phone"]), facts={"office_phone": "0371-66666666"}
        ),
        "appoint": lambda by: appoint(
            organization, by=by, post=Post.LIAISON, today=TODAY, facts={"name": "周某", "term_from": TODAY}
        ),
        "add_outlet": lambda by: registration.add_outlet(
            organization, by=by, today=TODAY, facts=facts(outlet, OUTLET_FIELDS, **named)
        ),
        "correct_outlet": lambda by: registration.correct_outlet(
            outlet,
            by=by,
            today=TODAY,
            version=version(outlet, OUTLET_FIELDS),
            facts=facts(outlet, OUTLET_FIELDS, **named),
        ),
        "close_outlet": lambda by: registration.close_outlet(outlet, by=by, today=TODAY, until=TODAY),
        "permit_self_certification": lambda by: registration.permit_self_certification(
            organization, by=by, today=TODAY, reason="仅一名专职人员。", valid_from=TODAY, valid_until=TODAY
        ),
    }


WHO_MAY = """
                           secretary leader competent registrar supervisor city_registrar auditor stranger strange_registrar
correct                    .         .      .         x         .          x              .       .        .
correct_person             x         .      .         x         .          x              .       .        .
appoint                    x         .      .         x         .          x              .       .        .
add_outlet                 x         .      .         x         .          x              .       .        .
correct_outlet             x         .      .         x         .          x              .       .        .
close_outlet               x         .      .         x         .          x              .       .        .
permit_self_certification  .         .      .         x         x          x              .       .        .
"""


@pytest.mark.parametrize(("act", "role", "allowed"), read_table(WHO_MAY))
def test_who_may(act, role, allowed, cast, person, outlet):
    with nullcontext() if allowed else pytest.raises(PermissionDenied):
        acts(person, outlet)[act](cast.user(role))


# Refused under the lock, whatever the form has let pass before


@pytest.mark.parametrize(
    ("begins", "sentence"),
    [(TODAY + timedelta(days=1), "不能晚于今天"), (date(2023, 12, 31), "不能早于现任者的任职开始日期")],
)
def test_term_does_not_begin_on_an_impossible_day(begins, sentence, cast, person):
    with pytest.raises(Refused, match=sentence):
        appoint(
            cast.organization,
            by=cast.secretary,
            post=Post.LIAISON,
            today=TODAY,
            facts={"name": "周某", "term_from": begins},
        )

    person.refresh_from_db()
    assert person.term_until is None


def test_outlet_is_answered_for_by_somebody_in_post(cast, outlet):
    theirs = ResponsiblePersonFactory(organization=OrganizationFactory())
    former = ResponsiblePersonFactory(organization=cast.organization, term_until=TODAY - timedelta(days=1))

    for somebody in (theirs, former):
        with pytest.raises(Refused, match="须为本组织的现任责任人"):
            registration.add_outlet(
                cast.organization,
                by=cast.secretary,
                today=TODAY,
                facts=facts(outlet, OUTLET_FIELDS, responsible=somebody),
            )

    assert list(cast.organization.outlets.all()) == [outlet]


@pytest.mark.parametrize(
    ("until", "sentence"),
    [(TODAY + timedelta(days=1), "不能晚于今天"), (date(2023, 12, 31), "不能早于启用日期")],
)
def test_outlet_does_not_close_on_an_impossible_day(until, sentence, cast, outlet):
    with pytest.raises(Refused, match=sentence):
        registration.close_outlet(outlet, by=cast.secretary, today=TODAY, until=until)


def test_outlet_that_somebody_else_has_closed_stays_as_it_was(cast, outlet):
    opened_before = Outlet.objects.get(pk=outlet.pk)
    registration.close_outlet(outlet, by=cast.secretary, today=TODAY, until=date(2026, 10, 1))

    with pytest.raises(Refused, match="该阵地已登记停用"):
        registration.close_outlet(opened_before, by=cast.registrar, today=TODAY, until=TODAY)

    outlet.refresh_from_db()
    assert outlet.until == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("reason", "valid_from", "sentence"),
    [(" ", TODAY, "请写明理由"), ("仅一名专职人员。", TODAY - timedelta(days=1), "生效日期不能早于今天")],
)
def test_permission_covers_nothing_that_is_certified_already(reason, valid_from, sentence, cast):
    with pytest.raises(Refused, match=sentence):
        registration.permit_self_certification(
            cast.organization,
            by=cast.supervisor,
            today=TODAY,
            reason=reason,
            valid_from=valid_from,
            valid_until=TODAY,
        )

    assert not SelfCertification.objects.exists()


# Two people at the same row


def test_correction_of_a_person_shows_what_somebody_else_saved(cast, person):
    client, page = cast.client("secretary"), address("person_edit", cast.organization, person.pk)
    typed = {"name": "王某", "office_phone": "0371-11111111", "term_from": "2024-01-01"}
    opened = client.get(page).context["form"]["version"].value()
    ResponsiblePerson.objects.filter(pk=person.pk).update(office_phone="0371-22222222")

    answer = client.post(page, {**typed, "version": opened})

    content = answer.content.decode()
    assert answer.status_code == 422
    assert "办公电话：现在是“0371-22222222”，您填写的是“0371-11111111”。" in content
    assert 'value="0371-11111111"' in content
    assert client.post(page, {**typed, "version": answer.context["form"]["version"].value()}).status_code == 302
    person.refresh_from_db()
    assert person.office_phone == "0371-11111111"


def test_correction_of_an_outlet_shows_what_somebody_else_saved(cast, outlet):
    client, page = cast.client("secretary"), address("outlet_edit", cast.organization, outlet.pk)
    opened = client.get(page).context["form"]["version"].value()
    Outlet.objects.filter(pk=outlet.pk).update(name="官方网站")
    typed = {"kind": "venue", "name": "官网", "responsible": outlet.responsible_id, "since": "2024-01-01"}

    answer = client.post(page, {**typed, "version": opened})

    content = answer.content.decode()
    assert answer.status_code == 422
    assert "名称：现在是“官方网站”，您填写的是“官网”。" in content
    assert "类别：现在是“网站”，您填写的是“场所”。" in content


@pytest.mark.django_db(transaction=True)
def test_of_two_corrections_at_the_same_moment_one_is_shown_the_other(cast):
    page = address("organization_edit", cast.organization)
    clients = [cast.client("registrar"), cast.client("registrar")]
    opened = {client.get(page).context["form"]["version"].value() for client in clients}
    typed = {
        "name": cast.organization.name,
        "district": cast.organization.district_id,
        "founded_on": cast.organization.founded_on,
        "reason": "录入笔误。",
        "version": opened.pop(),
    }
    gate, codes = Barrier(2), []

    def correct(client, street: str) -> None:
        gate.wait()
        codes.append(client.post(page, {**typed, "address": street}).status_code)
        connection.close()

    threads = [Thread(target=correct, args=pair) for pair in zip(clients, ["文化路1号", "农业路2号"], strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(codes) == [302, 422]
