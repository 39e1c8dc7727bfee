"""Each kind of paper as pictures in var/papers/, for somebody to look at after a change of the layout: `make papers`.

Not among the tests that run by themselves: whether a page looks right is seen and not computed.
"""

import re
import subprocess
from pathlib import Path

import pytest
from django.utils.timezone import localdate

from compliance import letter_workflow, letters
from compliance.cases.enums import CasePaperKind
from compliance.cases.papers import printing
from compliance.cases.record.dossier import dossier_pdf
from compliance.letter_printing import letter_pdf, signed_pdf
from compliance.models import CommitmentLetter
from events.issued_printing import pdf_of
from organizations.invitation_slips import slips_pdf
from organizations.invitations import Slip, new_code
from organizations.models import AccessReset, Invitation
from organizations.reset_slips import reset_slip_pdf
from organizations.reset_workflow import ResetSlip
from reports.issuing import issue_one
from reports.rollup import issue_rollup
from reports.rollup_paper import rollup_pdf
from reports.statement_paper import statement_pdf
from tests.compliance.cases.conftest import *  # noqa: F403 - a case in each of its states
from tests.compliance.cases.conftest import DAY, NOW
from tests.compliance.cases.test_case_papers import served_by_hand
from tests.events.factories import approved
from tests.factories import duty_of
from tests.papers.test_last_pages import EVENTS, issued, signed
from tests.papers.test_signing import entry_receipt, matter_receipt, quarterly_receipt  # noqa: F401
from zhengzhou_ideology.print import rendering
from zhengzhou_ideology.workcalendar.loading import load_deadlines
from zhengzhou_ideology.workcalendar.wall import wall_calendar_pdf

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).resolve().parents[2] / "var" / "papers"
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
RECEIPTS = ("entry_receipt", "matter_receipt", "quarterly_receipt")


def papers() -> set[str]:
    """All templates of papers, and none that others extend."""
    found = {path: path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")}
    return {
        str(path.relative_to(TEMPLATES)) for path, text in found.items() if re.match(r'\{% extends "print/base', text)
    }


@pytest.fixture
def shot(monkeypatch):
    """Leaves the pages of a paper as pictures; knows which templates were printed."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    printed, render = set(), rendering.render_to_string
    monkeypatch.setattr(rendering, "render_to_string", lambda name, facts: printed.add(name) or render(name, facts))

    def leave(name: str, content: bytes) -> None:
        for old in FOLDER.glob(f"{name}-*.png"):
            old.unlink()
        subprocess.run(["pdftoppm", "-r", "70", "-png", "-", FOLDER / name], input=content, check=True)

    leave.printed = printed
    return leave


def test_every_kind_of_paper_is_left_as_pictures(cast, shot, bench, notified, request):
    filing = approved(cast)
    for kind, more in EVENTS.items():
        shot(
            f"event-{kind.replace(' ', '-')}",
            pdf_of(issued(filing.issued_papers.get(), kind, cast.organization.name, 2, more)),
        )
    for kind in CasePaperKind:
        if kind != CasePaperKind.SERVICE_RECORD:
            shot(f"case-{kind}", printing.paper_pdf(signed(kind, cast.organization.name, 3), DAY))
    shot("case-service-record", printing.paper_pdf(served_by_hand(bench, notified), DAY))
    shot("dossier", dossier_pdf(notified, reader=bench.supervisor, now=NOW))
    for name in RECEIPTS:
        reader, address, _ = request.getfixturevalue(name)
        shot(name.replace("_", "-"), cast.client(reader).get(address).content)
    duty = duty_of(cast.organization, "commitment")
    shot("letter-to-sign", letter_pdf(duty, localdate()))
    letter_workflow.sign(duty, by=cast.leader, now=NOW, seen=letters.hash_on(duty, localdate(NOW)))
    shot("letter-signed", signed_pdf(CommitmentLetter.objects.get()))
    shot("statement", statement_pdf(issue_one(cast.organization, NOW.year, now=NOW)))
    shot("rollup", rollup_pdf(issue_rollup(cast.organization.registration_authority, NOW.year, now=NOW)))
    shot("wall", wall_calendar_pdf(NOW.year, load_deadlines(), now=NOW))
    invited = [
        Slip(Invitation(name="王某某", role=role, organization=cast.organization), new_code())
        for role in ("secretary", "leader")
    ]
    shot("invitations", slips_pdf(invited, issuer="金水区民政局", now=NOW))
    reset = AccessReset(account=cast.secretary, proposed_by=cast.registrar, expires_at=NOW)
    shot("new-password", reset_slip_pdf(ResetSlip(reset, new_code()), now=NOW))

    assert papers() - shot.printed == set()
