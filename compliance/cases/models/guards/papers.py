"""In which state of a case a paper is signed, what it may threaten, and of what a service is."""

# ruff: noqa: S608 (triggers are put together out of constants of this package, never out of input)

import pgtrigger

from compliance.cases.models.guards.language import free_voice, gravity, made_its_voice, member
from zhengzhou_ideology.audit.guards import TODAY, Guard, changes, guarded

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
        "by_officers_who_made_no_voice",
        [
            Guard(
                f"NEW.{column}_by_id IS NOT NULL",
                f"NOT {made_its_voice(f'NEW.{column}_by_id', 'NEW.case_id')}",
                "whoever invited or checked an account of the organization does not handle its case",
            )
            for column in ("prepared", "signed")
        ],
        operation=pgtrigger.Insert,
    ),
    guarded(
        "signed_by_officers_who_made_no_voice",
        [
            Guard(
                changes("prepared_by_id", "signed_by_id"),
                f"NOT {made_its_voice('NEW.prepared_by_id', 'NEW.case_id')}"
                f" AND (NEW.signed_by_id IS NULL OR NOT {made_its_voice('NEW.signed_by_id', 'NEW.case_id')})",
                "whoever invited or checked an account of the organization does not handle its case",
            )
        ],
        operation=pgtrigger.Update,
    ),
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
            Guard(
                "NEW.acknowledged_by_id IS NOT NULL",
                free_voice(
                    "NEW.acknowledged_by_id",
                    "(SELECT paper.case_id FROM cases_casepaper paper WHERE paper.id = NEW.paper_id)",
                ),
                "receipt is confirmed by an account that no officer of the case has made, and that is older than it or checked",
            ),
        ],
        operation=pgtrigger.Insert | pgtrigger.Update,
    ),
)
