"""What both sides of a case are told, as rows of the outbox written with the act itself."""

from datetime import date

from django.db.models import QuerySet

from compliance.cases.models import AccountabilityCase, CasePaper, CaseReview
from organizations.enums import Role
from organizations.models import User
from organizations.people import desk_of, members_of
from zhengzhou_ideology.notices import outbox

PAPER_KIND = "case_paper"
WORK_KIND = "case_work"


def people_of(case: AccountabilityCase, today: date) -> QuerySet[User]:
    """Secretaries and first responsible persons of the organization."""
    return members_of(case.organization_id, today=today)


def desk(case: AccountabilityCase, today: date) -> QuerySet[User]:
    return desk_of(case.registration_authority_id, roles=[Role.REGISTRAR, Role.SUPERVISOR], today=today)


def reviewers(review: CaseReview, today: date) -> QuerySet[User]:
    """The supervisors of the authority that hears it, without those who opened or decided."""
    acted = [review.case.opened_by_id, review.case.decided_by_id]
    return desk_of(review.authority_id, roles=[Role.SUPERVISOR], today=today, without=acted)


def paper_sent(paper: CasePaper, *, today: date) -> None:
    """The paper itself lies in the portal; what the mail says starts no term, only its confirmed receipt does."""
    case = paper.case
    outbox.post(
        people_of(case, today),
        kind=PAPER_KIND,
        subject=f"{paper.authority}向你单位送达{paper.get_kind_display()}（{paper.full_number}）",
        body=f"事由：{case.get_ground_display()}。请登录门户签收并阅读；有关期限自签收之日的次日起计算，"
        f"文书中写明了你单位的权利和办理方式。",
        url=case.get_absolute_url(),
        key=f"case-paper:{paper.pk}",
        legal_paper=True,
    )


def told_organization(case: AccountabilityCase, subject: str, body: str, event: str, *, today: date) -> None:
    outbox.post(
        people_of(case, today),
        kind=PAPER_KIND,
        subject=subject,
        body=body,
        url=case.get_absolute_url(),
        key=f"case:{case.pk}:{event}",
    )


def told_desk(case: AccountabilityCase, subject: str, body: str, event: str, *, today: date) -> None:
    told(desk(case, today), case, subject, body, event)


def told(people: QuerySet[User], case: AccountabilityCase, subject: str, body: str, event: str) -> None:
    outbox.post(
        people,
        kind=WORK_KIND,
        subject=f"{case}：{subject}",
        body=body,
        url=case.get_absolute_url(),
        key=f"case:{case.pk}:{event}",
    )
