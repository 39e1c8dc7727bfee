"""S4: a form that is refused comes back with what was typed, and says what is missing with links to the fields."""

import re
from dataclasses import dataclass

import pytest
import time_machine
from django.test import Client
from lxml import html

from compliance.enums import DutyKind
from tests.compliance.matters.conftest import started
from tests.conftest import Cast
from tests.events.factories import NOW, EventFilingFactory, approved
from tests.factories import QuarterlyReportFactory, duty_of
from tests.service.addresses import filled_in, methods_of, needs_sign_in, taking_forms
from zhengzhou_ideology.saved_views.keeping import keep

pytestmark = pytest.mark.django_db
WORDS = "先把打好的字留住。"
# Of Django, and the start of a word of the portal's own.
PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
THEIRS = ("这个字段是必填项", "输入一个有效的", "选择一个有效的", "确保该变量")
PAGES = {
    address: entry
    for address, entry in taking_forms().items()
    if needs_sign_in(entry) and not address.startswith("accounts/") and {"GET", "POST"} <= methods_of(entry.callback)
}
# What stands in the other places of an address, by its room; the rest needs a world of its own and is shown there.
NAMES = {
    "organizations/": {"kind": "address", "post": "liaison", "year": 2026, "part": 1},
    "exports/": {"ledger": "reports"},
    "views/": {"list_key": "reports"},
    "duties/catalogue/": {"kind": "annual_plan"},
}
# Pages of rows that this world lacks; the tests of their rooms open them. A new page is reached here or named here.
NOT_REACHED = {
    "account/address/<str:token>/",
    "authorities/<int:pk>/edit/",
    "calendar/policy/<slug:key>/",
    "cases/<int:pk>/draft/<str:kind>/",
    "cases/<int:pk>/rectification/",
    "cases/<int:pk>/review/",
    "cases/<int:pk>/sign/<str:kind>/",
    "cases/<int:pk>/statement/",
    "cases/<int:pk>/time/",
    "cases/wording/<str:kind>/",
    "duties/<int:pk>/merge/",
    "events/<int:pk>/merge/",
    "exchanges/<int:pk>/attendance/",
    "group-channels/<int:pk>/",
    "invitations/many/",
    "matters/<int:pk>/merge/",
    "memberships/<int:pk>/check/",
    "organizations/<str:uscc>/outlets/<int:pk>/",
    "organizations/<str:uscc>/outlets/<int:pk>/close/",
    "organizations/<str:uscc>/persons/<int:pk>/account/",
    "organizations/<str:uscc>/posts/<str:post>/change/",
    "registry/imports/<int:pk>/undo/",
    "reports/<int:pk>/merge/",
    "statements/publications/<int:year>/<str:uscc>/",
    "substitutions/new/<int:pk>/",
}
ROLES = ["secretary", "leader", "registrar", "competent", "supervisor", "administrator", "security", "city_supervisor"]


@dataclass
class World:
    cast: Cast
    # Keys that stand for `pk`, by the room that an address begins with.
    keys: dict[str, list[int]]

    def values(self, address: str) -> list[dict[str, object]]:
        """What may stand in the places of the address; empty where this world has nothing for it."""
        known: dict[str, object] = {"uscc": self.cast.organization.uscc}
        for room, names in NAMES.items():
            known |= names if address.startswith(room) else {}
        missing = set(PLACE.findall(address)) - set(known)
        if not missing:
            return [known]
        keys = self.keys.get(address.split("<int:pk>")[0], []) if missing == {"pk"} else []
        return [known | {"pk": key} for key in keys]


@pytest.fixture
def world(cast):
    with time_machine.travel(NOW, tick=False):
        organization = cast.organization
        filing = EventFilingFactory(organization=organization, prepared_by=cast.secretary)
        report = QuarterlyReportFactory(organization=organization)
        duty = duty_of(organization, DutyKind.COMMITMENT)
        yield World(
            cast,
            {
                "reports/": [report.pk],
                "duties/": [duty.pk],
                "matters/": [started(cast).pk],
                "events/": [filing.pk, approved(cast).pk],
                "views/": [keep(cast.secretary, "reports", name="草稿", parameters={"state": "draft"}).pk],
                "organizations/<str:uscc>/persons/": [filing.onsite_lead_id],
            },
        )


def shown_form(client: Client, url: str) -> html.FormElement | None:
    """The form of the page that posts to the page itself."""
    answer = client.get(url)
    if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
        return None
    forms = html.fromstring(answer.content).forms
    return next((form for form in forms if form.method == "POST" and (form.action or url).split("?")[0] == url), None)


def opened(world: World, address: str) -> tuple[Client, str, html.FormElement] | None:
    """By the first who is let in; whoever was let in last is asked first."""
    for values in world.values(address):
        for role in list(ROLES):
            client, url = world.cast.client(role), filled_in(address, **values)
            if (form := shown_form(client, url)) is not None:
                ROLES.remove(role)
                ROLES.insert(0, role)
                return client, url, form
    return None


def fill_in(form: html.FormElement) -> dict[str, list[str] | str]:
    """Words in every box for words, nothing in any other field that is shown: something will be missing."""
    data: dict[str, list[str] | str] = {"csrfmiddlewaretoken": "x"}
    beside = form.getroottree().xpath("//*[@form=$id]", id=form.get("id", "")) if form.get("id") else []
    for field in [*form.iter("textarea", "input"), *beside]:
        if field.tag not in {"textarea", "input"}:
            continue
        kind = field.get("type", "text")
        if not field.name or kind in {"file", "checkbox", "radio", "submit"}:
            continue
        data[field.name] = WORDS if field.tag == "textarea" else (field.value or "") if kind == "hidden" else ""
    return data


def faults(answer, *, written: bool) -> list[str]:
    """What is wrong with the page that a refused form came back on."""
    page, text = html.fromstring(answer.content), answer.content.decode()
    summary = page.xpath("//main//*[@data-error-summary or (contains(@class, 'alert-danger') and @role='alert')]")
    ids = set(page.xpath("//@id"))
    links = [address.lstrip("#") for address in page.xpath("//*[@data-error-summary]//a/@href")]
    found = [f"no element for #{key}" for key in links if key not in ids]
    found += [f"words of Django: {words}" for words in THEIRS if words in text]
    if written and WORDS not in text:
        found.append("typed words are lost")
    return found if summary else [*found, "nothing says what is wrong"]


def test_every_form_that_is_refused_comes_back_with_what_was_typed(world):
    faulty, refused, unseen = {}, [], []
    for address in PAGES:
        place = opened(world, address)
        if place is None:
            unseen.append(address)
            continue
        client, url, form = place
        data = fill_in(form)
        answer = client.post(url, data)
        if answer.status_code == 302 or (answer.status_code == 200 and WORDS not in data.values()):
            continue  # done: nothing was missing
        refused.append(address)
        if answer.status_code not in {409, 422}:
            faulty[address] = [f"status {answer.status_code}"]
        elif found := faults(answer, written=WORDS in data.values()):
            faulty[address] = found
    assert faulty == {}
    assert len(refused) > 40
    assert set(unseen) == NOT_REACHED
