"""The first month of a bureau as its people live it: every state is reached through a page that somebody sent."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.test import Client

from compliance.models import QuarterlyReport
from organizations import invitations
from organizations.models import AuthorityProposal, ImportBatch, Organization, User
from tests.browser.test_registry_walk import UNIT, merged_list
from tests.compliance.test_drafting import FILLED
from tests.conftest import Cast
from tests.factories import PASSWORD, credit_code
from tests.organizations.test_registry_import import act, upload
from tests.organizations.test_registry_questions import answer
from tests.reports.pdf import running_text_of
from zhengzhou_ideology.notices.models import Notice

CODE = re.compile(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}")

BUREAUS = ("registrar", "strange_registrar")


def at(day: int, hour: int = 9) -> datetime:
    """An hour of the month, which is October 2026."""
    return datetime(2026, 10, day, hour, tzinfo=ZoneInfo("Asia/Shanghai"))


def listed(number: int) -> Organization:
    """The organization of that row of the list."""
    return Organization.objects.get(uscc=credit_code(899 + number, "51410105"))


def report(organization: Organization, quarter: int = 3) -> QuarterlyReport:
    return organization.reports.get(period__quarter=quarter)


# The list


def handed_in(cast: Cast) -> ImportBatch:
    """Six organizations under a header of two merged rows; four of them name a unit that the register lacks."""
    assert upload(cast.client("registrar"), content=merged_list()["buffer"]).status_code == 302
    return ImportBatch.objects.latest("pk")


def answered(cast: Cast, question: AuthorityProposal) -> None:
    """The bureau says what it knows of the unit, the administrator adds it."""
    unit = {"name": UNIT, "district": "410105"}
    assert answer(cast.client("registrar"), question, "suggest_new", **unit).status_code == 302
    assert answer(cast.client("administrator"), question, "new", **unit).status_code == 302


def confirmed(cast: Cast, batch: ImportBatch) -> None:
    assert act(cast.client("registrar"), batch, "confirm").status_code == 302


# People


def joined(cast: Cast, code: str, who: str, name: str) -> User:
    """A new account from a code on a slip, known to the cast as `who`."""
    typed = {"username": who, "name": name, "email": "", "phone": "", "password1": PASSWORD, "password2": PASSWORD}
    answered = Client().post(f"/invite/{code}/", typed)
    assert answered.status_code == 302, answered.context["form"].errors
    cast.users[who] = User.objects.get(username=who)
    return cast.users[who]


def codes_of(slips: HttpResponse) -> list[str]:
    """What stands on the printed slips."""
    assert slips["Content-Type"] == "application/pdf", slips.status_code
    return CODE.findall(running_text_of(slips.content))


def staffed(cast: Cast, batch: ImportBatch) -> None:
    """Everybody of the list is invited in one step for each role, and comes."""
    for role in ("secretary", "leader"):
        seated(cast, role, codes_of(act(cast.client("registrar"), batch, "invite", {"role": role})))


def seated(cast: Cast, role: str, codes: list[str]) -> None:
    """An account from each code, known by the row of the list: `secretary-1`, `leader-1` and so on."""
    for code in codes:
        row = invitations.find(code).organization.name[-1]
        joined(cast, code, f"{role}-{row}", {"secretary": "李某某", "leader": "王某某"}[role])


# Papers


def sent(cast: Cast, number: int) -> QuarterlyReport:
    """The third quarter of the organization, filled in and sent to whoever certifies it."""
    paper = report(listed(number))
    typed = {**FILLED, "version": 0, "send": "1"}
    assert cast.client(f"secretary-{number}").post(f"/reports/{paper.pk}/edit/", typed).status_code == 302
    return paper


def filed(cast: Cast, number: int) -> QuarterlyReport:
    paper = sent(cast, number)
    assert cast.client(f"leader-{number}").post(f"/reports/{paper.pk}/certify/").status_code == 302
    return paper


def accepted(cast: Cast, paper: QuarterlyReport, by: str = "registrar") -> None:
    assert cast.client(by).post(f"/reports/{paper.pk}/accept/").status_code == 302


def statement(cast: Cast, organization: Organization, by: str) -> str:
    """The words of the statement of 2026, issued and downloaded by `by`."""
    typed = {"uscc": organization.uscc, "year": 2026}
    return running_text_of(cast.client(by).post("/statements/issue/", typed, follow=True).content)


def receipt(cast: Cast, paper: QuarterlyReport, by: str) -> str:
    return running_text_of(cast.client(by).get(f"/receipts/{paper.pk}/").content)


# What is to be seen


def codes(cast: Cast, pages: dict[str, str], *names: str) -> dict[str, dict[str, int]]:
    return {who: {page: cast.client(who).get(url).status_code for page, url in pages.items()} for who in names}


def pages_of(organization: Organization) -> dict[str, str]:
    """Each page and paper of the organization that there is."""
    home = organization.get_absolute_url()
    papers = {f"report of quarter {one.period.quarter}": one for one in organization.reports.select_related("period")}
    pages = {name: paper.get_absolute_url() for name, paper in papers.items()}
    receipts = {f"receipt of {name}": f"/receipts/{paper.pk}/" for name, paper in papers.items() if paper.submitted_at}
    changes = {change.kind: f"{home}changes/{change.pk}/paper/" for change in organization.changes.all()}
    return {"page": home, "whole": f"{home}whole/", **pages, **receipts, **changes}


def to_do(cast: Cast, who: str) -> dict[str, list[str]]:
    """Titles of the tasks on the home page, by section; sections without a task are left out."""
    sections = cast.client(who).get("/").context["sections"]
    return {section.title: [todo.title for todo in section.todos] for section in sections if section.todos}


def told(cast: Cast, subject: str) -> set[str]:
    """Who has a notice whose subject says so."""
    names = {user.pk: name for name, user in cast.users.items()}
    return {names[pk] for pk in Notice.objects.filter(subject__contains=subject).values_list("recipient", flat=True)}


def found(cast: Cast, who: str, text: str) -> list[str]:
    """Names that a search of the register gives."""
    return [row.name for row in cast.client(who).get("/organizations/", {"q": text}).context["page"]]


def figures(cast: Cast, who: str) -> dict[int, dict[str, Any]]:
    """What the page of the quarters counts for the reader, by quarter; what is none is left out."""
    rows = cast.client(who).get("/periods/").context["rows"]
    return {row["period"].quarter: {name: row[name] for name in row if name != "period" and row[name]} for row in rows}
