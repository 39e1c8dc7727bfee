"""What proves a status, and who answered for it: submissions, entries of the log, and the holders of posts with their terms."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.enums import DutyStatus
from compliance.models.owed import OwedPaper
from organizations.enums import Post
from organizations.models import ResponsiblePerson
from zhengzhou_ideology.clock import day_of
from zhengzhou_ideology.wording import dated

# The entry of the log that brought a paper where it stands.
LOGGED = {
    DutyStatus.RETURNED: ("send_back", "reopen", "withdraw"),
    DutyStatus.EXTENDED: ("extend", "resume"),
    DutyStatus.EXEMPT: ("exempt",),
    DutyStatus.NOT_APPLICABLE: ("lapse",),
    DutyStatus.OPEN: ("lapse",),
}
CAME = (DutyStatus.MET, DutyStatus.LATE)


@dataclass(frozen=True, slots=True)
class Evidence:
    """`mark` names the paper for machines: the SHA-256 of a submission, or “exempt:12”, an entry of the paper's log."""

    mark: str
    text: str
    sha256: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    label: str
    since: date | None
    until: date | None

    def held_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


def evidence_for(papers: Sequence[Any]) -> dict[OwedPaper, Evidence]:
    """Of papers of one kind, fetched `with_status`; two statements."""
    if not papers:
        return {}
    field, by_key = papers[0].field, {paper.pk: paper for paper in papers}
    found = {by_key[row.paper_id]: _of_submission(row) for row in _submissions(type(papers[0]), field, by_key.values())}
    for row in _log(type(papers[0]), field, by_key.values()):
        paper = by_key[row.paper_id]
        if row.name in LOGGED.get(DutyStatus(paper.status), ()):
            found[paper] = Evidence(f"{row.name}:{row.pk}", _said(row), reason=row.reason)
    return found


def _submissions(model: Any, field: str, papers: Iterable[Any]) -> list[Any]:
    """The last one of each paper that stands."""
    keys = [paper.pk for paper in papers if paper.status in CAME]
    rows = model._meta.get_field("submissions").related_model.objects.filter(**{f"{field}__in": keys})
    last = rows.order_by(f"{field}_id", "-number").distinct(f"{field}_id").defer("content")
    return [_named(row, field) for row in last]


def _log(model: Any, field: str, papers: Iterable[Any]) -> list[Any]:
    """The entries of the papers that are not proved by a submission, the latest last."""
    keys = [paper.pk for paper in papers if paper.status not in CAME]
    names = {name for names in LOGGED.values() for name in names}
    rows = model._meta.get_field("moves").related_model.objects.filter(**{f"{field}__in": keys}, name__in=names)
    return [_named(row, field) for row in rows.order_by("pk")]


def _named(row: Any, field: str) -> Any:
    row.paper_id = getattr(row, f"{field}_id")
    return row


def _of_submission(row: Any) -> Evidence:
    text = f"{dated(day_of(row.submitted_at))}第{row.number}次提交（{row.certified_as}），校验值{row.sha256[:12]}"
    return Evidence(row.sha256, text, row.sha256)


def _said(row: Any) -> str:
    return f"{dated(day_of(row.at))}{row.label}（{row.acting_as}）"


def holders_of(organizations: Iterable[int]) -> dict[int, list[Holder]]:
    """Who held a first responsible post and when, the main leader before the branch secretary."""
    rows = ResponsiblePerson.objects.first_responsible().filter(organization__in=organizations)
    order = list(Post.first_responsible()).index
    found: dict[int, list[Holder]] = defaultdict(list)
    for person in sorted(rows.latest_term_first(), key=lambda person: order(Post(person.post))):
        found[person.organization_id].append(Holder(str(person), person.term_from, person.term_until))
    return found
