"""Two years of duties in every state, each with its frozen text and its log."""

from datetime import date, timedelta
from random import Random

from compliance.duty_content import content_of
from compliance.duty_years import open_year
from compliance.enums import DutyKind, ReportState, ReturnGround
from compliance.models import Duty, DutyMove, DutySubmission
from organizations.models import Membership
from reports.demo.quarters import FIELDS, at, people_of, staff_seats
from zhengzhou_ideology.audit.canonical import sha256_of

S = ReportState
SUMMARIES = {
    DutyKind.STUDY: "组织会员和从业人员开展学习教育，秘书处留存签到表和学习资料。",
    DutyKind.ANNUAL_PLAN: "已将有关工作纳入年度工作要点，经理事会审议通过。",
    DutyKind.CONTINGENCY_PLAN: "审查并修订预案，明确责任人和联系方式。",
    DutyKind.ETHICS_TRAINING: "开展职业道德教育，发放行业自律公约。",
    DutyKind.SELF_DISCIPLINE: "按章程公开年度财务收支和重大事项。",
    DutyKind.OUTLETS_CONFIRMED: "已逐项核对登记的阵地及责任人。",
    DutyKind.POSTS_CONFIRMED: "已核对任职和联系人登记情况。",
    DutyKind.YEAR_END_EXCHANGE: "结合年会开展工作交流。",
    DutyKind.COMMITMENT: "",
}
FACTS = [
    *("done_on", "headcount", "summary", "meeting", "meeting_on", "planned_together"),
    *("disclosed", "disclosed_where", "disclosed_on"),
]


def write(today: date, random: Random, *, printed: set[int]) -> None:
    """Open this year and the one before; `printed` are the organizations that still have all of this year to do."""
    staff = staff_seats()
    moves: list[DutyMove] = []
    submissions: list[DutySubmission] = []
    for year in (today.year - 1, today.year):
        open_year(year, today=date(year, 1, 1))
    done = []
    begun = Duty.objects.filter(earliest_on__lt=today).for_listing().select_related("competent_authority")
    for duty in begun:
        free = duty.organization_id in printed and duty.year == today.year
        state = None if free or people_of(duty, staff).secretary is None else _state(duty, random, today)
        if state:
            _bring(duty, state, staff, random, today, moves, submissions)
            done.append(duty)
    Duty.objects.bulk_update(done, [*FIELDS, *FACTS], batch_size=500)
    DutySubmission.objects.bulk_create(submissions, batch_size=500)
    DutyMove.objects.bulk_create(moves, batch_size=1000)


def _state(duty: Duty, random: Random, today: date) -> ReportState | None:
    """None for what is still to be done; long past is mostly settled, recent is still under way here and there."""
    days = (today - duty.due_on).days
    if days > 90:
        return S.ACCEPTED if random.random() < 0.95 else None
    if random.random() > (0.8 if days > 0 else 0.3):
        return None
    if duty.needs_acceptance and random.random() < 0.3:
        return random.choice((S.SUBMITTED, S.RETURNED))
    return S.CERTIFYING if duty.needs_certification and random.random() < 0.1 else S.ACCEPTED


def _bring(
    duty: Duty,
    state: ReportState,
    staff: dict[tuple[str, int | None], Membership],
    random: Random,
    today: date,
    moves: list[DutyMove],
    submissions: list[DutySubmission],
) -> None:
    """Set the fields as the moves would have, and log those moves."""
    who = people_of(duty, staff)
    assert who.secretary is not None  # noqa: S101 - without a secretary nothing is done
    late = (
        timedelta(days=random.randrange(1, 10)) if random.random() < 1 / 12 else -timedelta(days=random.randrange(20))
    )
    day = min(max(duty.due_on + late, duty.earliest_on), today - timedelta(days=1))
    _fill(duty, day, random)

    def log(name: str, before: str, after: str, member: Membership, hours: int, reason: str = "") -> None:
        facts = {"name": name, "before": before, "after": after, "by": member.user, "acting_as": str(member)}
        sha = duty.content_sha256
        moves.append(DutyMove(duty=duty, at=at(day, hours), reason=reason, content_sha256=sha, **facts))

    duty.state, duty.prepared_by = state, who.secretary.user
    submitter = who.secretary
    if duty.needs_certification:
        log("send_for_certification", S.DRAFT, S.CERTIFYING, who.secretary, 9)
        if state == S.CERTIFYING:
            return
        duty.certified_by, submitter = who.leader.user, who.leader
    _submit(duty, submitter, day, submissions)
    log("certify" if duty.needs_certification else "submit", _before(duty), S.SUBMITTED, submitter, 11)
    if state == S.ACCEPTED and not duty.needs_acceptance:
        duty.accepted_at = at(day, 11)
        log("settle", S.SUBMITTED, S.ACCEPTED, submitter, 11)
    elif state == S.ACCEPTED:
        duty.decided_by, duty.accepted_at = who.registrar.user, at(day, 15)
        log("accept", S.SUBMITTED, S.ACCEPTED, who.registrar, 15)
    elif state == S.RETURNED:
        duty.decided_by, duty.return_ground = who.registrar.user, ReturnGround.INCOMPLETE
        duty.return_reason = "所附材料缺少公章，请补充后重新提交。"
        log("send_back", S.SUBMITTED, S.RETURNED, who.registrar, 15, duty.return_reason)


def _before(duty: Duty) -> str:
    return S.CERTIFYING if duty.needs_certification else S.DRAFT


def _fill(duty: Duty, day: date, random: Random) -> None:
    duty.done_on, duty.summary = day, SUMMARIES[DutyKind(duty.kind)]
    if duty.kind in (DutyKind.STUDY, DutyKind.ETHICS_TRAINING, DutyKind.YEAR_END_EXCHANGE):
        duty.headcount = random.randrange(8, 60)
    if duty.kind == DutyKind.ANNUAL_PLAN:
        duty.meeting, duty.meeting_on, duty.planned_together = "理事会年度第一次会议", day, True
    if duty.kind == DutyKind.SELF_DISCIPLINE:
        duty.disclosed, duty.disclosed_where, duty.disclosed_on = "年度财务收支、重大事项", "会员大会、公众号", day


def _submit(duty: Duty, by: Membership, day: date, submissions: list[DutySubmission]) -> None:
    duty.submitted_at, duty.first_submitted_on = at(day, 11), day
    content = content_of(duty)
    duty.content_sha256 = sha256_of(content)
    facts = {"content": content, "sha256": duty.content_sha256, "submitted_at": duty.submitted_at}
    submissions.append(DutySubmission(duty=duty, number=1, certified_by=by.user, certified_as=str(by), **facts))
