"""Entering a signed paper for an organization without an account (代录): the entry is the organization's paper."""

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from compliance.enums import DutyPaper
from compliance.enums import ReportState as S
from compliance.letters import is_letter
from compliance.models import Duty, PaperEntry
from compliance.models.owed import OwedPaper
from compliance.paper_kinds import kind_of
from compliance.report_workflow import refuse_incomplete, take_in, uncount
from organizations.certification import refuse_once_ended
from organizations.enums import Post
from organizations.models import Organization, ResponsiblePerson, User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.files.intake import store
from zhengzhou_ideology.files.models import StoredFile
from zhengzhou_ideology.workflow import Refused, move, need

HAS_ACCOUNT = "该社会组织已有账号，材料由其自行填报，不能代录。"


@move(source={S.DRAFT, S.RETURNED}, target=S.SUBMITTED, perm="compliance.enter_{model}", label="代录纸质材料并提交")
def enter(
    paper: OwedPaper,
    *,
    by: User,
    now: datetime,
    signed_by: ResponsiblePerson,
    signed_on: date,
    received_on: date,
    uploads: UploadedFile,
) -> None:
    """In time if the bureau received it in time; it waits for another officer, whatever the catalogue says of acceptance.

    An account that is accepted at the same moment waits for the organization's row, or is seen here.
    """
    Organization.objects.select_for_update(of=("self",)).get(pk=paper.organization_id)
    if not paper.has_no_account(day_of(now)):
        raise Refused(HAS_ACCOUNT)
    refuse_once_ended(paper)
    _refuse_wrong_days(paper, signed_by, signed_on, received_on, day_of(now))
    scan = store(uploads, by=by)
    _complete_letter(paper, scan, signed_on)
    refuse_incomplete(paper, now)
    paper.prepared_by, paper.certified_by, paper.self_certification = by, None, None
    paper.first_submitted_on = paper.first_submitted_on or received_on
    said = {"signed_by": _signatory(signed_by), "signed_on": signed_on.isoformat(), "scan_sha256": scan.sha256}
    received = {"received_on": received_on.isoformat(), "entered_by": str(by), "entered_as": by.acting_label}
    content = {**kind_of(paper).content(paper), "entry": {**said, **received}}
    submission = take_in(paper, content, by=by, now=now)
    PaperEntry.objects.create(
        **{paper.field: paper},
        organization_id=paper.organization_id,
        number=submission.number,
        scan=scan,
        signed_by=signed_by,
        signed_on=signed_on,
        received_on=received_on,
        entered_by=by,
        entered_as=by.acting_label,
        entered_at=now,
    )


@move(source={S.SUBMITTED}, target=S.DRAFT, perm="compliance.take_back_{model}", label="撤回代录")
def take_back(paper: OwedPaper, *, by: User, reason: str) -> None:
    """Who entered it has found a slip of the pen, before anybody decided and before the organization has an account."""
    need(reason, "请写明撤回代录的原因。")
    uncount(paper)


def signatories(organization: Organization) -> Any:
    """Whose signature may stand on a paper of the organization; which term is asked about is told by the day."""
    rows = ResponsiblePerson.objects.first_responsible().filter(organization=organization)
    return rows.latest_term_first()


def _refuse_wrong_days(
    paper: OwedPaper, signed_by: ResponsiblePerson, signed_on: date, received_on: date, today: date
) -> None:
    if received_on > today:
        raise Refused("收到日期不能晚于今天。")
    if signed_on > received_on:
        raise Refused("签署日期不能晚于收到日期。")
    if not signatories(paper.organization).current(signed_on).filter(pk=signed_by.pk).exists():
        raise Refused("签署人在签署之日不是该社会组织的第一责任人，请核对任职登记和签署日期。")


def _complete_letter(paper: Any, scan: StoredFile, signed_on: date) -> None:
    """The sheet that was scanned is the commitment letter itself."""
    if not isinstance(paper, Duty) or not is_letter(paper):
        return
    paper.done_on = signed_on
    if not paper.attachments.live().filter(section=DutyPaper.REQUIRED).exists():
        paper.attachments.create(file=scan, section=DutyPaper.REQUIRED)


def _signatory(person: ResponsiblePerson) -> str:
    return f"{Post(person.post).label} {person.name}"
