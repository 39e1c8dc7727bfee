"""Who guesses keys is answered as if there were nothing, and is seen all the same."""

import pytest
from django.conf import settings
from django.utils.timezone import now

from organizations.models import ResponsiblePerson
from tests.compliance.cases.conftest import pdf
from tests.events.factories import EventFilingFactory
from tests.factories import QuarterlyReportFactory
from tests.security.conftest import kinds
from zhengzhou_ideology.notices.models import Notice
from zhengzhou_ideology.security import alarms
from zhengzhou_ideology.security.models import SecurityEvent

pytestmark = pytest.mark.django_db
NOBODY = 999_999


def asked(cast, name: str, place: str) -> tuple[int, list[str]]:
    return cast.client(name).get(place).status_code, kinds(account=cast.user(name))


@pytest.mark.parametrize(
    ("name", "answer"),
    [("stranger", (404, ["denied"])), ("strange_registrar", (404, ["denied"])), ("auditor", (200, []))],
)
def test_row_out_of_reach_is_answered_as_none_and_put_on_record(name, answer, cast):
    report = QuarterlyReportFactory(organization=cast.organization)

    assert asked(cast, name, f"/reports/{report.pk}/") == answer
    assert asked(cast, name, f"/reports/{NOBODY}/") == (404, answer[1])


def test_event_says_which_address_was_tried_by_which_method(cast):
    filing = EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary)

    cast.client("stranger").post(f"/events/{filing.pk}/cancel/", {"reason": "x"})

    event = SecurityEvent.objects.get()
    assert (event.about, event.acting_as) == (f"POST /events/{filing.pk}/cancel/", cast.stranger.acting_label)


def test_row_below_the_own_one_and_a_file_not_yet_handed_in_are_out_of_reach_too(cast):
    person = ResponsiblePerson.objects.filter(organization=cast.organization).first()
    filing = EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary)
    cast.client("secretary").post(f"/events/{filing.pk}/papers/agenda/", {"files": pdf("方案.pdf")})
    own, handed_in = cast.stranger.organization, filing.papers.latest("pk")

    assert asked(cast, "stranger", f"/organizations/{own.uscc}/persons/{person.pk}/") == (404, ["denied"])
    assert asked(cast, "competent", f"/events/papers/{handed_in.pk}/") == (404, ["denied"])


def test_state_is_no_reach(cast):
    """A file that was taken off meanwhile is clicked once more: nobody guesses there."""
    filing = EventFilingFactory(organization=cast.organization, prepared_by=cast.secretary)
    client = cast.client("secretary")
    client.post(f"/events/{filing.pk}/papers/agenda/", {"files": pdf("方案.pdf")})
    removed = filing.papers.latest("pk")
    place = f"/events/papers/{removed.pk}/remove/"

    assert [client.post(place).status_code for _ in range(2)] == [302, 404]
    assert "denied" not in kinds()


def test_who_tries_many_keys_alarms(cast):
    report, client = QuarterlyReportFactory(organization=cast.organization), cast.client("stranger")
    for _ in range(alarms.DENIALS):
        client.get(f"/reports/{report.pk}/")

    alarms.watch(now())

    subject = f"账号“{cast.stranger.username}”多次越权被拒"
    assert {notice.recipient for notice in Notice.objects.filter(subject=subject)} == {cast.auditor, cast.security}


def test_every_door_looks_for_its_row_where_reach_is_applied():
    """`get_object_or_404` would answer the same, and leave no trace."""
    rooms = ("zhengzhou_ideology", "organizations", "compliance", "events", "reports")
    modules = [path for room in rooms for path in (settings.BASE_DIR / room).rglob("*.py")]
    named = [path for path in modules if "get_object_or_404" in path.read_text(encoding="utf-8")]

    assert [str(path.relative_to(settings.BASE_DIR)) for path in named] == ["zhengzhou_ideology/reach.py"]
