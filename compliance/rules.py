"""Who may do what with quarterly reports and the duties of a year."""

from typing import Any

import rules
from django.utils.timezone import localdate  # noqa: TID251 (permissions are asked without a clock)

from compliance.enums import Preparer
from compliance.models import Duty
from compliance.models.owed import OwedPaper
from organizations.models import User
from organizations.rules import (
    certifies,
    is_administrator,
    is_registrar,
    is_supervisor,
    leads,
    registers,
    represents,
    sits_in_a_bureau,
)


@rules.predicate
def prepares(user: User, duty: Duty) -> bool:
    """The user acts for the organization in the role that the catalogue asks to prepare it."""
    asked: Any = leads if duty.entry.preparer == Preparer.LEADER else represents
    return bool(asked(user, duty))


@rules.predicate
def decided(user: User, paper: OwedPaper) -> bool:
    return user.pk == paper.decided_by_id


@rules.predicate
def has_no_account(user: User, paper: OwedPaper) -> bool:
    """Nobody has an account of the organization, so that its papers come on paper."""
    return paper.has_no_account(localdate())


@rules.predicate
def entered(user: User, paper: OwedPaper) -> bool:
    """The user entered it from a signed sheet, in this version."""
    return bool(paper.paper_entries.filter(entered_by=user.pk).exists())


enters = is_registrar & registers & has_no_account
receives = is_registrar & registers & ~entered

rules.add_perm("compliance.change_quarterlyreport", represents | enters)
rules.add_perm("compliance.amend_quarterlyreport", represents)
rules.add_perm("compliance.send_for_certification_quarterlyreport", represents)
rules.add_perm("compliance.change_duty", prepares | enters)
rules.add_perm("compliance.amend_duty", prepares)
rules.add_perm("compliance.send_for_certification_duty", prepares)
rules.add_perm("compliance.submit_duty", prepares)
rules.add_perm("compliance.sign_duty", certifies)
for paper in ("quarterlyreport", "duty"):
    rules.add_perm(f"compliance.unlock_{paper}", represents | leads)
    rules.add_perm(f"compliance.certify_{paper}", certifies)
    rules.add_perm(f"compliance.enter_{paper}", is_registrar & registers)
    rules.add_perm(f"compliance.take_back_{paper}", enters & entered)
    rules.add_perm(f"compliance.withdraw_{paper}", represents | leads)
    rules.add_perm(f"compliance.send_back_{paper}", receives)
    rules.add_perm(f"compliance.accept_{paper}", receives)
    rules.add_perm(f"compliance.reopen_{paper}", is_supervisor & registers & ~decided)
    rules.add_perm(f"compliance.exempt_{paper}", is_supervisor & registers)
    rules.add_perm(f"compliance.extend_{paper}", is_supervisor & registers)
rules.add_perm("compliance.open_period", is_administrator)
rules.add_perm("compliance.change_catalogue", is_administrator)
rules.add_perm("compliance.change_letter_text", is_administrator)
rules.add_perm("compliance.view_entries", is_registrar | is_supervisor)
rules.add_perm("compliance.ask_extension", represents)
rules.add_perm("compliance.ask_exemption", represents)
rules.add_perm("compliance.grant_for_many", is_supervisor & sits_in_a_bureau)
