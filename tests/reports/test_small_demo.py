"""A demo city with fewer organizations than its events and its lives would like to have."""

from random import Random

from django.utils.timezone import localdate

from events.models import EventFiling
from organizations.models import Authority, Organization, OrganizationChange
from reports.demo import filings, lives, signs
from tests.factories import OrganizationFactory


def test_small_city_has_every_state_of_events_and_as_many_lives_as_it_has_room_for(cast, monkeypatch):
    """Some organizations hold several events, and what happens in a life that finds nobody is left out."""
    monkeypatch.setattr(filings, "ENDS", (*filings.ENDS[:4], "certifying", "returned", "refused"))
    Organization.objects.update(address="郑州市金水区测试路1号")
    busy = {*Organization.objects.values_list("pk", flat=True)}
    quiet = OrganizationFactory()

    filings.write(localdate(), Random(94), printed=Organization.objects.get(pk=cast.organization.pk))
    lives.write(localdate(), Random(94), printed=busy)

    assert sorted(EventFiling.objects.values_list("state", flat=True)) == sorted(filings.ENDS)
    assert [change.organization for change in OrganizationChange.objects.all()] == [quiet]


def test_every_unit_gets_a_sign_and_no_two_have_the_same(cast):
    signs.give()

    found = dict(Authority.objects.open().exclude(kind="party").values_list("code", "document_sign"))
    assert (found["410100-JYJ"], found["410105-JYTY"], found["410105-MZJ"]) == ("郑教", "金水教体", "金水民函")
    assert len(set(found.values())) == len(found) > 400
