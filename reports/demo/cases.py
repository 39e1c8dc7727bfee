"""Accountability cases of the demo city in every state, each brought there by the real moves.

A case is a course of acts: a generator that names the day of its next act. The courses are run together in the order of
those days, so that the numbers of papers follow their dates.
"""

import heapq
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

import pghistory
import pgtrigger
from django.utils.timezone import now

from compliance.cases.enums import CaseGround, Measure
from compliance.cases.models import CaseFile, CaseMove, CaseReading, ConflictDeclaration
from compliance.enums import ReportState
from compliance.models import QuarterlyReport
from organizations.enums import Role
from organizations.models import Authority, Membership, Organization, User
from reports.demo.case_courses import Course, People, at, live
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.workcalendar.loading import load_calendar

# One course a line: its end, how many days ago it began, its ground, the measure that was notified.
FIRST = (
    ("closed", 215, CaseGround.RESPONSIBLE_UNNAMED, Measure.RECTIFICATION_ORDER),
    ("notified", 12, CaseGround.DUTY_UNRECORDED, Measure.INTERVIEW),
)


SECOND = (
    ("rectifying", 70, CaseGround.EVENT_UNFILED, Measure.CIRCULATED_CRITICISM),
    ("served", 11, CaseGround.DUTY_UNRECORDED, Measure.INTERVIEW),
)


# Given first to organizations of the same registration authority as the demo accounts' own, so that the officers among
# those accounts have cases to work on.
OTHERS = (
    ("proposed", 4, CaseGround.EVENT_UNFILED, Measure.INTERVIEW),
    ("dismissed", 48, CaseGround.RESPONSIBLE_UNNAMED, Measure.INTERVIEW),
    ("opened", 13, CaseGround.EVENT_UNAPPROVED, Measure.CIRCULATED_CRITICISM),
    ("lapsed", 45, CaseGround.DUTY_UNRECORDED, Measure.INTERVIEW),
    ("heard", 40, CaseGround.EVENT_UNFILED, Measure.CIRCULATED_CRITICISM),
    ("decided", 62, CaseGround.DUTY_UNRECORDED, Measure.INTERVIEW),
    ("rectified", 95, CaseGround.RESPONSIBLE_UNNAMED, Measure.RECTIFICATION_ORDER),
    ("under_review", 75, CaseGround.EVENT_UNAPPROVED, Measure.CIRCULATED_CRITICISM),
    ("closed", 320, CaseGround.DUTY_UNRECORDED, Measure.INTERVIEW),
    ("closed", 290, CaseGround.EVENT_UNFILED, Measure.CIRCULATED_CRITICISM),
    ("closed", 255, CaseGround.DUTY_UNRECORDED, Measure.INTERVIEW),
    ("changed", 130, CaseGround.EVENT_UNFILED, Measure.CIRCULATED_CRITICISM),
    ("upheld", 125, CaseGround.EVENT_UNAPPROVED, Measure.INTERVIEW),
    ("annulled", 160, CaseGround.DUTY_UNRECORDED, Measure.INTERVIEW),
    ("without_measure", 140, CaseGround.RESPONSIBLE_UNNAMED, Measure.INTERVIEW),
    ("closed", 190, CaseGround.EVENT_UNFILED, Measure.RECTIFICATION_ORDER),
    ("closed", 540, CaseGround.RESPONSIBLE_UNNAMED, Measure.INTERVIEW),
)


# Proposed by the ladder, each about a report that is missing in the demo's data.
FROM_THE_LADDER = (("proposed", 3), ("lapsed", 50), ("heard", 33))


def write(today: date, random: Random, first: Organization, second: Organization) -> None:
    courses = [*_courses(today, random, first, second)]
    began = now()
    running = [(course.day(0), number, live(course)) for number, course in enumerate(courses)]
    heapq.heapify(running)
    with pghistory.context(demo=True), pgtrigger.ignore(*LOGS):
        while running and running[0][0] <= today:
            day, number, course = heapq.heappop(running)
            following = next(course, None)
            _date_back(began, at(day, 10))
            if following is not None:
                heapq.heappush(running, (max(following, day), number, course))


LOGS = (
    "cases.CaseMove:append_only",
    "cases.CaseFile:append_only",
    "cases.CaseReading:append_only",
    "cases.ConflictDeclaration:append_only",
)


def _date_back(began: datetime, moment: datetime) -> None:
    """Log rows take the database's clock; those written for an act just now get the day of the act."""
    CaseMove.objects.filter(at__gte=began).update(at=moment)
    CaseFile.objects.filter(added_at__gte=began).update(added_at=moment)
    CaseReading.objects.filter(at__gte=began).update(at=moment)
    ConflictDeclaration.objects.filter(declared_at__gte=began).update(declared_at=moment)
    Notice.objects.filter(kind__startswith="case_", created_at__gte=began).update(created_at=moment, planned=True)


def _courses(today: date, random: Random, first: Organization, second: Organization) -> Iterator[Course]:
    calendar = load_calendar()

    def course(
        organization: Organization,
        end: str,
        ago: int,
        ground: CaseGround,
        measure: Measure,
        report: QuarterlyReport | None = None,
    ) -> Course:
        began = calendar.next_working_day_from(today - timedelta(days=ago))
        return Course(organization, end, began, ground, measure, _people(organization), calendar, report)

    for organization, lines in ((first, FIRST), (second, SECOND)):
        for line in lines:
            yield course(organization, *line)
    others = _others(random, first, second)
    for number, line in enumerate(OTHERS):
        yield course(others[number % len(others)], *line)
    missing = QuarterlyReport.objects.filter(
        state=ReportState.DRAFT,
        due_on__lt=today - timedelta(days=90),
        organization__status="active",
        organization__memberships__role=Role.SECRETARY,
    ).select_related("organization", "period")
    for (end, ago), report in zip(FROM_THE_LADDER, missing.order_by("due_on", "pk"), strict=False):
        measure = Measure.RECTIFICATION_ORDER
        yield course(report.organization, end, ago, CaseGround.REPORT_MISSING, measure, report)


def _others(random: Random, first: Organization, second: Organization) -> list[Organization]:
    """Active ones that have a secretary; up to eight of the first one's bureau, then as many of any."""
    found = [
        *Organization.objects.filter(status="active", memberships__role=Role.SECRETARY)
        .exclude(pk__in=[first.pk, second.pk])
        .select_related("registration_authority")
        .order_by("pk")
    ]
    near = [each for each in found if each.registration_authority_id == first.registration_authority_id][:8]
    far = [each for each in found if each not in near]
    return [*near, *random.sample(far, min(8, len(far)))] or [first]


def _people(organization: Organization) -> People:
    bureau = organization.registration_authority
    above = bureau.review_authority
    at_the_bureau = _supervisors(bureau)
    at_review = [user for user in _supervisors(above) if above != bureau or user not in at_the_bureau[:2]]
    return People(
        registrar=_newest(Role.REGISTRAR, authority=bureau),
        opener=at_the_bureau[1],
        decider=at_the_bureau[0],
        reviewer=at_review[0],
        secretary=_newest(Role.SECRETARY, organization=organization),
        leader=_newest(Role.LEADER, organization=organization),
    )


def _supervisors(authority: Authority) -> list[User]:
    return [
        seat.user
        for seat in Membership.objects.filter(role=Role.SUPERVISOR, authority=authority)
        .select_related("user")
        .order_by("-pk")
    ]


def _newest(role: Role, **place: object) -> User:
    return Membership.objects.filter(role=role, **place).select_related("user").order_by("-pk")[0].user
