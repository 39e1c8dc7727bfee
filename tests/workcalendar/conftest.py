"""A bureau's administrator in front of due days that are stored already."""

from datetime import date

import pytest

from tests.workcalendar.stored import StoredReports
from zhengzhou_ideology.workcalendar.movements import StoredTerm


@pytest.fixture
def stored(settings):
    """The fourth quarter of 2026, provisionally due on Friday, 15 January 2027."""
    settings.DUE_DATE_SOURCES = ["tests.workcalendar.stored.StoredReports"]
    StoredReports.terms = [
        StoredTerm("quarterly_report", date(2026, 12, 31), date(2027, 1, 15), provisional=True, matters=3)
    ]
    StoredReports.told = []
    return StoredReports
