"""The holidays and make-up working days of the State Council's yearly notices, as `chinesecalendar` keeps them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from chinese_calendar import Holiday
from chinese_calendar.constants import holidays, workdays

NOTICE = "国务院办公厅节假日安排通知"
FULL_NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}


@dataclass(frozen=True, slots=True)
class DayRule:
    """What a notice or a correction says about one day."""

    is_working_day: bool
    name: str
    source: str


def _days() -> Mapping[date, DayRule]:
    chinese = {holiday.value: FULL_NAMES.get(holiday.chinese, holiday.chinese) for holiday in Holiday}
    rested = {day: DayRule(False, chinese[name], NOTICE) for day, name in holidays.items()}
    worked = {day: DayRule(True, chinese[name], NOTICE) for day, name in workdays.items()}
    return MappingProxyType(rested | worked)


STATUTORY_DAYS = _days()
# A notice reaches back into the December before it, so a day alone does not show that its year is out: 1 January does.
STATUTORY_YEARS = frozenset(day.year for day in STATUTORY_DAYS if (day.month, day.day) == (1, 1))
