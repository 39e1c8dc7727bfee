"""A certified filing comes in: notice judged, text frozen, clocks started, and every authority that must decide asked."""

from datetime import date, datetime

from events import checklist
from events.enums import Outcome
from events.filing_content import content_of
from events.models import AuthorityDecision, EventFiling, EventRecord
from events.notice_period import decision_day, latest_safe_day, start_decision_clock
from organizations.certification import freeze
from organizations.models import Authority, User
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.drafting.checklist import Incomplete
from zhengzhou_ideology.workcalendar.deadlines import Deadlines
from zhengzhou_ideology.workflow import Refused


def refuse_once_begun(filing: EventFiling, now: datetime) -> None:
    if filing.has_begun(now):
        raise Refused("活动已经开始，不能再申报；请改为提交事后报告。")


def is_late(filing: EventFiling, today: date, *, deadlines: Deadlines) -> bool:
    """Judged on the day it first came in; anew if the event's first day has changed since."""
    judged_on = filing.first_submitted_on or today
    last = filing.latest_submission
    if last and last.content["starts_on"] != filing.starts_on.isoformat():
        judged_on = today
    return judged_on > latest_safe_day(filing.starts_on, deadlines=deadlines).due_on


def refuse_incomplete(filing: EventFiling, today: date, *, deadlines: Deadlines) -> None:
    late = is_late(filing, today, deadlines=deadlines)
    if late and not deadlines.policy_on(today).event_late_filing:
        raise Refused("距活动首日不足规定的申报期限，现行规则不受理逾期申报。")
    missing = checklist.errors(filing, late=late)
    if missing:
        raise Incomplete(missing)


def receive(filing: EventFiling, *, by: User, now: datetime, deadlines: Deadlines) -> None:
    """Everything that a filing gains on the day it comes in, save its state; the row exists already."""
    today = day_of(now)
    due = latest_safe_day(filing.starts_on, deadlines=deadlines)
    filing.is_late = is_late(filing, today, deadlines=deadlines)
    filing.latest_safe_on, filing.latest_safe_provisional = due.due_on, due.provisional
    filing.latest_safe_steps = due.steps_as_json()
    filing.certified_by = by
    filing.decided_by = filing.decided_at = None
    filing.ground = filing.reason = ""
    take_back_service(filing)
    start_decision_clock(filing, today, deadlines=deadlines)
    freeze(filing, content_of(filing), by=by, now=now)
    ask_authorities(filing)
    open_record(filing, today, deadlines=deadlines)
    filing.corrections.filter(answered_at__isnull=True).update(
        answered_by=by, answered_at=now, answer="已补正并重新提交。"
    )


def take_back_service(filing: EventFiling) -> None:
    """Nothing is served of a decision that was just made, or that no longer stands, and no term of review runs."""
    filing.served_on = filing.review_due_on = None
    filing.review_due_provisional, filing.review_due_steps = False, []


def deciding_authorities(filing: EventFiling) -> list[Authority]:
    """The organizer's authority and those of its registered partners; where there is no competent one, the registration authority."""
    partners = [
        detail.organization
        for detail in filing.scope_details.select_related(
            "organization__competent_authority", "organization__registration_authority"
        )
        if filing.cross_organization and detail.organization
    ]
    asked = [filing.competent_authority or filing.registration_authority]
    asked += [partner.competent_authority or partner.registration_authority for partner in partners]
    return list(dict.fromkeys(asked))


def ask_authorities(filing: EventFiling) -> None:
    """One open decision for each; what was decided on an earlier text is decided anew, and its papers stay on record."""
    authorities = deciding_authorities(filing)
    own = {filing.competent_authority_id, filing.registration_authority_id}
    filing.decisions.exclude(authority__in=authorities).delete()
    filing.decisions.update(outcome=Outcome.PENDING, ground="", reason="", decided_by=None, decided_at=None)
    AuthorityDecision.objects.bulk_create(
        (AuthorityDecision(filing=filing, authority=one, is_joint=one.pk not in own) for one in authorities),
        ignore_conflicts=True,
    )


def open_record(filing: EventFiling, today: date, *, deadlines: Deadlines) -> None:
    """The record track starts with the first submission and then runs on its own."""
    due = decision_day(today, filing.starts_on, deadlines=deadlines)
    EventRecord.objects.get_or_create(
        filing=filing,
        defaults={
            "organization": filing.organization,
            "registration_authority": filing.registration_authority,
            "received_on": today,
            "due_on": due.due_on,
            "due_provisional": due.provisional,
            "due_steps": due.steps_as_json(),
        },
    )
