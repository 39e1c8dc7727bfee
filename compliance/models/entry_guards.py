"""What the database itself holds of papers that an officer entered for an organization without an account (代录)."""

# ruff: noqa: S608 (triggers are put together out of constants of this module, never out of input)

import pgtrigger

from zhengzhou_ideology.audit.guards import TODAY, Guard, guarded

ACCOUNT_IN_USE = f"""EXISTS (
        SELECT 1 FROM organizations_membership held
        JOIN organizations_user account ON account.id = held.user_id AND account.is_active
        WHERE held.organization_id = NEW.organization_id AND held.revoked_at IS NULL
            AND held.starts_on <= {TODAY} AND (held.ends_on IS NULL OR held.ends_on >= {TODAY})
    )"""
OF_ITS_ORGANIZATION = """NEW.organization_id = COALESCE(
        (SELECT organization_id FROM compliance_quarterlyreport paper WHERE paper.id = NEW.report_id),
        (SELECT organization_id FROM compliance_duty paper WHERE paper.id = NEW.duty_id)
    )"""
SIGNED_IN_POST = """EXISTS (
        SELECT 1 FROM organizations_responsibleperson person
        WHERE person.id = NEW.signed_by_id AND person.organization_id = NEW.organization_id
            AND person.post IN ('leader', 'branch_secretary')
            AND (person.term_from IS NULL OR person.term_from <= NEW.signed_on)
            AND (person.term_until IS NULL OR person.term_until >= NEW.signed_on)
    )"""
ENTERED_BY_A_REGISTRAR = """EXISTS (
        SELECT 1 FROM organizations_membership held WHERE held.user_id = NEW.entered_by_id AND held.role = 'registrar'
    )"""

ENTRY_TRIGGERS = (
    guarded(
        "only_without_an_account",
        [
            Guard("TRUE", f"NOT {ACCOUNT_IN_USE}", "an organization with an account in use files its papers itself"),
            Guard("TRUE", OF_ITS_ORGANIZATION, "an entry is of a paper of its organization"),
            Guard("TRUE", SIGNED_IN_POST, "a paper is signed by a first responsible person of that day"),
            Guard("TRUE", ENTERED_BY_A_REGISTRAR, "a paper is entered by a registrar"),
            Guard(
                "TRUE",
                "NEW.received_on <= (NEW.entered_at AT TIME ZONE 'Asia/Shanghai')::date",
                "a paper is entered after it was received",
            ),
        ],
        operation=pgtrigger.Insert,
    ),
)


def accepted_by_another(column: str) -> pgtrigger.Trigger:
    """On the table of a kind of paper; `column` is that of the entry which leads to it."""
    entered = f"""EXISTS (
        SELECT 1 FROM compliance_paperentry entry
        WHERE entry.{column} = NEW.id AND entry.entered_by_id = NEW.decided_by_id
    )"""
    return guarded(
        "accepted_by_another_than_entered_it",
        [
            Guard(
                "NEW.state = 'accepted' AND OLD.state <> 'accepted'",
                f"NOT {entered}",
                "whoever entered a paper does not accept it",
            )
        ],
        operation=pgtrigger.Update,
    )
