"""Filings to stand on: a complete draft, and one put into each state by the moves that lead there."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import factory
from django.core.files.base import ContentFile

from events import filing_workflow, record_workflow
from events.enums import CorrectionKind, EventKind, Ground, PaperKind, RevocationGround
from events.models import EventFiling, EventPaper
from organizations.enums import Post
from tests.factories import OrganizationFactory, ResponsiblePersonFactory
from zhengzhou_ideology.files.models import StoredFile

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 10, 9, 10, 0, tzinfo=SHANGHAI)
AFTER = datetime(2026, 10, 22, 9, 0, tzinfo=SHANGHAI)


class StoredFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StoredFile

    file = factory.LazyFunction(lambda: ContentFile(b"%PDF-1.4", name="paper.pdf"))
    name = "活动议程.pdf"
    size = 8
    content_type = "application/pdf"
    sha256 = "a" * 64


class EventPaperFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EventPaper

    file = factory.SubFactory(StoredFileFactory)
    kind = PaperKind.AGENDA


class EventFilingFactory(factory.django.DjangoModelFactory):
    """A draft that has everything the checklist asks for; `prepared_by` must be given."""

    class Meta:
        model = EventFiling
        skip_postgeneration_save = True

    organization = factory.SubFactory(OrganizationFactory)
    registration_authority = factory.SelfAttribute("organization.registration_authority")
    competent_authority = factory.SelfAttribute("organization.competent_authority")
    district = factory.SelfAttribute("organization.district")
    kind = EventKind.FORUM
    title = "秋季行业发展论坛"
    purpose = "交流行业发展经验。"
    starts_on = date(2026, 10, 20)
    starts_time = time(9, 0)
    ends_on = date(2026, 10, 20)
    ends_time = time(17, 0)
    place = "市会议中心"
    address = "金水区农业路1号"
    expected_headcount = 120
    budget = 20000
    money_sources = "会费"
    calls_for_head = False

    @factory.post_generation
    def complete(self, create, extracted, **kwargs):
        if extracted is False:
            return
        person = self.organization.responsible_persons.filter(post=Post.LIAISON).first()
        self.onsite_lead = person or ResponsiblePersonFactory(organization=self.organization, post=Post.LIAISON)
        self.save()
        EventPaperFactory(filing=self)


def certifying(cast, **facts) -> EventFiling:
    filing = EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary, **facts)
    return filing_workflow.send_for_certification(filing, by=cast.secretary, now=NOW)


def submitted(cast, **facts) -> EventFiling:
    return filing_workflow.certify(certifying(cast, **facts), by=cast.leader, now=NOW)


def joint(cast, partner, **facts) -> EventFiling:
    """Submitted with a partner that is registered here, whose authority decides too."""
    filing = EventFilingFactory(
        organization=cast.organization, prepared_by=cast.secretary, cross_organization=True, **facts
    )
    filing.scope_details.create(kind="partner", name=partner.name, organization=partner)
    filing_workflow.send_for_certification(filing, by=cast.secretary, now=NOW)
    return filing_workflow.certify(filing, by=cast.leader, now=NOW)


def recorded(cast, **facts) -> EventFiling:
    """Submitted, and nothing left to do for the registration authority."""
    filing = submitted(cast, **facts)
    record_workflow.record(filing.record, by=cast.registrar, now=NOW)
    return filing


def returned(cast, **facts) -> EventFiling:
    return filing_workflow.send_back(
        submitted(cast, **facts),
        by=cast.competent,
        now=NOW,
        ground=Ground.INCOMPLETE,
        kind=CorrectionKind.PAPERS,
        reason="请补充场地证明。",
    )


def approved(cast, **facts) -> EventFiling:
    return filing_workflow.give_approval(submitted(cast, **facts), by=cast.competent, now=NOW)


def refused(cast, **facts) -> EventFiling:
    return filing_workflow.refuse(
        submitted(cast, **facts), by=cast.competent, now=NOW, ground=Ground.OUTSIDE_CHARTER, reason="不在业务范围之内。"
    )


def revoked(cast, **facts) -> EventFiling:
    return filing_workflow.revoke(
        approved(cast, **facts), by=cast.competent, now=NOW, ground=RevocationGround.NO_PERMIT, reason="场地许可失效。"
    )


def concluded(cast, **facts) -> EventFiling:
    return filing_workflow.conclude(
        approved(cast, **facts), by=cast.secretary, now=AFTER, was_held=True, actual_headcount=110, results="达到预期。"
    )
