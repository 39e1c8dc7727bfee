"""The cast of an event: the shared one, with a supervisor at the competent authority."""

import pytest

from organizations.enums import Role
from tests.factories import member


@pytest.fixture
def cast(cast):
    competent = cast.organization.competent_authority
    cast.users["competent_supervisor"] = member(Role.SUPERVISOR, competent)
    cast.users["second_competent"] = member(Role.COMPETENT_OFFICER, competent)
    return cast
