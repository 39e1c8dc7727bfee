"""How days, moments and names are written in Chinese, in every sentence of the portal."""

from datetime import date, datetime

from django.utils.timezone import localtime

# Names keep their brackets in full width, as Chinese is written.
BRACKETS = str.maketrans("()", "（）")


def dated(day: date, *, provisional: bool = False) -> str:
    """2026年10月9日; a day in a year whose holidays nobody has published yet is provisional (暂定)."""
    return f"{day.year}年{day.month}月{day.day}日" + ("（暂定）" if provisional else "")


def timed(moment: datetime) -> str:
    """2026年10月9日 14:05, by the clock of Zhengzhou."""
    local = localtime(moment)
    return f"{dated(local.date())} {local:%H:%M}"
