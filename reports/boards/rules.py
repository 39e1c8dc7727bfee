"""Who reads boards: whoever answers for organizations; what they count is the reader's reach."""

import rules

from organizations.enums import OFFICER_ROLES
from organizations.models import User


@rules.predicate
def is_officer(user: User) -> bool:
    return user.acts_as(*OFFICER_ROLES)


rules.add_perm("boards.view_boards", is_officer)
