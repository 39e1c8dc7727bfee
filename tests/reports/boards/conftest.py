import pytest

from reports.boards.refreshing import refresh
from tests.reports.boards.city import CITY, NOW, City


@pytest.fixture
def city_of_six(db, time_machine) -> City:
    """Counted as of 9 October 2026."""
    time_machine.move_to(NOW, tick=False)
    city = CITY.restore()
    refresh(NOW, full=True)
    return city
