"""A city with two districts in it, and the systems that read of it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from compliance.duty_years import open_year
from events import filing_workflow, record_workflow
from events.models import EventFiling
from organizations.enums import Role
from organizations.models import Authority, Organization
from reports.api import token_workflow
from reports.api.enums import TokenScope
from reports.api.models import AccessToken
from reports.issuing import issue_one
from reports.models import AnnualStatement
from tests.conftest import CAST, Cast
from tests.events.factories import NOW, EventFilingFactory
from tests.factories import QuarterlyReportFactory, ReportingPeriodFactory
from tests.reports.api.receiver import certificate, receiving
from tests.snapshot import Snapshot

ALL = tuple(TokenScope)


@dataclass
class System:
    """One that reads, as its programs do: a token in a header, and nothing else."""

    secret: str
    token: AccessToken | None = None
    address: str = "127.0.0.1"

    def get(self, path: str, **query: Any):
        return self.ask("get", path, query)

    def ask(self, method: str, path: str, query: dict[str, Any] | None = None, **headers: str):
        if self.secret:
            headers["authorization"] = f"Bearer {self.secret}"
        asked = getattr(Client(REMOTE_ADDR=self.address), method)
        return asked(f"/api/v1{path}", query or {}, headers=headers)


@dataclass
class World:
    """The cast's organization and a strange one, each with everything that can be read of an organization."""

    cast: Cast
    organization: Organization
    strange: Organization
    filings: dict[int, EventFiling]
    statements: dict[int, AnnualStatement]

    @property
    def city(self) -> Authority:
        return Authority.objects.get(code="410100-MZJ")


def propose(cast: Cast, *, scopes=ALL, authority: Authority | None = None, days: int = 30, **facts) -> AccessToken:
    draft = AccessToken(
        name="数据共享",
        system="市政务数据共享交换平台",
        contact="市大数据局数据资源处，0371-00000000",
        authority=authority or cast.administrator.authority,
        scopes=list(scopes),
        addresses=facts.get("addresses", ["127.0.0.0/8"]),
        expires_at=facts.get("now", NOW) + timedelta(days=days),
    )
    return token_workflow.propose(draft, by=cast.administrator, now=facts.get("now", NOW))


def system(cast: Cast, **facts) -> System:
    token, now = propose(cast, **facts), facts.get("now", NOW)
    token_workflow.confirm(token, by=cast.security, now=now)
    return System(token_workflow.hand_out(token, by=cast.administrator, now=now), token)


def filed(cast: Cast, organization: Organization, secretary: str, leader: str, competent: str, registrar: str):
    filing = EventFilingFactory(organization=organization, prepared_by=cast.user(secretary))
    filing_workflow.send_for_certification(filing, by=cast.user(secretary), now=NOW)
    filing_workflow.certify(filing, by=cast.user(leader), now=NOW)
    record_workflow.record(filing.record, by=cast.user(registrar), now=NOW)
    return filing_workflow.give_approval(filing, by=cast.user(competent), now=NOW)


def _world() -> World:
    cast = CAST.build()
    strange = cast.stranger.memberships.get(role=Role.SECRETARY).organization
    for organization in (cast.organization, strange):
        QuarterlyReportFactory(organization=organization, period=ReportingPeriodFactory())
    open_year(2026, today=NOW.date())
    filings = {
        cast.organization.pk: filed(cast, cast.organization, "secretary", "leader", "competent", "registrar"),
        strange.pk: filed(cast, strange, "stranger", "strange_leader", "strange_competent", "strange_registrar"),
    }
    statements = {one.pk: issue_one(one, 2026, now=NOW) for one in (cast.organization, strange)}
    return World(cast, cast.organization, strange, filings, statements)


WORLD = Snapshot(_world)


@pytest.fixture(autouse=True)
def _at_this_hour(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def world(db) -> World:
    return WORLD.restore()


@pytest.fixture(scope="session")
def papers(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("receiver"))


@pytest.fixture
def receiver(papers, settings):
    """On a host that the operator has named, under an authority that the operator trusts."""
    with receiving(*papers) as found:
        settings.WEBHOOK_HOSTS = [found.host]
        settings.WEBHOOK_CA_FILE, settings.WEBHOOK_LOOPBACK = str(papers[0]), True
        yield found
