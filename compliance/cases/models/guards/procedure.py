"""What a change of state rests on, and whose signatures stay."""

# ruff: noqa: S608 (triggers are put together out of constants of this package, never out of input)

import pgtrigger

from compliance.cases.models.guards.language import (
    COMPLETE,
    HEARING_HELD,
    HEARING_WAITS,
    MEASURE_BEFORE,
    MORE_TIME_ASKED,
    NOTICE_SIGNED_ON,
    NOTIFIED_MEASURE,
    RECTIFIED,
    REVIEW_OUTCOMES,
    REVIEWED,
    SAID,
    free_voice,
    gravity,
    made_its_voice,
    member,
    review,
    served,
    settled,
    signed,
    term,
    without_interest,
)
from zhengzhou_ideology.audit.guards import TODAY, Guard, changes, guarded, never_deleted

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
        changes("review_waived_on", "review_waived_by_id"),
        "NEW.review_waived_on IS NOT NULL AND OLD.review_waived_by_id IS NULL AND "
        + free_voice("NEW.review_waived_by_id", "NEW.id"),
        "a waiver is given by an account that no officer of the case has made, and that is older than it or checked",
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
    *(
        Guard(
            changes(f"{verb}_by_id"),
            f"NOT {made_its_voice(f'NEW.{verb}_by_id', 'NEW.id')}",
            "whoever invited or checked an account of the organization does not handle its case",
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
