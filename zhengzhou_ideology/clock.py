"""A moment is handed in by the doors (views, tasks, commands), which alone read the clock; here it becomes a day."""

from datetime import date, datetime

from django.utils.timezone import localtime


def day_of(moment: datetime) -> date:
    """The day in Zhengzhou on which it falls."""
    return localtime(moment).date()
