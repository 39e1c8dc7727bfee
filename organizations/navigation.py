"""The main menu: what each role comes here to do, in the order of its day."""

from dataclasses import dataclass, replace

from django.urls import NoReverseMatch, reverse

from organizations.enums import OFFICER_ROLES, ORGANIZATION_ROLES, THREE_SEATS, Role
from organizations.models import User

# As many entries fit beside each other at 1280 pixels.
ON_ONE_LINE = 13
EVERYBODY = (*ORGANIZATION_ROLES, *OFFICER_ROLES)
SEAT_ROLES = (Role.SUPERVISOR, *THREE_SEATS)
# Whoever files reports of matters or is addressed by them; the auditor reads them.
MATTER_ROLES = (
    *ORGANIZATION_ROLES,
    Role.PARTY_OFFICER,
    Role.COMPETENT_OFFICER,
    Role.REGISTRAR,
    Role.SUPERVISOR,
    Role.AUDITOR,
)
RESET_ROLES = (Role.REGISTRAR, Role.SUPERVISOR, Role.SECURITY_ADMINISTRATOR)
BUREAU = (Role.REGISTRAR, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR)


# What stands under 更多, by what it is about.
REGISTER, WORK, ACCOUNTS, SETTINGS = "名录", "办理和统计", "账号和安全", "设置"
GROUPS = (WORK, REGISTER, ACCOUNTS, SETTINGS)


@dataclass(frozen=True, slots=True)
class MenuEntry:
    label: str
    icon: str
    view: str
    roles: tuple[Role, ...]
    # Where the role alone does not say it: only supervisors of districts look after entries of authorities.
    perm: str = ""
    # Not of every day: under 更多, where the menu of a role would not fit on one line.
    seldom: bool = False
    group: str = WORK


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    icon: str
    url: str
    active: bool
    seldom: bool = False
    group: str = WORK


ENTRIES = (
    MenuEntry("待办", "checklist", "home", (*EVERYBODY, Role.PARTY_OFFICER, Role.SECURITY_ADMINISTRATOR)),
    MenuEntry("季度报告", "report", "compliance:report_list", EVERYBODY),
    MenuEntry("重大活动", "calendar-event", "events:filing_list", EVERYBODY),
    MenuEntry("年度事项", "notebook", "compliance:duty_list", EVERYBODY),
    MenuEntry("随时报告", "message-report", "compliance:matter_list", MATTER_ROLES),
    MenuEntry("通知公告", "speakerphone", "organizations:announcement_list", EVERYBODY),
    MenuEntry("年终交流", "messages", "compliance:exchange_list", EVERYBODY, seldom=True, group=WORK),
    MenuEntry("案件", "scale", "cases:own_case_list", ORGANIZATION_ROLES),
    MenuEntry("本组织", "building-community", "organizations:mine", ORGANIZATION_ROLES),
    MenuEntry("社会组织", "building-community", "organizations:organization_list", OFFICER_ROLES),
    MenuEntry("阵地", "world", "organizations:outlet_list", OFFICER_ROLES, seldom=True, group=REGISTER),
    MenuEntry(
        "机关单位",
        "building-bank",
        "organizations:authority_list",
        (Role.SUPERVISOR, Role.ADMINISTRATOR),
        "organizations.add_authority",
        seldom=True,
        group=REGISTER,
    ),
    MenuEntry(
        "名录导入",
        "table-import",
        "organizations:import_list",
        (Role.REGISTRAR, Role.ADMINISTRATOR),
        seldom=True,
        group=REGISTER,
    ),
    MenuEntry(
        "未知单位",
        "building-bank",
        "organizations:authority_proposals",
        (Role.SUPERVISOR, Role.ADMINISTRATOR),
        seldom=True,
        group=REGISTER,
    ),
    MenuEntry(
        "数据质量",
        "list-check",
        "reports:data_quality",
        (Role.REGISTRAR, Role.SUPERVISOR, Role.ADMINISTRATOR),
        "reports.view_data_quality",
        seldom=True,
        group=REGISTER,
    ),
    MenuEntry("统计看板", "chart-bar", "boards:home", OFFICER_ROLES),
    MenuEntry("年度合规报告", "file-certificate", "reports:statement_list", EVERYBODY),
    MenuEntry(
        "导出中心",
        "table-export",
        "exports:export_list",
        (*EVERYBODY, Role.PARTY_OFFICER, Role.SECURITY_ADMINISTRATOR),
        seldom=True,
        group=WORK,
    ),
    MenuEntry(
        "账号邀请",
        "user-plus",
        "organizations:invitation_list",
        (Role.REGISTRAR, Role.SUPERVISOR),
        seldom=True,
        group=ACCOUNTS,
    ),
    MenuEntry("机关席位", "armchair", "organizations:seat_list", SEAT_ROLES, seldom=True, group=ACCOUNTS),
    MenuEntry("重置申请", "key", "organizations:access_reset_list", RESET_ROLES, seldom=True, group=ACCOUNTS),
    MenuEntry(
        "账号管理", "users", "organizations:account_list", (Role.SECURITY_ADMINISTRATOR,), seldom=True, group=ACCOUNTS
    ),
    MenuEntry(
        "安全事件",
        "shield-check",
        "security:event_list",
        (Role.AUDITOR, Role.SECURITY_ADMINISTRATOR),
        seldom=True,
        group=ACCOUNTS,
    ),
    MenuEntry("工作日历", "calendar", "workcalendar:year", (Role.ADMINISTRATOR,), seldom=True, group=SETTINGS),
    MenuEntry("文书格式", "file-text", "cases:wording_list", (Role.ADMINISTRATOR,), seldom=True, group=SETTINGS),
    MenuEntry(
        "延期豁免", "calendar-plus", "compliance:extension_list", (Role.SECRETARY, Role.REGISTRAR, Role.SUPERVISOR)
    ),
    MenuEntry("案件", "scale", "cases:case_list", (Role.REGISTRAR, Role.SUPERVISOR, Role.AUDITOR)),
    MenuEntry("案件统计", "chart-bar", "cases:statistics", (Role.ADMINISTRATOR,), seldom=True, group=WORK),
    MenuEntry("催办督办", "bell-ringing", "ladder:ladder", BUREAU),
    MenuEntry(
        "纸质代录", "file-text", "compliance:entry_list", (Role.REGISTRAR, Role.SUPERVISOR), seldom=True, group=WORK
    ),
    MenuEntry("报送季度", "calendar-time", "compliance:period_list", BUREAU, seldom=True, group=WORK),
    MenuEntry("发送情况", "mail", "notices:outbox", (Role.ADMINISTRATOR,), seldom=True, group=SETTINGS),
    MenuEntry(
        "到期处理", "archive", "retention:disposal_list", (Role.ADMINISTRATOR, Role.AUDITOR), seldom=True, group=WORK
    ),
    MenuEntry(
        "运行状况",
        "heartbeat",
        "health:status",
        (Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR),
        seldom=True,
        group=SETTINGS,
    ),
    MenuEntry("数据接口", "api", "api:token_list", THREE_SEATS, seldom=True, group=SETTINGS),
    MenuEntry(
        "群机器人", "robot", "organizations:group_channel_list", (Role.ADMINISTRATOR,), seldom=True, group=SETTINGS
    ),
)


def entries_for(user: User, path: str) -> list[Link]:
    role = user.acting.role if user.acting else None
    links = []
    for entry in ENTRIES:
        if role not in entry.roles or (entry.perm and not user.has_perm(entry.perm)):
            continue
        try:
            url = reverse(entry.view)
        except NoReverseMatch:
            continue
        active = path == url if url == "/" else path.startswith(url)
        links.append(Link(entry.label, entry.icon, url, active, entry.seldom, entry.group))
    return links if len(links) > ON_ONE_LINE else [replace(link, seldom=False) for link in links]


def grouped(links: list[Link]) -> list[tuple[str, list[Link]]]:
    """Under the heading of each group; one that has nothing for a role is not there."""
    found = [(group, [link for link in links if link.group == group]) for group in GROUPS]
    return [(group, inside) for group, inside in found if inside]
