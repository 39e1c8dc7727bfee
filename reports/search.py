"""搜索: organizations, numbers of papers, filings and reports of matters, as far as the reader sees them; never persons."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from compliance.cases.models import AccountabilityCase, CasePaper
from compliance.models import MatterReport
from events.models import EventFiling, IssuedPaper
from organizations.models import Organization, User
from zhengzhou_ideology.wording import dated

SHOWN = 8
# 郑民函〔2026〕12号, however the brackets were typed, or without them: 2026 12.
NUMBER = re.compile(r"(?P<year>20\d\d)\s*[〕\]\)）】]?\s*(?:年)?\s*第?\s*(?P<number>\d{1,6})\s*号?")


@dataclass(frozen=True, slots=True)
class Hit:
    title: str
    url: str
    note: str = ""
    state: str = ""
    state_label: str = ""


@dataclass(frozen=True, slots=True)
class Hits:
    """`more_url` leads to the list where all of them stand, if there are more than are shown."""

    title: str
    hits: Sequence[Hit]
    more_url: str = ""


def search(text: str, user: User, today: date) -> list[Hits]:
    """What fits, by kind; kinds of which there is nothing are left out."""
    words = text.strip()
    if len(words) < 2:
        return []
    found = [_papers(words, user, today), _organizations(words, user), _filings(words, user), _matters(words, user)]
    return [hits for hits in found if hits.hits]


def _shown(title: str, rows: Any, hit: Any, more_url: str = "") -> Hits:
    found: Iterable[Any] = list(rows[: SHOWN + 1])
    hits = [hit(row) for row in found]
    return Hits(title, hits[:SHOWN], more_url if len(hits) > SHOWN else "")


def _organizations(words: str, user: User) -> Hits:
    rows = Organization.objects.visible_to(user).matching(words).for_listing().order_by("uscc")
    return _shown("社会组织", rows, _organization, _list("organizations:organization_list", words))


def _organization(organization: Organization) -> Hit:
    former = "、".join(name.name for name in organization.former_names.all())
    note = f"{organization.uscc}，{organization.registration_authority}登记" + (f"，曾用名：{former}" if former else "")
    address = reverse("reports:whole", args=[organization.uscc])
    return Hit(organization.name, address, note, organization.status, organization.get_status_display())


def _papers(words: str, user: User, today: date) -> Hits:
    """By year and number, whatever authority they are of."""
    typed = NUMBER.search(words)
    if typed is None:
        return Hits("文书", [])
    number = {"year": int(typed["year"]), "number": int(typed["number"])}
    filings, cases = EventFiling.objects.visible_to(user), AccountabilityCase.objects.visible_to(user)
    of_events = IssuedPaper.objects.filter(**number, filing__in=filings.values("pk"))
    of_cases = CasePaper.objects.signed().filter(
        **number, case__in=cases.exclude(pk__in=cases.sealed(today).values("pk")).values("pk")
    )
    hits = [
        *(_of_an_event(paper) for paper in of_events.select_related("filing__organization").order_by("pk")[:SHOWN]),
        *(_of_a_case(paper) for paper in of_cases.select_related("case__organization").order_by("pk")[:SHOWN]),
    ]
    return Hits("文书", [hit for hit in hits if _sign(words, typed) in hit.title])


def _sign(words: str, typed: re.Match[str]) -> str:
    """What stands before the year: the sign of the authority, such as 郑民函."""
    return words[: typed.start()].rstrip(" 〔[(（【").strip()


def _of_an_event(paper: IssuedPaper) -> Hit:
    title = f"{paper.full_number} {paper.get_kind_display()}"
    return Hit(title, paper.filing.get_absolute_url(), f"{paper.filing.organization}：{paper.filing.title}")


def _of_a_case(paper: CasePaper) -> Hit:
    title = f"{paper.full_number} {paper.get_kind_display()}"
    return Hit(title, paper.case.get_absolute_url(), str(paper.case.organization))


def _filings(words: str, user: User) -> Hits:
    rows = EventFiling.objects.visible_to(user).current().matching(words).order_by("-starts_on", "-pk")
    return _shown("重大活动", rows.for_listing(), _filing, _list("events:filing_list", words))


def _filing(filing: EventFiling) -> Hit:
    note = f"{filing.organization}，活动首日{dated(filing.starts_on)}"
    return Hit(filing.title, filing.get_absolute_url(), note, filing.state, filing.get_state_display())


def _matters(words: str, user: User) -> Hits:
    rows = MatterReport.objects.visible_to(user).filter(title__contains=words).order_by("-pk")
    return _shown("随时报告", rows.for_listing(), _matter)


def _matter(report: MatterReport) -> Hit:
    note = f"{report.organization}，{report.get_kind_display()}"
    return Hit(report.title, report.get_absolute_url(), note, report.state, report.get_state_display())


def _list(address: str, words: str) -> str:
    return f"{reverse(address)}?{urlencode({'q': words})}"
