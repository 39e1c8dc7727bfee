"""Who may do what with quarterly reports, duty records and reports of matters."""

import rules

from compliance.models import MatterAddressee, MatterReport
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
def is_addressed(user: User, report: MatterReport) -> bool:
    """The user answers at a desk that the report went to."""
    return MatterAddressee.objects.answered_by(user).filter(report=report).exists()


speaks_for = represents | leads

rules.add_perm("compliance.change_quarterlyreport", represents)
rules.add_perm("compliance.send_for_certification_quarterlyreport", represents)
rules.add_perm("compliance.unlock_quarterlyreport", represents | leads)
rules.add_perm("compliance.certify_quarterlyreport", certifies)
rules.add_perm("compliance.withdraw_quarterlyreport", represents | leads)
rules.add_perm("compliance.send_back_quarterlyreport", is_registrar & registers)
rules.add_perm("compliance.accept_quarterlyreport", is_registrar & registers)
rules.add_perm("compliance.exempt_quarterlyreport", is_supervisor & registers)
rules.add_perm("compliance.amend_quarterlyreport", represents)
rules.add_perm("compliance.open_period", is_administrator)
rules.add_perm("compliance.record_duty", represents)
rules.add_perm("compliance.ask_extension", represents)
rules.add_perm("compliance.ask_exemption", represents)
rules.add_perm("compliance.extend_quarterlyreport", is_supervisor & registers)
rules.add_perm("compliance.grant_for_many", is_supervisor & sits_in_a_bureau)
rules.add_perm("compliance.file_matterreport", speaks_for)
rules.add_perm("compliance.change_matterreport", speaks_for)
rules.add_perm("compliance.send_matterreport", speaks_for)
rules.add_perm("compliance.discard_matterreport", speaks_for)
rules.add_perm("compliance.supplement_matterreport", speaks_for)
rules.add_perm("compliance.acknowledge_matterreport", is_addressed)
rules.add_perm("compliance.ask_matterreport", is_addressed)
rules.add_perm("compliance.close_matterreport", is_addressed)
