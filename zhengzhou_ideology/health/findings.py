"""One line of what was looked at: what it is, how it is, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    WELL = "well"
    WARNING = "warning"
    FAULT = "fault"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return {"well": "正常", "warning": "注意", "fault": "故障", "unknown": "未能检查"}[self.value]


@dataclass(frozen=True, slots=True)
class Finding:
    """`said` is what was seen, `repair` what an operator does; both are sentences, the second empty while all is well."""

    name: str
    title: str
    state: State
    said: str
    repair: str = ""

    @property
    def is_well(self) -> bool:
        return self.state == State.WELL


def well(said: str) -> tuple[State, str, str]:
    return State.WELL, said, ""


def warning(said: str, repair: str) -> tuple[State, str, str]:
    return State.WARNING, said, repair


def fault(said: str, repair: str) -> tuple[State, str, str]:
    return State.FAULT, said, repair
