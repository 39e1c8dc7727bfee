"""What makes a slice of the tallies stale: triggers on the tables that are counted, one for each statement.

They see bulk and raw SQL too, cost one INSERT of a few keys however many rows a statement touches, and write nothing where no
column changed that a board counts by, such as while somebody types a draft.
"""

import pgtrigger
from django.db.models import Model

from compliance.cases.models import AccountabilityCase
from compliance.models import Duty, MatterReport, QuarterlyReport
from events.models import EventFiling, EventRecord
from organizations.models import Organization
from reports.boards.models import TallyChange
from zhengzhou_ideology.noting import noting

PAPER = (
    *("state", "is_current", "due_on", "first_submitted_on", "times_extended", "submitted_at", "accepted_at"),
    *("registration_authority_id", "competent_authority_id", "counts_for_id", "counts_for_competent_id", "district_id"),
)
FILING = (
    *("state", "is_current", "kind", "starts_on", "is_late", "decide_by", "first_submitted_on", "submitted_at"),
    *("decided_at", "registration_authority_id", "competent_authority_id", "district_id"),
)
CASE = ("state", "ground", "opened_on", "registration_authority_id", "district_id")
AUTHORITY = "coalesce(r.counts_for_id, r.registration_authority_id)"
OF_PERIOD = "compliance_reportingperiod p ON p.id = r.period_id"
OF_REPORT = f"'quarterly_report', p.year, p.quarter, {AUTHORITY}"
OF_DUTY = f"r.kind, r.year, r.part, {AUTHORITY}"
OF_FILING = "'event', extract(year FROM r.starts_on), extract(quarter FROM r.starts_on), r.registration_authority_id"
OF_CASE = "'case', extract(year FROM r.opened_on), 0, r.registration_authority_id"
OF_MATTER = "'matter', extract(year FROM r.sent_at AT TIME ZONE 'Asia/Shanghai'), 0, o.registration_authority_id"
OF_ORGANIZATION = "organizations_organization o ON o.id = r.organization_id"
MATTERS_OF = "compliance_matterreport r ON r.organization_id = o.id WHERE r.sent_at IS NOT NULL"

# Each table: the columns that count, the key of a slice, and what the key is found through.
WATCHED: tuple[tuple[type[Model], tuple[str, ...], str, str], ...] = (
    (QuarterlyReport, PAPER, OF_REPORT, f"JOIN {OF_PERIOD}"),
    (Duty, PAPER, OF_DUTY, ""),
    (EventFiling, FILING, OF_FILING, ""),
    (AccountabilityCase, CASE, OF_CASE, "WHERE r.opened_on IS NOT NULL"),
    (MatterReport, ("sent_at", "organization_id"), OF_MATTER, f"JOIN {OF_ORGANIZATION} WHERE r.sent_at IS NOT NULL"),
    (EventRecord, ("state",), OF_FILING.replace("r.", "f."), "JOIN events_eventfiling f ON f.id = r.filing_id"),
)
# What is counted of an organization that is suspended, ends, or belongs to another authority.
STANDING = ("kind", "status", "ended_on", "registration_authority_id", "competent_authority_id", "district_id")
OF_ITS_PAPERS = (
    (OF_REPORT, f"JOIN compliance_quarterlyreport r ON r.organization_id = o.id JOIN {OF_PERIOD}"),
    (OF_DUTY, "JOIN compliance_duty r ON r.organization_id = o.id"),
    (OF_MATTER, f"JOIN {MATTERS_OF}"),
)
# The papers and acts that do not follow its standing are counted by what kind of organization it is.
KIND = ("kind",)
OF_ITS_ACTS = (
    (OF_FILING, "JOIN events_eventfiling r ON r.organization_id = o.id"),
    (OF_CASE, "JOIN cases_accountabilitycase r ON r.organization_id = o.id WHERE r.opened_on IS NOT NULL"),
)


def register() -> None:
    for model, columns, key, found in WATCHED:
        for operation, rows in (
            (pgtrigger.Insert, "new_rows"),
            (pgtrigger.Delete, "old_rows"),
            (pgtrigger.Update, _differing(columns)),
        ):
            select = f"SELECT {key} FROM {rows} r {found}"  # noqa: S608 - names of ours alone, as below
            pgtrigger.register(_trigger(operation, select))(model)
    selects = [
        f"SELECT {key} FROM {_differing(columns)} o {found}"  # noqa: S608
        for columns, ones in ((STANDING, OF_ITS_PAPERS), (KIND, OF_ITS_ACTS))
        for key, found in ones
    ]
    pgtrigger.register(_trigger(pgtrigger.Update, " UNION ".join(selects)))(Organization)


def _differing(columns: tuple[str, ...]) -> str:
    """The rows that a statement changed in one of these columns, as they were and as they are."""
    old, new = (", ".join(f"{side}.{column}" for column in columns) for side in ("o", "n"))
    changed = f"FROM old_rows o JOIN new_rows n ON n.id = o.id WHERE ({old}) IS DISTINCT FROM ({new})"
    return f"(SELECT o.* {changed} UNION ALL SELECT n.* {changed})"


def _trigger(operation: pgtrigger.Operation, select: str) -> pgtrigger.Trigger:
    return noting("tallied", operation, TallyChange, "source, year, part, authority", select)
