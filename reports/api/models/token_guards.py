"""What the database itself holds of tokens: proposed by an administrator, granted by a security administrator, then fixed."""

import pgtrigger

from organizations.enums import Role
from organizations.models.seat_guards import held_by
from zhengzhou_ideology.audit.guards import Guard, changes, guarded, never_deleted

PROPOSES = held_by("NEW.proposed_by_id", (Role.ADMINISTRATOR,), "NEW.proposed_at") + "))"
CONFIRMS = held_by("NEW.confirmed_by_id", (Role.SECURITY_ADMINISTRATOR,), "NEW.confirmed_at") + "))"
STANDS = changes(
    "name", "system", "contact", "scopes", "authority_id", "addresses", "expires_at", "proposed_by_id", "proposed_at"
)

TOKEN_TRIGGERS = (
    guarded(
        "token_is_proposed_first",
        [
            Guard(
                "TRUE",
                "NEW.state = 'proposed' AND NEW.confirmed_by_id IS NULL AND NEW.token_sha256 = ''",
                "a token begins as proposed",
            ),
            Guard("TRUE", PROPOSES, "a token is proposed by an administrator"),
        ],
        operation=pgtrigger.Insert,
    ),
    guarded(
        "token_takes_two",
        [
            Guard(STANDS, "FALSE", "what was proposed stays"),
            Guard(
                changes("state"),
                "(OLD.state, NEW.state) IN (('proposed', 'confirmed'), ('proposed', 'refused'), ('proposed', 'revoked'),"
                " ('confirmed', 'issued'), ('confirmed', 'revoked'), ('issued', 'revoked'))",
                "a token goes from proposed over confirmed to issued, and is revoked once",
            ),
            Guard(
                changes("confirmed_by_id", "confirmed_at"),
                "OLD.state = 'proposed' AND NEW.state = 'confirmed'",
                "a token is confirmed once",
            ),
            Guard(
                "OLD.state = 'proposed' AND NEW.state = 'confirmed'",
                CONFIRMS,
                "a token is confirmed by a security administrator",
            ),
            Guard(
                changes("token_sha256"),
                "OLD.state = 'confirmed' AND NEW.state = 'issued'",
                "a token is handed out once",
            ),
        ],
        operation=pgtrigger.Update,
    ),
    never_deleted(),
)
