"""A registry list in the browser: uploaded, previewed, confirmed once, taken back."""

import threading
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now
from python_calamine import CalamineWorkbook

from organizations.enums import ImportState, Role
from organizations.models import ImportBatch, Organization, OrganizationChange, Outlet, ResponsiblePerson
from organizations.registry import importing, since, staging
from organizations.registry.register_sql import FRESH
from tests.factories import (
    AuthorityFactory,
    DistrictFactory,
    MembershipFactory,
    OrganizationFactory,
    ResponsiblePersonFactory,
    member,
)
from tests.organizations.lists import CODES, row, table, xlsx
from zhengzhou_ideology.edge.costly import AT_A_TIME, HELD_SECONDS

pytestmark = pytest.mark.server

SECOND = {"序号": 2, "社会组织名称": "金水区书法学会", "统一社会信用代码": CODES[1]}
BAD = {"序号": 3, "统一社会信用代码": "51410104MJ", "社会组织名称": "=危险"}


def upload(client: Client, *rows: dict, content: bytes | None = None, **kwargs):
    content = xlsx(table(*rows)) if content is None else content
    file = SimpleUploadedFile("名录.xlsx", content, content_type="application/octet-stream")
    return client.post(reverse("organizations:import_list"), {"file": file}, **kwargs)


def previewed(client: Client, *rows: dict) -> ImportBatch:
    assert upload(client, *rows).status_code == 302
    return ImportBatch.objects.latest("pk")


def act(client: Client, batch: ImportBatch, verb: str, data: dict | None = None, **kwargs):
    return client.post(reverse(f"organizations:import_{verb}", args=[batch.pk]), data, **kwargs)


def imported(client: Client, *rows: dict) -> ImportBatch:
    batch = previewed(client, *rows)
    assert act(client, batch, "confirm").status_code == 302
    batch.refresh_from_db()
    assert batch.state == ImportState.APPLIED
    return batch


def page(client: Client, batch: ImportBatch, **query: str) -> str:
    return client.get(reverse("organizations:import_batch", args=[batch.pk]), query).content.decode()


@pytest.fixture
def registrar(cast):
    return cast.client("registrar")


def test_lists_are_read_and_written_two_at_a_time(cast, registrar):
    batch = previewed(registrar, row())
    for number in range(AT_A_TIME):
        cache.add(f"costly:{cast.registrar.pk}:{number}", "running", HELD_SECONDS)

    statuses = [upload(registrar, row(**SECOND)).status_code, act(registrar, batch, "confirm").status_code]
    seen = registrar.get(reverse("organizations:import_list")).status_code
    cache.clear()

    assert (statuses, seen) == ([429, 429], 200)
    assert act(registrar, batch, "confirm").status_code == 302
    batch.refresh_from_db()
    assert batch.state == ImportState.APPLIED


def test_preview_writes_nothing_into_the_register(registrar):
    codes = set(Organization.objects.values_list("uscc", flat=True))

    batch = previewed(registrar, row(), row(**SECOND), row(**BAD))

    assert batch.counts == {"new": 2, "changed": 0, "unchanged": 0, "error": 1}
    assert set(Organization.objects.values_list("uscc", flat=True)) == codes


def test_preview_shows_what_changes_from_what_to_what(registrar):
    imported(registrar, row(), row(**SECOND))

    batch = previewed(registrar, row(住所="文化路2号", 法定代表人="赵某"), row(**SECOND), row(**BAD))

    assert batch.counts == {"new": 0, "changed": 1, "unchanged": 1, "error": 1}
    changed = page(registrar, batch, verdict="changed")
    assert "<strong>住所</strong>：<del>金水区农业路1号</del>" in changed
    assert "<ins>文化路2号</ins>" in changed
    assert "<strong>法定代表人</strong>：<del>王某某</del>" in changed
    assert SECOND["社会组织名称"] not in changed
    wrong = page(registrar, batch, verdict="error")
    assert "<strong>统一社会信用代码</strong>“51410104MJ”：统一社会信用代码应为 18 位，现为 10 位。" in wrong


def test_confirmation_writes_the_good_rows(registrar):
    batch = imported(registrar, row(), row(**BAD))

    assert set(ResponsiblePerson.objects.filter(organization__uscc=CODES[0]).values_list("post", "name")) == {
        ("leader", "王某某"),
        ("branch_secretary", "李某"),
        ("liaison", "张某某"),
    }
    assert batch.rows.get(verdict="new").organization == Organization.objects.get(uscc=CODES[0])


def test_second_confirmation_is_refused(registrar):
    batch = imported(registrar, row())

    answer = act(registrar, batch, "confirm")

    assert answer.status_code == 409
    assert "已导入" in answer.content.decode()
    assert Organization.objects.filter(uscc=CODES[0]).count() == 1


def test_confirmation_after_the_register_changed_makes_the_preview_anew(registrar):
    imported(registrar, row())
    batch = previewed(registrar, row(住所="文化路2号"))
    Organization.objects.filter(uscc=CODES[0]).update(address="文化路3号")

    answer = act(registrar, batch, "confirm", follow=True)

    batch.refresh_from_db()
    assert batch.state == ImportState.PREVIEWED
    assert "预览之后名录已有变动，尚未导入" in answer.content.decode()
    assert "<del>文化路3号</del>" in answer.content.decode()
    assert Organization.objects.get(uscc=CODES[0]).address == "文化路3号"


def test_confirmation_after_somebody_else_registered_a_new_one_makes_the_preview_anew(registrar):
    batch = previewed(registrar, row())
    OrganizationFactory(uscc=CODES[0])

    act(registrar, batch, "confirm")

    batch.refresh_from_db()
    assert (batch.state, batch.counts["new"], batch.counts["changed"]) == (ImportState.PREVIEWED, 0, 1)


def test_only_what_has_changed_since_the_preview_is_compared_again(registrar):
    """The whole list was compared twice."""
    imported(registrar, row(), row(**SECOND))
    batch = previewed(registrar, row(), row(**SECOND))
    with CaptureQueriesContext(connection) as still:
        assert not staging.is_outdated(batch, today=localdate())
    other = OrganizationFactory()  # is on no list
    concerned = Organization.objects.get(uscc=CODES[1])
    concerned.responsible_persons.filter(post="leader").update(name="王某某甲")

    with CaptureQueriesContext(connection) as again:
        outdated = staging.is_outdated(batch, today=localdate())

    assert outdated
    assert set(since.changed(batch.compared, localdate())) == {(one.pk, one.uscc) for one in (other, concerned)}
    assert since.changed(batch.compared, localdate() + timedelta(days=1)) is None
    compared = [[query["sql"] for query in asked if "fresh JOIN" in query["sql"]] for asked in (still, again)]
    assert [len(found) for found in compared] == [0, 1]
    assert "AND (r.organization_id = ANY(" in compared[1][0]


def test_after_an_import_was_taken_back_everything_is_compared_again(registrar):
    """What it brought is deleted, which no history tells."""
    first = imported(registrar, row(), row(**SECOND))
    batch = previewed(registrar, row(), row(**SECOND))
    assert act(registrar, first, "undo").status_code == 302

    act(registrar, batch, "confirm")

    batch.refresh_from_db()
    assert (batch.state, batch.counts["new"]) == (ImportState.PREVIEWED, 2)


@pytest.mark.django_db(transaction=True)
def test_while_somebody_writes_into_the_register_a_preview_remembers_nothing_of_it():
    with transaction.atomic():
        OrganizationFactory()
        there = []
        thread = threading.Thread(target=lambda: there.append(since.now(localdate())) or connection.close())
        thread.start()
        thread.join()

    assert there == [{}]
    assert since.now(localdate())["on"] == localdate().isoformat()


def test_discarded_import_cannot_be_confirmed(registrar):
    batch = previewed(registrar, row())
    act(registrar, batch, "discard")

    assert act(registrar, batch, "confirm").status_code == 409
    assert batch.rows.count() == 0


@pytest.mark.django_db(transaction=True)
def test_double_click_applies_once():
    """Two requests at once, on connections of their own."""
    DistrictFactory()
    user = member(Role.REGISTRAR, AuthorityFactory(district_bureau=True))
    AuthorityFactory(competent=True)
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    batch = previewed(clients[0], row())
    codes: list[int] = []

    def click(client: Client) -> None:
        codes.append(act(client, batch, "confirm").status_code)
        connection.close()

    threads = [threading.Thread(target=click, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(codes) == [302, 409]
    assert Organization.objects.filter(uscc=CODES[0]).count() == 1


def test_file_that_holds_no_list_is_refused_on_the_page(registrar):
    answer = upload(registrar, content=b"nothing")

    assert answer.status_code == 422
    assert "没有找到表头行" in answer.content.decode()
    assert ImportBatch.objects.count() == 0


def test_registrar_imports_within_reach_only(registrar, cast):
    elsewhere = cast.strange_registrar.acting.authority
    theirs = OrganizationFactory(uscc=CODES[1], registration_authority=elsewhere)

    batch = previewed(registrar, row(登记管理机关=elsewhere.name), row(**SECOND))

    assert batch.counts == {"new": 0, "changed": 0, "unchanged": 0, "error": 2}
    reasons = [one["reason"] for errors in batch.rows.values_list("errors", flat=True) for one in errors]
    assert reasons == [
        "不在您所在机关的登记管理范围内。",
        f"该组织现由{elsewhere.name}登记，不在您所在机关的登记管理范围内。",
    ]
    theirs.refresh_from_db()
    assert theirs.registration_authority == elsewhere


WHO_MAY = {
    "secretary": 403,
    "leader": 403,
    "competent": 403,
    "registrar": 200,
    "supervisor": 403,
    "city_registrar": 200,
    "administrator": 200,
    "auditor": 403,
    "strange_registrar": 404,
}


def test_who_may_see_an_import(cast, registrar):
    batch = previewed(registrar, row())
    address = reverse("organizations:import_batch", args=[batch.pk])

    assert {name: cast.client(name).get(address).status_code for name in WHO_MAY} == WHO_MAY


def test_who_may_confirm_an_import(cast, registrar):
    batch = previewed(registrar, row())
    forbidden = [name for name, code in WHO_MAY.items() if code != 200]

    assert {name: act(cast.client(name), batch, "confirm").status_code for name in forbidden} == {
        name: WHO_MAY[name] for name in forbidden
    }
    assert act(cast.client("city_registrar"), batch, "confirm").status_code == 302


def test_marked_workbook_keeps_dangerous_text_as_text(registrar):
    batch = previewed(registrar, row(), row(**BAD))

    answer = registrar.get(reverse("organizations:import_marked", args=[batch.pk]))

    content = b"".join(answer.streaming_content)
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [rows[0][1], rows[2][1], rows[2][2]] == ["社会组织名称", "=危险", "51410104MJ"]


def test_rows_page_by_key_and_filter(registrar):
    many = [row(统一社会信用代码=f"5141010{n}") for n in range(60)]
    batch = previewed(registrar, row(), *many)

    answer = registrar.get(reverse("organizations:import_batch", args=[batch.pk]), {"verdict": "error"})

    shown = answer.context["page"]
    assert [one.row for one in shown] == list(range(3, 53))
    beyond = registrar.get(
        reverse("organizations:import_batch", args=[batch.pk]), {"verdict": "error", "after": shown.next}
    )
    assert [one.row for one in beyond.context["page"]] == list(range(53, 63))


# Undo


def test_undo_takes_back_what_was_new_and_restores_what_was_changed(registrar):
    imported(registrar, row())
    before = Organization.objects.filter(uscc=CODES[0]).values().get()
    holders = list(ResponsiblePerson.objects.filter(organization__uscc=CODES[0]).order_by("pk").values())
    batch = imported(
        registrar,
        row(住所="", 法定代表人="赵某", 状态="注销", 业务主管单位="", 联系电话="0371-65551234"),
        row(**SECOND),
    )

    assert act(registrar, batch, "undo").status_code == 302

    batch.refresh_from_db()
    assert batch.state == ImportState.UNDONE
    assert not Organization.objects.filter(uscc=CODES[1]).exists()
    assert Organization.objects.filter(uscc=CODES[0]).values().get() == before
    assert list(ResponsiblePerson.objects.filter(organization__uscc=CODES[0]).order_by("pk").values()) == holders


def test_undone_list_can_be_imported_again(registrar):
    batch = imported(registrar, row())
    act(registrar, batch, "undo")

    again = imported(registrar, row())

    assert (again.counts["new"], Organization.objects.filter(uscc=CODES[0]).count()) == (1, 1)


def hang_outlet(organization: Organization) -> None:
    Outlet.objects.create(
        organization=organization, kind="website", name="官网", responsible=organization.responsible_persons.first()
    )


def correct_name(organization: Organization) -> None:
    Organization.objects.filter(pk=organization.pk).update(name="改名后的协会")


def fill_in_office(organization: Organization) -> None:
    Organization.objects.filter(pk=organization.pk).update(secretariat="办公室")


def replace_leader(organization: Organization) -> None:
    today = localdate()
    leaders = organization.responsible_persons.filter(post="leader")
    leaders.update(term_until=today)
    ResponsiblePerson.objects.create(organization=organization, post="leader", name="周某", term_from=today)


def fill_in_phone(organization: Organization) -> None:
    organization.responsible_persons.filter(post="liaison").update(office_phone="0371-65551234")


def add_account(organization: Organization) -> None:
    MembershipFactory(role=Role.SECRETARY, organization=organization)


@pytest.mark.parametrize(
    ("happening", "sentence"),
    [
        (hang_outlet, "导入的社会组织已有阵地 1 项，不能撤回。"),
        (add_account, "导入的社会组织已有身份 1 项，不能撤回。"),
        (correct_name, f"导入后已有{CODES[0]}的登记信息被修改，不能撤回。"),
        (fill_in_office, f"导入后已有{CODES[0]}的登记信息被修改，不能撤回。"),
        (fill_in_phone, f"导入后已有{CODES[0]}的登记信息被修改，不能撤回。"),
        (replace_leader, f"导入后已有{CODES[0]}的登记信息被修改，不能撤回。"),
    ],
)
def test_undo_is_refused_as_soon_as_something_came_after(registrar, happening, sentence):
    batch = imported(registrar, row(), row(**SECOND))
    happening(Organization.objects.get(uscc=CODES[0]))

    answer = act(registrar, batch, "undo")

    assert answer.status_code == 409
    assert sentence in answer.content.decode()
    assert set(Organization.objects.filter(uscc__in=CODES).values_list("uscc", flat=True)) == set(CODES[:2])


def test_undo_goes_backwards_only(registrar):
    first = imported(registrar, row())
    second = imported(registrar, row(住所="文化路2号"))

    refused = act(registrar, first, "undo")
    backwards = [act(registrar, batch, "undo").status_code for batch in (second, first)]

    assert (refused.status_code, "请先撤回后一次导入" in refused.content.decode()) == (409, True)
    assert backwards == [302, 302]
    assert not Organization.objects.filter(uscc=CODES[0]).exists()


def test_undo_of_a_changed_holder_reopens_the_term(registrar, time_machine):
    time_machine.move_to(date(2026, 10, 9))
    imported(registrar, row())
    batch = imported(registrar, row(法定代表人="赵某"))
    time_machine.move_to(date(2026, 10, 9) + timedelta(days=3))

    act(registrar, batch, "undo")

    leaders = ResponsiblePerson.objects.filter(organization__uscc=CODES[0], post="leader")
    assert list(leaders.values_list("name", "term_from", "term_until")) == [("王某某", None, None)]


def test_list_is_compared_with_its_own_organizations_only(registrar):
    """The same list takes as long in a register of any size: of the others nobody's posts are read."""
    for other in OrganizationFactory.create_batch(12):
        ResponsiblePersonFactory(organization=other)
    batch = imported(registrar, row())
    own = ResponsiblePerson.objects.filter(organization__uscc=CODES[0]).count()

    with connection.cursor() as cursor:
        # As in a register of any size, where it is the rows read that cost: a page holds all of these.
        cursor.execute("ANALYZE organizations_organization, organizations_responsibleperson, organizations_importrow")
        cursor.execute(
            "SET LOCAL cpu_tuple_cost = 1000; SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off"
        )
        cursor.execute("SET LOCAL enable_mergejoin = off")

    read = [
        (scan["Actual Rows"] + scan.get("Rows Removed by Filter", 0)) * scan["Actual Loops"]
        for scan in comparing(batch)
        if scan.get("Relation Name") == ResponsiblePerson._meta.db_table
    ]
    assert read == [own] == [3]


def comparing(batch: ImportBatch) -> list[dict]:
    """The steps by which the database compares the list with the register, with what each took."""
    with connection.cursor() as cursor:
        asked = {"batch": batch.pk, "today": localdate()}
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {FRESH}", asked)
        ((plan,),) = cursor.fetchall()
    return scans(plan[0]["Plan"])


@pytest.mark.django_db
def test_list_is_compared_as_fast_where_the_database_takes_the_register_for_empty():
    """As after an import that was taken back: the pages are there, and what was counted of them is nothing."""
    content = (Path(__file__).parents[1] / "data" / "registry_small.xlsx").read_bytes()
    taken_back = transaction.savepoint()
    importing.confirm(importing.preview(content, "list.xlsx", today=localdate()), now=now())
    transaction.savepoint_rollback(taken_back)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE organizations_organization, organizations_responsibleperson")
    importing.confirm(importing.preview(content, "list.xlsx", today=localdate()), now=now())

    again = importing.preview(content, "list.xlsx", today=localdate())

    assert again.counts["unchanged"] == 292
    most = max(step["Actual Rows"] * step["Actual Loops"] for step in comparing(again))
    assert most < 10 * 292


def test_list_that_says_nothing_new_asks_nothing_but_whether_it_still_does(registrar):
    imported(registrar, row(), row(**SECOND))
    batch = previewed(registrar, row(), row(**SECOND))

    with CaptureQueriesContext(connection) as asked:
        assert importing.confirm(batch, now=now())

    assert not [query["sql"] for query in asked if OrganizationChange._meta.db_table in query["sql"]]
    assert not [query["sql"] for query in asked if query["sql"].lstrip().startswith("INSERT INTO organizations_org")]


def test_row_that_is_new_is_not_written_twice(registrar):
    batch = previewed(registrar, row(), row(**SECOND))

    with connection.cursor() as cursor:
        cursor.execute(staging.COMPARE, {"batch": batch.pk, "today": localdate()})
        again = cursor.rowcount

    assert (batch.counts["new"], again) == (2, 0)


def scans(node: dict) -> list[dict]:
    return [node, *(found for part in node.get("Plans", ()) for found in scans(part))]
