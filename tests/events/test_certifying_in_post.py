"""The right to certify is the post's: whoever has left it is refused at the page, and the successor certifies."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from compliance import report_workflow
from events import filing_workflow
from organizations import invitations, voices
from organizations.enums import IdentityPaper, Role
from organizations.models import Invitation, PostChange, ResponsiblePerson
from tests.compliance.cases.conftest import pdf
from tests.events.factories import EventFilingFactory
from tests.factories import QuarterlyReportFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def papers(cast) -> dict[str, str]:
    """The addresses at which a report and a filing are certified."""
    day = localdate() + timedelta(days=60)
    report = QuarterlyReportFactory(organization=cast.organization, complete=True)
    filing = EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary, starts_on=day, ends_on=day)
    report_workflow.send_for_certification(report, by=cast.secretary, now=now())
    filing_workflow.send_for_certification(filing, by=cast.secretary, now=now())
    return {"report": f"/reports/{report.pk}/certify/", "filing": f"/events/{filing.pk}/certify/"}


@pytest.fixture
def successor(cast):
    """Of a change that took effect yesterday: entered, confirmed by the outgoing, invited, checked by a second officer."""
    address = f"/organizations/{cast.organization.uscc}/posts/branch_secretary/change/"
    typed = {"name": "周某某", "effective_on": localdate().isoformat(), "basis": "resolution", "upload": pdf()}
    assert cast.client("secretary").post(address, typed).status_code == 302
    change = PostChange.objects.get()
    assert cast.client("leader").post(f"/post-changes/{change.pk}/confirm/").status_code == 302
    change.refresh_from_db()
    draft = Invitation(role=Role.LEADER, organization=cast.organization, person=change.person)
    slip = invitations.issue([draft], by=cast.registrar, now=now()).slips[0]
    cast.users["successor"] = UserFactory(name="周某某")
    seat = invitations.accept(slip.invitation, account=cast.successor, now=now())
    voices.check_identity(seat, by=cast.supervisor, today=localdate(), paper=IdentityPaper.RESOLUTION)
    return cast.successor


@pytest.mark.parametrize("paper", ["report", "filing"])
def test_old_account_is_refused_once_the_post_has_ended_and_the_successor_certifies(cast, papers, successor, paper):
    yesterday = localdate() - timedelta(days=1)
    ResponsiblePerson.objects.filter(account=cast.leader).update(term_until=yesterday)

    answers = {name: cast.client(name).post(papers[paper]).status_code for name in ("leader", "successor")}

    assert answers == {"leader": 403, "successor": 302}


def test_outgoing_holder_certifies_on_the_last_day_still(cast, papers, successor):
    last = ResponsiblePerson.objects.get(account=cast.leader)

    answer = cast.client("leader").post(papers["report"])

    assert (last.term_until, answer.status_code) == (localdate(), 302)


@pytest.mark.parametrize("paper", ["report", "filing"])
def test_waiting_account_certifies_nothing(cast, papers, paper):
    draft = Invitation(role=Role.LEADER, organization=cast.organization)
    slip = invitations.issue([draft], by=cast.registrar, now=now()).slips[0]
    cast.users["waiting"] = UserFactory(name="赵某某")
    invitations.accept(slip.invitation, account=cast.waiting, now=now())

    answers = {name: cast.client(name).post(papers[paper]).status_code for name in ("waiting", "leader")}

    assert answers == {"waiting": 403, "leader": 302}
