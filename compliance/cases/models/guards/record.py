"""What both sides put on the record: their terms, and that what was said stays."""

import pgtrigger

from compliance.cases.models.guards.language import free_voice, member, served
from zhengzhou_ideology.audit.guards import Guard, changes, guarded, never_deleted

NOT_FREE = "who speaks was made by no officer of the case, and is older than the case or checked"

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


STATEMENT_TRIGGERS = (
    guarded(
        "by_the_organization",
        [
            Guard("TRUE", member("NEW.filed_by_id", "NEW.case_id"), "a statement is the organization’s own"),
            Guard("TRUE", free_voice("NEW.filed_by_id", "NEW.case_id"), NOT_FREE),
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
            Guard("TRUE", free_voice("NEW.asked_by_id", "NEW.case_id"), NOT_FREE),
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
