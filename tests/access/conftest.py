"""A furnished city to knock about in, and the options of the two tests that do."""

import sys
from io import BytesIO

import pikepdf
import pytest

from tests.access.furnished import FURNISHED, Furnisher
from tests.reports.ledger_rows import NOW
from zhengzhou_ideology.print.rendering import render_pdf

# Binds pages by the bookmarks of what was printed.
BINDING = "compliance.cases.record.dossier"
ROOMS = {"organizations", "compliance", "events", "reports", "zhengzhou_ideology"}


def blank_pdf() -> bytes:
    """What stands for a paper: to lay out each one would take most of the time, and who opens it is asked before."""
    pdf, out = pikepdf.new(), BytesIO()
    pdf.add_blank_page()
    pdf.save(out)
    return out.getvalue()


@pytest.fixture
def furnisher(db, monkeypatch, time_machine) -> Furnisher:
    time_machine.move_to(NOW, tick=False)
    blank = blank_pdf()
    printing = [module for name, module in sys.modules.items() if name.partition(".")[0] in ROOMS and name != BINDING]
    for module in printing:
        if getattr(module, "render_pdf", None) is render_pdf:
            monkeypatch.setattr(module, "render_pdf", lambda *_args, **_facts: blank)
    return Furnisher(FURNISHED.restore())
