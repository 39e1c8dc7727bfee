"""The life of a paper that is owed, a quarterly report or a duty of the year: every permitted move and act, nothing else."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Value

from compliance import notices
from compliance.enums import ReportState as S
from compliance.enums import ReturnGround
from compliance.models import Duty
from compliance.models.owed import OwedPaper
from compliance.paper_kinds import kind_of
from organizations.certification import freeze, prepare, refuse_once_ended, vouch
from organizations.enums import Role
from organizations.models import User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.drafting.checklist import Incomplete, errors_among
from zhengzhou_ideology.workflow import Refused, act, all_under_lock, labels, log, log_many, move, need

labels.register(
    __name__,
    hand_over="移交填报人",
    take_over="由承接单位办理",
    hand_on="随管理机关变更移交",
    resume="恢复活动后顺延报送期限",
)


@move(
    source={S.DRAFT, S.RETURNED},
    target=S.CERTIFYING,
    perm="compliance.send_for_certification_{model}",
    label="送负责人确认",
)
def send_for_certification(paper: OwedPaper, *, by: User, now: datetime) -> None:
    """The secretary has finished; a first responsible person reads it next (article 3)."""
    if not paper.needs_certification:
        raise Refused("该事项无须负责人确认，请直接提交。")
    refuse_incomplete(paper, now)
    prepare(paper, by=by)
    notices.certification_asked(paper, today=day_of(now))


@move(source={S.CERTIFYING}, target=S.DRAFT, perm="compliance.unlock_{model}", label="退给填报人修改")
def unlock(paper: OwedPaper, *, by: User, now: datetime, reason: str) -> None:
    """Back to the secretary, with a remark; after a return it is a draft again, and the ground stays on record."""
    notices.unlocked(paper, by=by, reason=reason, today=day_of(now))


@move(source={S.SUBMITTED}, target=S.ACCEPTED, perm=None, label="提交即办结")
def settle(paper: OwedPaper, *, by: User, now: datetime) -> None:
    """What nobody has to accept is settled with its submission."""
    paper.accepted_at = now
    _take_its_place(paper, by=by)


def settle_at_once(paper: OwedPaper, *, by: User, now: datetime) -> None:
    if not paper.needs_acceptance:
        settle(paper, by=by, now=now)


@move(
    source={S.CERTIFYING},
    target=S.SUBMITTED,
    perm="compliance.certify_{model}",
    label="负责人确认并提交",
    then=settle_at_once,
    weighty=True,
)
def certify(paper: OwedPaper, *, by: User, now: datetime) -> None:
    """The first responsible person certifies, and certifying submits: the text is frozen with its hash."""
    vouch(paper, by=by, now=now)
    _hand_in(paper, by=by, now=now)


@move(
    source={S.DRAFT, S.RETURNED},
    target=S.SUBMITTED,
    perm="compliance.submit_{model}",
    label="提交",
    then=settle_at_once,
)
def submit(paper: Duty, *, by: User, now: datetime) -> None:
    """A duty that the catalogue lets its preparer hand in without certification."""
    if paper.needs_certification:
        raise Refused("该事项须经第一责任人确认后提交。")
    prepare(paper, by=by)
    _hand_in(paper, by=by, now=now)


def _hand_in(paper: OwedPaper, *, by: User, now: datetime) -> None:
    refuse_incomplete(paper, now)
    take_in(paper, kind_of(paper).content(paper), by=by, now=now)


def take_in(paper: OwedPaper, content: dict[str, Any], *, by: User, now: datetime) -> Any:
    """Freeze what goes in; what was said of an earlier submission is past. Returns the submission."""
    paper.decided_by, paper.return_ground, paper.return_reason = None, "", ""
    submission = freeze(paper, content, by=by, now=now)
    kind_of(paper).went_in(submission)
    return submission


@move(source={S.DRAFT, S.CERTIFYING, S.RETURNED}, target=S.ACCEPTED, perm=None, label="随相应手续办结")
def fulfil(paper: Duty, *, by: User, now: datetime, done_on: date, reason: str, headcount: int | None = None) -> None:
    """Another act of the portal was the duty; see `duties.settle`."""
    paper.done_on, paper.headcount, paper.summary = done_on, headcount, reason
    paper.decided_by, paper.return_ground, paper.return_reason = None, "", ""
    freeze(paper, kind_of(paper).content(paper), by=by, now=now)
    paper.accepted_at = now


@move(source={S.SUBMITTED}, target=S.DRAFT, perm="compliance.withdraw_{model}", label="撤回")
def withdraw(paper: OwedPaper, *, by: User, reason: str = "") -> None:
    """The organization takes it back before anyone has decided; the submitted text stays on record.

    A first submission taken back counts as none: the report is owed, and climbs the ladder, as before. One that had come
    back for correction stays as timely as it was.
    """
    uncount(paper)


def uncount(paper: OwedPaper) -> None:
    """What is taken back has not come in, unless it had come in before."""
    refuse_once_ended(paper)
    if paper.submissions.count() == 1:
        paper.first_submitted_on = None


@move(source={S.SUBMITTED}, target=S.RETURNED, perm="compliance.send_back_{model}", label="退回更正")
def send_back(paper: OwedPaper, *, by: User, now: datetime, ground: ReturnGround, reason: str) -> None:
    """Ask for corrections, on a ground of the closed list and with reasons."""
    refuse_once_ended(paper)
    need(reason, "退回须写明需要更正的内容。")
    paper.decided_by, paper.return_ground, paper.return_reason = by, ground, reason
    notices.sent_back(paper, today=day_of(now))


@move(source={S.SUBMITTED}, target=S.ACCEPTED, perm="compliance.accept_{model}", label="接收")
def accept(paper: OwedPaper, *, by: User, now: datetime) -> None:
    paper.decided_by, paper.accepted_at = by, now
    _take_its_place(paper, by=by)
    notices.accepted(paper, now=now)


@move(source={S.ACCEPTED}, target=S.SUBMITTED, perm="compliance.undo_accept_{model}", label="撤销接收")
def undo_accept(paper: OwedPaper, *, by: User, now: datetime) -> None:
    """Within a minute, and as long as nothing rests on it: the log keeps both rows, and the organization hears of neither."""
    if not may_undo(paper, now):
        raise Refused("接收已超过一分钟，或者之后已有其他办理，不能撤销；接收有误的，由审批负责人退回重新办理。")
    if not notices.acceptance_withdrawn(paper):
        raise Refused("社会组织已收到接收通知，不能撤销；接收有误的，由审批负责人退回重新办理。")
    paper.decided_by = paper.accepted_at = None


def may_undo(paper: OwedPaper, now: datetime) -> bool:
    """An amendment's acceptance has put another paper out of force, which is no slip of the hand any more."""
    if paper.accepted_at is None or now - paper.accepted_at > notices.UNDO_WITHIN or paper.amends_id:
        return False
    last = paper.moves.order_by("-pk").first()
    return bool(last and last.name == accept.__name__) and not is_amended(paper)


@transaction.atomic
def accept_together(papers: Collection[OwedPaper], *, by: User, now: datetime) -> set[int]:
    """`accept` for those that wait for the officer, in a few statements however many they are; returns the keys of these.

    An amendment takes another paper's place and is left to `accept`.
    """
    if not papers or not by.acts_as(Role.REGISTRAR):
        return set()
    rows: Any = type(next(iter(papers)))._default_manager
    waiting = rows.awaiting(by).filter(pk__in=[paper.pk for paper in papers], amends__isnull=True)
    locked = all_under_lock(waiting.filter(state=S.SUBMITTED))
    keys = {*locked.values_list("pk", flat=True)}
    notices.accepted_together([paper for paper in papers if paper.pk in keys], now=now)
    log_many(locked, "accept", by=by, after=Value(S.ACCEPTED.value))
    locked.update(state=S.ACCEPTED, decided_by=by, accepted_at=now)
    return keys


def _take_its_place(paper: OwedPaper, *, by: User) -> None:
    if paper.amends_id:
        supersede(paper.amends, by=by)
        paper.is_current = True


@move(source={S.ACCEPTED}, target=S.RETURNED, perm="compliance.reopen_{model}", label="重新办理", weighty=True)
def reopen(paper: OwedPaper, *, by: User, now: datetime, ground: ReturnGround, reason: str) -> None:
    """It should not have been accepted: a supervisor other than the decider sends it back, on the same grounds."""
    refuse_once_ended(paper)
    need(reason, "重新办理须写明原接收有误之处和需要更正的内容。")
    refuse_while_amended(paper)
    paper.accepted_at = None
    paper.decided_by, paper.return_ground, paper.return_reason = by, ground, reason
    notices.reopened(paper, today=day_of(now))


@move(source={S.ACCEPTED}, target=S.SUPERSEDED, perm=None, label="被更正版本取代")
def supersede(paper: OwedPaper, *, by: User) -> None:
    """An accepted amendment takes its place."""
    paper.is_current = False


@move(source={S.DRAFT, S.RETURNED}, target=S.EXEMPTED, perm="compliance.exempt_{model}", label="豁免", weighty=True)
def exempt(paper: OwedPaper, *, by: User, now: datetime, reason: str) -> None:
    need(reason, "豁免须写明理由。")
    paper.decided_by = by
    notices.exempted(paper, reason=reason, today=day_of(now))


@move(source={S.DRAFT, S.CERTIFYING, S.RETURNED}, target=S.LAPSED, perm=None, label="因组织终止而终止")
def lapse(paper: OwedPaper, *, by: User | None, reason: str) -> None:
    """The organization has ended, and nobody is left to file it; `life.PaperLife` does the same for all of them at once."""


MOVES = (
    *(send_for_certification, unlock, certify, submit, settle, fulfil),
    *(withdraw, send_back, accept, undo_accept, reopen, supersede, exempt, lapse),
)


@act(source={S.ACCEPTED}, perm="compliance.amend_{model}", label="建立更正稿")
def amend(paper: OwedPaper, *, by: User) -> Any:
    """Start a linked new version of an accepted paper; the accepted one stays current until the new one is accepted."""
    refuse_once_ended(paper)
    refuse_while_amended(paper)
    version = kind_of(paper).begin_version(paper)
    version.version, version.amends, version.is_current, version.prepared_by = paper.version + 1, paper, False, by
    version.save()
    kind_of(paper).copy_parts(paper, version)
    for attachment in paper.attachments.live():
        version.attachments.create(file=attachment.file, section=attachment.section)
    log(version, "amend", by=by, before=S.ACCEPTED, after=S.DRAFT)
    return version


def is_amended(paper: OwedPaper) -> bool:
    """An amendment of it has been begun, whatever became of that since."""
    versions: Any = type(paper)._default_manager
    found: bool = versions.filter(amends=paper.pk).exists()
    return found


def refuse_while_amended(paper: OwedPaper) -> None:
    if is_amended(paper):
        raise Refused("该材料已有一份更正正在办理。")


def refuse_incomplete(paper: OwedPaper, now: datetime) -> None:
    missing = errors_among(kind_of(paper).check(paper, day_of(now)))
    if missing:
        raise Incomplete(missing)
