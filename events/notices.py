"""What the people of a filing are told, as rows of the outbox written with the act itself."""

from datetime import date

from django.db.models import QuerySet

from events.models import EventFiling, Review
from organizations.enums import Role
from organizations.models import User
from organizations.people import desk_of, members_of, members_of_each
from zhengzhou_ideology.notices import outbox
from zhengzhou_ideology.wording import dated


def people_of(filing: EventFiling, *roles: Role, today: date) -> QuerySet[User]:
    return members_of(filing.organization_id, *roles, today=today)


def deciders(filing: EventFiling, today: date) -> QuerySet[User]:
    asked = filing.decisions.values_list("authority", flat=True)
    return desk_of(*asked, roles=[Role.COMPETENT_OFFICER, Role.REGISTRAR], today=today)


def registrars(filing: EventFiling, today: date) -> QuerySet[User]:
    return desk_of(filing.registration_authority_id, roles=[Role.REGISTRAR], today=today)


def _tell(
    filing: EventFiling, to: QuerySet[User], subject: str, body: str, event: str, kind: str = "event_filing"
) -> None:
    outbox.post(
        to,
        kind=kind,
        subject=subject,
        body=body,
        url=filing.get_absolute_url(),
        key=f"event:{filing.pk}:{event}:{filing.moves.count()}",
    )


def certification_asked(filing: EventFiling, *, today: date) -> None:
    body = f"{filing.organization}申报的重大活动“{filing.title}”（{dated(filing.starts_on)}）已填写完毕，请核对后确认提交。"
    _tell(filing, people_of(filing, Role.LEADER, today=today), f"重大活动“{filing.title}”待您确认", body, "certifying")


def unlocked(filing: EventFiling, *, by: User, reason: str, today: date) -> None:
    body = f"{by.acting_label}将该申报退给申报人修改。意见：{reason or '无'}"
    _tell(
        filing,
        people_of(filing, Role.SECRETARY, today=today).exclude(pk=by.pk),
        f"重大活动“{filing.title}”须修改",
        body,
        "unlocked",
    )


def partners_told(filing: EventFiling, what: str, text: str, event: str, *, today: date) -> None:
    """Those that are registered here read the filing and are told where it stands; nothing is asked of them."""
    if not filing.cross_organization:
        return
    named = filing.scope_details.filter(organization__isnull=False).exclude(organization=filing.organization_id)
    people = members_of_each(named.values_list("organization", flat=True), today)
    to = User.objects.filter(pk__in={user for users in people.values() for user in users})
    body = f"{filing.organization}申报的重大活动“{filing.title}”将你单位列为合作单位。{text}"
    _tell(filing, to, f"合作的重大活动“{filing.title}”{what}", body, f"partner_{event}")


def received(filing: EventFiling, *, today: date) -> None:
    body = (
        f"{filing.organization}申报重大活动“{filing.title}”，活动首日{dated(filing.starts_on)}，"
        f"请于{dated(filing.decide_by)}前审批。"  # type: ignore[arg-type] # received, so its clock runs
    )
    _tell(filing, deciders(filing, today), f"重大活动“{filing.title}”待审批", body, "received")
    body = f"{filing.organization}申报重大活动“{filing.title}”，活动首日{dated(filing.starts_on)}，请办理备案。"
    _tell(filing, registrars(filing, today), f"重大活动“{filing.title}”待备案", body, "to_record")
    text = f"活动首日{dated(filing.starts_on)}，现待审批，你单位可以查看申报内容。与事实不符的，请告知申报单位。"
    partners_told(filing, "已申报", text, "received", today=today)


def decided(filing: EventFiling, what: str, text: str, *, today: date) -> None:
    """A decision is a paper that starts a term, so it always goes out."""
    people = people_of(filing, Role.SECRETARY, Role.LEADER, today=today)
    _tell(filing, people, f"重大活动“{filing.title}”{what}", text, "decided", kind="event_decision")
    partners_told(filing, what, text, "decided", today=today)


def organization_told(filing: EventFiling, what: str, text: str, event: str, *, today: date) -> None:
    _tell(
        filing,
        people_of(filing, Role.SECRETARY, Role.LEADER, today=today),
        f"重大活动“{filing.title}”{what}",
        text,
        event,
    )


def authorities_told(filing: EventFiling, what: str, text: str, event: str, *, today: date) -> None:
    _tell(filing, deciders(filing, today) | registrars(filing, today), f"重大活动“{filing.title}”{what}", text, event)


def said(filing: EventFiling, to_organization: bool, body: str, event: str, *, today: date) -> None:
    tell = organization_told if to_organization else authorities_told
    tell(filing, "有新消息", body, event, today=today)


def review_asked(review: Review, *, today: date) -> None:
    filing = review.filing
    body = f"{filing.organization}对{review.get_contested_state_display()}的决定申请复核，请由原决定人以外的人员办理。"
    people = desk_of(review.authority_id, roles=[Role.SUPERVISOR], today=today, without=[review.contested_decider_id])
    _tell(filing, people, f"重大活动“{filing.title}”申请复核", body, f"review{review.pk}")


def assigned(filing: EventFiling, officer: User, by: User, assignment: int) -> None:
    to = User.objects.filter(pk=officer.pk)
    _tell(filing, to, f"重大活动“{filing.title}”交由您经办", f"{by}将该申报交由您经办。", f"assigned{assignment}")
