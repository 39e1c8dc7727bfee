"""Papers that an authority issues: numbered without gaps, frozen, and verifiable by their code."""

import secrets
from datetime import date
from typing import Any

from events.enums import Ground, IssuedKind, RevocationGround
from events.filing_content import facts_of, where_of, worded
from events.models import EventFiling, IssuedPaper
from events.reviewers import how_to_have_it_reviewed
from organizations.models import Authority, User
from organizations.paper_numbers import next_number, numbered
from zhengzhou_ideology.audit.canonical import sha256_of
from zhengzhou_ideology.wording import dated
from zhengzhou_ideology.workcalendar.loading import policy_on

SERIES = "event"
# 标题: issuer, matter and kind of the paper (GB/T 9704-2012, 7.3.1).
TITLES = {
    IssuedKind.APPROVAL: "{issuer}关于同意举办“{event}”的批复",
    IssuedKind.REFUSAL: "{issuer}关于不予批准举办“{event}”的决定",
    IssuedKind.RETURN: "{issuer}关于补正“{event}”申报材料的通知",
    IssuedKind.REVOCATION: "{issuer}关于撤销“{event}”批准的决定",
    IssuedKind.REVIEW: "{issuer}关于“{event}”审批的复核决定",
}
# A quotation within a quotation.
INNER = str.maketrans("“”", "‘’")
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
    number = next_number(SERIES, authority, today.year)
    content = {
        "title": TITLES[kind].format(issuer=authority, event=filing.title.translate(INNER)),
        "number": full_number(authority, today.year, number),
        "copies": _copied_to(filing, authority),
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
        number=number,
        code=secrets.token_hex(10),
        content=content,
        sha256=sha256_of(content),
        issued_on=today,
        issued_by=by,
    )


def full_number(authority: Authority, year: int, number: int) -> str:
    """郑教活函〔2026〕12号: the authority's sign, with 活 for these papers, which are numbered apart from all others.

    An authority whose sign nobody has entered is named: 郑州市教育局重大活动〔2026〕12号.
    """
    sign = authority.document_sign
    series = f"{sign.removesuffix('函')}活函" if sign else f"{authority}重大活动"
    return numbered(series, year, number)


def _copied_to(filing: EventFiling, issuer: Authority) -> list[str]:
    """抄送: the registration authority (article 4), and who else decides."""
    deciding = [decision.authority for decision in filing.decisions.select_related("authority")]
    others = [one for one in (filing.registration_authority, *deciding) if one.pk != issuer.pk]
    return list(dict.fromkeys(str(one) for one in others))


def _event(filing: EventFiling) -> dict[str, Any]:
    facts = facts_of(filing)
    return {
        "title": filing.title,
        "kind": facts["kind_label"],
        "when": f"{dated(filing.starts_on)} {filing.starts_time:%H:%M} 至 {dated(filing.ends_on)} {filing.ends_time:%H:%M}",
        "where": where_of(filing),
        "scope": worded("scope", facts["scope"]) if facts["scope"] else "",
        "headcount": filing.expected_headcount,
        "onsite_lead": str(filing.onsite_lead or ""),
        "summary_due_on": dated(filing.summary_due_on) if filing.summary_due_on else "",
        "version": filing.version,
    }
