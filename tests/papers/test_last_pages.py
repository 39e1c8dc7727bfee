"""No paper ends on a page with two or three lines: what stands alone behind a signature could be put behind any paper."""

from copy import copy
from datetime import date
from typing import Any

import pytest

from compliance.cases.enums import CasePaperKind
from compliance.cases.models import CasePaper
from compliance.cases.papers import wording
from compliance.cases.papers.printing import paper_pdf
from events.issued_printing import pdf_of
from tests.events.factories import approved
from tests.reports.pdf import lines_by_page

pytestmark = pytest.mark.django_db

FEWEST, TODAY = 8, date(2026, 10, 9)
LONG = "郑州市" + "文化交流促进" * 19 + "协会"
SENTENCE = "申报材料所列场地与场地提供方的证明不一致，应急预案未写明负责人和联系方式。"
# Name of the organization and sentences of the reasons: about where one page is full, and where two are.
FILLS = [("郑州市某某协会", 9), (LONG, 14)]
EVENTS: dict[str, dict[str, Any]] = {
    "approval": {},
    "approval that waits": {"waits_for": ["金水区教育局", "郑州市文化广电和旅游局"]},
    "return": {"ground": "材料不齐"},
    "refusal": {"ground": "材料不齐"},
    "revocation": {"ground": "材料不齐"},
    "review": {"outcome": "维持原决定"},
}


def issued(paper, kind: str, name: str, sentences: int, more: dict[str, Any]):
    """The paper as it would be of another kind, of an organization of another name, for longer reasons."""
    made = copy(paper)
    made.kind = kind.split(" ")[0]
    reviewed = "对本决定不服的，可以自送达之日起60日内向郑州市民政局申请复核，由原经办人以外的人员办理。"
    facts = {"reason": SENTENCE * sentences, "review": reviewed, "organization": name}
    made.content = {**paper.content, **facts, **more}
    if kind.startswith("approval"):
        made.content["event"] = {**paper.content["event"], "title": "秋季行业发展论坛" * (1 + sentences // 6)}
    return made


@pytest.mark.parametrize("kind", EVENTS)
def test_no_page_of_a_paper_on_an_event_holds_a_few_lines(kind, cast):
    paper = approved(cast).issued_papers.get()

    found = {
        (len(name), sentences): lines_by_page(pdf_of(issued(paper, kind, name, sentences, EVENTS[kind])))
        for name, sentences in FILLS
    }

    assert {of: lines for of, lines in found.items() if min(lines) < FEWEST} == {}


def signed(kind: CasePaperKind, name: str, sentences: int) -> CasePaper:
    """The built-in wording with values of no case, stored nowhere."""
    long = dict.fromkeys(("事实", "理由", "整改要求", "结案情况"), SENTENCE * sentences)
    content = {
        "title": kind.label,
        "number": "金水民函〔2026〕2号",
        "authority": "金水区民政局",
        "organization": name,
        "blocks": wording.filled(wording.BUILT_IN[kind], {**wording.SAMPLES, **long, "单位名称": name}),
        "issued_on": TODAY.isoformat(),
    }
    return CasePaper(kind=kind, state="signed", content=content, code="ABCD-EFGH-JKLM", sha256="0" * 64)


@pytest.mark.parametrize("kind", [kind for kind in CasePaperKind if kind != CasePaperKind.SERVICE_RECORD])
def test_no_page_of_a_paper_of_a_case_holds_a_few_lines(kind, cast):
    found = {
        (len(name), sentences): lines_by_page(paper_pdf(signed(kind, name, sentences), TODAY))
        for name, sentences in FILLS
    }

    assert {of: lines for of, lines in found.items() if min(lines) < FEWEST} == {}
