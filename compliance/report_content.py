"""What a report says: the one structure that is hashed, frozen at submission, shown to officers and printed."""

from datetime import date
from typing import Any

from compliance.enums import MeetingKind
from compliance.models import Meeting, QuarterlyReport
from zhengzhou_ideology.drafting.models import described

MEETING_FIELDS = ("held_on", "place", "chair", "expected", "present", "agenda", "conclusions", "is_joint")


def content_of(report: QuarterlyReport) -> dict[str, Any]:
    """The report as JSON: organization, period, version, meetings, findings, measures, attachments by SHA-256."""
    organization = report.organization
    meetings = {meeting.kind: meeting for meeting in report.meetings.all()}
    return {
        "organization": {
            "uscc": organization.uscc,
            "name": organization.name,
            "kind": organization.get_kind_display(),
            "registration_authority": str(report.registration_authority),
            "competent_authority": str(report.competent_authority or ""),
        },
        "period": {"year": report.period.year, "quarter": report.period.quarter},
        "version": report.version,
        "due_on": report.due_on.isoformat(),
        "meetings": [_meeting(kind, meetings.get(kind)) for kind in MeetingKind],
        "findings": report.findings,
        "measures": report.measures,
        "attachments": [
            {"section": attachment.section, **described(attachment)}
            for attachment in report.attachments.live().for_reading()
        ],
        "self_certified": report.self_certification_id is not None,
    }


def _meeting(kind: MeetingKind, meeting: Meeting | None) -> dict[str, Any]:
    facts = {name: getattr(meeting, name) if meeting else None for name in MEETING_FIELDS}
    if facts["held_on"]:
        facts["held_on"] = facts["held_on"].isoformat()
    return {"kind": kind.value, "label": kind.label, **facts}


def for_reading(content: dict[str, Any]) -> dict[str, Any]:
    """The same content with its days as dates, and whether one meeting was both, for pages that show it; a frozen text is left as it is."""
    meetings = [
        {**m, "held_on": date.fromisoformat(m["held_on"]) if m["held_on"] else None} for m in content["meetings"]
    ]
    return {**content, "meetings": meetings, "is_joint": any(meeting["is_joint"] for meeting in meetings)}
