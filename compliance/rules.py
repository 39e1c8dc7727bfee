"""Who may do what with quarterly reports, duty records and year-end exchanges."""

import rules

from organizations.rules import (
    certifies,
    is_administrator,
    is_registrar,
    is_supervisor,
    leads,
    registers,
    represents,
    sits_in_a_bureau,
    speaks_for_its_authority,
)

plans_exchanges = (is_registrar | is_supervisor) & sits_in_a_bureau

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
rules.add_perm("compliance.plan_exchange", plans_exchanges)
rules.add_perm("compliance.invite_exchange", plans_exchanges & speaks_for_its_authority)
rules.add_perm("compliance.cancel_exchange", plans_exchanges & speaks_for_its_authority)
rules.add_perm("compliance.hold_exchange", plans_exchanges & speaks_for_its_authority)
rules.add_perm("compliance.record_attendance", plans_exchanges & speaks_for_its_authority)
rules.add_perm("compliance.reply_exchange", plans_exchanges & speaks_for_its_authority)
rules.add_perm("compliance.answer_exchange", represents | leads)
rules.add_perm("compliance.suggest_exchange", represents | leads)
rules.add_perm("compliance.ask_extension", represents)
rules.add_perm("compliance.ask_exemption", represents)
rules.add_perm("compliance.extend_quarterlyreport", is_supervisor & registers)
rules.add_perm("compliance.grant_for_many", is_supervisor & sits_in_a_bureau)
