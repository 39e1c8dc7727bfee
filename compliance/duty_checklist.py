"""What is still missing in a duty (errors) and what an officer may ask about (warnings); findings are values."""

from collections.abc import Iterator
from datetime import date

from compliance.duty_content import FIELDS, label_of
from compliance.enums import DutyPaper
from compliance.models import Duty
from zhengzhou_ideology.drafting.checklist import ChecklistItem
from zhengzhou_ideology.wording import dated


def check(duty: Duty, today: date) -> list[ChecklistItem]:
    return [*_facts(duty), *_plausible(duty, today), *_papers(duty)]


def _facts(duty: Duty) -> Iterator[ChecklistItem]:
    for name in FIELDS[duty.kind]:
        value = getattr(duty, name)
        if name == "planned_together":
            if not value:
                yield ChecklistItem(f"id_{name}", "未声明与业务工作同部署", is_error=False)
        elif value is None or not str(value).strip():
            yield ChecklistItem(f"id_{name}", f"请填写{label_of(duty.kind, name)}")


def _plausible(duty: Duty, today: date) -> Iterator[ChecklistItem]:
    if duty.done_on:
        label = label_of(duty.kind, "done_on")
        if duty.done_on > today:
            yield ChecklistItem("id_done_on", f"{label}晚于今天")
        elif duty.done_on < duty.earliest_on:
            yield ChecklistItem("id_done_on", f"{label}早于{dated(duty.earliest_on)}，不能计入{duty.title}")
        elif duty.done_on.year > duty.year:
            yield ChecklistItem("id_done_on", f"{label}在{duty.year}年以后，请核对", is_error=False)
    for name in ("meeting_on", "disclosed_on"):
        if name in FIELDS[duty.kind] and (day := getattr(duty, name)) and day > today:
            yield ChecklistItem(f"id_{name}", f"{label_of(duty.kind, name)}晚于今天")


def _papers(duty: Duty) -> Iterator[ChecklistItem]:
    wanted = duty.entry.papers_count
    given = duty.attachments.live().filter(section=DutyPaper.REQUIRED).count()
    if given < wanted:
        yield ChecklistItem(f"files-{DutyPaper.REQUIRED}", f"须附{duty.entry.papers}{wanted}份，已上传{given}份")
