"""Who may do what on the first floor, as tables that an official can read; and what each role finds in its menu."""

import re

import pytest

from organizations.enums import Role
from organizations.models import Invitation, Organization, Seat
from organizations.navigation import ENTRIES, entries_for
from tests.conftest import Cast
from tests.factories import AuthorityFactory, UserFactory
from tests.tables import cells, read_table

# On the cast's organization.
WHO_MAY = """
                          secretary leader registrar supervisor competent city_registrar administrator security auditor stranger strange_registrar
view_organization         x         x      x         x          x         x              x             .        x       .        .
change_organization       .         .      x         .          .         x              .             .        .       .        .
change_responsibleperson  x         .      x         .          .         x              .             .        .       .        .
change_outlet             x         .      x         .          .         x              .             .        .       .        .
grant_selfcertification   .         .      x         x          .         x              .             .        .       .        .
"""

# Of no object in particular.
WHO_MAY_AT_ALL = """
                   secretary leader registrar supervisor competent administrator security auditor
import_registry    .         .      x         .          .         x             .        .
export_registry    .         .      x         x          .         x             .        x
invite_accounts    .         .      x         x          .         .             .        .
manage_accounts    .         .      .         .          .         .             x        .
view_seats         .         .      .         x          .         x             x        x
propose_seats      .         .      .         .          .         x             x        .
view_history       .         .      .         .          .         x             .        x
"""

# Into which role of the cast's organization.
WHO_MAY_INVITE = """
           secretary leader registrar supervisor city_registrar city_supervisor administrator security auditor competent strange_registrar
secretary  .         .      x         x          x              x               .             .        .       .         .
leader     .         .      x         x          x              x               .             .        .       .         .
"""

# Into which role, in the authority where the role sits: only another person's confirmation makes an officer of it.
WHO_MAY_PROPOSE = """
                        secretary leader registrar supervisor city_supervisor administrator security auditor competent
competent_officer       .         .      .         .          .               .             x        .       .
party_officer           .         .      .         .          .               .             x        .       .
registrar               .         .      .         .          .               .             x        .       .
supervisor              .         .      .         .          .               .             x        .       .
administrator           .         .      .         .          .               .             x        .       .
security_administrator  .         .      .         .          .               x             x        .       .
auditor                 .         .      .         .          .               .             x        .       .
"""

# A role sits where its work is.
SITS = """
                        city_bureau district_bureau competent party
competent_officer       x           x               x         .
party_officer           .           .               .         x
registrar               x           x               .         .
supervisor              x           x               x         .
administrator           x           .               .         .
security_administrator  x           .               .         .
auditor                 x           .               .         .
"""
PARTY = {"code": "410100-SHZZDW", "name": "中共郑州市社会组织委员会", "kind": "party", "document_sign": ""}
AUTHORITIES = {"city_bureau": {}, "district_bureau": {"district_bureau": True}, "competent": {"competent": True}}


def seat(role: str, organization: Organization) -> Seat:
    places = {
        Role.COMPETENT_OFFICER: organization.competent_authority,
        Role.PARTY_OFFICER: AuthorityFactory(**PARTY),
        Role.REGISTRAR: organization.registration_authority,
        Role.SUPERVISOR: organization.registration_authority,
    }
    return Seat(role=role, authority=places.get(Role(role), organization.registration_authority.parent))


def test_who_may_on_an_organization(cast):
    held = {
        (verb, role): cast.user(role).has_perm(f"organizations.{verb}", cast.organization)
        for verb, role in cells(WHO_MAY)
    }

    assert held == cells(WHO_MAY)


def test_who_may_at_all(cast):
    held = {(verb, role): cast.user(role).has_perm(f"organizations.{verb}") for verb, role in cells(WHO_MAY_AT_ALL)}

    assert held == cells(WHO_MAY_AT_ALL)


def test_who_may_invite(cast):
    held = {
        (invited, role): cast.user(role).has_perm(
            "organizations.issue_invitation", Invitation(role=invited, organization=cast.organization)
        )
        for invited, role in cells(WHO_MAY_INVITE)
    }

    assert held == cells(WHO_MAY_INVITE)


def test_who_may_propose_a_seat(cast):
    held = {
        (proposed, role): cast.user(role).has_perm("organizations.propose_seat", seat(proposed, cast.organization))
        for proposed, role in cells(WHO_MAY_PROPOSE)
    }

    assert held == cells(WHO_MAY_PROPOSE)


@pytest.mark.parametrize(("role", "kind", "sits"), read_table(SITS))
def test_role_sits_in_its_kind_of_authority(role, kind, sits, cast):
    offered = Seat(role=role, authority=AuthorityFactory(**AUTHORITIES.get(kind, PARTY)))

    assert cast.security.has_perm("organizations.propose_seat", offered) is sits


def test_nobody_may_anything_without_membership(cast):
    nobody = UserFactory()

    on_one = [f"organizations.{verb}" for verb in ("view_organization", "change_organization", "change_outlet")]
    at_all = [f"organizations.{verb}" for verb in ("invite_accounts", "manage_accounts", "import_registry")]

    assert not any(nobody.has_perm(perm, cast.organization) for perm in on_one)
    assert not any(nobody.has_perm(perm) for perm in at_all)


def test_nobody_of_the_cast_is_superuser_or_staff(cast):
    assert {(user.is_superuser, user.is_staff) for user in cast.users.values()} == {(False, False)}


ORGANIZATION = [
    "待办",
    "季度报告",
    "重大活动",
    "年度事项",
    "随时报告",
    "通知公告",
    "年终交流",
    "案件",
    "本组织",
    "年度合规报告",
    "导出中心",
]
OFFICER = ["待办", "季度报告", "重大活动", "年度事项", "随时报告", "通知公告", "年终交流", "社会组织", "阵地"]
READER = [label for label in OFFICER if label != "随时报告"]
MENUS = {
    "secretary": [*ORGANIZATION, "延期豁免"],
    "leader": ORGANIZATION,
    "competent": [*OFFICER, "统计看板", "年度合规报告", "导出中心"],
    "registrar": [
        *OFFICER,
        "名录导入",
        "数据质量",
        "统计看板",
        "年度合规报告",
        "导出中心",
        "账号邀请",
        "重置申请",
        "延期豁免",
        "案件",
        "催办督办",
        "纸质代录",
        "报送季度",
    ],
    "supervisor": [
        *OFFICER,
        "机关单位",
        "未知单位",
        "数据质量",
        "统计看板",
        "年度合规报告",
        "导出中心",
        "账号邀请",
        "机关席位",
        "重置申请",
        "延期豁免",
        "案件",
        "催办督办",
        "纸质代录",
        "报送季度",
    ],
    "administrator": [
        *READER,
        "机关单位",
        "名录导入",
        "未知单位",
        "数据质量",
        "统计看板",
        "年度合规报告",
        "导出中心",
        "机关席位",
        "工作日历",
        "文书格式",
        "案件统计",
        "催办督办",
        "报送季度",
        "发送情况",
        "到期处理",
        "运行状况",
        "数据接口",
        "群机器人",
    ],
    "security": ["待办", "导出中心", "机关席位", "重置申请", "账号管理", "安全事件", "运行状况", "数据接口"],
    "auditor": [
        *OFFICER,
        "统计看板",
        "年度合规报告",
        "导出中心",
        "机关席位",
        "安全事件",
        "案件",
        "催办督办",
        "报送季度",
        "到期处理",
        "数据接口",
    ],
}


@pytest.mark.parametrize("name", MENUS)
def test_menu_of_a_role_is_exactly_this(name, cast: Cast):
    acting = cast.user(name).acting

    assert [entry.label for entry in ENTRIES if acting.role in entry.roles] == MENUS[name]


def shown(cast: Cast, name: str) -> tuple[list[str], list[str]]:
    """What stands in the line of the menu, and what under 更多."""
    context = cast.client(name).get("/").context
    return tuple([link.label for link in context[part]] for part in ("navigation", "navigation_more"))


def test_what_does_not_fit_on_one_line_stands_under_more(cast: Cast):
    line, more = shown(cast, "registrar")

    assert (line + more, more) == (
        [label for label in MENUS["registrar"] if label in line] + more,
        ["年终交流", "阵地", "名录导入", "数据质量", "导出中心", "账号邀请", "重置申请", "纸质代录", "报送季度"],
    )
    assert sorted(line + more) == sorted(MENUS["registrar"])
    assert shown(cast, "secretary") == (MENUS["secretary"], [])


@pytest.mark.parametrize("name", MENUS)
def test_every_link_of_the_menu_opens(name, cast: Cast):
    client = cast.client(name)

    answers = {link.label: client.get(link.url, follow=True) for link in entries_for(cast.user(name), "/")}

    assert {label: answer.status_code for label, answer in answers.items()} == dict.fromkeys(answers, 200)
    assert "待办" in answers
    # One name for one page. 本组织 is headed by the organization's own; a year may stand before a name, and a mark after it.
    headings = {label: heading(answer.content.decode()) for label, answer in answers.items() if label != "本组织"}
    assert [pair for pair in headings.items() if not pair[1].endswith(pair[0])] == []


def heading(page: str) -> str:
    """What the page is called at its head, without the mark 暂定."""
    found = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)
    return re.sub(r"<span.*?</span>|<[^>]+>", "", found[1], flags=re.DOTALL).strip() if found else ""


def test_what_stands_under_more_is_grouped(cast: Cast):
    context = cast.client("administrator").get("/").context

    groups = {group: [link.label for link in inside] for group, inside in context["navigation_groups"]}

    assert groups == {
        "办理和统计": ["年终交流", "导出中心", "案件统计", "报送季度", "到期处理"],
        "名录": ["阵地", "机关单位", "名录导入", "未知单位", "数据质量"],
        "账号和安全": ["机关席位"],
        "设置": ["工作日历", "文书格式", "发送情况", "运行状况", "数据接口", "群机器人"],
    }


def test_register_of_authorities_is_in_the_menu_of_who_keeps_entries(cast: Cast):
    entries = {name: [link.label for link in entries_for(cast.user(name), "/")] for name in cast.users}

    assert {name for name, labels in entries.items() if "机关单位" in labels} == {"supervisor", "administrator"}


def test_menu_is_empty_without_membership(db):
    assert entries_for(UserFactory(), "/") == []


def test_menu_marks_the_page_one_is_on(cast: Cast):
    links = entries_for(cast.security, "/accounts/manage/7/")

    assert [link.label for link in links if link.active] == ["账号管理"]
