"""Who may look at the ladder, and hold it back."""

import rules

from organizations.enums import Role
from organizations.ladder.models import Hold
from organizations.models import Authority, User
from organizations.rules import is_supervisor, sits_in_a_bureau


@rules.predicate
def stands_above(user: User, hold: Hold) -> bool:
    """The hold was decided by the user's acting authority or by one below it."""
    acting = user.acting
    return (
        acting is not None
        and acting.authority_id is not None
        and Authority.objects.subtree_of(acting.authority_id).filter(pk=hold.authority_id).exists()
    )


@rules.predicate
def watches_the_ladder(user: User) -> bool:
    return user.acts_as(Role.REGISTRAR, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR)


rules.add_perm("ladder.view_ladder", watches_the_ladder)
rules.add_perm("ladder.hold_reminders", is_supervisor & sits_in_a_bureau)
rules.add_perm("ladder.lift_hold", is_supervisor & stands_above)
