"""A year of quarterly reports in every state, each with its meetings, its frozen text and its log."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils.timezone import make_aware

from compliance.enums import MeetingKind, ReportState, ReturnGround
from compliance.models import Meeting, QuarterlyReport, ReportingPeriod, ReportMove, ReportSubmission
from compliance.models.owed import OwedPaper
from compliance.models.periods import first_day, quarter_of
from compliance.periods import open_period
from compliance.report_content import content_of
from organizations.enums import Role
from organizations.models import Membership, User
from zhengzhou_ideology.audit.canonical import sha256_of

S = ReportState
# How the reports of a quarter stand, in parts of a hundred: long past, just past, still running.
PAST = {S.ACCEPTED: 95, S.DRAFT: 3, S.EXEMPTED: 2}
RECENT = {S.ACCEPTED: 62, S.SUBMITTED: 16, S.RETURNED: 5, S.CERTIFYING: 4, S.DRAFT: 11, S.EXEMPTED: 2}
RUNNING = {S.DRAFT: 93, S.CERTIFYING: 4, S.SUBMITTED: 3}
AGENDAS = {
    MeetingKind.SPECIAL_STUDY: "一、传达学习上级文件；二、专题研究本季度有关工作；三、安排下季度工作。",
    MeetingKind.COUNCIL: "一、听取秘书处季度工作汇报；二、分析本组织存在的问题；三、审议有关事项。",
}
FINDINGS = ("无", "会员单位活动台账登记不够及时。", "分支机构会议记录不够规范。", "网站信息更新不够及时。")
MEASURES = (
    "无",
    "已明确专人登记台账，每月核对一次。",
    "统一会议记录格式，由秘书处逐次核查。",
    "指定专人负责网站更新。",
)


@dataclass(frozen=True, slots=True)
class People:
    """Who prepared, certified and decided: account keys with what they acted as."""

    secretary: Membership | None
    leader: Membership
    registrar: Membership


def write(today: date, random: Random, *, printed: set[int]) -> None:
    """Open this quarter and the four before it, and bring their reports into believable states.

    `printed` are the organizations of the accounts that `make run` prints: they have work left to do.
    """
    staff = staff_seats()
    periods = [*_periods(today)]
    for period in periods:
        shares = RUNNING if period == periods[-1] else RECENT if period == periods[-2] else PAST
        _fill(period, shares, staff, random, today, printed)


def _periods(today: date) -> Iterator[ReportingPeriod]:
    """Each opened on its own first day, as if the portal had run all the time."""
    year, quarter = quarter_of(today)
    for back in range(4, -1, -1):
        count = year * 4 + quarter - 1 - back
        which = count // 4, count % 4 + 1
        yield open_period(*which, today=first_day(*which))[0]


def staff_seats() -> dict[tuple[str, int | None], Membership]:
    found = {}
    for member in Membership.objects.select_related("user", "organization", "authority").order_by("-pk"):
        found[member.role, member.organization_id or member.authority_id] = member
    return found


def _fill(
    period: ReportingPeriod,
    shares: dict[ReportState, int],
    staff: dict[tuple[str, int | None], Membership],
    random: Random,
    today: date,
    printed: set[int],
) -> None:
    """Texts first, since what is submitted freezes them; then the states with their logs."""
    reports = [
        *period.reports.select_related("organization", "registration_authority", "competent_authority", "period")
    ]
    states = {report: _state(report, shares, staff, random, printed) for report in reports}
    _write_text(
        [report for report, state in states.items() if _has_text(report, state, random, printed)], random, today
    )
    moved = [report for report, state in states.items() if state != S.DRAFT]
    submissions: list[ReportSubmission] = []
    moves: list[ReportMove] = []
    for report in moved:
        _bring(report, states[report], people_of(report, staff), random, today, submissions, moves)
    QuarterlyReport.objects.bulk_update(moved, FIELDS, batch_size=500)
    ReportSubmission.objects.bulk_create(submissions, batch_size=500)
    ReportMove.objects.bulk_create(moves, batch_size=1000)


def _state(
    report: QuarterlyReport,
    shares: dict[ReportState, int],
    staff: dict[tuple[str, int | None], Membership],
    random: Random,
    printed: set[int],
) -> ReportState:
    """By chance; without a secretary nothing is filed, and the printed accounts still have the last two quarters to file."""
    state = random.choices([*shares], weights=[*shares.values()])[0]
    if report.organization_id in printed:
        return S.ACCEPTED if shares is PAST else S.DRAFT
    if state != S.EXEMPTED and people_of(report, staff).secretary is None:
        return S.DRAFT
    return state


def _has_text(report: QuarterlyReport, state: ReportState, random: Random, printed: set[int]) -> bool:
    if state == S.DRAFT:
        return report.organization_id not in printed and random.random() < 0.5
    return state != S.EXEMPTED


FIELDS = [
    "state",
    "prepared_by",
    "certified_by",
    "submitted_at",
    "first_submitted_on",
    "content_sha256",
    "decided_by",
    "accepted_at",
    "return_ground",
    "return_reason",
]


def people_of(report: OwedPaper, staff: dict[tuple[str, int | None], Membership]) -> People:
    return People(
        secretary=staff.get((Role.SECRETARY, report.organization_id)),
        leader=staff[Role.LEADER, report.organization_id],
        registrar=staff[Role.REGISTRAR, report.registration_authority_id],
    )


def _write_text(reports: list[QuarterlyReport], random: Random, today: date) -> None:
    meetings = []
    for report in reports:
        pick = random.randrange(len(FINDINGS))
        report.findings, report.measures = FINDINGS[pick], MEASURES[pick]
        last = min(report.period.last_day, today)
        for kind in MeetingKind:
            expected = random.randrange(7, 25)
            days = (last - report.period.first_day).days
            meetings.append(
                Meeting(
                    report=report,
                    kind=kind,
                    held_on=report.period.first_day + timedelta(days=random.randrange(days + 1)),
                    place="本会会议室",
                    chair="支部书记" if kind == MeetingKind.SPECIAL_STUDY else "会长",
                    expected=expected,
                    present=expected - random.randrange(3),
                    agenda=AGENDAS[kind],
                    conclusions="会议听取了情况汇报，讨论并形成决议，由秘书处负责落实。",
                )
            )
    QuarterlyReport.objects.bulk_update(reports, ["findings", "measures"], batch_size=500)
    Meeting.objects.bulk_create(meetings, batch_size=1000)


def _bring(
    report: QuarterlyReport,
    state: ReportState,
    who: People,
    random: Random,
    today: date,
    submissions: list[ReportSubmission],
    moves: list[ReportMove],
) -> None:
    """Set the report's fields as the moves would have, and log those moves."""
    day = _filed_on(report, random, today)

    def log(name: str, before: str, after: str, member: Membership, hours: int, reason: str = "") -> None:
        moves.append(
            ReportMove(
                report=report,
                name=name,
                before=before,
                after=after,
                by=member.user,
                acting_as=str(member),
                at=at(day, hours),
                reason=reason,
                content_sha256=report.content_sha256,
            )
        )

    report.state = state
    if state == S.EXEMPTED:
        report.decided_by = who.registrar.user
        log("exempt", S.DRAFT, S.EXEMPTED, who.registrar, 9, "本季度停业整修，已书面说明。")
        return
    assert who.secretary is not None  # noqa: S101 - reports without a secretary stay drafts
    report.prepared_by = who.secretary.user
    log("send_for_certification", S.DRAFT, S.CERTIFYING, who.secretary, 9)
    if state == S.CERTIFYING:
        return
    _submit(report, who.leader.user, str(who.leader), at(day, 11), submissions)
    log("certify", S.CERTIFYING, S.SUBMITTED, who.leader, 11)
    if state == S.ACCEPTED:
        report.decided_by, report.accepted_at = who.registrar.user, at(day, 15)
        log("accept", S.SUBMITTED, S.ACCEPTED, who.registrar, 15)
    if state == S.RETURNED:
        report.decided_by, report.return_ground = who.registrar.user, ReturnGround.INCOMPLETE
        report.return_reason = "未附理事会会议签到表，请补充后重新提交。"
        log("send_back", S.SUBMITTED, S.RETURNED, who.registrar, 15, report.return_reason)


def _filed_on(report: QuarterlyReport, random: Random, today: date) -> date:
    """Mostly in the fortnight before the due day, one in twelve after it, never after today."""
    late = random.random() < 1 / 12
    day = report.due_on + timedelta(days=random.randrange(1, 12) if late else -random.randrange(14))
    return min(day, today - timedelta(days=1))


def _submit(
    report: QuarterlyReport, leader: User, acting_as: str, at: datetime, submissions: list[ReportSubmission]
) -> None:
    report.certified_by, report.submitted_at, report.first_submitted_on = leader, at, at.date()
    content = content_of(report)
    report.content_sha256 = sha256_of(content)
    submissions.append(
        ReportSubmission(
            report=report,
            number=1,
            content=content,
            sha256=report.content_sha256,
            submitted_at=at,
            certified_by=leader,
            certified_as=acting_as,
        )
    )


def at(day: date, hour: int) -> datetime:
    return make_aware(datetime.combine(day, time(hour, 12)))
