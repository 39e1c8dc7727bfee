"""Somebody at a browser, by HTTP: signs in with both factors, types, uploads, certifies. What is timed is told to `heard`."""

import re
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import requests
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from requests.adapters import HTTPAdapter

from tests.machines.city import PASSWORD, SECRET

NAME = "会议纪要.pdf"
FACTOR = "/accounts/2fa/authenticate/"
LOGIN = "/accounts/login/"
PROOF = "/reauthenticate/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
VERSION = re.compile(r'name="version" value="(\d+)"')
FILLED = {
    "special_study-held_on": "2026-07-15",
    "special_study-place": "三楼会议室",
    "special_study-chair": "王某某",
    "special_study-expected": "9",
    "special_study-present": "8",
    "special_study-agenda": "专题研究第三季度工作",
    "special_study-conclusions": "会议形成决议，由秘书处落实。" * 20,
    "council-held_on": "2026-08-20",
    "council-place": "三楼会议室",
    "council-chair": "王某某",
    "council-expected": "11",
    "council-present": "10",
    "council-agenda": "听取秘书处工作汇报",
    "council-conclusions": "会议审议通过第四季度安排。" * 20,
    "findings": "无",
    "measures": "无",
}
# kind of request, status (0: no answer at all), seconds
Heard = Callable[[str, int, float], None]
BUSY = (429, 503)
TRIES = 40


class GaveUp(Exception):
    """An answer that nobody should get, or none after many tries."""


class FromAddress(HTTPAdapter):
    """Loopback has sixteen million addresses: each organization comes from one of its own."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, source_address=(self.address, 0), **kwargs)


class Person:
    def __init__(self, site: str, username: str, *, heard: Heard, address: str = "127.0.0.1") -> None:
        self.site, self.username, self.heard = site, username, heard
        self.line = requests.Session()
        self.line.trust_env = False
        self.line.mount("http://", FromAddress(address))

    def asked(self, kind: str, method: str, path: str, *, wanted: tuple[int, ...] = (200,), **more: Any) -> Any:
        """The answer to one request, asked again as a person does who is told that the portal is busy, or gets no answer.

        `more["done"]`, if given, says after a cut whether the request had been carried out all the same.
        """
        done, headers = more.pop("done", None), {"Accept": "text/html"} | more.pop("extra", {})
        for _ in range(TRIES):
            began = time.monotonic()
            try:
                answer = self.line.request(
                    method, self.site + path, allow_redirects=False, timeout=60, headers=headers, **more
                )
            except requests.RequestException:
                self.heard(kind, 0, time.monotonic() - began)
                answer = None
            if answer is not None:
                self.heard(kind, answer.status_code, time.monotonic() - began)
                if answer.status_code in wanted:
                    return answer
                if answer.status_code not in BUSY and not (answer.status_code == 409 and done):
                    raise GaveUp(f"{method} {path} {answer.status_code} {answer.headers.get('Location', '')}")
            time.sleep(min(2.0, float(answer.headers.get("Retry-After", 1)) if answer is not None else 1.0))
            if done and done():
                return None
        raise GaveUp(f"{method} {path}: {TRIES} tries")

    def page(self, kind: str, path: str) -> str:
        return str(self.asked(kind, "GET", path).text)

    def posted(
        self, kind: str, path: str, facts: dict[str, Any], *, wanted: tuple[int, ...] = (302,), **more: Any
    ) -> Any:
        token = self.line.cookies.get("csrftoken") or self.line.cookies.get("__Host-csrftoken") or ""
        return self.asked(kind, "POST", path, wanted=wanted, data={"csrfmiddlewaretoken": token, **facts}, **more)

    def signs_in(self, *, factor: bool) -> None:
        self.page("login page", LOGIN)
        self.posted("sign in", LOGIN, {"login": self.username, "password": PASSWORD})
        if factor:
            self.page("factor page", FACTOR)
            self.proves("second factor", FACTOR)
        self.page("home", "/")

    def proves(self, kind: str, path: str, **more: Any) -> None:
        """A code; one that ran out on the way, or was used already, is followed by the next."""
        while True:
            answer = self.posted(kind, path, {"code": code()}, wanted=(200, 302), **more)
            if answer is None or answer.status_code == 302:
                return
            time.sleep(5)


def code() -> str:
    """What an authenticator with the secret shows now."""
    return str(format_hotp_value(hotp_value(SECRET, int(time.time()) // 30)))


def files(person: Person, pk: int, attachment: bytes | None) -> None:
    """A secretary opens the report, types as autosave sends it, attaches, and hands it to the leader."""
    path = f"/reports/{pk}/"
    edit, fields = f"{path}edit/", list(FILLED.items())
    person.page("report", path)
    version = found(VERSION, person.page("edit", edit))
    for part in (dict(fields[:7]), dict(fields)):
        while True:
            typed = {"version": version, **part}
            answer = person.posted("autosave", edit, typed, wanted=(200,), extra={"X-Autosave": "1"}, done=lambda: True)
            if answer is not None:
                version = str(answer.json()["version"])
                break
            version = found(VERSION, person.page("edit", edit))
    if attachment:
        upload = {"files": (NAME, attachment, "application/pdf")}
        attached = partial(_shows, person, edit, NAME)
        person.posted("upload", f"{path}files/special_study/", {}, files=upload, done=attached)
    handed = partial(_leads_on, person, edit)
    person.posted("hand over", f"{path}send/", {}, done=handed)


def certifies(person: Person, pk: int) -> bool:
    """A leader reads and certifies; whether the report's page then offers the receipt.

    Who signed in more than five minutes ago is asked for a code, and what was sent goes on after it.
    """
    path = f"/reports/{pk}/"
    person.page("report", path)
    offered = partial(_shows, person, path, f"/receipts/{pk}/")
    answer = person.posted("certify", f"{path}certify/", {}, done=offered)
    turned = answer.headers["Location"] if answer is not None else ""
    if PROOF in turned:
        person.page("proof page", turned)
        person.proves("proof", turned, done=offered)
    return offered()


def takes_receipt(person: Person, pk: int) -> None:
    person.asked("receipt", "GET", f"/receipts/{pk}/")


def _shows(person: Person, path: str, text: str) -> bool:
    return text in person.page("report", path)


def _leads_on(person: Person, path: str) -> bool:
    """A draft that is no draft any more."""
    return bool(person.asked("report", "GET", path, wanted=(200, 302)).status_code == 302)


def found(pattern: re.Pattern[str], page: str) -> str:
    seen = pattern.search(page)
    if seen is None:
        raise GaveUp(f"no {pattern.pattern} on the page")
    return seen[1]
