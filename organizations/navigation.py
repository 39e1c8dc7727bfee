"""The main menu: what each role comes here to do, in the order of its day."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from organizations.enums import AUTHORITY_ROLES, ORGANIZATION_ROLES, Role
from organizations.models import User

EVERYBODY = (*ORGANIZATION_ROLES, *AUTHORITY_ROLES)
BUREAU = (Role.REGISTRAR, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    icon: str
    view: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    icon: str
    url: str
    active: bool


ENTRIES = (
    Entry("待办", "checklist", "home", EVERYBODY),
    Entry("季度报告", "report", "compliance:report_list", EVERYBODY),
    Entry("重大活动", "calendar-event", "events:filing_list", EVERYBODY),
    Entry("履职记录", "notebook", "compliance:duty_list", EVERYBODY),
    Entry("案件", "scale", "cases:own_case_list", ORGANIZATION_ROLES),
    Entry("本组织", "building-community", "organizations:mine", ORGANIZATION_ROLES),
    Entry("社会组织", "building-community", "organizations:organization_list", AUTHORITY_ROLES),
    Entry("名录导入", "table-import", "organizations:import_list", (Role.REGISTRAR, Role.ADMINISTRATOR)),
    Entry("年度报告", "file-certificate", "reports:statement_list", EVERYBODY),
    Entry(
        "账号邀请", "user-plus", "organizations:invitation_list", (Role.REGISTRAR, Role.SUPERVISOR, Role.ADMINISTRATOR)
    ),
    Entry("账号管理", "users", "organizations:account_list", (Role.ADMINISTRATOR,)),
    Entry("工作日历", "calendar", "workcalendar:year", (Role.ADMINISTRATOR,)),
    Entry("文书格式", "file-text", "cases:wording_list", (Role.ADMINISTRATOR,)),
    Entry("延期豁免", "calendar-plus", "compliance:extension_list", (Role.SECRETARY, Role.REGISTRAR, Role.SUPERVISOR)),
    Entry("案件", "scale", "cases:case_list", (Role.REGISTRAR, Role.SUPERVISOR, Role.AUDITOR)),
    Entry("案件统计", "chart-bar", "cases:statistics", (Role.ADMINISTRATOR,)),
    Entry("催办督办", "bell-ringing", "ladder:ladder", BUREAU),
    Entry("报送季度", "calendar-time", "compliance:period_list", BUREAU),
    Entry("发送情况", "mail", "notices:outbox", (Role.ADMINISTRATOR,)),
    Entry("群机器人", "robot", "organizations:group_channel_list", (Role.ADMINISTRATOR,)),
)


def entries_for(user: User, path: str) -> list[Link]:
    role = user.acting.role if user.acting else None
    links = []
    for entry in ENTRIES:
        if role not in entry.roles:
            continue
        try:
            url = reverse(entry.view)
        except NoReverseMatch:
            continue
        active = path == url if url == "/" else path.startswith(url)
        links.append(Link(entry.label, entry.icon, url, active))
    return links
