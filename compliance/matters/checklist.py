"""What keeps a report of a matter from being sent, each with the place that mends it."""

from datetime import date

from compliance.enums import AddressedAs
from compliance.matters.content import ADDRESSED, addressed
from compliance.models import MatterReport
from organizations.enums import Role
from organizations.people import desk_of
from zhengzhou_ideology.drafting.checklist import ChecklistItem

# Whoever takes in what is addressed to an authority in that capacity; a bureau may be competent as well.
DESKS: dict[AddressedAs, tuple[Role, ...]] = {
    AddressedAs.PARTY: (Role.PARTY_OFFICER,),
    AddressedAs.COMPETENT: (Role.COMPETENT_OFFICER, Role.REGISTRAR),
    AddressedAs.REGISTRATION: (Role.REGISTRAR,),
}


def check(report: MatterReport, today: date) -> list[ChecklistItem]:
    return [*_content(report, today), *_addressees(report, today)]


def _content(report: MatterReport, today: date) -> list[ChecklistItem]:
    found = []
    if report.happened_on is None:
        found.append(ChecklistItem("id_happened_on", "未填写发生日期"))
    elif report.happened_on > today:
        found.append(ChecklistItem("id_happened_on", "发生日期晚于今天"))
    if not report.place.strip():
        found.append(ChecklistItem("id_place", "未填写发生地点"))
    if not report.facts.strip():
        found.append(ChecklistItem("id_facts", "未填写事实经过"))
    if not report.measures.strip():
        found.append(ChecklistItem("id_measures", "未填写已采取的措施，尚未采取的填写“暂无”"))
    return found


def _addressees(report: MatterReport, today: date) -> list[ChecklistItem]:
    wanted = addressed(report)
    if not wanted:
        return [ChecklistItem("addressees", "未选择报送单位")]
    ticks = {how: tick for tick, (how, _) in ADDRESSED.items()}
    return [
        ChecklistItem(f"id_{ticks[how]}", f"{authority}尚无经办账号，不能通过门户收到报告，请另选单位或者电话报告")
        for how, authority in wanted.items()
        if not desk_of(authority, roles=DESKS[how], today=today).exists()
    ]
