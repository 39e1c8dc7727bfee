"""Who may do what with quarterly reports, the duties of a year, reports of matters and year-end exchanges."""

from typing import Any

import rules
from django.utils.timezone import localdate  # noqa: TID251 (permissions are asked without a clock)

from compliance.enums import Preparer
from compliance.models import Duty, MatterAddressee, MatterReport
from compliance.models.owed import OwedPaper
from organizations.enums import OFFICER_ROLES
from organizations.models import User
from organizations.rules import (
    certifies,
    has_in_reach,
    is_administrator,
    is_registrar,
    is_supervisor,
    leads,
    registers,
    represents,
    sits_in_a_bureau,
    speaks_for_its_authority,
)


@rules.predicate
def prepares(user: User, duty: Duty) -> bool:
    """The user acts for the organization in the role that the catalogue asks to prepare it; what is confirmed elsewhere nobody prepares."""
    if duty.is_confirmed_elsewhere:
        return False
    asked: Any = leads if duty.entry.preparer == Preparer.LEADER else represents
    return bool(asked(user, duty))


@rules.predicate
def decided(user: User, paper: OwedPaper) -> bool:
    return user.pk == paper.decided_by_id


@rules.predicate
def is_addressed(user: User, report: MatterReport) -> bool:
    """The user answers at a desk that the report went to."""
    return MatterAddressee.objects.answered_by(user).filter(report=report).exists()


speaks_for = represents | leads
plans_exchanges = (is_registrar | is_supervisor) & sits_in_a_bureau


@rules.predicate
def sits_at_a_desk(user: User) -> bool:
    """An officer of any authority, or the auditor, each for what lies within reach."""
    return user.acts_as(*OFFICER_ROLES)


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
    rules.add_perm(f"compliance.enter_for_{paper}", is_registrar & registers)
    rules.add_perm(f"compliance.take_back_{paper}", enters & entered)
    rules.add_perm(f"compliance.withdraw_{paper}", represents | leads)
    rules.add_perm(f"compliance.send_back_{paper}", receives)
    rules.add_perm(f"compliance.accept_{paper}", receives)
    rules.add_perm(f"compliance.undo_accept_{paper}", receives & decided)
    rules.add_perm(f"compliance.reopen_{paper}", is_supervisor & registers & ~decided)
    rules.add_perm(f"compliance.exempt_{paper}", is_supervisor & registers)
    rules.add_perm(f"compliance.work_on_{paper}", (is_registrar | is_supervisor) & registers)
    rules.add_perm(
        f"compliance.write_message_{paper}", represents | leads | ((is_registrar | is_supervisor) & registers)
    )
    rules.add_perm(f"compliance.extend_{paper}", is_supervisor & registers)
rules.add_perm("compliance.view_status", has_in_reach)
rules.add_perm("compliance.export_status", sits_at_a_desk)
rules.add_perm("compliance.open_period", is_administrator)
rules.add_perm("compliance.change_catalogue", is_administrator)
rules.add_perm("compliance.plan_exchange", plans_exchanges)
rules.add_perm("compliance.invite_exchange", plans_exchanges & speaks_for_its_authority)
rules.add_perm("compliance.cancel_exchange", plans_exchanges & speaks_for_its_authority)
rules.add_perm("compliance.hold_exchange", plans_exchanges & speaks_for_its_authority)
rules.add_perm("compliance.record_attendance", plans_exchanges & speaks_for_its_authority)
rules.add_perm("compliance.reply_exchange", plans_exchanges & speaks_for_its_authority)
rules.add_perm("compliance.answer_exchange", represents | leads)
rules.add_perm("compliance.suggest_exchange", represents | leads)
rules.add_perm("compliance.change_letter_text", is_administrator)
rules.add_perm("compliance.view_entries", is_registrar | is_supervisor)
rules.add_perm("compliance.enter_for_many", is_registrar & sits_in_a_bureau)
rules.add_perm("compliance.ask_extension", represents)
rules.add_perm("compliance.ask_exemption", represents)
rules.add_perm("compliance.grant_for_many", is_supervisor & sits_in_a_bureau)
rules.add_perm("compliance.file_matterreport", speaks_for)
rules.add_perm("compliance.change_matterreport", speaks_for)
rules.add_perm("compliance.send_matterreport", speaks_for)
rules.add_perm("compliance.discard_matterreport", speaks_for)
rules.add_perm("compliance.supplement_matterreport", speaks_for)
rules.add_perm("compliance.acknowledge_matterreport", is_addressed)
rules.add_perm("compliance.ask_matterreport", is_addressed)
rules.add_perm("compliance.close_matterreport", is_addressed)
