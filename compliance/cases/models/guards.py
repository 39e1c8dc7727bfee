"""Due process as the database holds it: what the columns of one row cannot say is asked of the other tables.

Whoever writes SQL by hand meets the same rules as a view. Each guard reads: when this happens, that must hold, else this
sentence. Row triggers do not see TRUNCATE or whoever may drop triggers; the nightly seals do.
"""

# ruff: noqa: S608 (triggers are put together out of the constants of this module, never out of input)

from collections.abc import Iterable
from dataclasses import dataclass

import pgtrigger

from compliance.cases.enums import Measure


@dataclass(frozen=True, slots=True)
class Guard:
    when: str
    holds: str
    sentence: str

    def sql(self) -> str:
        raised = f"RAISE EXCEPTION '{self.sentence}' USING ERRCODE = 'check_violation'"
        return f"IF ({self.when}) AND ({self.holds}) IS NOT TRUE THEN\n    {raised};\nEND IF;\n"


def guarded(name: str, guards: Iterable[Guard], *, operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    func = "".join(guard.sql() for guard in guards) + "RETURN NEW;"
    return pgtrigger.Trigger(name=name, operation=operation, when=pgtrigger.Before, func=func)


def never_deleted() -> pgtrigger.Protect:
    return pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)


TODAY = "(now() AT TIME ZONE 'Asia/Shanghai')::date"


def changes(*columns: str) -> str:
    """One of these columns is given another value."""
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


def member(account: str, case: str) -> str:
    """The account has, or once had, a role in the organization that the case is about."""
    return f"""EXISTS (
        SELECT 1 FROM organizations_membership held
        JOIN cases_accountabilitycase about ON about.organization_id = held.organization_id
        WHERE held.user_id = {account} AND about.id = {case}
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

BEGINS_AS_A_PROPOSAL = (
    Guard("TRUE", "NEW.state = 'proposed'", "a case begins as a proposal"),
    Guard(
        "TRUE",
        "num_nonnulls(NEW.opened_by_id, NEW.opened_on, NEW.decided_by_id, NEW.decided_on, NEW.article, NEW.reviewed_by_id,"
        " NEW.carried_out_on, NEW.review_waived_on, NEW.closed_on) = 0 AND NEW.measure = ''",
        "a proposal carries no signature and no measure",
    ),
)

# What a change of state rests on.
DUE_PROCESS = (
    Guard(
        "NEW.state = 'opened'",
        term("case_decision", also="term.ended_on IS NULL"),
        "the term for the decision does not run",
    ),
    Guard("NEW.state = 'opened'", f"NOT ({settled('NEW.opened_on')})", "the report is in order"),
    Guard("NEW.state = 'notified'", signed("notice"), "no notice has been signed"),
    Guard("NEW.state = 'notified'", f"NOT ({settled(NOTICE_SIGNED_ON)})", "the report is in order"),
    Guard("NEW.state IN ('heard', 'statement_lapsed', 'decided')", served("notice"), "the notice has not been served"),
    Guard("NEW.state = 'heard'", f"{SAID} OR {HEARING_HELD}", "nobody has been heard"),
    Guard(
        "NEW.state = 'statement_lapsed'",
        term("statement", also=f"term.due_on < {TODAY}"),
        "the term of statement is not over",
    ),
    Guard("NEW.state = 'statement_lapsed'", f"NOT {SAID} AND NOT {HEARING_WAITS}", "somebody wants to be heard"),
    Guard(
        "OLD.state = 'heard' AND NEW.state = 'decided'",
        f"{COMPLETE} OR {term('statement', also='term.due_on < NEW.decided_on')}",
        "the term of statement is not over",
    ),
    Guard("NEW.state = 'decided'", f"NOT {HEARING_WAITS} AND NOT {MORE_TIME_ASKED}", "somebody wants to be heard"),
    Guard(
        "NEW.state = 'decided'",
        served("notice", also="service.served_on <= NEW.decided_on"),
        "the decision is older than the service of the notice",
    ),
    Guard(
        "NEW.state = 'decided'",
        without_interest("NEW.decided_by_id"),
        "the decider has not declared to be without conflict of interest",
    ),
    Guard(
        "NEW.state = 'decided'",
        signed(
            "decision",
            also="paper.signed_by_id = NEW.decided_by_id AND paper.signed_on = NEW.decided_on"
            " AND paper.facts ->> 'measure' = NEW.measure AND paper.facts ->> 'article' = NEW.article::text",
        ),
        "no decision of this content has been signed by the decider",
    ),
    Guard(
        "NEW.state = 'decided'",
        f"{gravity('NEW.measure')} <= {gravity(NOTIFIED_MEASURE)}",
        "the measure is graver than what was notified",
    ),
    Guard("NEW.state = 'decided'", f"NOT ({settled('NEW.decided_on')})", "the report is in order"),
    Guard("OLD.state = 'decided' AND NEW.state = 'rectifying'", served("decision"), "the decision has not been served"),
    Guard(
        "OLD.state IN ('upheld', 'changed') AND NEW.state = 'rectifying'",
        served("review_decision"),
        "the review decision has not been served",
    ),
    Guard("NEW.state = 'under_review'", review("review.outcome = 'pending'"), "nobody has asked for a review"),
    Guard(
        "NEW.state = 'under_review'",
        "NOT "
        + term(
            "review",
            also="term.due_on < (SELECT (review.asked_at AT TIME ZONE 'Asia/Shanghai')::date"
            " FROM cases_casereview review WHERE review.case_id = NEW.id)",
        ),
        "the term of review is over",
    ),
    Guard(
        f"NEW.state IN {REVIEW_OUTCOMES}",
        without_interest("NEW.reviewed_by_id"),
        "the reviewer has not declared to be without conflict of interest",
    ),
    Guard(
        f"NEW.state IN {REVIEW_OUTCOMES}",
        review("review.outcome = NEW.state AND review.decided_by_id = NEW.reviewed_by_id"),
        "the review has not come to this outcome",
    ),
    Guard(
        f"NEW.state IN {REVIEW_OUTCOMES}",
        signed("review_decision", also="paper.signed_by_id = NEW.reviewed_by_id"),
        "no review decision has been signed by the reviewer",
    ),
    Guard(
        "NEW.state = 'changed'",
        f"{gravity('NEW.measure')} < {gravity(MEASURE_BEFORE)}",
        "a review changes a measure to a lighter one only",
    ),
    Guard(
        "OLD.state = 'rectifying' AND NEW.state = 'closed'",
        f"CASE NEW.measure WHEN 'rectification_order' THEN {RECTIFIED} ELSE NEW.carried_out_on IS NOT NULL END",
        "what was decided has not been carried out",
    ),
    Guard(
        "OLD.state = 'rectifying' AND NEW.state = 'closed'",
        f"{REVIEWED} OR NEW.review_waived_on IS NOT NULL OR {term('review', also='term.due_on < NEW.closed_on')}",
        "a review may still be asked for",
    ),
    Guard(
        "NEW.state = 'closed'",
        signed("closing", also="paper.signed_on = NEW.closed_on")
        + f" OR OLD.state <> 'rectifying' AND {settled('NEW.closed_on')}",
        "no closing has been signed, and the report is not in order",
    ),
)

# Who signed is written with the move that the signature stands for, and stays.
SIGNATURES_STAY = (
    Guard(
        changes(
            *("organization_id", "district_id", "registration_authority_id", "source", "kind", "matter", "round"),
            *("proposed_by_id", "proposed_on", "proposal_reason", "created_at"),
        ),
        "FALSE",
        "who proposed a case about what does not change",
    ),
    Guard(
        changes("opened_by_id", "opened_on", "ground", "facts"),
        "OLD.state = 'proposed' AND NEW.state = 'opened'",
        "what a case was opened for, by whom and when does not change",
    ),
    Guard(
        changes("account"),
        "OLD.state = 'proposed' AND NEW.state = 'opened' OR OLD.state <> 'decided' AND NEW.state = 'decided'",
        "the account of a case changes with its opening and its decision only",
    ),
    Guard(
        changes("decided_by_id", "decided_on", "article", "reasons"),
        "OLD.state <> 'decided' AND NEW.state = 'decided'",
        "what was decided, by whom and when does not change",
    ),
    Guard(
        changes("measure", "rectification_days"),
        "OLD.state <> NEW.state AND NEW.state IN ('decided', 'changed')",
        "a measure changes with a decision or its review only",
    ),
    Guard(
        changes("reviewed_by_id"),
        f"OLD.state = 'under_review' AND NEW.state IN {REVIEW_OUTCOMES}",
        "who reviewed a case does not change",
    ),
    Guard(changes("carried_out_on"), "NEW.state = 'rectifying'", "nothing is being carried out"),
    Guard(
        changes("review_waived_on"),
        "OLD.review_waived_on IS NULL AND NEW.state IN ('decided', 'rectifying')",
        "a waiver is given once, after the decision",
    ),
    Guard(
        changes("closed_on"),
        "OLD.state <> NEW.state AND NEW.state IN ('dismissed', 'annulled', 'closed')",
        "a case is closed once",
    ),
    *(
        Guard(
            changes(f"{verb}_by_id"),
            f"NOT {member(f'NEW.{verb}_by_id', 'NEW.id')}",
            "nobody handles a case of one’s own",
        )
        for verb in ("opened", "decided", "reviewed")
    ),
)

CASE_TRIGGERS = (
    guarded("begins_as_a_proposal", BEGINS_AS_A_PROPOSAL, operation=pgtrigger.Insert),
    guarded(
        "due_process",
        [Guard(f"NEW.state <> OLD.state AND {guard.when}", guard.holds, guard.sentence) for guard in DUE_PROCESS],
        operation=pgtrigger.Update,
    ),
    guarded("signatures_stay", SIGNATURES_STAY, operation=pgtrigger.Update),
    never_deleted(),
)

# A term begins on the day of proven service; its end moves with a granted request or an amendment of the calendar.
TERM_TRIGGERS = (
    guarded(
        "runs_from_service",
        [
            Guard(
                "NEW.kind = 'statement'",
                served("notice", case="NEW.case_id", also="service.served_on = NEW.base_on"),
                "the term of statement runs from proven service",
            ),
            Guard(
                "NEW.kind = 'review'",
                served("decision", case="NEW.case_id", also="service.served_on = NEW.base_on"),
                "the term of review runs from proven service",
            ),
            Guard(
                "NEW.kind = 'rectification'",
                served("decision", case="NEW.case_id", also="service.served_on = NEW.base_on")
                + " OR "
                + served("review_decision", case="NEW.case_id", also="service.served_on = NEW.base_on"),
                "the term of rectification runs from proven service",
            ),
        ],
        operation=pgtrigger.Insert | pgtrigger.Update,
    ),
    guarded(
        "moves_by_decision",
        [
            Guard(changes("case_id", "kind"), "FALSE", "a term belongs to its case"),
            Guard(changes("base_on"), "OLD.kind = 'rectification'", "a term begins once"),
            Guard(
                "NEW.due_on <> OLD.due_on AND NEW.base_on = OLD.base_on",
                """EXISTS (
        SELECT 1 FROM cases_casetimerequest request WHERE request.case_id = NEW.case_id
            AND request.term = NEW.kind AND request.state = 'granted' AND request.new_due = NEW.due_on
    ) OR EXISTS (
        SELECT 1 FROM workcalendar_amendment amendment WHERE amendment.moved
            @> jsonb_build_array(jsonb_build_object('from', OLD.due_on::text, 'to', NEW.due_on::text))
    )""",
                "a term moves with a granted request or an amendment of the calendar only",
            ),
        ],
        operation=pgtrigger.Update,
    ),
    never_deleted(),
)

# What is confirmed or discarded of a sealed file adds nothing to it.
SEALED_TAKES_NOTHING = guarded(
    "sealed_takes_nothing",
    [
        Guard(
            "TRUE",
            f"""NOT EXISTS (
        SELECT 1 FROM cases_accountabilitycase about WHERE about.id = NEW.case_id AND about.sealed_from <= {TODAY}
    )""",
            "nothing is added to a sealed case file",
        )
    ],
    operation=pgtrigger.Insert,
)

# In which state of the case each paper is signed.
PAPER_TRIGGERS = (
    SEALED_TAKES_NOTHING,
    guarded(
        "signed_in_its_state",
        [
            Guard(
                f"NEW.state = 'signed' AND NEW.kind {kinds}",
                f"(SELECT state FROM cases_accountabilitycase about WHERE about.id = NEW.case_id) IN ({states})",
                "the case does not stand where this paper is signed",
            )
            for kinds, states in (
                ("= 'notice'", "'opened'"),
                ("IN ('decision', 'rectification_order')", "'heard', 'statement_lapsed'"),
                ("= 'review_decision'", "'under_review'"),
                ("= 'closing'", "'opened', 'notified', 'heard', 'statement_lapsed', 'rectifying'"),
            )
        ],
        operation=pgtrigger.Insert | pgtrigger.Update,
    ),
    guarded(
        "threatens_a_listed_measure",
        [
            Guard(
                "NEW.state = 'signed' AND NEW.kind IN ('notice', 'decision')",
                gravity("NEW.facts ->> 'measure'") + " IS NOT NULL",
                "a paper names a measure of the closed list",
            )
        ],
        operation=pgtrigger.Insert | pgtrigger.Update,
    ),
)

SERVICE_TRIGGERS = (
    guarded(
        "of_a_signed_paper",
        [
            Guard(
                "TRUE",
                """EXISTS (
        SELECT 1 FROM cases_casepaper paper
        WHERE paper.id = NEW.paper_id AND paper.state = 'signed' AND paper.signed_on <= NEW.sent_on
    )""",
                "only a signed paper is served",
            ),
            Guard(
                "NEW.acknowledged_by_id IS NOT NULL",
                member(
                    "NEW.acknowledged_by_id",
                    "(SELECT paper.case_id FROM cases_casepaper paper WHERE paper.id = NEW.paper_id)",
                ),
                "receipt is confirmed by the organization itself",
            ),
        ],
        operation=pgtrigger.Insert | pgtrigger.Update,
    ),
)

STATEMENT_TRIGGERS = (
    guarded(
        "by_the_organization",
        [
            Guard("TRUE", member("NEW.filed_by_id", "NEW.case_id"), "a statement is the organization’s own"),
            Guard("TRUE", served("notice", case="NEW.case_id"), "a statement answers a notice"),
        ],
        operation=pgtrigger.Insert,
    ),
)

HEARING_TRIGGERS = (
    pgtrigger.Protect(
        name="held_is_final", operation=pgtrigger.Update, condition=pgtrigger.Q(old__held_on__isnull=False)
    ),
    guarded(
        "chaired_by_another",
        [
            Guard(
                "NEW.chair_id IS NOT NULL",
                "NOT EXISTS (SELECT 1 FROM cases_accountabilitycase about"
                " WHERE about.id = NEW.case_id AND about.opened_by_id = NEW.chair_id)",
                "who opened a case does not chair its hearing",
            )
        ],
        operation=pgtrigger.Insert | pgtrigger.Update,
    ),
    never_deleted(),
)

RECTIFICATION_TRIGGERS = (
    guarded(
        "by_the_organization",
        [
            Guard("TRUE", "NEW.answer = 'pending'", "what is filed waits for its check"),
            Guard("TRUE", member("NEW.filed_by_id", "NEW.case_id"), "what is filed is the organization’s own"),
        ],
        operation=pgtrigger.Insert,
    ),
    guarded(
        "filed_stays",
        [
            Guard(
                changes("case_id", "number", "plan", "done", "filed_by_id", "filed_at"), "FALSE", "what was filed stays"
            )
        ],
        operation=pgtrigger.Update,
    ),
    never_deleted(),
)

TIME_TRIGGERS = (
    guarded(
        "asked_before_granted",
        [
            Guard(
                "NEW.state <> 'asked'",
                "NEW.term = 'case_decision' AND NEW.state = 'granted'",
                "more time is asked for before it is granted",
            ),
            Guard(
                "NEW.term <> 'case_decision'",
                member("NEW.asked_by_id", "NEW.case_id"),
                "the organization itself asks for more time",
            ),
        ],
        operation=pgtrigger.Insert,
    ),
    guarded(
        "asked_stays",
        [
            Guard(
                changes("case_id", "term", "old_due", "new_due", "reason", "asked_by_id", "asked_at"),
                "FALSE",
                "what was asked for stays",
            )
        ],
        operation=pgtrigger.Update,
    ),
    never_deleted(),
)

REVIEW_TRIGGERS = (
    guarded(
        "by_the_organization",
        [
            Guard("TRUE", "NEW.outcome = 'pending'", "a review is asked for before it is decided"),
            Guard("TRUE", member("NEW.asked_by_id", "NEW.case_id"), "the organization itself asks for a review"),
        ],
        operation=pgtrigger.Insert,
    ),
    guarded(
        "asked_stays",
        [
            Guard(
                changes("case_id", "authority_id", "grounds", "asked_by_id", "asked_at", "measure_before"),
                "FALSE",
                "what was asked for stays",
            )
        ],
        operation=pgtrigger.Update,
    ),
    never_deleted(),
)
