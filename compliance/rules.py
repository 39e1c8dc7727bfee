"""Who may do what with quarterly reports and duty records."""

import rules

from compliance.models import Hold
from organizations.enums import Role
from organizations.models import Authority, User
from organizations.rules import is_administrator, is_registrar, is_supervisor, leads, registers, represents


@rules.predicate
def sits_in_a_bureau(user: User) -> bool:
    """The user acts for an authority that registers, not for one that is only competent."""
    return user.acting is not None and user.acting.authority is not None and user.acting.authority.registers


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


rules.add_perm("compliance.change_quarterlyreport", represents)
rules.add_perm("compliance.send_for_certification_quarterlyreport", represents)
rules.add_perm("compliance.unlock_quarterlyreport", represents | leads)
rules.add_perm("compliance.certify_quarterlyreport", leads)
rules.add_perm("compliance.withdraw_quarterlyreport", represents | leads)
rules.add_perm("compliance.send_back_quarterlyreport", is_registrar & registers)
rules.add_perm("compliance.accept_quarterlyreport", is_registrar & registers)
rules.add_perm("compliance.exempt_quarterlyreport", is_supervisor & registers)
rules.add_perm("compliance.amend_quarterlyreport", represents)
rules.add_perm("compliance.open_period", is_administrator)
rules.add_perm("compliance.record_duty", represents)
rules.add_perm("compliance.view_ladder", watches_the_ladder)
rules.add_perm("compliance.hold_reminders", is_supervisor & sits_in_a_bureau)
rules.add_perm("compliance.lift_hold", is_supervisor & stands_above)
rules.add_perm("compliance.view_proposals", is_supervisor & sits_in_a_bureau)
rules.add_perm("compliance.ask_extension", represents)
rules.add_perm("compliance.ask_exemption", represents)
rules.add_perm("compliance.extend_quarterlyreport", is_supervisor & registers)
rules.add_perm("compliance.grant_for_many", is_supervisor & sits_in_a_bureau)
