"""A real Chromium against the real portal, with a desk's and a phone's window."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Request

from tests.factories import PASSWORD


@pytest.fixture
def shots() -> Path:
    """Where the tests leave their pictures."""
    folder = Path(__file__).resolve().parents[2] / "var" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


CLICKS = """
document.addEventListener("click", (event) => {
  if (event.isTrusted && event.detail > 0) sessionStorage.setItem("clicks", Number(sessionStorage.getItem("clicks") ?? 0) + 1);
}, { capture: true });
"""


class Person:
    """Somebody at a browser, signed in."""

    def __init__(
        self, browser: Browser, address: str, username: str, width: int, shots: Path, *, scripts: bool
    ) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale="zh-CN",
            java_script_enabled=scripts,
            accept_downloads=True,
            service_workers="block",
        )
        self.context.add_init_script(CLICKS)
        self.page: Page = self.context.new_page()
        self.loads: list[str] = []
        self.page.on("request", self._note)
        self.problems: list[str] = []
        self.expected: list[str] = []  # what the browser calls an error and the test asked for
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", lambda said: self.problems.append(said.text) if said.type == "error" else None)
        self.address, self.width, self.shots = address, width, shots
        self.page.goto(f"{address}/accounts/login/")
        self.page.get_by_label("用户名或电子邮箱").fill(username)
        self.page.get_by_label("密码").first.fill(PASSWORD)
        self.page.get_by_role("button", name="登录", exact=True).click()
        self.page.get_by_role("heading", name="待办", exact=True).wait_for()

    def _note(self, request: Request) -> None:
        """A page that somebody has to wait for; what it is redirected to belongs to it."""
        if request.is_navigation_request() and request.frame == self.page.main_frame and not request.redirected_from:
            self.loads.append(request.url)

    @property
    def clicks(self) -> int:
        """With a mouse or a finger, since signing in began; of scripts there are none."""
        return int(self.page.evaluate("sessionStorage.getItem('clicks') ?? 0"))

    def look(self, name: str) -> None:
        """Leave a picture where somebody may look at it, and see to it that nothing is wider than the window."""
        if "CI" not in os.environ:
            self.page.screenshot(path=self.shots / f"{name}-{self.width}.png", full_page=True)
        self.page.wait_for_load_state()  # a form that was just sent may have the next page on its way
        wide = self.page.locator("html").evaluate("html => html.scrollWidth - html.clientWidth")
        assert wide <= 0, f"{name} overflows at {self.width} px"

    def act(self, address: str, label: str, done: str, /, *, nth: int = 0, **typed: Any) -> None:
        """Open the question under the button, answer it, and read what the portal says."""
        self.page.goto(address)
        self.page.locator("summary").get_by_text(label, exact=True).nth(nth).click()
        form = self.page.locator("details[open] form.confirm-panel, dialog[open] form").first
        self.type(form, typed)
        form.get_by_role("button", name=label, exact=True).click()
        self.page.get_by_text(done).first.wait_for()

    def fill(self, address: str, submit: str, done: str, /, **typed: Any) -> None:
        """Fill in the form that is the page, and read what the portal says."""
        self.page.goto(address)
        form = self.page.locator("main form").filter(has=self.page.get_by_role("button", name=submit, exact=True)).first
        self.type(form, typed)
        form.get_by_role("button", name=submit, exact=True).click()
        self.page.get_by_text(done).first.wait_for()

    def type(self, form: Locator, typed: dict[str, Any]) -> None:
        """Values by field name, as a person would give them: words, a choice, a tick (True), a file (a dict)."""
        for name, value in typed.items():
            field = form.locator(f"[name={name}]")
            if isinstance(value, dict):
                field.set_input_files(value)
            elif value is True:
                field.check()
            elif field.count() > 1:
                form.locator(f"[name={name}][value='{value}']").check()
            elif field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def fill_in_steps(self, typed: dict[str, str]) -> None:
        """On to the next step wherever a field is not on the one that is shown."""
        for name, value in typed.items():
            field = self.page.locator(f"[name='{name}']")
            if not field.is_visible():
                self.page.get_by_role("link", name="下一步").click()
            field.fill(value)

    def to_step(self, title: str) -> None:
        """By the list of steps: until the page's scripts have run, all steps are there, and each is named twice."""
        self.page.get_by_role("navigation", name="填写步骤").get_by_role("link", name=title).click()

    def leave(self) -> None:
        self.context.close()
        assert [said for said in self.problems if not any(words in said for words in self.expected)] == []


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
