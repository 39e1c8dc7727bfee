"""The duties of the year: what most organizations have done by now, by the moves that lead there where one is shown."""

from datetime import date
from random import Random

from compliance.duty_years import open_year


def write(today: date, random: Random) -> None:
    open_year(today.year, today=today)
