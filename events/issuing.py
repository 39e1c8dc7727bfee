"""Papers that an authority issues: numbered without gaps, frozen, and verifiable by their code."""

import secrets
from datetime import date
from typing import Any

from events.enums import Ground, IssuedKind, RevocationGround
from events.filing_content import facts_of, where_of, worded
from events.models import EventFiling, IssuedPaper
from events.reviewers import how_to_have_it_reviewed
from organizations.models import Authority, User
from organizations.paper_numbers import next_number
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workcalendar.loading import policy_on

SERIES = "event"
TITLES = {
    IssuedKind.APPROVAL: "关于同意举办重大活动的批复",
    IssuedKind.REFUSAL: "关于不予批准举办重大活动的决定",
    IssuedKind.RETURN: "重大活动申报补正通知书",
    IssuedKind.REVOCATION: "关于撤销重大活动批准的决定",
    IssuedKind.REVIEW: "重大活动审批复核决定书",
}
GROUND_LABELS = {**dict(RevocationGround.choices), **dict(Ground.choices)}


def issue(
    filing: EventFiling,
    kind: IssuedKind,
    *,
    authority: Authority,
    by: User,
    today: date,
    ground: str = "",
    reason: str = "",
    waits_for: tuple[str, ...] = (),
    outcome: str = "",
) -> IssuedPaper:
    """Write the paper with the authority's next number of the year; call it inside the transaction of the decision."""
    content = {
        "title": TITLES[kind],
        "authority": str(authority),
        "organization": str(filing.organization),
        "uscc": filing.organization.uscc,
        "event": _event(filing),
        "ground": GROUND_LABELS.get(ground, ""),
        "reason": reason,
        "waits_for": list(waits_for),
        "outcome": outcome,
        "review": how_to_have_it_reviewed(authority, policy_on(today).review_days),
        "content_sha256": filing.content_sha256,
        "issued_on": today.isoformat(),
    }
    return IssuedPaper.objects.create(
        filing=filing,
        authority=authority,
        kind=kind,
        year=today.year,
        number=next_number(SERIES, authority, today.year),
        code=secrets.token_hex(10),
        content=content,
        sha256=sha256_of(content),
        issued_on=today,
        issued_by=by,
    )


def _event(filing: EventFiling) -> dict[str, Any]:
    facts = facts_of(filing)
    return {
        "title": filing.title,
        "kind": facts["kind_label"],
        "when": f"{dated(filing.starts_on)} {filing.starts_time:%H:%M} 至 {dated(filing.ends_on)} {filing.ends_time:%H:%M}",
        "where": where_of(filing),
        "scope": worded("scope", facts["scope"]),
        "headcount": filing.expected_headcount,
        "onsite_lead": str(filing.onsite_lead or ""),
        "summary_due_on": dated(filing.summary_due_on) if filing.summary_due_on else "",
        "version": filing.version,
    }
