"""From two codes to the first accepted report, over HTTPS as everybody's browser speaks: `journey.py CERTIFICATE CODE CODE`.

Runs in the network of the host that is drilled, and knows nothing of the portal but its pages.
"""

import base64
import hashlib
import hmac
import html
import re
import struct
import subprocess
import sys
import time

import requests

SITE = "https://portal.example.org"
PASSWORD = "Correct-Horse-7731"
CODE = re.compile(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}")
LIST = """序号,社会组织名称,统一社会信用代码,社会组织类型,登记管理机关,法定代表人,党支部书记,日常工作联系人,联系电话,成立登记日期,住所,状态
1,郑州市餐饮协会,51410104MJWAE3CLX5,社会团体,郑州市民政局,王某某,李某某,张某某,19912345678,2015-03-02,农业路1号,正常
"""
FILLED = {
    f"{meeting}-{name}": value
    for meeting, day in (("special_study", "2026-07-15"), ("council", "2026-08-20"))
    for name, value in {
        "held_on": day, "place": "三楼会议室", "expected": "9", "present": "8", "agenda": "例会", "conclusions": "会议形成决议。",
    }.items()
}  # fmt: skip


class Person:
    def __init__(self, certificate: str, name: str) -> None:
        self.session, self.name = requests.Session(), name
        self.session.verify = certificate
        self.session.trust_env = False  # no proxy, and no certificates of this machine

    def get(self, path: str) -> requests.Response:
        return self.seen(self.session.get(SITE + path))

    def post(self, path: str, at: str = "", files: dict | None = None, **typed: str) -> requests.Response:
        """The form of the page `at`, with its token; what is answered must be no refusal."""
        page = self.get(at or path).text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        headers = {"Referer": SITE + (at or path)}
        return self.seen(
            self.session.post(SITE + path, {**typed, "csrfmiddlewaretoken": token}, files=files, headers=headers)
        )

    def seen(self, answer: requests.Response) -> requests.Response:
        if answer.status_code >= 400:
            raise SystemExit(
                f"{self.name}: {answer.request.method} {answer.url} → {answer.status_code}\n{words_of(answer.text)[:1500]}"
            )
        return answer

    def come(self, code: str) -> "Person":
        """An account from the code of a slip."""
        typed = {
            "username": self.name,
            "name": "王某某",
            "email": "",
            "phone": "",
            "password1": PASSWORD,
            "password2": PASSWORD,
        }
        if "/invite/" in self.post(f"/invite/{code}/", **typed).url:
            raise SystemExit(f"{self.name}: the code was not taken")
        return self

    def add_factor(self) -> "Person":
        """A second factor, as everybody who acts for an authority, and every leader, must have."""
        place = "/accounts/2fa/totp/activate/"
        page = self.get(place)
        if "reauthenticate" in page.url:
            page = self.post(page.url.removeprefix(SITE), password=PASSWORD)
        secret = re.search(r"\b[A-Z2-7]{32}\b", words_of(page.text) + page.text)[0]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
        typed = {"code": totp(secret), "csrfmiddlewaretoken": token}
        self.seen(self.session.post(SITE + place, typed, headers={"Referer": SITE + place}))
        return self


def totp(secret: str) -> str:
    """RFC 6238, six digits, half a minute."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1)
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def words_of(page: str) -> str:
    return re.sub(
        r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(script|style|head).*?</\1>", "", page)))
    )


def code_on(slips: requests.Response) -> str:
    """What is printed and handed over."""
    if slips.headers["Content-Type"] != "application/pdf":
        raise SystemExit(f"no slip but: {words_of(slips.text)[:1500]}")
    text = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=slips.content, capture_output=True, check=True
    ).stdout.decode()
    return CODE.search("".join(text.split()))[0]


def officer(security: Person, supervisor: Person, role: str, certificate: str) -> Person:
    """Proposed by the one, confirmed by the other, and come with the slip."""
    page = security.get("/seats/new/").text
    city = re.search(r'<option value="(\d+)"[^>]*>[^<]*郑州市民政局', page)[1]
    seat = security.post("/seats/new/", role=role, authority=city, name="赵某某", reason="任职通知").url.removeprefix(
        SITE
    )
    supervisor.post(f"{seat}confirm/", at=seat)
    return Person(certificate, role).come(code_on(security.post(f"{seat}invite/", at=seat))).add_factor()


def main(certificate: str, *codes: str) -> None:
    security, supervisor = (Person(certificate, f"founder{n}").come(code).add_factor() for n, code in enumerate(codes))
    registrar = officer(security, supervisor, "registrar", certificate)
    batch = registrar.post(
        "/registry/imports/", files={"file": ("名录.csv", LIST.encode("utf-8-sig"))}
    ).url.removeprefix(SITE)
    registrar.post(f"{batch}direct/", at=batch)
    registrar.post(f"{batch}confirm/", at=batch)
    secretary, leader = (
        Person(certificate, role).come(code_on(registrar.post(f"{batch}invite/", at=batch, role=role)))
        for role in ("secretary", "leader")
    )
    leader.add_factor()
    print("ready", flush=True)
    sys.stdin.readline()  # the operator opens the quarter meanwhile

    report = re.search(r'href="(/reports/\d+/)"', secretary.get("/reports/").text)[1]
    secretary.post(f"{report}edit/", **FILLED, findings="无", measures="无", version="0", send="1")
    leader.post(f"{report}certify/", at=report)
    registrar.post(f"{report}accept/", at=report)
    receipt = re.search(r'href="(/receipts/\d+/)"', secretary.get(report).text)[1]
    if not secretary.get(receipt).content.startswith(b"%PDF"):
        raise SystemExit("no receipt")
    print(words_of(secretary.get(report).text))


if __name__ == "__main__":
    main(*sys.argv[1:])
