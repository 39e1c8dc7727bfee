"""What the archive keeps of an organization's year: papers made again from what was frozen, as they are handed out, and the files that went with them.

Left out are drafts, matters that were reported to those addressed alone, and of a case all but its signed papers.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from compliance import letter_printing
from compliance.cases.enums import CaseState
from compliance.cases.models import CasePaper
from compliance.cases.papers import printing
from compliance.models import (
    CommitmentLetter,
    Duty,
    DutyAttachment,
    QuarterlyReport,
    ReportAttachment,
    ReportSubmission,
)
from events.issued_printing import issued_copy
from events.models import EventFiling, EventPaper, IssuedPaper
from organizations.models import Organization
from reports.models import AnnualStatement
from reports.receipt import receipt_copy
from reports.statement_paper import statement_copy
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.files.models import StoredFile


@dataclass(frozen=True, slots=True)
class Item:
    """One file of the package: in which folder it lies, what it is, and whence its content comes.

    `number` is its 文号, `kind` its 文种; `part_of` names the paper that an attachment went with, `signer` the authority
    that signs the paper if it has a key.
    """

    folder: str
    title: str
    kind: str
    author: str
    day: date
    read: Callable[[], bytes]
    name: str
    number: str = ""
    part_of: str = ""
    sha256: str = ""
    signer: str = ""


def items(statement: AnnualStatement, now: datetime, *, with_cases: bool = True) -> Iterator[Item]:
    """In the order of the folders; the statement first. Papers of cases are for those who may read cases."""
    organization, year = statement.organization, statement.year
    bureau = statement.snapshot["organization"]["registration_authority"]
    yield Item(
        folder="01年度合规报告",
        title=str(statement),
        kind="报告",
        author=bureau,
        signer=bureau,
        day=day_of(statement.issued_at),
        read=partial(statement_copy, statement, now),
        name=f"{year}年度合规报告.pdf",
        number=statement.printed_code,
    )
    yield from _reports(organization, year, now)
    yield from _duties(organization, year)
    yield from _events(organization, year, now)
    if with_cases:
        yield from _cases(organization, year, now)


def _reports(organization: Organization, year: int, now: datetime) -> Iterator[Item]:
    rows = QuarterlyReport.objects.filter(organization=organization).of_year(year).current()
    for report in rows.select_related("period", "registration_authority").order_by("period__quarter"):
        last = ReportSubmission.objects.filter(report=report).order_by("-number").first()
        if last is None:
            continue
        yield Item(
            folder="02季度报告",
            title=f"{report.title}回执",
            kind="回执",
            author=organization.name,
            signer=str(report.registration_authority),
            day=day_of(last.submitted_at),
            read=partial(receipt_copy, last, now),
            name=f"{report.title}回执.pdf",
        )
        attached = ReportAttachment.objects.filter(pk__in=_named(last)).for_reading()
        yield from _attached("02季度报告", attached, f"{report.title}回执", organization.name)


def _duties(organization: Organization, year: int) -> Iterator[Item]:
    rows = Duty.objects.filter(organization=organization).of_year(year).current().select_related("entry")
    for duty in rows.order_by("due_on", "pk"):
        last = duty.latest_submission
        if last is None:
            continue
        letter = CommitmentLetter.objects.filter(submission=last).first()
        if letter is not None:
            yield Item(
                folder="03年度事项",
                title=f"{duty.title}（已签署）",
                kind="承诺书",
                author=organization.name,
                day=day_of(last.submitted_at),
                read=partial(letter_printing.signed_pdf, letter),
                name=f"{duty.title}.pdf",
            )
        attached = DutyAttachment.objects.filter(pk__in=_named(last)).for_reading()
        yield from _attached("03年度事项", attached, duty.title, organization.name)


def _events(organization: Organization, year: int, now: datetime) -> Iterator[Item]:
    filings = EventFiling.objects.filter(organization=organization, starts_on__year=year, submissions__isnull=False)
    for filing in filings.distinct().order_by("starts_on", "pk"):
        for paper in IssuedPaper.objects.filter(filing=filing).select_related("authority", "filing").order_by("pk"):
            yield Item(
                folder="04重大活动",
                title=f"{paper.content['title']}：{filing.title}",
                kind=paper.get_kind_display(),
                author=paper.content["authority"],
                signer=paper.content["authority"],
                day=paper.issued_on,
                read=partial(issued_copy, paper, now),
                name=f"{paper.full_number}.pdf",
                number=paper.full_number,
            )
        attached = EventPaper.objects.filter(filing=filing).live().for_reading()
        yield from _attached("04重大活动", attached, filing.title, organization.name)


def _cases(organization: Organization, year: int, now: datetime) -> Iterator[Item]:
    """Signed papers of the cases that were closed in the year; drafts, statements and the files of a case stay in its dossier."""
    papers = CasePaper.objects.signed().filter(
        case__organization=organization, case__state=CaseState.CLOSED, case__closed_on__year=year
    )
    for paper in papers.select_related("case", "authority").order_by("case", "pk"):
        content: dict[str, Any] = paper.content or {}
        yield Item(
            folder="05案件文书",
            title=content["title"],
            kind=paper.get_kind_display(),
            author=content["authority"],
            signer=content["authority"],
            day=date.fromisoformat(content["issued_on"]),
            read=partial(printing.handed_out, paper, now),
            name=f"{paper.full_number}.pdf",
            number=paper.full_number,
        )


def _named(submission: Any) -> list[int]:
    """The attachments that went out with it."""
    return [attachment["id"] for attachment in submission.content.get("attachments", [])]


def _attached(folder: str, rows: Any, part_of: str, author: str) -> Iterator[Item]:
    for attachment in rows:
        stored: StoredFile = attachment.file
        if stored.disposed_at:  # its term is over, and the content gone
            continue
        yield Item(
            folder=folder,
            title=stored.name,
            kind="附件",
            author=author,
            day=day_of(stored.uploaded_at),
            read=partial(_content, stored),
            name=f"附件_{stored.name}",
            part_of=part_of,
            sha256=stored.sha256,
        )


def _content(stored: StoredFile) -> bytes:
    with stored.file.open("rb") as opened:
        return opened.read()
