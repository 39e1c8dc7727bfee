"""What an import asks: which authority an unknown name means, and what a list without 业务主管单位 means."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from organizations.enums import AuthorityKind, Role
from organizations.models import Authority, AuthorityMove, AuthorityProposal, District, ImportBatch, Organization
from organizations.registry import proposals
from tests.factories import credit_code, member
from tests.fragments import fragment_of
from tests.organizations.lists import CODES, HEADER, row, table, xlsx
from tests.organizations.test_registry_import import act, page, previewed, upload
from tests.tables import cells
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.workflow import Refused

UNKNOWN = "金水区教育文化体育局"


def rows_of_unknown(count: int = 40, name: str = UNKNOWN) -> list[dict]:
    return [
        row(社会组织名称=f"金水区测试协会{n}", 统一社会信用代码=credit_code(n, "51410105"), 业务主管单位=name)
        for n in range(count)
    ]


@pytest.fixture
def registrar(cast):
    return cast.client("registrar")


@pytest.fixture
def asked(registrar) -> AuthorityProposal:
    previewed(registrar, *rows_of_unknown(), row())
    return AuthorityProposal.objects.get()


def answer(client, proposal: AuthorityProposal, verb: str, **typed):
    return client.post(reverse(f"organizations:authority_proposal_{verb}", args=[proposal.pk]), typed)


def new_unit(**changed) -> dict:
    return {"name": UNKNOWN, "district": "410105", "parent": Authority.objects.get(name="郑州市教育局").pk, **changed}


def test_forty_rows_of_one_unknown_unit_are_one_question_and_no_error(asked, registrar):
    batch = asked.batch

    assert (asked.name, asked.rows, asked.state) == (UNKNOWN, 40, "open")
    assert batch.counts == {"new": 1, "changed": 0, "unchanged": 0, "error": 0, "waiting": 40}
    shown = page(registrar, batch)
    assert "每个名称只需答复一次" in shown
    assert "待答复的 40 行现在也不导入" in shown


def test_a_new_unit_is_answered_once_for_all_rows_and_they_are_compared_again(asked, registrar, cast):
    done = answer(cast.client("administrator"), asked, "new", **new_unit())

    asked.refresh_from_db()
    batch = ImportBatch.objects.get()
    founded = Authority.objects.get(name=UNKNOWN)
    assert (done.status_code, asked.state, asked.authority) == (302, "new", founded)
    assert (founded.kind, founded.district_id, founded.parent.name) == ("competent", "410105", "郑州市教育局")
    assert batch.counts == {"new": 41, "changed": 0, "unchanged": 0, "error": 0}
    assert act(registrar, batch, "confirm").status_code == 302
    assert Organization.objects.filter(competent_authority=founded).count() == 40
    assert [move.name for move in AuthorityMove.objects.filter(authority=founded)] == ["add"]


def test_an_alias_is_known_to_every_later_list(asked, registrar, cast):
    meant = Authority.objects.get(name="郑州市教育局")

    done = answer(cast.client("administrator"), asked, "alias", authority=meant.pk)

    asked.refresh_from_db()
    assert (done.status_code, asked.state, asked.authority) == (302, "alias", meant)
    assert list(meant.aliases.filter(name=UNKNOWN)) == [
        Authority.objects.found_under(UNKNOWN).get().aliases.get(name=UNKNOWN)
    ]
    assert previewed(registrar, *rows_of_unknown(3)).counts["new"] == 3
    assert AuthorityProposal.objects.count() == 1


def test_the_same_name_in_another_preview_is_answered_with_it(asked, registrar, cast):
    other = previewed(registrar, *rows_of_unknown(2))

    answer(cast.client("administrator"), asked, "new", **new_unit())

    other.refresh_from_db()
    assert other.counts["new"] == 2
    assert set(AuthorityProposal.objects.values_list("state", flat=True)) == {"new", "alias"}


def test_a_name_that_is_left_makes_errors_of_its_rows(asked, registrar, cast):
    administrator = cast.client("administrator")

    answers = [
        answer(administrator, asked, "leave", reason=reason).status_code for reason in ("", "名称写错。", "又。")
    ]

    batch = ImportBatch.objects.get()
    assert answers == [422, 302, 409]
    assert batch.counts == {"new": 1, "changed": 0, "unchanged": 0, "error": 40}
    assert "系统中没有这个业务主管单位。" in page(registrar, batch, verdict="error")


def test_a_new_unit_under_another_full_name_keeps_the_lists_name_as_alias(asked, cast):
    answer(cast.client("administrator"), asked, "new", **new_unit(name="郑州市金水区教育文化体育局"))

    assert Authority.objects.found_under(UNKNOWN).get().name == "郑州市金水区教育文化体育局"
    assert ImportBatch.objects.get().counts["new"] == 41


def test_an_answer_that_cannot_be_comes_back_with_what_was_typed(asked, cast):
    administrator = cast.client("administrator")

    known = answer(administrator, asked, "new", **new_unit(name="郑州市教育局"))
    nothing = answer(administrator, asked, "alias", authority="")

    assert (known.status_code, nothing.status_code) == (422, 422)
    assert "登记册中已有这个单位" in known.content.decode()
    assert ImportBatch.objects.get().counts["waiting"] == 40


def test_party_organization_is_no_business_unit(asked, cast):
    party = Authority.objects.filter(kind=AuthorityKind.PARTY).first()

    with pytest.raises(Refused, match="上级党组织不是业务主管单位"):
        proposals.take_as_alias(asked, by=cast.administrator, authority=party, today=None)


def test_bureau_suggests_and_administrator_is_told_and_answers(asked, registrar, cast):
    suggested = answer(registrar, asked, "suggest_new", **new_unit())

    asked.refresh_from_db()
    told = Notice.objects.filter(recipient=cast.administrator, kind="registry")
    shown = cast.client("administrator").get(asked.get_absolute_url()).content.decode()
    assert (suggested.status_code, asked.state, asked.suggested_by) == (302, "open", cast.registrar)
    assert [notice.subject for notice in told.order_by("pk")] == [
        "名录中有 1 个未知单位待答复：名录.xlsx",
        f"名录中的未知单位“{UNKNOWN}”待答复",
    ]
    assert f"新设“{UNKNOWN}”（金水区，上级机关郑州市教育局）" in shown
    assert f'value="{UNKNOWN}"' in shown

    answer(cast.client("administrator"), asked, "new", **new_unit())

    heard = Notice.objects.filter(recipient=cast.registrar, kind="registry")
    assert [notice.subject for notice in heard] == [f"名录中的未知单位“{UNKNOWN}”已答复"]
    assert [move.label for move in asked.moves.all()] == ["建议新设单位", "新设单位"]


WHO_MAY = """
          registrar  supervisor  city_registrar  city_supervisor  administrator  auditor  secretary  competent  strange_registrar
answer    .          .           .               .                x              .        .          .          .
suggest   x          x           x               x                .              .        .          .          .
"""


def test_who_may(cast, asked):
    held = {
        (verb, role): cast.user(role).has_perm(f"organizations.{verb}_authorityproposal", asked)
        for verb, role in cells(WHO_MAY)
    }

    assert held == cells(WHO_MAY)


SEEN = {
    "registrar": 200,
    "supervisor": 200,
    "city_registrar": 200,
    "administrator": 200,
    "auditor": 403,
    "secretary": 403,
    "competent": 403,
    "strange_registrar": 404,
}


def test_who_may_see_a_question(asked, cast):
    assert {name: cast.client(name).get(asked.get_absolute_url()).status_code for name in SEEN} == SEEN


def test_registrar_cannot_answer_through_the_page_or_the_move(asked, registrar, cast):
    assert answer(registrar, asked, "new", **new_unit()).status_code == 403
    assert answer(cast.client("strange_registrar"), asked, "suggest_new", **new_unit()).status_code == 404
    assert not Authority.objects.filter(name=UNKNOWN).exists()


def test_database_keeps_answer_and_authority_together(asked):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE organizations_authorityproposal SET state = 'alias' WHERE id = %s", [asked.pk])


def test_log_of_an_answer_is_written_once(asked, cast):
    answer(cast.client("administrator"), asked, "new", **new_unit())

    with pytest.raises(Exception, match="append_only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE organizations_authorityproposalmove SET reason = 'x'")


def test_list_of_questions_takes_as_many_queries_for_three_as_for_one(registrar, cast, django_assert_num_queries):
    address = reverse("organizations:authority_proposals")
    client = cast.client("administrator")
    previewed(registrar, *rows_of_unknown(2))
    fragment = fragment_of(client, address, root="proposals")
    assert UNKNOWN in fragment
    with connection.execute_wrapper(counter := Counter()):
        client.get(address)
    one = counter.count
    previewed(registrar, *rows_of_unknown(2, "金水区民宗办"), row(业务主管单位="金水区文体局"))
    counter.count = 0
    with connection.execute_wrapper(counter):
        shown = client.get(address).content.decode()

    assert counter.count == one
    assert "金水区文体局" in shown


class Counter:
    count = 0

    def __call__(self, execute, *args):
        self.count += 1
        return execute(*args)


def test_discarded_list_asks_nothing_any_more(asked, registrar, cast):
    act(registrar, asked.batch, "discard")

    assert (
        UNKNOWN not in cast.client("administrator").get(reverse("organizations:authority_proposals")).content.decode()
    )


# A list without the column 业务主管单位


WITHOUT = [name for name in HEADER if name != "业务主管单位"]


def uploaded_without(client, *rows: dict) -> ImportBatch:
    assert upload(client, content=xlsx(table(*rows, header=WITHOUT))).status_code == 302
    return ImportBatch.objects.latest("pk")


def test_missing_column_is_asked_about_before_anything_is_confirmed(registrar):
    batch = uploaded_without(registrar, row(), row(社会组织名称="金水区书法学会", 统一社会信用代码=CODES[1]))

    shown = page(registrar, batch)
    refused = act(registrar, batch, "confirm")

    assert "新增的社会组织中有 2 家不知其业务主管单位" in shown
    assert "确认导入" not in shown
    assert refused.status_code == 409
    assert "请先答复它们是否均为直接登记" in refused.content.decode()
    assert not Organization.objects.filter(uscc__in=CODES).exists()


def test_after_the_answer_new_organizations_are_registered_directly(registrar, cast):
    batch = uploaded_without(registrar, row())

    answered = act(registrar, batch, "direct")
    confirmed = act(registrar, batch, "confirm")

    assert (answered.status_code, confirmed.status_code) == (302, 302)
    assert Organization.objects.get(uscc=CODES[0]).competent_authority is None
    assert [(move.label, move.by) for move in batch.moves.all()] == [
        ("答复为直接登记", cast.registrar),
        ("确认导入", cast.registrar),
    ]


def test_column_that_is_there_and_organizations_that_are_known_raise_no_question(registrar):
    first = previewed(registrar, row())
    act(registrar, first, "confirm")

    again = uploaded_without(registrar, row(住所="文化路2号"))

    assert act(registrar, again, "confirm").status_code == 302
    assert Organization.objects.get(uscc=CODES[0]).competent_authority.name == "郑州市教育局"


def test_only_who_imports_answers(registrar, cast):
    batch = uploaded_without(registrar, row())

    codes = {name: act(cast.client(name), batch, "direct").status_code for name in ("supervisor", "strange_registrar")}

    assert codes == {"supervisor": 403, "strange_registrar": 404}


# What follows from others


def test_kind_and_district_follow_for_new_organizations_and_change_no_known_one(registrar):
    header = [name for name in HEADER if name not in {"社会组织类型", "所属区县"}]
    batch = previewed(
        registrar, row(统一社会信用代码=CODES[2], 社会组织名称="金水区书画院", 社会组织类型="社会服务机构")
    )
    act(registrar, batch, "confirm")
    Organization.objects.filter(uscc=CODES[2]).update(district=District.objects.get(code="410103"))

    upload(
        registrar,
        content=xlsx(table(row(), row(统一社会信用代码=CODES[2], 社会组织名称="金水区书画院"), header=header)),
    )
    second = ImportBatch.objects.latest("pk")

    assert (second.counts["new"], second.counts["unchanged"]) == (1, 1)
    assert "社会团体（名录没有这一列，由统一社会信用代码得出）" in page(registrar, second, verdict="new")
    act(registrar, second, "confirm")
    made = Organization.objects.get(uscc=CODES[0])
    assert (made.kind, made.district_id) == ("association", "410105")
    assert Organization.objects.get(uscc=CODES[2]).district_id == "410103"


def test_district_that_does_not_follow_is_an_error_of_the_row(registrar, cast):
    Authority.objects.filter(kind="city_bureau").update(district=None)
    header = [name for name in HEADER if name != "所属区县"]

    upload(cast.client("city_registrar"), content=xlsx(table(row(登记管理机关="郑州市民政局"), header=header)))

    batch = ImportBatch.objects.latest("pk")
    assert batch.counts["error"] == 1
    assert "登记管理机关也没有写明所在区县" in page(cast.client("city_registrar"), batch)


def test_command_says_that_a_list_without_the_column_registers_directly(tmp_path, db):
    path = tmp_path / "list.xlsx"
    path.write_bytes(xlsx(table(row(), header=WITHOUT)))
    out = StringIO()

    call_command("import_registry", str(path), stdout=out)

    assert "名录没有业务主管单位一列：1 家新增的社会组织按直接登记处理。" in out.getvalue()
    assert Organization.objects.get(uscc=CODES[0]).competent_authority is None


def test_supervisor_of_a_district_answers_nothing_of_another(asked, cast):
    stranger = member(Role.SUPERVISOR, cast.strange_registrar.acting.authority)

    assert stranger.has_perm(proposals.SUGGEST, asked) is False
