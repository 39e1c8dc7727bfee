"""What the database itself holds of passwords reset by slip: one proposes, another has seen the person, the holder sets."""

# ruff: noqa: S608 (triggers are put together out of constants of this package, never out of input)

import pgtrigger

from organizations.enums import Role
from organizations.models.seat_guards import CONFIRMS, LINE, held_by
from zhengzhou_ideology.audit.guards import TODAY, Guard, changes, guarded, never_deleted

# Whatever the account holds or will hold today, in an authority or in an organization.
NOT_OVER = (
    f"kept.user_id = NEW.account_id AND kept.revoked_at IS NULL AND (kept.ends_on IS NULL OR kept.ends_on >= {TODAY})"
)
SITS_IN_AN_AUTHORITY = (
    f"EXISTS (SELECT 1 FROM organizations_membership kept WHERE {NOT_OVER} AND kept.authority_id IS NOT NULL)"
)
SPEAKS_FOR_AN_ORGANIZATION = (
    f"EXISTS (SELECT 1 FROM organizations_membership kept WHERE {NOT_OVER} AND kept.organization_id IS NOT NULL)"
)
# The authority that answers stands above every organization that the account speaks for.
ANSWERS_FOR_ALL = f"""NOT EXISTS (
        SELECT 1 FROM organizations_membership kept
        JOIN organizations_organization body ON body.id = kept.organization_id
        WHERE {NOT_OVER} AND body.registration_authority_id NOT IN (
            WITH RECURSIVE tree(id) AS (
                SELECT NEW.authority_id
                UNION
                SELECT child.id FROM organizations_authority child JOIN tree ON child.parent_id = tree.id
            ) SELECT id FROM tree
        )
    )"""
# The one authority in which the account sits; the city bureau for one that sits in several.
ANSWERS_FOR_THE_OFFICER = f"""NOT EXISTS (
        SELECT 1 FROM organizations_membership kept
        WHERE {NOT_OVER} AND kept.authority_id IS NOT NULL AND kept.authority_id <> NEW.authority_id
    ) OR EXISTS (SELECT 1 FROM organizations_authority place WHERE place.id = NEW.authority_id AND place.kind = 'city_bureau')"""

SECURITY_PROPOSES = held_by("NEW.proposed_by_id", (Role.SECURITY_ADMINISTRATOR,), "NEW.proposed_at") + "))"
REGISTRAR_PROPOSES = held_by("NEW.proposed_by_id", (Role.REGISTRAR,), "NEW.proposed_at") + f" AND ({LINE})))"
OFFICER_CONFIRMS = (
    held_by("NEW.confirmed_by_id", (Role.REGISTRAR, Role.SUPERVISOR), "NEW.confirmed_at") + f" AND ({LINE})))"
)

STANDS = changes(
    "account_id", "authority_id", "of_officer", "of_factor", "reason", "proposed_by_id", "proposed_as", "proposed_at"
)
SEEN = changes("confirmed_by_id", "confirmed_as", "confirmed_at", "paper", "remark")
BECOMES_CONFIRMED = "OLD.state = 'proposed' AND NEW.state = 'confirmed'"

RESET_TRIGGERS = (
    guarded(
        "reset_is_proposed_first",
        [
            Guard("TRUE", "NEW.state = 'proposed'", "a reset begins as proposed"),
            Guard("NEW.of_officer", SITS_IN_AN_AUTHORITY, "an officer sits in an authority"),
            Guard(
                "NOT NEW.of_officer",
                f"NOT {SITS_IN_AN_AUTHORITY} AND {SPEAKS_FOR_AN_ORGANIZATION}",
                "an account of an organization speaks for one and sits in no authority",
            ),
            Guard("NOT NEW.of_officer", ANSWERS_FOR_ALL, "the authority answers for all that the account speaks for"),
            Guard("NEW.of_officer", ANSWERS_FOR_THE_OFFICER, "the authority is the one in which the officer sits"),
            Guard("NEW.of_officer", SECURITY_PROPOSES, "the security administrator proposes for officers"),
            Guard("NOT NEW.of_officer", REGISTRAR_PROPOSES, "a registrar in reach proposes for organizations"),
        ],
        operation=pgtrigger.Insert,
    ),
    guarded(
        "reset_takes_two",
        [
            Guard(STANDS, "FALSE", "what was proposed stays"),
            Guard(
                changes("state"),
                """(OLD.state, NEW.state) IN (('proposed', 'confirmed'), ('proposed', 'refused'), ('proposed', 'expired'),
        ('confirmed', 'used'), ('confirmed', 'refused'), ('confirmed', 'expired'))""",
                "a reset goes from proposed to confirmed to used, and ends once",
            ),
            Guard(SEEN, BECOMES_CONFIRMED, "a reset is confirmed once"),
            Guard(
                f"{BECOMES_CONFIRMED} AND NEW.of_officer",
                CONFIRMS,
                "a supervisor of the authority or of the one above confirms",
            ),
            Guard(
                f"{BECOMES_CONFIRMED} AND NOT NEW.of_officer",
                OFFICER_CONFIRMS,
                "another registrar or a supervisor in reach confirms",
            ),
            Guard(changes("expires_at"), BECOMES_CONFIRMED, "the term begins with the confirmation"),
            Guard(changes("code_sha256"), "OLD.state = 'confirmed' AND NEW.state = 'confirmed'", "a code is made after the confirmation"),
        ],
        operation=pgtrigger.Update,
    ),
    never_deleted(),
)  # fmt: skip
