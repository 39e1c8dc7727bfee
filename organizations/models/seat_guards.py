"""What the database itself holds of seats in authorities: two people behind every officer, and 三员 apart."""

# ruff: noqa: S608 (triggers are put together out of constants of this package, never out of input)

import pgtrigger

from organizations.enums import FOUNDERS, THREE_SEATS, Role
from zhengzhou_ideology.audit.guards import Guard, changes, guarded, never_deleted

WRITTEN = pgtrigger.Insert | pgtrigger.Update


def _listed(roles: tuple[Role, ...]) -> str:
    return ", ".join(f"'{role.value}'" for role in roles)


def day_in_zhengzhou(column: str) -> str:
    return f"({column} AT TIME ZONE 'Asia/Shanghai')::date"


def held_by(account: str, roles: tuple[Role, ...], moment: str) -> str:
    """The account holds one of these roles in an authority on the day of that moment."""
    return f"""EXISTS (
        SELECT 1 FROM organizations_membership held
        JOIN organizations_authority place ON place.id = held.authority_id
        WHERE held.user_id = {account} AND held.role IN ({_listed(roles)}) AND held.revoked_at IS NULL
            AND {day_in_zhengzhou(moment)} BETWEEN held.starts_on AND coalesce(held.ends_on, 'infinity')
            AND (TRUE"""


# The seat's authority and all above it; units without a place in the tree are answered for by the city bureau.
LINE = """held.authority_id IN (
        WITH RECURSIVE line(id) AS (
            SELECT NEW.authority_id
            UNION
            SELECT step.parent_id FROM organizations_authority step JOIN line ON step.id = line.id
            WHERE step.parent_id IS NOT NULL
        ) SELECT id FROM line
    ) OR place.kind = 'city_bureau'"""
PROPOSES = held_by("NEW.proposed_by_id", (Role.SECURITY_ADMINISTRATOR, Role.ADMINISTRATOR), "NEW.proposed_at") + "))"
CONFIRMS = held_by("NEW.confirmed_by_id", (Role.SUPERVISOR,), "NEW.confirmed_at") + f" AND ({LINE})))"

STANDS = changes("role", "authority_id", "proposed_by_id", "proposed_at", "is_founding", "account_id", "name", "email")

SEAT_TRIGGERS = (
    guarded(
        "seat_is_proposed_first",
        [
            Guard("TRUE", "NEW.holder_id IS NULL", "a seat is taken after it is confirmed"),
            Guard("NOT NEW.is_founding", "NEW.state = 'proposed' AND NEW.confirmed_by_id IS NULL", "a seat begins as proposed"),
            Guard("NOT NEW.is_founding", PROPOSES, "a seat is proposed by who administers accounts"),
            Guard(
                "NEW.is_founding",
                f"""NEW.role IN ({_listed(FOUNDERS)})
        AND NOT EXISTS (SELECT 1 FROM organizations_membership held WHERE held.authority_id IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM organizations_seat other WHERE NOT other.is_founding)""",
                "an installation is founded once",
            ),
        ],
        operation=pgtrigger.Insert,
    ),
    guarded(
        "seat_takes_two",
        [
            Guard(STANDS, "FALSE", "what was proposed stays"),
            Guard(
                changes("state"),
                "(OLD.state, NEW.state) IN (('proposed', 'confirmed'), ('proposed', 'refused'), ('proposed', 'ended'), ('confirmed', 'ended'))",
                "a seat goes from proposed to confirmed or refused, and ends once",
            ),
            Guard(
                changes("confirmed_by_id", "confirmed_at"),
                "OLD.state = 'proposed' AND NEW.state = 'confirmed'",
                "a seat is confirmed once",
            ),
            Guard(
                "OLD.state = 'proposed' AND NEW.state = 'confirmed'",
                CONFIRMS,
                "a seat is confirmed by a supervisor of its authority or of the one above",
            ),
            Guard(
                changes("holder_id"),
                "OLD.holder_id IS NULL AND NEW.state = 'confirmed' AND NEW.holder_id = coalesce(NEW.account_id, NEW.holder_id)",
                "a confirmed seat is taken once",
            ),
            Guard(
                "NEW.is_founding AND NEW.holder_id IS NOT NULL",
                """NOT EXISTS (
        SELECT 1 FROM organizations_seat other WHERE other.is_founding AND other.id <> NEW.id AND other.holder_id = NEW.holder_id
    )""",
                "two people found an installation",
            ),
        ],
        operation=pgtrigger.Update,
    ),
    never_deleted(),
)  # fmt: skip


def _seat_behind(account: str) -> str:
    return f"""EXISTS (
        SELECT 1 FROM organizations_seat seat
        WHERE seat.id = NEW.seat_id AND seat.state = 'confirmed' AND seat.role = NEW.role
            AND seat.authority_id = NEW.authority_id AND {account}
    )"""


_SEATED = changes("user_id", "role", "authority_id", "seat_id", "substitutes_id")

MEMBERSHIP_TRIGGERS = (
    guarded(
        "officer_has_a_seat",
        [
            Guard(
                "NEW.authority_id IS NOT NULL AND NEW.substitutes_id IS NULL",
                _seat_behind("seat.holder_id = NEW.user_id"),
                "an officer holds a seat that two people gave",
            ),
            Guard(
                "NEW.substitutes_id IS NOT NULL",
                """NEW.seat_id IS NULL AND EXISTS (
        SELECT 1 FROM organizations_membership held
        WHERE held.id = NEW.substitutes_id AND held.role = NEW.role AND held.user_id <> NEW.user_id
            AND held.substitutes_id IS NULL
            AND held.authority_id IS NOT DISTINCT FROM NEW.authority_id
            AND held.organization_id IS NOT DISTINCT FROM NEW.organization_id
    )""",
                "a substitute stands in for the same role at the same place",
            ),
        ],
        operation=pgtrigger.Insert,
    ),
    guarded(
        "officer_keeps_the_seat",
        [
            Guard(
                f"(NEW.authority_id IS NOT NULL OR OLD.authority_id IS NOT NULL) AND ({_SEATED})",
                "FALSE",
                "an officer takes another seat by another confirmation",
            ),
            Guard(
                "NEW.authority_id IS NOT NULL AND OLD.ends_on IS NOT NULL",
                "NEW.ends_on IS NOT NULL AND NEW.ends_on <= OLD.ends_on",
                "a seat that ends is not prolonged",
            ),
        ],
        operation=pgtrigger.Update,
    ),
    guarded(
        "three_seats_apart",
        [
            Guard(
                f"NEW.role IN ({_listed(THREE_SEATS)})",
                f"""NOT EXISTS (
        SELECT 1 FROM organizations_membership other
        WHERE other.user_id = NEW.user_id AND other.id IS DISTINCT FROM NEW.id AND other.role <> NEW.role
            AND other.role IN ({_listed(THREE_SEATS)}) AND other.revoked_at IS NULL AND NEW.revoked_at IS NULL
            AND daterange(other.starts_on, other.ends_on, '[]') && daterange(NEW.starts_on, NEW.ends_on, '[]')
    )""",
                "nobody holds two of the three seats",
            )
        ],
        operation=WRITTEN,
        # Two at the same moment wait for each other here, and the second sees what the first did.
        first=f"""IF NEW.role IN ({_listed(THREE_SEATS)}) THEN
    PERFORM 1 FROM organizations_user account WHERE account.id = NEW.user_id FOR NO KEY UPDATE;
END IF;
""",
    ),
)

INVITATION_TRIGGERS = (
    guarded(
        "officer_is_invited_to_a_seat",
        [
            Guard(
                "NEW.authority_id IS NOT NULL",
                _seat_behind("seat.holder_id IS NULL"),
                "who is invited into an authority is invited to a confirmed seat",
            )
        ],
        operation=pgtrigger.Insert,
    ),
    guarded(
        "invitation_keeps_its_seat",
        [Guard(changes("role", "authority_id", "organization_id", "seat_id"), "FALSE", "an invitation stays what it is")],
        operation=pgtrigger.Update,
    ),
)  # fmt: skip
