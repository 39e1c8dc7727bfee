"""The pictures of the handbook, made anew by `make manual`: the demo city on a day of its own, seen through Chromium.

No test of every day: pytest finds it under its name alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from compliance import report_workflow
from compliance.enums import MeetingKind
from compliance.models import QuarterlyReport
from organizations.models import Membership, User
from reports.manual.examples import REPORT
from reports.manual.models import GuideAway
from tests.factories import MeetingFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOLDER = settings.BASE_DIR / "static" / "manual"
# A Monday, three days before the reports of the third quarter are due.
NOW = datetime(2026, 10, 12, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
ORGANIZATIONS, SEED = 60, 94
# Whose guide of the first days has not been put away.
NEWCOMER = "secretary2"
# Whose report waits to be certified, and by whom.
HANDED_OVER = ("secretary2", "leader2")
# At whose desk something waits in every room.
CITY_REGISTRAR = "410100-mzj-registrar"
DESK, PHONE = (1280, 800), (390, 780)
# In the handbook nobody needs more.
WIDEST, QUALITY = 960, 72
Steps = Callable[[Page], object]


@dataclass(frozen=True)
class Shot:
    """What stands in the window of an account after the steps from an address."""

    name: str
    account: str
    address: str
    steps: tuple[Steps, ...] = ()
    window: tuple[int, int] = DESK


def follow(words: str) -> Steps:
    """The first link or button that says so."""
    return lambda page: page.locator("main").locator("a, button, summary").filter(has_text=words).first.click()


def down_to(words: str) -> Steps:
    """The heading that says so stands at the top."""

    def scroll(page: Page) -> None:
        place = page.locator("main").locator("h2, h3, legend, summary, label").filter(has_text=words).first
        place.evaluate("place => window.scrollTo(0, place.getBoundingClientRect().top + window.scrollY - 24)")

    return scroll


SHOTS = (
    Shot("sign-in", "", "/accounts/login/"),
    Shot("first-day", NEWCOMER, "/"),
    Shot("secretary-day", "secretary", "/"),
    Shot("secretary-phone", "secretary", "/", window=PHONE),
    Shot("secretary-report", "secretary", "/reports/", (follow("2026年第三季度"), follow("填写"))),
    Shot("secretary-filing", "secretary", "/events/new/"),
    Shot("secretary-duties", "secretary", "/duties/"),
    Shot("leader-certify", HANDED_OVER[1], "/", (follow("2026年第三季度报告"),)),
    Shot("competent-filing", "competent", "/events/queue/"),
    Shot("party-matter", "party", "/matters/", (follow("培训场地消防通道被堵"),)),
    Shot("registrar-day", CITY_REGISTRAR, "/"),
    Shot("registrar-queue", CITY_REGISTRAR, "/reports/queue/"),
    Shot("registrar-organization", "registrar", "/organizations/", (follow("金水区青少年教育协会"), follow("全貌"))),
    Shot("registrar-import", "registrar", "/registry/imports/"),
    Shot("supervisor-board", "reviewer", "/boards/"),
    Shot("supervisor-ladder", "reviewer", "/ladder/?on=2026-10-14", (down_to("将要发出的催办"),)),
    Shot("administrator-catalogue", "administrator", "/duties/catalogue/"),
    Shot("administrator-calendar", "administrator", "/calendar/"),
    Shot("security-seats", "security", "/seats/"),
    Shot("security-accounts", "security", "/accounts/manage/"),
    Shot("auditor-events", "auditor", "/security/events/"),
    Shot("auditor-cases", "auditor", "/cases/"),
)


def hand_over(secretary: User, leader: User) -> None:
    """The report of the third quarter, filled in and sent to the leader."""
    report = QuarterlyReport.objects.get(organization=leader.organization, period__year=2026, period__quarter=3)
    report.meetings.all().delete()
    for kind, held_on in zip(MeetingKind, (date(2026, 8, 18), date(2026, 9, 10)), strict=True):
        MeetingFactory(report=report, kind=kind, held_on=held_on)
    QuarterlyReport.objects.filter(pk=report.pk).update(findings=REPORT["findings"], measures=REPORT["measures"])
    report_workflow.send_for_certification(report, by=secretary, now=NOW)


@pytest.fixture
def city(time_machine, settings) -> None:
    time_machine.move_to(NOW, tick=False)
    settings.DEMO, settings.DEMO_PASSWORD = True, "not-needed"
    call_command("seed_demo", organizations=ORGANIZATIONS, seed=SEED)
    held = Membership.objects.exclude(user__username=NEWCOMER).values_list("user", "role").distinct()
    GuideAway.objects.bulk_create(
        (GuideAway(user_id=user, role=role, at=NOW) for user, role in held), ignore_conflicts=True
    )
    hand_over(*(User.objects.get(username=name) for name in HANDED_OVER))
    call_command("refresh_boards", full=True)
    settings.DEMO = False  # a banner on each picture would say nothing to readers of the real portal


@pytest.fixture
def window(chromium: Browser, live_server) -> Iterator[Callable[[Shot], Page]]:
    """The page on which a shot begins; an account signs in once for each size of window."""
    open_ones: dict[tuple[str, tuple[int, int]], BrowserContext] = {}

    def signed_in(account: str, size: tuple[int, int]) -> BrowserContext:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            base_url=live_server.url,
            is_mobile=size == PHONE,
            has_touch=size == PHONE,
        )
        if account:
            client = Client()
            client.force_login(User.objects.get(username=account), backend="django.contrib.auth.backends.ModelBackend")
            context.add_cookies(
                [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
            )
        return context

    def opened(shot: Shot) -> Page:
        key = (shot.account, shot.window)
        if key not in open_ones:
            open_ones[key] = signed_in(*key)
        page = open_ones[key].new_page()
        page.clock.set_fixed_time(NOW)
        page.goto(shot.address)
        return page

    yield opened
    for context in open_ones.values():
        context.close()


def compressed(picture: bytes) -> bytes:
    image = Image.open(BytesIO(picture)).convert("RGB")
    if image.width > WIDEST:
        image = image.resize((WIDEST, round(image.height * WIDEST / image.width)), Image.Resampling.LANCZOS)
    out = BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=6)
    return out.getvalue()


def test_the_pictures_of_the_handbook_are_made_anew(city, window):
    FOLDER.mkdir(exist_ok=True)
    for shot in SHOTS:
        page = window(shot)
        for step in shot.steps:
            step(page)
        page.wait_for_load_state("networkidle")
        (FOLDER / f"{shot.name}.webp").write_bytes(compressed(page.screenshot(animations="disabled", caret="hide")))
        page.close()

    for old in FOLDER.glob("*.webp"):
        if old.stem not in {shot.name for shot in SHOTS}:
            old.unlink()
