"""What the database itself holds of seats, of identity checks and of changes of posts, against bare SQL too."""

# ruff: noqa: S608 (triggers are put together out of constants of this module, never out of input)

import pgtrigger

from zhengzhou_ideology.audit.guards import TODAY, Guard, changes, guarded, never_deleted

LEADER_EVER = """EXISTS (
        SELECT 1 FROM organizations_membership held
        WHERE held.organization_id = NEW.organization_id AND held.role = 'leader'
    )"""
OTHER_SEAT = """EXISTS (
        SELECT 1 FROM organizations_membership held
        WHERE held.organization_id = NEW.organization_id AND held.user_id = NEW.user_id AND held.role <> NEW.role
            AND held.revoked_at IS NULL AND (held.ends_on IS NULL OR held.ends_on >= NEW.starts_on)
    )"""
ONE_PERSON_PERMITTED = """EXISTS (
        SELECT 1 FROM organizations_selfcertification permission
        WHERE permission.organization_id = NEW.organization_id
            AND NEW.starts_on BETWEEN permission.valid_from AND permission.valid_until
    )"""

SEAT_TRIGGERS = (
    guarded(
        "nobody_makes_a_voice_alone",
        [
            Guard(
                f"NEW.role = 'leader' AND {LEADER_EVER}",
                "NEW.needs_check",
                "a further leader acts after the consent of the holder or a check of identity only",
            ),
            Guard(
                f"NEW.organization_id IS NOT NULL AND {OTHER_SEAT}",
                ONE_PERSON_PERMITTED,
                "one account holds one seat of an organization",
            ),
        ],
        operation=pgtrigger.Insert,
    ),
    guarded(
        "stays_as_given",
        [
            Guard(
                "(OLD.organization_id IS NOT NULL OR NEW.organization_id IS NOT NULL) AND ("
                + changes("user_id", "role", "organization_id", "substitutes_id", "invitation_id", "needs_check")
                + ")",
                "FALSE",
                "a seat of an organization stays what it was given as",
            )
        ],
        operation=pgtrigger.Update,
    ),
)


def _seat(also: str) -> str:
    return f"""EXISTS (
        SELECT 1 FROM organizations_membership seat
        LEFT JOIN organizations_invitation invited ON invited.id = seat.invitation_id
        WHERE seat.id = NEW.membership_id AND {also}
    )"""


HOLDS = f"held.user_id = NEW.by_id AND held.revoked_at IS NULL AND (held.ends_on IS NULL OR held.ends_on >= {TODAY})"
CHECKED = "EXISTS (SELECT 1 FROM organizations_identitycheck known WHERE known.membership_id = held.id)"
HELD_BY_A_LEADER = f"""EXISTS (
        SELECT 1 FROM organizations_membership held
        WHERE {HOLDS} AND held.role = 'leader' AND held.organization_id = seat.organization_id
            AND (NOT held.needs_check OR {CHECKED})
    )"""
# An officer of an authority that is competent for the organization, or of one above it.
HELD_BY_AN_OFFICER = f"""EXISTS (
        WITH RECURSIVE above(id) AS (
            SELECT unnest(ARRAY[body.registration_authority_id, body.competent_authority_id])
            FROM organizations_organization body WHERE body.id = seat.organization_id
            UNION
            SELECT authority.parent_id FROM organizations_authority authority JOIN above ON authority.id = above.id
        )
        SELECT 1 FROM organizations_membership held
        WHERE {HOLDS} AND held.role IN ('registrar', 'supervisor')
            AND held.authority_id IN (SELECT id FROM above)
    )"""

CHECK_TRIGGERS = (
    guarded(
        "by_another_than_the_inviter",
        [
            Guard("TRUE", _seat("seat.organization_id IS NOT NULL"), "only a seat of an organization is checked"),
            Guard("TRUE", _seat("seat.user_id <> NEW.by_id"), "nobody checks oneself"),
            Guard(
                "TRUE",
                _seat("invited.invited_by_id IS DISTINCT FROM NEW.by_id"),
                "whoever invited an account does not check it",
            ),
            Guard("NEW.way = 'consent'", _seat(HELD_BY_A_LEADER), "consent is given by a sitting leader"),
            Guard(
                "NEW.way = 'check'",
                _seat(HELD_BY_AN_OFFICER),
                "identity is checked by an officer in whose reach it lies",
            ),
        ],
        operation=pgtrigger.Insert,
    ),
)

PERSON_TRIGGERS = (
    guarded(
        "account_leads_the_organization",
        [
            Guard(
                "NEW.account_id IS NOT NULL",
                """EXISTS (
        SELECT 1 FROM organizations_membership held
        WHERE held.user_id = NEW.account_id AND held.organization_id = NEW.organization_id AND held.role = 'leader'
    )""",
                "a post is tied to an account that leads the organization",
            )
        ],
        operation=pgtrigger.Insert | pgtrigger.Update,
    ),
)

POST_CHANGE_TRIGGERS = (
    guarded(
        "begins_entered",
        [
            Guard(
                "TRUE",
                "NEW.state = 'entered' AND NEW.decided_by_id IS NULL",
                "a change is entered before it is decided",
            )
        ],
        operation=pgtrigger.Insert,
    ),
    guarded(
        "entered_stays",
        [
            Guard(
                changes(
                    *("organization_id", "post", "name", "office_phone", "office_email", "effective_on", "basis"),
                    *("paper_id", "entered_by_id", "entered_as", "entered_at", "content_sha256"),
                ),
                "FALSE",
                "what was entered stays",
            ),
            Guard(changes("state", "decided_by_id", "decided_at"), "OLD.state = 'entered'", "a change is decided once"),
        ],
        operation=pgtrigger.Update,
    ),
    never_deleted(),
)
