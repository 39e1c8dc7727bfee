"""Reports of matters of the printed organization: one in each state, by the moves that lead there."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.timezone import make_aware

from compliance import matter_workflow
from compliance.enums import MatterKind, Urgency
from compliance.matters import drafting
from compliance.models import MatterReport
from organizations.models import Organization, User

WRITTEN: tuple[tuple[int, dict[str, Any]], ...] = (
    (
        20,
        {
            "title": "会员活动室水管爆裂",
            "kind": MatterKind.OUTLET,
            "place": "本会二楼会员活动室",
            "facts": "夜间水管爆裂，活动室进水，部分桌椅浸泡，无人员受伤。",
            "measures": "已关闭水阀、清理积水，联系物业维修，近期活动改在三楼会议室举行。",
        },
    ),
    (
        6,
        {
            "title": "财务室门锁被撬",
            "kind": MatterKind.SAFETY,
            "place": "本会秘书处财务室",
            "facts": "上班时发现财务室门锁被撬，经清点，现金和票据没有短少，一台打印机损坏。",
            "measures": "已报警并保护现场，更换门锁，票据移至银行保管箱。",
        },
    ),
    (
        1,
        {
            "title": "培训场地消防通道被堵",
            "kind": MatterKind.SAFETY,
            "urgency": Urgency.URGENT,
            "place": "花园路培训场地",
            "facts": "相邻商户施工，堆放材料占用消防通道，培训人员疏散受影响。",
            "measures": "已暂停场地使用，通知物业清理，并向消防救援机构反映。",
        },
    ),
    (
        0,
        {
            "title": "官方网站无法访问",
            "kind": MatterKind.OUTLET,
            "place": "本会官方网站",
            "facts": "服务商机房故障，网站自上午起无法访问。",
            "measures": "",
        },
    ),
)


def write(today: date, organization: Organization) -> None:
    secretary, party, competent = (User.objects.get(username=name) for name in ("secretary", "party", "competent"))
    settled, running, _, _ = (_report(organization, secretary, today, ago, facts) for ago, facts in WRITTEN)
    at = _at(today - timedelta(days=5))
    for report in (settled, running):
        matter_workflow.take_note(report, by=party, now=at)
    matter_workflow.ask(running, by=party, now=at, reason="门锁更换后，财务室的值守如何安排？")
    matter_workflow.take_note(settled, by=competent, now=at)
    matter_workflow.supplement(settled, by=secretary, now=at, reason="水管已更换，活动室恢复使用。")
    for officer in (party, competent):
        matter_workflow.settle(settled, by=officer, now=at, reason="处置及时，知悉。")


def _report(organization: Organization, by: User, today: date, ago: int, facts: dict[str, Any]) -> MatterReport:
    """Sent on its day; today's is still a draft."""
    day = today - timedelta(days=ago)
    facts = facts | {"happened_on": day, "to_party": True, "to_competent": True}
    report = drafting.start(organization, by=by, now=_at(day), facts=facts)
    if ago:
        matter_workflow.send(report, by=by, now=_at(day))
    return report


def _at(day: date) -> datetime:
    return make_aware(datetime.combine(day, time(10, 15)))
