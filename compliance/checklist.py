"""What is still missing in a report (errors) and what an officer may ask about (warnings); findings are values."""

from collections.abc import Iterator
from datetime import date

from compliance.enums import MeetingKind
from compliance.models import Meeting, QuarterlyReport
from zhengzhou_ideology.drafting.checklist import ChecklistItem

REQUIRED_OF_A_MEETING = {
    "held_on": "请填写召开日期",
    "place": "请填写地点",
    "present": "请填写实到人数",
    "agenda": "请填写议题",
    "conclusions": "请填写会议情况及决议",
}
REQUIRED_OF_A_REPORT = {
    "findings": "请填写分析研判发现的问题，没有问题的填写“无”",
    "measures": "请填写已采取和拟采取的措施，没有的填写“无”",
}


def check(report: QuarterlyReport, today: date) -> list[ChecklistItem]:
    meetings = {meeting.kind: meeting for meeting in report.meetings.all()}
    files = {attachment.section for attachment in report.attachments.live()}
    return [*_meetings(report, meetings, files, today), *_text(report)]


def _meetings(
    report: QuarterlyReport, meetings: dict[str, Meeting], files: set[str], today: date
) -> Iterator[ChecklistItem]:
    joint = {kind for kind, meeting in meetings.items() if meeting.is_joint}
    if len(joint) == len(MeetingKind):
        yield ChecklistItem(f"id_{MeetingKind.COUNCIL}-is_joint", "两项会议只需在实际召开的一项中勾选合并召开")
    for kind in MeetingKind:
        covered = bool(joint - {kind})
        meeting = meetings.get(kind)
        if covered and not (meeting and meeting.held_on):
            continue
        meeting = meeting or Meeting(report=report, kind=kind)
        for field, message in REQUIRED_OF_A_MEETING.items():
            if getattr(meeting, field) in (None, ""):
                yield ChecklistItem(f"id_{kind}-{field}", f"{kind.label}：{message}")
        yield from _plausible(report, meeting, today)
        if kind not in files:
            yield ChecklistItem(f"files-{kind}", f"{kind.label}：未上传会议记录或签到表", is_error=False)
    held = {meeting.held_on for meeting in meetings.values() if meeting.held_on}
    if len(meetings) == len(MeetingKind) and len(held) == 1 and not joint and all(m.held_on for m in meetings.values()):
        yield ChecklistItem(
            f"id_{MeetingKind.COUNCIL}-held_on",
            "两项会议同日召开，如属合并召开请勾选并在会议记录中写明",
            is_error=False,
        )


def _plausible(report: QuarterlyReport, meeting: Meeting, today: date) -> Iterator[ChecklistItem]:
    label = meeting.get_kind_display()
    if meeting.held_on:
        period = report.period
        if not period.first_day <= meeting.held_on <= period.last_day:
            yield ChecklistItem(f"id_{meeting.kind}-held_on", f"{label}：召开日期不在{period}内")
        elif meeting.held_on > today:
            yield ChecklistItem(f"id_{meeting.kind}-held_on", f"{label}：召开日期晚于今天")
    if meeting.expected is not None and meeting.present is not None:
        if meeting.present > meeting.expected:
            yield ChecklistItem(f"id_{meeting.kind}-present", f"{label}：实到人数多于应到人数")
        elif meeting.present * 3 < meeting.expected * 2:
            yield ChecklistItem(
                f"id_{meeting.kind}-present", f"{label}：实到人数不足应到人数的三分之二", is_error=False
            )


def _text(report: QuarterlyReport) -> Iterator[ChecklistItem]:
    for field, message in REQUIRED_OF_A_REPORT.items():
        if not getattr(report, field).strip():
            yield ChecklistItem(f"id_{field}", f"问题与措施：{message}")
