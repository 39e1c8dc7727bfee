"""Taking an import back where something hangs on some of its rows; and inviting the people of a list in one step."""

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.urls import reverse
from django.utils.timezone import now

from compliance.models import QuarterlyReport
from organizations.enums import ImportState
from organizations.models import ImportMove, Invitation, Organization, ResponsiblePerson
from organizations.registry import undoing
from tests.factories import MembershipFactory, QuarterlyReportFactory
from tests.fragments import fragment_of
from tests.organizations.lists import CODES, row
from tests.organizations.test_registry_import import act, imported, page, previewed
from zhengzhou_ideology.workflow import Refused

THREE = (
    row(),
    row(社会组织名称="金水区书法学会", 统一社会信用代码=CODES[1], 电子邮箱=""),
    row(社会组织名称="金水区书画院", 统一社会信用代码=CODES[2], 社会组织类型="社会服务机构"),
)


@pytest.fixture
def registrar(cast):
    return cast.client("registrar")


@pytest.fixture
def batch(registrar):
    return imported(registrar, *THREE)


def undo_page(client, batch) -> str:
    return client.get(reverse("organizations:import_undo", args=[batch.pk])).content.decode()


def hang(code: str) -> QuarterlyReport:
    return QuarterlyReportFactory(organization=Organization.objects.get(uscc=code))


def test_page_of_undo_says_what_hangs_on_which_rows(batch, registrar):
    hang(CODES[0])
    Organization.objects.filter(uscc=CODES[1]).update(name="改名后的学会")

    shown = undo_page(registrar, batch)

    assert "写入名录的 3 行中，1 行没有后续变动或者材料" in shown
    assert f'导入的社会组织已有季度报告 1 项，不能撤回。涉及 1 家：<span class="codes">{CODES[0]}</span>' in shown
    assert f"导入后已有{CODES[1]}的登记信息被修改，不能撤回。" in shown
    assert "只撤回没有后续变动的行" in shown


def test_untouched_rows_are_taken_back_and_the_others_stay(batch, registrar, cast):
    hang(CODES[0])

    refused = act(registrar, batch, "undo")
    taken = act(registrar, batch, "undo_untouched", follow=True)

    batch.refresh_from_db()
    assert (refused.status_code, taken.status_code) == (409, 200)
    assert "导入的社会组织已有季度报告 1 项，不能撤回。" in refused.content.decode()
    assert "只撤回没有后续变动的行" in refused.content.decode()
    assert set(Organization.objects.filter(uscc__in=CODES).values_list("uscc", flat=True)) == {CODES[0]}
    assert set(ResponsiblePerson.objects.filter(organization__uscc__in=CODES).values_list("post", flat=True)) == {
        "leader",
        "branch_secretary",
        "liaison",
    }
    assert batch.state == ImportState.PARTLY_UNDONE
    assert dict(batch.rows.values_list("uscc", "undone")) == {CODES[0]: False, CODES[1]: True, CODES[2]: True}
    assert "已撤回 2 行；其余 1 行因已有后续变动或者材料，仍保留在名录中。" in taken.content.decode()
    done = batch.moves.get(name="undo_untouched")
    assert (done.label, done.by, done.before, done.after) == ("部分撤回", cast.registrar, "applied", "partly_undone")
    assert done.reason == f"撤回 2 行，保留{CODES[0]}。"


def test_changed_rows_are_restored_one_by_one(registrar):
    imported(registrar, *THREE)
    second = imported(registrar, *(one | {"住所": "文化路9号", "法定代表人": "赵某"} for one in THREE))
    Organization.objects.filter(uscc=CODES[0]).update(address="文化路10号")

    act(registrar, second, "undo_untouched")

    assert dict(Organization.objects.filter(uscc__in=CODES).values_list("uscc", "address")) == {
        CODES[0]: "文化路10号",
        CODES[1]: "金水区农业路1号",
        CODES[2]: "金水区农业路1号",
    }
    current = ResponsiblePerson.objects.filter(post="leader", term_until=None, organization__uscc__in=CODES)
    assert dict(current.values_list("organization__uscc", "name")) == {
        CODES[0]: "赵某",
        CODES[1]: "王某某",
        CODES[2]: "王某某",
    }


def test_the_rest_is_taken_back_when_nothing_hangs_on_it_any_more(batch, registrar):
    MembershipFactory(organization=Organization.objects.get(uscc=CODES[0]))
    act(registrar, batch, "undo_untouched")
    Organization.objects.get(uscc=CODES[0]).memberships.all().delete()

    answer = act(registrar, batch, "undo")

    batch.refresh_from_db()
    assert (answer.status_code, batch.state) == (302, ImportState.UNDONE)
    assert not Organization.objects.filter(uscc__in=CODES).exists()
    assert [move.name for move in batch.moves.all()] == ["confirm_import", "undo_untouched", "undo_import"]


def test_undo_of_nothing_but_touched_rows_is_refused(registrar, cast):
    batch = imported(registrar, row())
    hang(CODES[0])

    with pytest.raises(Refused, match="没有可以撤回的行"):
        undoing.undo_untouched(batch, by=cast.registrar, now=now())
    assert "只撤回没有后续变动的行" not in undo_page(registrar, batch)
    assert act(registrar, batch, "undo_untouched").status_code == 409


def test_partly_undone_list_is_new_again_for_what_was_taken_back(batch, registrar):
    hang(CODES[0])
    act(registrar, batch, "undo_untouched")

    again = previewed(registrar, *THREE)

    assert (again.counts["new"], again.counts["unchanged"]) == (2, 1)


def test_who_may_take_back_a_part(batch, cast):
    codes = {name: act(cast.client(name), batch, "undo_untouched").status_code for name in ("supervisor", "auditor")}

    assert codes == {"supervisor": 403, "auditor": 403}
    assert act(cast.client("strange_registrar"), batch, "undo_untouched").status_code == 404
    assert Organization.objects.filter(uscc__in=CODES[:3]).count() == 3


def test_log_of_an_import_is_written_once(batch):
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        ImportMove.objects.filter(batch=batch).update(reason="x")


def test_fragment_of_undo_is_the_part_of_the_page(batch, registrar):
    hang(CODES[0])

    fragment_of(registrar, reverse("organizations:import_undo", args=[batch.pk]), root="undo")


# Inviting the people of a list


def test_confirmed_list_offers_to_invite_all_and_one_click_does(batch, registrar):
    shown = page(registrar, batch)

    answer = act(registrar, batch, "invite", data={"role": "secretary"})

    assert "邀请秘书（3 家）" in shown
    assert "邀请第一责任人（3 家）" in shown
    assert shown.count("邮件 2 封，邀请单 1 张") == 2
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    invited = Invitation.objects.filter(organization__uscc__in=CODES)
    assert sorted(invited.values_list("organization__uscc", "role", "email")) == sorted(
        [
            (CODES[0], "secretary", "lianxi@example.org"),
            (CODES[1], "secretary", ""),
            (CODES[2], "secretary", "lianxi@example.org"),
        ]
    )
    after = page(registrar, batch)
    assert "邀请秘书（" not in after
    assert "邀请第一责任人（3 家）" in after


def test_nobody_with_an_account_and_nobody_of_another_list_is_invited(batch, registrar):
    MembershipFactory(organization=Organization.objects.get(uscc=CODES[0]))

    act(registrar, batch, "invite", data={"role": "secretary"})

    assert set(Invitation.objects.values_list("organization__uscc", flat=True)) == {CODES[1], CODES[2]}


def test_preview_invites_nobody(registrar):
    batch = previewed(registrar, *THREE)

    answer = act(registrar, batch, "invite", data={"role": "secretary"})

    assert answer.status_code == 409
    assert "邀请全部" not in page(registrar, batch)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(("name", "code"), [("supervisor", 403), ("strange_registrar", 404), ("secretary", 403)])
def test_who_may_invite_the_people_of_a_list(name, code, batch, cast):
    assert act(cast.client(name), batch, "invite", data={"role": "secretary"}).status_code == code
    assert not Invitation.objects.exists()


def test_role_of_an_authority_is_not_offered(batch, registrar):
    act(registrar, batch, "invite", data={"role": "supervisor"})

    assert not Invitation.objects.exists()
