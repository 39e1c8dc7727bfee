"""The cast with a superior party organization, and a report of a matter in each of its states, reached by the moves."""

from datetime import date, time

import pytest
from django.test import Client

from compliance import matter_workflow
from compliance.enums import MatterKind
from compliance.matters import drafting
from compliance.models import MatterReport
from organizations.enums import Role
from organizations.models import Authority
from tests.compliance.conftest import NOW
from tests.factories import AuthorityFactory, member

FACTS = {
    "title": "活动室水管爆裂",
    "kind": MatterKind.OUTLET,
    "happened_on": date(2026, 10, 8),
    "happened_at": time(20, 30),
    "place": "本会二楼活动室",
    "facts": "水管爆裂，活动室进水，无人员受伤。",
    "measures": "已关闭水阀，联系物业维修。",
    "to_party": True,
    "to_competent": True,
}


@pytest.fixture
def party(cast) -> Authority:
    """The superior party organization of the cast's, with an officer `party`; another one elsewhere with `strange_party`."""
    superior = AuthorityFactory(code="410105-SHZZDW", name="中共金水区社会组织委员会", kind="party", document_sign="")
    elsewhere = AuthorityFactory(code="410103-SHZZDW", name="中共二七区社会组织委员会", kind="party", document_sign="")
    cast.organization.party_superior = superior
    cast.organization.save()
    cast.users["party"] = member(Role.PARTY_OFFICER, superior)
    cast.users["strange_party"] = member(Role.PARTY_OFFICER, elsewhere)
    return superior


def started(cast, by="secretary", **facts) -> MatterReport:
    return drafting.start(cast.organization, by=cast.user(by), now=NOW, facts=FACTS | facts)


@pytest.fixture
def draft(cast, party) -> MatterReport:
    """Addressed to the party organization and to the competent authority."""
    return started(cast)


@pytest.fixture
def sent(cast, draft) -> MatterReport:
    return matter_workflow.send(draft, by=cast.secretary, now=NOW)


@pytest.fixture
def acknowledged(cast, sent) -> MatterReport:
    """By the party organization; the competent authority has not taken note."""
    return matter_workflow.take_note(sent, by=cast.party, now=NOW)


@pytest.fixture
def closed(cast, acknowledged) -> MatterReport:
    matter_workflow.take_note(acknowledged, by=cast.competent, now=NOW)
    for officer in (cast.party, cast.competent):
        matter_workflow.settle(acknowledged, by=officer, now=NOW, reason="已妥善处置。")
    return acknowledged


def page(client: Client, report: MatterReport) -> str:
    return client.get(report.get_absolute_url()).content.decode()
