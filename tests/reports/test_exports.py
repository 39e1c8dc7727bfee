"""The export centre: asked for, made once by whoever takes it, fetched by its owner only, gone after a week; all of it logged."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from organizations.enums import Role
from organizations.models import Membership, Organization, Outlet, User
from reports.exports import making
from reports.exports.enums import ExportState
from reports.exports.models import ATTEMPTS, SILENCE, Export, ExportMove
from reports.exports.tasks import continue_exports, discard_exports
from tests.factories import MembershipFactory, OrganizationFactory, ResponsiblePersonFactory
from zhengzhou_ideology.ledgers.ledger import ledgers
from zhengzhou_ideology.ledgers.versions import versions_of

pytestmark = pytest.mark.django_db


def ask(
    cast: Any, reader: str = "registrar", ledger: str = "organizations", columns: Any = None, **query: str
) -> Export:
    address = reverse("exports:new", args=[ledger], query=query)
    answer = cast.client(reader).post(address, {"columns": columns or [one.key for one in ledgers()[ledger].columns]})
    assert (answer.status_code, answer.url) == (302, "/exports/")
    asked: Export = Export.objects.latest("pk")
    return asked


def made(cast: Any, *args: Any, **more: Any) -> Export:
    export = ask(cast, *args, **more)
    continue_exports()
    export.refresh_from_db()
    return export


def log_of(export: Export) -> list[tuple[str, str, int]]:
    return list(export.moves.values_list("name", "acting_as", "rows"))


def content(export: Export) -> bytes:
    with export.file.open("rb") as stored:
        return bytes(stored.read())


def test_export_is_asked_for_made_fetched_and_logged(cast):
    export = made(cast, q=cast.organization.name)

    answer = cast.client("registrar").get(f"/exports/{export.pk}/file/")

    capacity = str(cast.registrar.acting)
    assert b"".join(answer.streaming_content) == content(export)
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("private, no-store", "nosniff")
    assert log_of(export) == [("ask", capacity, 0), ("make", capacity, 1), ("download", capacity, 1)]
    fetched = export.moves.last()
    assert (fetched.label, fetched.by, fetched.content_sha256) == ("下载", cast.registrar, export.sha256)
    assert cast.organization.name in fetched.reason


def test_log_cannot_be_altered(cast):
    export = ask(cast)

    with pytest.raises(Exception, match="append_only"), connection.cursor() as cursor:
        cursor.execute("UPDATE exports_exportmove SET rows = 0 WHERE export_id = %s", [export.pk])


def test_double_click_makes_one(cast):
    first, second = ask(cast), ask(cast)

    assert (first, Export.objects.count()) == (second, 1)


@pytest.mark.parametrize("reader", ["supervisor", "administrator", "auditor", "secretary"])
def test_only_its_owner_fetches_a_file(reader, cast):
    export = made(cast)

    assert cast.client("registrar").get(f"/exports/{export.pk}/file/").status_code == 200
    assert cast.client(reader).get(f"/exports/{export.pk}/file/").status_code == 404


@pytest.mark.parametrize(
    ("reader", "status"), [("administrator", 200), ("auditor", 200), ("registrar", 404), ("security", 404)]
)
def test_who_watches_over_the_portal_sees_what_everybody_took(reader, status, cast):
    export = made(cast)

    answer = cast.client(reader).get("/exports/?scope=all")

    page = answer.content.decode()
    assert answer.status_code == status
    assert (export.title in page, f"/exports/{export.pk}/file/" in page) == (status == 200, False)


def test_own_list_shows_no_others(cast):
    made(cast)

    pages = {name: list(cast.client(name).get("/exports/").context["page"]) for name in ("registrar", "supervisor")}

    assert {name: len(rows) for name, rows in pages.items()} == {"registrar": 1, "supervisor": 0}


def test_ended_seat_is_refused_by_the_worker_and_at_the_door(cast):
    fetched, waiting = made(cast), ask(cast, q="协会")
    yesterday = timezone.localdate() - timedelta(days=1)
    MembershipFactory(user=cast.registrar, role=Role.SECRETARY, organization=OrganizationFactory())
    Membership.objects.filter(pk=cast.registrar.acting.pk).update(ends_on=yesterday)

    continue_exports()

    waiting.refresh_from_db()
    assert (waiting.state, waiting.file.name) == (ExportState.FAILED, "")
    assert waiting.error == "申请时所用的身份已结束或者不再有此权限，未予导出。"
    assert cast.client("registrar").get(f"/exports/{fetched.pk}/file/").status_code == 403


def test_export_runs_as_the_seat_it_was_asked_for_as(cast):
    """Of two seats the other one is the first that the account would act as."""
    elsewhere = OrganizationFactory(name="郑州市另一协会")
    user = User.objects.get(pk=cast.stranger.pk)
    second = MembershipFactory(user=user, role=Role.SECRETARY, organization=elsewhere)
    client = cast.client("stranger")
    client.post("/acting-as/", {"membership": second.pk, "next": "/"})

    client.post("/exports/new/organizations/", {"columns": ["organization"]})
    continue_exports()

    export = Export.objects.get()
    assert (export.acting_as, export.rows) == (str(second), 1)
    assert elsewhere.name in str(cells(export))


def cells(export: Export) -> list[tuple[Any, ...]]:
    import openpyxl

    return list(openpyxl.load_workbook(BytesIO(content(export))).worksheets[0].iter_rows(values_only=True))


def test_unchanged_data_use_the_file_again_and_any_change_makes_it_anew(cast):
    first, again = made(cast), made(cast)
    Organization.objects.filter(pk=cast.organization.pk).update(secretariat="办公室")
    changed = made(cast)

    assert (again.file.name, again.sha256) == (first.file.name, first.sha256)
    assert [move.label for move in again.moves.all()] == ["申请导出", "数据未变，沿用已有文件"]
    assert changed.file.name != first.file.name
    assert "办公室" in str(cells(changed))


@pytest.mark.parametrize("change", ["insert", "update", "delete", "back and forth"])
def test_fingerprint_sees_every_change_of_a_row(change, cast):
    person = ResponsiblePersonFactory(organization=cast.organization)
    row = Outlet.objects.create(organization=cast.organization, kind="website", name="网站", responsible=person)
    table = Outlet._meta.db_table
    before = versions_of([table])
    assert versions_of([table]) == before

    if change == "insert":
        Outlet.objects.create(organization=cast.organization, kind="website", name="网站", responsible=person)
    elif change == "delete":
        row.delete()
    else:
        Outlet.objects.filter(pk=row.pk).update(name="新网站")
        Outlet.objects.filter(pk=row.pk).update(name="网站" if change == "back and forth" else "新网站")

    assert versions_of([table]) != before


def test_other_columns_another_day_and_another_seat_are_not_the_same(cast, time_machine):
    moment = timezone.now()
    time_machine.move_to(moment, tick=False)
    first = made(cast)
    others = [made(cast, columns=["uscc"]), made(cast, "supervisor")]
    time_machine.move_to(moment + timedelta(days=1), tick=False)
    others.append(made(cast))

    assert len({first.file.name, *(one.file.name for one in others)}) == 4


def test_columns_are_remembered_and_kept_in_their_order(cast):
    export = made(cast, columns=["kind", "uscc"])
    page = cast.client("registrar").get("/exports/new/organizations/").content.decode()

    assert cells(export)[3] == ("序号", "统一社会信用代码", "类型")
    assert page.count("checked") == 2


def test_no_column_is_refused_on_the_page(cast):
    answer = cast.client("registrar").post("/exports/new/organizations/", {"columns": []})

    assert (answer.status_code, Export.objects.count()) == (422, 0)
    assert "请至少选择一个栏目。" in answer.content.decode()


def test_export_of_a_killed_worker_is_made_by_the_next(cast):
    export = ask(cast)
    making.claim(timezone.now())
    continue_exports()
    before = Export.objects.get().state
    Export.objects.update(claimed_at=timezone.now() - SILENCE - timedelta(seconds=1))

    continue_exports()

    export.refresh_from_db()
    assert (before, export.state, export.attempts) == (ExportState.RUNNING, ExportState.DONE, 2)


def test_worker_that_lost_its_claim_leaves_nothing(cast):
    ask(cast)
    late = making.claim(timezone.now())
    Export.objects.update(attempts=2)

    with pytest.raises(making.ClaimLost):
        making.make(late, timezone.now)

    assert (Export.objects.get().state, Export.objects.get().file.name) == (ExportState.RUNNING, "")


def test_export_that_fails_again_and_again_is_given_up_with_a_reason(cast):
    export = ask(cast)
    Export.objects.update(state=ExportState.RUNNING, attempts=ATTEMPTS, claimed_at=timezone.now() - 2 * SILENCE)

    continue_exports()

    export.refresh_from_db()
    assert (export.state, export.error) == (ExportState.FAILED, making.GIVEN_UP)
    assert making.GIVEN_UP in cast.client("registrar").get("/exports/").content.decode()


def test_file_is_removed_after_a_week_unless_another_export_uses_it(
    cast, time_machine, django_capture_on_commit_callbacks
):
    moment = timezone.now().replace(hour=4)
    time_machine.move_to(moment, tick=False)
    first = made(cast)
    time_machine.move_to(moment + timedelta(hours=2), tick=False)
    again = made(cast)
    there = []

    for later in (making.KEEP - timedelta(seconds=1), making.KEEP, making.KEEP + timedelta(hours=2)):
        time_machine.move_to(moment + later, tick=False)
        with django_capture_on_commit_callbacks(execute=True):
            discard_exports()
        states = list(Export.objects.order_by("pk").values_list("state", flat=True))
        there.append((states, default_storage.exists(first.file.name)))

    assert again.file.name == first.file.name
    assert there == [(["done", "done"], True), (["expired", "done"], True), (["expired", "expired"], False)]
    assert cast.client("registrar").get(f"/exports/{first.pk}/file/").status_code == 409
    assert ExportMove.objects.filter(name="discard").count() == 2


def test_list_asks_again_while_something_is_made(cast):
    ask(cast)
    waiting = cast.client("registrar").get("/exports/").content.decode()
    continue_exports()
    done = cast.client("registrar").get("/exports/", headers={"HX-Request": "true"}).content.decode().strip()

    assert 'hx-trigger="every 3s"' in waiting
    assert done.startswith('<section id="exports"')
    assert ("hx-trigger" in done, "下载" in done) == (False, True)
    assert done in cast.client("registrar").get("/exports/").content.decode()


def test_list_says_how_far_a_worker_is(cast):
    ask(cast)
    making.claim(timezone.now())
    Export.objects.update(total=5000, progress=2000)

    page = cast.client("registrar").get("/exports/").content.decode()

    assert '<progress class="d-block mt-1" max="5000" value="2000" aria-label="导出进度">2000／5000</progress>' in page
    assert '<td data-label="行数">2000／5000</td>' in page


def test_list_takes_as_many_queries_for_three_rows_as_for_one(cast, django_assert_max_num_queries):
    client = cast.client("registrar")
    made(cast)
    client.get("/exports/")
    with django_assert_max_num_queries(40) as one:
        client.get("/exports/")
    for text in ("甲", "乙"):
        made(cast, q=text)

    with django_assert_max_num_queries(40) as three:
        client.get("/exports/")

    assert len(three) == len(one)


@pytest.mark.parametrize(
    ("name", "batches"), [("administrator", True), ("supervisor", True), ("registrar", False), ("secretary", False)]
)
def test_batches_of_statements_are_found_from_here(name, batches, cast):
    page = cast.client(name).get("/exports/").content.decode()

    assert ("/statements/batches/" in page, "导出中心" in page) == (batches, True)


@pytest.mark.parametrize("name", ["secretary", "competent", "registrar", "security", "auditor"])
def test_export_centre_stands_in_the_menu(name, cast):
    assert 'href="/exports/"' in cast.client(name).get("/").content.decode()


def test_ledger_that_is_not_the_readers_is_not_there(cast):
    answers = {
        name: cast.client("secretary").post(f"/exports/new/{name}/", {"columns": ["uscc"]}).status_code
        for name in ("persons", "accounts", "seats", "cases", "case_sums", "data_quality", "nothing")
    }

    assert (set(answers.values()), Export.objects.count()) == ({404}, 0)
