"""Who may issue statements and hand work over; who may see them is `visible_to`."""

import rules

from organizations.enums import AuthorityKind
from organizations.models import Authority, User
from organizations.rules import (
    has_in_reach,
    is_administrator,
    is_auditor,
    is_registrar,
    is_supervisor,
    leads,
    registers,
    sits_in_a_bureau,
)
from reports.models.batches import authorities_of


@rules.predicate
def reaches(user: User, authority: Authority | None) -> bool:
    """The acting role may ask for the statements of this authority; without one, of some authority."""
    reach = authorities_of(user)
    return reach.filter(pk=authority.pk).exists() if authority else reach.exists()


@rules.predicate
def sits_in_the_city(user: User) -> bool:
    return user.authority is not None and user.authority.kind == AuthorityKind.CITY_BUREAU


# The auditor reads what has been issued and changes nothing.
rules.add_perm("reports.issue_annualstatement", has_in_reach & ~is_auditor)
rules.add_perm("reports.start_statementbatch", is_administrator & reaches)
rules.add_perm("reports.view_statementbatch", is_administrator | is_supervisor | is_auditor)
rules.add_perm("reports.publish_year", is_administrator & sits_in_the_city)
rules.add_perm("reports.view_publication", is_administrator | is_supervisor | is_auditor)
rules.add_perm("reports.issue_rollup", is_administrator & reaches)
rules.add_perm("reports.ask_archive_package", is_administrator)
rules.add_perm("reports.view_rollup", is_administrator | is_supervisor | is_auditor)
rules.add_perm("reports.hand_over", leads | (is_registrar & registers) | is_administrator)
rules.add_perm("reports.view_data_quality", (is_registrar | is_supervisor | is_administrator) & sits_in_a_bureau)
