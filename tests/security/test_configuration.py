"""Every page that changes how the portal works for all leaves an event once its form is taken, and none before."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from compliance.cases.papers.wording import BUILT_IN
from organizations.ladder.models import Hold
from reports.api import endpoint_workflow, token_workflow
from reports.api.models import WebhookEndpoint
from tests.compliance.test_duty_catalogue import typed as catalogue_form
from tests.conftest import Cast
from tests.events.factories import NOW
from tests.reports.api.conftest import propose, system
from tests.security.conftest import LOGIN
from zhengzhou_ideology.notices.models import GroupChannel
from zhengzhou_ideology.security.models import SecurityEvent

pytestmark = pytest.mark.django_db
URL = "https://hooks.example.org/portal"
ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0a1b2c3d-0000-1111-2222-333344445555"
Sent = tuple[str, list[Any], dict[str, Any]]


@pytest.fixture(autouse=True)
def _at_this_hour(time_machine, settings):
    time_machine.move_to(NOW, tick=False)
    settings.WEBHOOK_HOSTS = ["hooks.example.org"]


def day_of_rest(cast: Cast) -> Sent:
    typed = {"date": "2026-10-15", "kind": "rest", "name": "防汛停工", "source": "豫政办〔2026〕1号"}
    shown = cast.client("administrator").post("/calendar/days/", typed)
    return "administrator", [], {"token": shown.context["preview"].token}


def wording(cast: Cast) -> Sent:
    text = BUILT_IN["notice"].replace("本机关将充分听取意见", "本机关将认真听取意见")
    return "administrator", ["notice"], {"text": text, "seen": 0}


def wording_restored(cast: Cast) -> Sent:
    name, args, typed = wording(cast)
    cast.client(name).post(reverse("cases:wording_edit", args=args), typed)
    return name, args, {}


def catalogue(cast: Cast) -> Sent:
    return "administrator", ["study"], catalogue_form(title="集中学习", confirm="1")


def letter(cast: Cast) -> Sent:
    typed = {"effective_from": "2027-01-01", "text": "本组织承诺如下：\n一、按期报送。", "source": "局办公会议"}
    return "administrator", [], typed


def group(cast: Cast) -> Sent:
    return (
        "administrator",
        [],
        {"owner": cast.city_registrar.authority.code, "name": "值班群", "url": ROBOT, "active": "on"},
    )


def made_group(cast: Cast, *, active: bool) -> Sent:
    owner = cast.city_registrar.authority.code
    made = GroupChannel.objects.create(owner=owner, name="值班群", url=ROBOT, active=active)
    return "administrator", [made.pk], {"owner": owner, "name": "防汛群", "url": ROBOT, "active": "on"}


def hold(cast: Cast) -> Sent:
    district = cast.organization.registration_authority.district_id
    days = {"starts_on": NOW.date().isoformat(), "ends_on": NOW.date().isoformat()}
    return "supervisor", [], {"district": district, "rung": "quarterly_report:2", "reason": "汛情。", **days}


def held(cast: Cast) -> Sent:
    name, _, typed = hold(cast)
    cast.client(name).post("/ladder/", typed)
    return name, [Hold.objects.get().pk], {}


def proposed_token(cast: Cast) -> Sent:
    return "security", [propose(cast).pk], {}


def confirmed_token(cast: Cast) -> Sent:
    token = propose(cast)
    token_workflow.confirm(token, by=cast.security, now=NOW)
    return "administrator", [token.pk], {}


def token_in_use(cast: Cast) -> Sent:
    return "administrator", [system(cast).token.pk], {"reason": "系统下线。"}


def endpoint(cast: Cast) -> Sent:
    return "administrator", [], {"token": system(cast).token.pk, "url": URL, "kinds": ["filing.decided"]}


def made_endpoint(cast: Cast, *, active: bool = True) -> Sent:
    draft = WebhookEndpoint(token=system(cast).token, url=URL, kinds=["filing.decided"])
    made = endpoint_workflow.set_up(draft, by=cast.administrator, now=NOW)
    if not active:
        endpoint_workflow.switch_off(made, by=cast.administrator)
    return "administrator", [made.pk], {}


PAGES: dict[str, Callable[[Cast], Sent]] = {
    "workcalendar:confirm": day_of_rest,
    "cases:wording_edit": wording,
    "cases:wording_restore": wording_restored,
    "compliance:catalogue_change": catalogue,
    "compliance:letter_texts": letter,
    "organizations:group_channel_new": group,
    "organizations:group_channel_edit": lambda cast: made_group(cast, active=True),
    "organizations:group_channel_off": lambda cast: made_group(cast, active=True),
    "organizations:group_channel_on": lambda cast: made_group(cast, active=False),
    "ladder:ladder": hold,
    "ladder:lift_hold": held,
    "api:token_confirm": proposed_token,
    "api:token_hand_out": confirmed_token,
    "api:token_revoke": token_in_use,
    "api:endpoint_new": endpoint,
    "api:endpoint_off": made_endpoint,
    "api:endpoint_on": lambda cast: made_endpoint(cast, active=False),
    "api:endpoint_key": made_endpoint,
}


def test_the_table_has_every_page_of_the_settings():
    assert [*PAGES] == settings.CONFIGURATION_PAGES
    assert {*settings.SECRETS_SHOWN_ONCE} < {*PAGES}


@pytest.mark.parametrize("page", PAGES)
def test_form_that_is_taken_is_on_record(page, cast):
    name, args, typed = PAGES[page](cast)
    place = reverse(page, args=args)
    before = SecurityEvent.objects.count()

    answer = cast.client(name).post(place, typed)

    made = SecurityEvent.objects.order_by("pk")[before:]
    assert answer.status_code == (200 if page in settings.SECRETS_SHOWN_ONCE else 302)
    assert [(one.kind, one.account, one.about) for one in made] == [("configured", cast.user(name), place)]


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("organizations:group_channel_new", {"name": "值班群"}),
        ("api:endpoint_new", {"url": URL}),
        ("compliance:catalogue_change", {"title": "集中学习"}),
    ],
)
def test_form_that_comes_back_has_changed_nothing_and_leaves_no_event(page, typed, cast):
    answer = cast.client("administrator").post(reverse(page, args=["study"] if "catalogue" in page else []), typed)

    assert (answer.status_code, SecurityEvent.objects.count()) == (422, 0)


def test_preview_of_the_catalogue_leaves_no_event(cast):
    name, args, typed = catalogue(cast)
    typed.pop("confirm")

    answer = cast.client(name).post(reverse("compliance:catalogue_change", args=args), typed)

    assert (answer.status_code, SecurityEvent.objects.count()) == (200, 0)


@pytest.mark.parametrize("place", ["/group-channels/new/", "/cases/wording/%00/"])
def test_who_is_not_signed_in_configures_nothing_and_leaves_no_event(place, db):
    answer = Client().post(place, {"name": "值班群"})

    assert (answer.status_code, answer.url.split("?")[0]) == (302, LOGIN)
    assert not SecurityEvent.objects.exists()
