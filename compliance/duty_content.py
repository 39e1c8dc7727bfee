"""What a duty says: which facts each kind asks for, and the one structure that is hashed, frozen, shown and printed."""

from datetime import date
from typing import Any

from django.db.models import Model

from compliance.enums import DutyKind
from compliance.letters import part_of_content
from compliance.models import Duty
from zhengzhou_ideology.drafting.models import described

K = DutyKind
FIELDS: dict[str, tuple[str, ...]] = {
    K.ANNUAL_PLAN: ("done_on", "meeting", "meeting_on", "planned_together", "summary"),
    K.COMMITMENT: ("done_on",),
    K.OUTLETS_CONFIRMED: ("done_on", "summary"),
    K.STUDY: ("done_on", "headcount", "summary"),
    K.POSTS_CONFIRMED: ("done_on", "summary"),
    K.CONTINGENCY_PLAN: ("done_on", "summary"),
    K.ETHICS_TRAINING: ("done_on", "headcount", "summary"),
    K.SELF_DISCIPLINE: ("done_on", "disclosed", "disclosed_where", "disclosed_on", "summary"),
    K.YEAR_END_EXCHANGE: ("done_on", "headcount", "summary"),
}
# What the day is of.
DONE_ON = {
    K.ANNUAL_PLAN: "通过日期",
    K.COMMITMENT: "签署日期",
    K.OUTLETS_CONFIRMED: "核对日期",
    K.STUDY: "学习日期",
    K.POSTS_CONFIRMED: "核对日期",
    K.CONTINGENCY_PLAN: "修订审查日期",
    K.ETHICS_TRAINING: "开展日期",
    K.SELF_DISCIPLINE: "自查日期",
    K.YEAR_END_EXCHANGE: "交流日期",
}
# All of them, in the order of the page.
FACTS = (
    *("done_on", "headcount", "meeting", "meeting_on", "planned_together"),
    *("disclosed", "disclosed_where", "disclosed_on", "summary"),
)


def field_label(model: type[Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(field.verbose_name)


def label_of(kind: str, name: str) -> str:
    return DONE_ON[DutyKind(kind)] if name == "done_on" else field_label(Duty, name)


def content_of(duty: Duty) -> dict[str, Any]:
    """The duty as JSON: organization, which duty of which year, facts in the order of the page, attachments by SHA-256."""
    organization = duty.organization
    return {
        "organization": {
            "uscc": organization.uscc,
            "name": organization.name,
            "kind": organization.get_kind_display(),
            "registration_authority": str(duty.registration_authority),
            "competent_authority": str(duty.competent_authority or ""),
        },
        "duty": {"kind": duty.kind, "title": duty.title, "article": duty.article, "year": duty.year, "part": duty.part},
        "version": duty.version,
        "due_on": duty.due_on.isoformat(),
        "facts": [_fact(duty, name) for name in FIELDS[duty.kind]],
        "attachments": [
            {"section": attachment.section, **described(attachment)}
            for attachment in duty.attachments.live().for_reading()
        ],
        "self_certified": duty.self_certification_id is not None,
        **part_of_content(duty),
    }


def _fact(duty: Duty, name: str) -> dict[str, Any]:
    value = getattr(duty, name)
    stored = value.isoformat() if isinstance(value, date) else value
    return {"name": name, "label": label_of(duty.kind, name), "value": stored}


def for_reading(content: dict[str, Any]) -> dict[str, Any]:
    """The same content with its days as dates and its yes or no in words, for pages that show it."""
    return {**content, "facts": [{**fact, "value": _shown(fact)} for fact in content["facts"]]}


def _shown(fact: dict[str, Any]) -> Any:
    value = fact["value"]
    if isinstance(value, bool):
        return "是" if value else "否"
    return date.fromisoformat(value) if value and fact["name"].endswith("_on") else value
