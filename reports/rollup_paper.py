"""A roll-up as a PDF in the layout of official papers, out of its frozen sums and nothing else."""

from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.urls import reverse

from compliance.cases.enums import Measure
from compliance.enums import DutyKind, DutyStatus, MeetingKind
from compliance.status import QUARTERLY_REPORT
from events.enums import FilingState
from reports.models import RollUp
from reports.rollup import counted
from zhengzhou_ideology.audit.proofs import proof_of
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.print.qr import qr_svg
from zhengzhou_ideology.print.rendering import OFFICIAL, render_pdf
from zhengzhou_ideology.signing import signed_copy

STYLES = (OFFICIAL, "print/rollup.css")
# In the order of the columns; what is open and past its due day has a column of its own.
STATUSES = (DutyStatus.MET, DutyStatus.LATE, DutyStatus.RETURNED, DutyStatus.EXTENDED, DutyStatus.EXEMPT)


def rollup_pdf(rollup: RollUp, *, signed: bool = False) -> bytes:
    facts = rollup.snapshot
    address = settings.SITE_URL + reverse("reports:verify", args=[rollup.verification_code])
    sums = facts["sums"]
    context = {
        "rollup": rollup,
        "facts": facts,
        "sums": sums,
        "issued_at": rollup.issued_at,
        "issued_on": day_of(rollup.issued_at),
        "as_of": rollup.publication.as_of if rollup.publication else day_of(rollup.issued_at),
        "lacking": facts["expected"] - sums["organizations"],
        "quarters": rows_of(sums, [QUARTERLY_REPORT]),
        "duties": rows_of(sums, list(DutyKind)),
        "all": with_overdue(counted(sums["duties"]), sum(sum(one.values()) for one in sums["overdue"].values())),
        "events": named(sums["events"], FilingState),
        "filed": sum(sums["events"].values()),
        "cases": named(sums["cases"], Measure, empty="未采取措施"),
        "closed": sum(sums["cases"].values()),
        "study": sums["meetings"].get(MeetingKind.SPECIAL_STUDY, 0),
        "council": sums["meetings"].get(MeetingKind.COUNCIL, 0),
        "address": address,
        "qr": qr_svg(address),
        "signed": signed,
    }
    template, code, proof = "reports/rollup_paper.html", rollup.verification_code, proof_of(rollup)
    return render_pdf(template, context, stylesheets=STYLES, identifier=code, data=facts, proof=proof)


def rollup_copy(rollup: RollUp, at: datetime) -> bytes:
    """As it is handed out: signed by the authority whose year it sums, if that has a key."""
    reason = f"{rollup.year}年度合规情况汇总"
    return signed_copy(partial(rollup_pdf, rollup), signer=rollup.authority.code, reason=reason, at=at)


def rollup_name(rollup: RollUp) -> str:
    return f"{rollup.snapshot['authority']['name']}_{rollup.year}年度汇总.pdf"


def rows_of(sums: dict[str, Any], duties: list[str]) -> list[dict[str, Any]]:
    """One for each duty and period, in the order of the year."""
    rows = []
    for duty in duties:
        for period, statuses in sorted(sums["duties"].get(duty, {}).items()):
            title, article = sums["titles"][duty][period]
            row = with_overdue(statuses, sums["overdue"][duty][period])
            rows.append(row | {"title": title, "article": article})
    return rows


def with_overdue(statuses: dict[str, int], overdue: int) -> dict[str, Any]:
    still_open = statuses.get(DutyStatus.OPEN, 0) - overdue
    cells = [*(statuses.get(status, 0) for status in STATUSES), still_open, overdue]
    return {"owed": sum(cells), "cells": cells, "not_applicable": statuses.get(DutyStatus.NOT_APPLICABLE, 0)}


def named(counts: dict[str, int], labels: Any, empty: str = "") -> list[tuple[str, int]]:
    """With their labels, in the order of the closed list."""
    found = [(choice.label, counts[choice.value]) for choice in labels if counts.get(choice.value)]
    return found + ([(empty, counts[""])] if counts.get("") else [])
