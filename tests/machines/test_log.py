"""What says after each fault that the log is whole would notice if it were not, and the portal could not have done it itself."""

import pytest

from tests.machines.hosts import doctor
from tests.machines.servers import log_is_whole

# A server outlives the object that started it.
pytestmark = [pytest.mark.machines, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]

ALTER = "UPDATE organizations_seatmove SET acting_as = {} WHERE id = (SELECT min(id) FROM organizations_seatmove)"


def test_a_row_that_was_altered_behind_the_triggers_is_noticed(stack, city):
    log_is_whole(stack)
    with stack.primary.line() as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute(ALTER.format("acting_as || '*'"))
        with pytest.raises(AssertionError, match="organizations_seatmove"):
            log_is_whole(stack)
        owner.execute(ALTER.format("left(acting_as, -1)"))


def test_the_portal_works_as_an_account_that_owns_nothing(stack, city):
    assert doctor(stack.environment())["roles"] == "well"
    assert doctor(stack.environment(owner=True))["roles"] == "warning"
