"""What SQL can ask of a case; how a guard is written stands in `audit.guards`."""

# ruff: noqa: S608 (triggers are put together out of constants of this package, never out of input)

from compliance.cases.enums import Measure


def member(account: str, case: str) -> str:
    """The account has, or once had, a role in the organization that the case is about."""
    return f"""EXISTS (
        SELECT 1 FROM organizations_membership held
        JOIN cases_accountabilitycase about ON about.organization_id = held.organization_id
        WHERE held.user_id = {account} AND about.id = {case}
    )"""


# Seats that speak for the organization during the case: neither revoked nor over before it was proposed.
_SEATS = """organizations_membership seat JOIN cases_accountabilitycase about ON about.organization_id = seat.organization_id
        LEFT JOIN organizations_invitation invited ON invited.id = seat.invitation_id"""
_LASTS = "seat.revoked_at IS NULL AND (seat.ends_on IS NULL OR seat.ends_on >= about.proposed_on)"


def _made_by(account: str) -> str:
    return f"""(invited.invited_by_id = {account} OR EXISTS (
            SELECT 1 FROM organizations_identitycheck known
            WHERE known.membership_id = seat.id AND known.by_id = {account}
        ))"""


def made_its_voice(account: str, case: str) -> str:
    """The account invited or checked an account that speaks for the organization during the case."""
    return f"""EXISTS (
        SELECT 1 FROM {_SEATS} WHERE about.id = {case} AND {_LASTS} AND {_made_by(account)}
    )"""


def free_voice(account: str, case: str) -> str:
    """The account acts for the organization, is older than the case or was checked, and nobody who handles the case
    invited or checked it. A deputy speaks as whom it stands for.
    """
    handlers = f"""
            SELECT unnest(ARRAY[about.opened_by_id, about.decided_by_id, about.reviewed_by_id])
            UNION SELECT unnest(ARRAY[paper.prepared_by_id, paper.signed_by_id])
            FROM cases_casepaper paper WHERE paper.case_id = {case}"""
    return f"""EXISTS (
        SELECT 1 FROM {_SEATS}
        WHERE about.id = {case} AND seat.id IN (
            SELECT coalesce(held.substitutes_id, held.id) FROM organizations_membership held
            WHERE held.user_id = {account} AND held.organization_id = about.organization_id
        )
        AND (NOT seat.needs_check OR EXISTS (
            SELECT 1 FROM organizations_identitycheck known WHERE known.membership_id = seat.id
        ))
        AND (seat.starts_on < about.proposed_on OR EXISTS (
            SELECT 1 FROM organizations_identitycheck known WHERE known.membership_id = seat.id AND known.way = 'check'
        ))
        AND NOT EXISTS (SELECT 1 FROM ({handlers}) AS handler(id) WHERE {_made_by("handler.id")})
    )"""


def signed(kind: str, *, also: str = "TRUE") -> str:
    return f"""EXISTS (
        SELECT 1 FROM cases_casepaper paper
        WHERE paper.case_id = NEW.id AND paper.kind = '{kind}' AND paper.state = 'signed' AND {also}
    )"""


def served(kind: str, *, case: str = "NEW.id", also: str = "TRUE") -> str:
    return f"""EXISTS (
        SELECT 1 FROM cases_servicerecord service JOIN cases_casepaper paper ON paper.id = service.paper_id
        WHERE paper.case_id = {case} AND paper.kind = '{kind}' AND paper.state = 'signed'
            AND service.served_on IS NOT NULL AND {also}
    )"""


def term(kind: str, *, also: str) -> str:
    return f"""EXISTS (
        SELECT 1 FROM cases_caseterm term WHERE term.case_id = NEW.id AND term.kind = '{kind}' AND {also}
    )"""


def without_interest(account: str) -> str:
    return f"""EXISTS (
        SELECT 1 FROM cases_conflictdeclaration declared
        WHERE declared.case_id = NEW.id AND declared.user_id = {account} AND NOT declared.has_conflict
    )"""


def gravity(measure: str) -> str:
    """Place in the list from lighter to graver."""
    return f"array_position(ARRAY{[str(value) for value in Measure.values]}, ({measure})::text)"


SAID = "EXISTS (SELECT 1 FROM cases_casestatement said WHERE said.case_id = NEW.id)"


COMPLETE = "EXISTS (SELECT 1 FROM cases_casestatement said WHERE said.case_id = NEW.id AND said.is_complete)"


HEARING_HELD = """EXISTS (
        SELECT 1 FROM cases_casehearing hearing WHERE hearing.case_id = NEW.id AND hearing.held_on IS NOT NULL
    )"""


HEARING_WAITS = """EXISTS (
        SELECT 1 FROM cases_casehearing hearing WHERE hearing.case_id = NEW.id AND hearing.held_on IS NULL
    )"""


MORE_TIME_ASKED = """EXISTS (
        SELECT 1 FROM cases_casetimerequest request
        WHERE request.case_id = NEW.id AND request.term = 'statement' AND request.state = 'asked'
    )"""


RECTIFIED = """EXISTS (
        SELECT 1 FROM cases_caserectification filed WHERE filed.case_id = NEW.id AND filed.answer = 'accepted'
    )"""


REVIEWED = "EXISTS (SELECT 1 FROM cases_casereview review WHERE review.case_id = NEW.id)"


def review(also: str) -> str:
    return f"EXISTS (SELECT 1 FROM cases_casereview review WHERE review.case_id = NEW.id AND {also})"


def settled(on: str) -> str:
    """As `cases.settled` says it: the report was exempted, timely, or is extended and not yet due."""
    return f"""NEW.kind = 'quarterly_report' AND EXISTS (
        SELECT 1 FROM compliance_quarterlyreport report WHERE report.id = NEW.matter AND (
            report.state = 'exempted' OR report.first_submitted_on <= report.due_on
            OR (report.first_submitted_on IS NULL AND report.times_extended > 0 AND report.due_on >= {on})
        )
    )"""


NOTICE_SIGNED_ON = """(
        SELECT max(paper.signed_on) FROM cases_casepaper paper WHERE paper.case_id = NEW.id AND paper.kind = 'notice'
    )"""


NOTIFIED_MEASURE = """
        SELECT paper.facts ->> 'measure' FROM cases_casepaper paper
        WHERE paper.case_id = NEW.id AND paper.kind = 'notice' AND paper.state = 'signed' ORDER BY paper.id DESC LIMIT 1
    """


MEASURE_BEFORE = "SELECT review.measure_before FROM cases_casereview review WHERE review.case_id = NEW.id"


REVIEW_OUTCOMES = "('upheld', 'changed', 'annulled')"
