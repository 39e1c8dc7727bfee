"""What is still missing in a report (errors) and what an officer may ask about (warnings); findings are values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from compliance.enums import MeetingKind, Section
from compliance.models import Meeting, QuarterlyReport

REQUIRED_OF_A_MEETING = {
    "held_on": "请填写召开日期",
    "place": "请填写地点",
    "present": "请填写实到人数",
    "agenda": "请填写议题",
    "conclusions": "请填写会议情况及决议",
}


@dataclass(frozen=True, slots=True)
class Item:
    section: str
    field: str
    message: str
    is_error: bool

    @property
    def anchor(self) -> str:
        """The id of the input that mends it."""
        return f"id_{self.section}-{self.field}" if self.section != Section.FINDINGS else f"id_{self.field}"


def errors(report: QuarterlyReport, today: date) -> list[Item]:
    return [item for item in check(report, today) if item.is_error]


def warnings(report: QuarterlyReport, today: date) -> list[Item]:
    return [item for item in check(report, today) if not item.is_error]


def check(report: QuarterlyReport, today: date) -> list[Item]:
    meetings = {meeting.kind: meeting for meeting in report.meetings.all()}
    files = {attachment.section for attachment in report.attachments.live()}
    return [*_meetings(report, meetings, files, today), *_text(report)]


def _meetings(report: QuarterlyReport, meetings: dict[str, Meeting], files: set[str], today: date) -> Iterator[Item]:
    joint = {kind for kind, meeting in meetings.items() if meeting.is_joint}
    if len(joint) == len(MeetingKind):
        yield Item(MeetingKind.COUNCIL, "is_joint", "两项会议只需在实际召开的一项中勾选合并召开", True)
    for kind in MeetingKind:
        covered = bool(joint - {kind})
        meeting = meetings.get(kind)
        if covered and not (meeting and meeting.held_on):
            continue
        meeting = meeting or Meeting(report=report, kind=kind)
        for field, message in REQUIRED_OF_A_MEETING.items():
            if getattr(meeting, field) in (None, ""):
                yield Item(kind, field, f"{kind.label}：{message}", True)
        yield from _plausible(report, meeting, today)
        if kind not in files:
            yield Item(kind, "files", f"{kind.label}：未上传会议记录或签到表", False)
    held = {meeting.held_on for meeting in meetings.values() if meeting.held_on}
    if len(meetings) == len(MeetingKind) and len(held) == 1 and not joint and all(m.held_on for m in meetings.values()):
        yield Item(MeetingKind.COUNCIL, "held_on", "两项会议同日召开，如属合并召开请勾选并在会议记录中写明", False)


def _plausible(report: QuarterlyReport, meeting: Meeting, today: date) -> Iterator[Item]:
    label = meeting.get_kind_display()
    if meeting.held_on:
        period = report.period
        if not period.first_day <= meeting.held_on <= period.last_day:
            yield Item(meeting.kind, "held_on", f"{label}：召开日期不在{period}内", True)
        elif meeting.held_on > today:
            yield Item(meeting.kind, "held_on", f"{label}：召开日期晚于今天", True)
    if meeting.expected is not None and meeting.present is not None:
        if meeting.present > meeting.expected:
            yield Item(meeting.kind, "present", f"{label}：实到人数多于应到人数", True)
        elif meeting.present * 3 < meeting.expected * 2:
            yield Item(meeting.kind, "present", f"{label}：实到人数不足应到人数的三分之二", False)


def _text(report: QuarterlyReport) -> Iterator[Item]:
    if not report.findings.strip():
        yield Item(Section.FINDINGS, "findings", "问题与措施：请填写分析研判发现的问题，没有问题的填写“无”", True)
    if not report.measures.strip():
        yield Item(Section.FINDINGS, "measures", "问题与措施：请填写已采取和拟采取的措施，没有的填写“无”", True)
