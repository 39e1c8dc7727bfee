"""What a filing says: the one structure that is hashed, frozen at submission, shown to officers and printed."""

from datetime import date, time
from typing import Any

from events.enums import PaperKind
from events.models import EventFiling
from zhengzhou_ideology.drafting.models import described

# What people type, in the order of the form.
TYPED = (
    "title",
    "kind",
    "cross_organization",
    "cross_region",
    "foreign_related",
    "purpose",
    "starts_on",
    "starts_time",
    "ends_on",
    "ends_time",
    "is_online",
    "place",
    "address",
    "expected_headcount",
    "budget",
    "money_sources",
    "calls_for_head",
    "onsite_lead",
    "stop_person",
    "late_reason",
)
# Whose filing it is.
BODY = ("organization", "registration_authority", "competent_authority", "district")
# A change of one of these after approval is decided anew (date, place, kind, scope); any other is small.
LARGE = (
    "kind",
    "cross_organization",
    "cross_region",
    "foreign_related",
    "scope",
    "starts_on",
    "starts_time",
    "ends_on",
    "ends_time",
    "is_online",
    "place",
    "address",
)
SMALL = ("expected_headcount", "budget", "money_sources", "purpose")
PLAIN = ("title", *LARGE, *SMALL, "calls_for_head", "late_reason")
LABELS = {
    "title": "活动名称",
    "kind": "活动类别",
    "cross_organization": "跨组织",
    "cross_region": "跨地区",
    "foreign_related": "涉外",
    "scope": "合作单位、涉及地区、国家（地区）",
    "starts_on": "活动首日",
    "starts_time": "开始时间",
    "ends_on": "活动结束日期",
    "ends_time": "结束时间",
    "is_online": "线上举办",
    "place": "活动场所（平台）",
    "address": "详细地址（链接）",
    "expected_headcount": "预计人数",
    "budget": "经费预算（元）",
    "money_sources": "经费来源",
    "purpose": "活动目的和主要内容",
    "calls_for_head": "需要第一责任人到场并制定预案",
    "late_reason": "逾期申报的理由",
    "onsite_lead": "现场负责人",
    "stop_person": "有权中止活动的负责人",
    "agenda": "活动议程",
}


def scope_of(filing: EventFiling) -> list[dict[str, Any]]:
    return [
        {
            "kind": detail.kind,
            "label": detail.get_kind_display(),
            "name": detail.name,
            "organization": detail.organization_id,
        }
        for detail in filing.scope_details.all()
    ]


def facts_of(filing: EventFiling) -> dict[str, Any]:
    """The fields that people type, as JSON values."""
    facts: dict[str, Any] = {name: getattr(filing, name) for name in PLAIN if name != "scope"}
    for name, value in facts.items():
        if isinstance(value, date):
            facts[name] = value.isoformat()
        elif isinstance(value, time):
            facts[name] = value.strftime("%H:%M")
    facts["budget"] = None if filing.budget is None else f"{filing.budget:.2f}"
    facts["kind_label"] = filing.get_kind_display()
    facts["scope"] = scope_of(filing)
    return facts


def content_of(filing: EventFiling) -> dict[str, Any]:
    organization = filing.organization
    return {
        "organization": {"uscc": organization.uscc, "name": organization.name},
        "registration_authority": str(filing.registration_authority),
        "competent_authority": str(filing.competent_authority or ""),
        "version": filing.version,
        **facts_of(filing),
        "onsite_lead": str(filing.onsite_lead or ""),
        "stop_person": str(filing.stop_person or ""),
        "attachments": [
            {"kind": paper.kind, "label": paper.get_kind_display(), **described(paper)}
            for paper in filing.papers.live().exclude(kind=PaperKind.SUMMARY).for_reading()
        ],
        "self_certified": filing.self_certification_id is not None,
    }


def where_of(filing: EventFiling) -> str:
    """Place and address, or platform and link of an event that is held online."""
    link = f"（{filing.address}）" if filing.address else ""
    return f"{'线上：' if filing.is_online else ''}{filing.place}{link}"


def worded(name: str, value: Any) -> str:
    """A value of the content as people read it."""
    if name == "scope":
        return "；".join(f"{detail['label']}：{detail['name']}" for detail in value) or "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    return "未填写" if value in (None, "") else str(value)


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, str]]:
    """What differs, named and worded, in the order of the form."""
    shown = {**{name: name for name in LABELS}, "kind": "kind_label"}
    return [
        {
            "label": LABELS[name],
            "before": worded(name, before.get(shown[name], before.get(name))),
            "after": worded(name, after.get(shown[name], after.get(name))),
        }
        for name in LABELS
        if name in before and name in after and before[name] != after[name]
    ]
