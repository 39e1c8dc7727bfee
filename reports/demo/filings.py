"""Major events of the demo city, brought into their states by the real moves, as their people would have made them."""

from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import cycle, islice
from random import Random

import pikepdf
from django.utils.timezone import make_aware

from events import filing_workflow, record_workflow
from events.enums import CorrectionKind, EventKind, Ground, PaperKind
from events.models import EventFiling, EventPaper
from organizations.enums import Role
from organizations.models import Membership, Organization, ResponsiblePerson, User
from zhengzhou_ideology.files.intake import Checked, keep
from zhengzhou_ideology.files.models import StoredFile

TITLES = {
    EventKind.FORUM: "行业发展论坛",
    EventKind.SEMINAR: "行业标准研讨会",
    EventKind.TRAINING: "从业人员业务培训班",
    EventKind.LECTURE: "公益知识讲座",
    EventKind.CELEBRATION: "成立周年纪念活动",
}
# How many of each; the first few belong to the printed accounts.
ENDS = (
    *("submitted", "approved", "draft", "concluded"),
    *("submitted",) * 8,
    *("approved",) * 10,
    *("returned",) * 3,
    *("certifying",) * 3,
    *("refused",) * 2,
    *("concluded",) * 8,
)


def write(today: date, random: Random, printed: Organization) -> None:
    """Upcoming events in every state, and some that are over."""
    agenda = _agenda()
    others = Organization.objects.filter(
        status="active", competent_authority__isnull=False, memberships__role=Role.SECRETARY
    ).exclude(pk=printed.pk)
    wanted, found = len(ENDS) - 4, [*others.order_by("pk")]
    # Of a small city half of them hold several, so that the others are at rest.
    few = random.sample(found, wanted if wanted <= len(found) else len(found) // 2) or [printed]
    chosen = [printed] * 4 + [*islice(cycle(few), wanted)]
    for organization, end in zip(chosen, ENDS, strict=True):
        _bring(organization, end, today, random, agenda)


def _agenda() -> StoredFile:
    """One empty page, as every demo filing's agenda."""
    content = BytesIO()
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    document.save(content)
    return keep(Checked("活动议程.pdf", "application/pdf", content.getvalue()), by=None)


def _actor(role: Role, **place: object) -> User:
    return Membership.objects.filter(role=role, **place).select_related("user").order_by("pk")[0].user


def _bring(organization: Organization, end: str, today: date, random: Random, agenda: StoredFile) -> None:
    secretary = _actor(Role.SECRETARY, organization=organization)
    ahead = -random.randrange(12, 60) if end == "concluded" else random.randrange(9, 40)
    first = today + timedelta(days=ahead)
    filed = _at(min(today, first - timedelta(days=random.randrange(8, 20))), 10)
    filing = _draft(organization, secretary, first, random, agenda)
    if end == "draft":
        return
    filing_workflow.send_for_certification(filing, by=secretary, now=filed)
    if end == "certifying":
        return
    filing_workflow.certify(filing, by=_actor(Role.LEADER, organization=organization), now=filed)
    if end != "submitted":
        _decide(filing, end, filed, secretary)


def _decide(filing: EventFiling, end: str, filed: datetime, secretary: User) -> None:
    officer = _actor(Role.COMPETENT_OFFICER, authority=filing.competent_authority)
    if end == "returned":
        reason = "请补充场地使用证明。"
        filing_workflow.send_back(
            filing, by=officer, now=filed, ground=Ground.INCOMPLETE, kind=CorrectionKind.PAPERS, reason=reason
        )
    elif end == "refused":
        reason = "活动内容超出章程规定的业务范围，可调整内容后重新申报。"
        filing_workflow.refuse(filing, by=officer, now=filed, ground=Ground.OUTSIDE_CHARTER, reason=reason)
    else:
        filing_workflow.give_approval(filing, by=officer, now=filed)
        registrar = _actor(Role.REGISTRAR, authority=filing.registration_authority)
        record_workflow.record(filing.record, by=registrar, now=filed)
    if end == "concluded":
        summary = {"was_held": True, "actual_headcount": filing.expected_headcount, "results": "活动按计划完成。"}
        filing_workflow.conclude(filing, by=secretary, now=_at(filing.ends_on + timedelta(days=3), 9), **summary)


def _draft(organization: Organization, secretary: User, first: date, random: Random, agenda: StoredFile) -> EventFiling:
    kind = random.choice([*TITLES])
    filing = EventFiling.objects.create(
        organization=organization,
        registration_authority=organization.registration_authority,
        competent_authority=organization.competent_authority,
        district=organization.district,
        kind=kind,
        title=f"{first.year}年{TITLES[kind]}",
        purpose="交流业务经验，服务会员单位和社会公众。",
        starts_on=first,
        starts_time=time(9, 0),
        ends_on=first,
        ends_time=time(17, 0),
        place="会议中心二楼报告厅",
        address=organization.address,
        expected_headcount=random.randrange(40, 300),
        budget=random.randrange(5, 60) * 1000,
        money_sources="会费收入",
        onsite_lead=ResponsiblePerson.objects.filter(organization=organization).first(),
        calls_for_head=False,
        prepared_by=secretary,
        edited_at=_at(first - timedelta(days=21), 9),
    )
    EventPaper.objects.create(filing=filing, file=agenda, kind=PaperKind.AGENDA)
    return filing


def _at(day: date, hour: int) -> datetime:
    return make_aware(datetime.combine(day, time(hour, 12)))
