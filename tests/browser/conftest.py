"""A real Chromium against the real portal, with a desk's and a phone's window."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.factories import PASSWORD


@pytest.fixture
def shots() -> Path:
    """Where the tests leave their pictures."""
    folder = Path(__file__).resolve().parents[2] / "var" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class Person:
    """Somebody at a browser, signed in."""

    def __init__(
        self, browser: Browser, address: str, username: str, width: int, shots: Path, *, scripts: bool
    ) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="zh-CN", java_script_enabled=scripts, accept_downloads=True
        )
        self.page: Page = self.context.new_page()
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", lambda said: self.problems.append(said.text) if said.type == "error" else None)
        self.address, self.width, self.shots = address, width, shots
        self.page.goto(f"{address}/accounts/login/")
        self.page.get_by_label("用户名或电子邮箱").fill(username)
        self.page.get_by_label("密码").first.fill(PASSWORD)
        self.page.get_by_role("button", name="登录", exact=True).click()
        self.page.get_by_role("heading", name="待办", exact=True).wait_for()

    def look(self, name: str) -> None:
        """Leave a picture, and see to it that nothing is wider than the window."""
        self.page.screenshot(path=self.shots / f"{name}-{self.width}.png", full_page=True)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert self.page.evaluate(wide) <= 0, f"{name} overflows at {self.width} px"

    def leave(self) -> None:
        self.context.close()
        assert self.problems == []


@pytest.fixture
def arrive(chromium, live_server, shots):
    """`arrive(username, width)`: a signed-in `Person`."""
    people: list[Person] = []

    def come(username: str, width: int = 1280, *, scripts: bool = True) -> Person:
        person = Person(chromium, live_server.url, username, width, shots, scripts=scripts)
        people.append(person)
        return person

    yield come
    for person in people:
        person.leave()
