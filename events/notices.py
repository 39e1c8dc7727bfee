"""What the people of a filing are told, as rows of the outbox written with the act itself."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.timezone import localdate

from events.models import EventFiling, Review
from organizations.enums import Role
from organizations.models import Membership, User
from zhengzhou_ideology.notices import outbox


def people_of(filing: EventFiling, *roles: Role) -> QuerySet[User]:
    """Accounts that act as one of `roles` in the filing's organization today."""
    members = filing.organization.memberships.current(localdate()).of_role(*roles).values("user")
    return User.objects.filter(pk__in=members)


def officers_at(authorities: Iterable[int], *roles: Role) -> QuerySet[User]:
    members = Membership.objects.current(localdate()).of_role(*roles).filter(authority__in=list(authorities))
    return User.objects.filter(pk__in=members.values("user"))


def deciders(filing: EventFiling) -> QuerySet[User]:
    authorities = filing.decisions.values_list("authority", flat=True)
    return officers_at(authorities, Role.COMPETENT_OFFICER, Role.REGISTRAR)


def registrars(filing: EventFiling) -> QuerySet[User]:
    return officers_at([filing.registration_authority_id], Role.REGISTRAR)


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


def certification_asked(filing: EventFiling) -> None:
    body = f"{filing.organization}申报的重大活动“{filing.title}”（{filing.starts_on:%Y年%-m月%-d日}）已填写完毕，请核对后确认提交。"
    _tell(filing, people_of(filing, Role.LEADER), f"重大活动“{filing.title}”待您确认", body, "certifying")


def unlocked(filing: EventFiling, *, by: User, reason: str) -> None:
    body = f"{by.acting_label}将该申报退给申报人修改。意见：{reason or '无'}"
    _tell(
        filing, people_of(filing, Role.SECRETARY).exclude(pk=by.pk), f"重大活动“{filing.title}”须修改", body, "unlocked"
    )


def received(filing: EventFiling) -> None:
    body = (
        f"{filing.organization}申报重大活动“{filing.title}”，活动首日{filing.starts_on:%Y年%-m月%-d日}，"
        f"请于{filing.decide_by:%Y年%-m月%-d日}前审批。"
    )
    _tell(filing, deciders(filing), f"重大活动“{filing.title}”待审批", body, "received")
    body = f"{filing.organization}申报重大活动“{filing.title}”，活动首日{filing.starts_on:%Y年%-m月%-d日}，请办理备案。"
    _tell(filing, registrars(filing), f"重大活动“{filing.title}”待备案", body, "to_record")


def decided(filing: EventFiling, what: str, text: str) -> None:
    """A decision is a paper that starts a term, so it always goes out."""
    people = people_of(filing, Role.SECRETARY, Role.LEADER)
    _tell(filing, people, f"重大活动“{filing.title}”{what}", text, "decided", kind="event_decision")


def organization_told(filing: EventFiling, what: str, text: str, event: str) -> None:
    _tell(filing, people_of(filing, Role.SECRETARY, Role.LEADER), f"重大活动“{filing.title}”{what}", text, event)


def authorities_told(filing: EventFiling, what: str, text: str, event: str) -> None:
    _tell(filing, deciders(filing) | registrars(filing), f"重大活动“{filing.title}”{what}", text, event)


def review_asked(review: Review) -> None:
    filing = review.filing
    body = f"{filing.organization}对{review.get_contested_state_display()}的决定申请复核，请由原决定人以外的人员办理。"
    people = officers_at([review.authority_id], Role.SUPERVISOR).exclude(pk=review.contested_decider_id)
    _tell(filing, people, f"重大活动“{filing.title}”申请复核", body, f"review{review.pk}")


def assigned(filing: EventFiling, officer: User, by: User, assignment: int) -> None:
    to = User.objects.filter(pk=officer.pk)
    _tell(filing, to, f"重大活动“{filing.title}”交由您经办", f"{by}将该申报交由您经办。", f"assigned{assignment}")
