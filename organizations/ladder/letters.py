"""What a sweep says to whom: a letter for each person of the organization, one for all matters of a desk."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from organizations.ladder.desks import DESK_ROLE, AddressBook
from organizations.ladder.rungs import Rung
from organizations.ladder.sources import Matter, Matters
from zhengzhou_ideology.notices.outbox import Letter


@dataclass(frozen=True, slots=True)
class LadderEntry:
    """A rung with the matters that reach it in one sweep."""

    source: Matters
    rung: Rung
    matters: Sequence[Matter]


@dataclass(frozen=True, slots=True)
class DeskPost:
    """What the group chats of an authority are told."""

    kind: str
    authority: str
    subject: str
    body: str
    url: str
    key: str


@dataclass(frozen=True, slots=True)
class Mailing:
    by_kind: dict[str, list[Letter]] = field(default_factory=lambda: defaultdict(list))
    posts: dict[tuple[str, str], DeskPost] = field(default_factory=dict)

    @property
    def letters(self) -> list[Letter]:
        return [letter for letters in self.by_kind.values() for letter in letters]


def compose(entries: Sequence[LadderEntry], today: date) -> Mailing:
    """Everything that these entries say, to everybody."""
    mailing = Mailing()
    if not any(entry.matters for entry in entries):
        return mailing
    book = AddressBook.on(today, {matter.organization_id for entry in entries for matter in entry.matters})
    for entry in entries:
        letters = mailing.by_kind[entry.source.notice_kind]
        letters += _to_organizations(entry, book, today)
        for told, post in _to_desks(entry, book):
            letters += [Letter(user, post.subject, post.body, post.key, post.url) for user in told]
            mailing.posts.setdefault((post.authority, post.body), post)
    return mailing


def _to_organizations(entry: LadderEntry, book: AddressBook, today: date) -> Iterator[Letter]:
    to = [name for name in entry.rung.to if name not in DESK_ROLE]
    if not to:
        return
    for matter in entry.matters:
        subject, body = entry.source.words(entry.rung, matter, today)
        key = _key(entry.rung, matter)
        for user in book.people(matter.organization_id, to):
            yield Letter(user, subject, body, key, matter.url)


def _key(rung: Rung, matter: Matter) -> str:
    return f"ladder:{rung.kind}:{matter.pk}:{matter.round}:{rung.number}"


def _to_desks(entry: LadderEntry, book: AddressBook) -> Iterator[tuple[list[int], DeskPost]]:
    """One letter for each desk, group of matters and rung, so that a desk with a hundred defaulters gets one.

    Who sits at two desks that are told the same is told once, and so is the authority's group chat.
    """
    told: dict[tuple[int, str], set[int]] = {}
    for to in (name for name in entry.rung.to if name in DESK_ROLE):
        grouped: dict[tuple[int, str], list[Matter]] = defaultdict(list)
        for matter in entry.matters:
            for authority in matter.authorities(to, book):
                grouped[authority, matter.group].append(matter)
        for (authority, _), matters in grouped.items():
            post = _desk_post(entry, f":{to}", book.authorities[authority].code, matters)
            known = told.setdefault((authority, post.body), set())
            people = [user for user in book.desks.at(authority, DESK_ROLE[to]) if user not in known]
            known.update(people)
            yield people, post


def _desk_post(entry: LadderEntry, suffix: str, authority: str, matters: Sequence[Matter]) -> DeskPost:
    first = min(matters, key=lambda matter: (matter.pk, matter.round))
    subject, body, url = entry.source.desk_words(entry.rung, matters)
    return DeskPost(entry.source.notice_kind, authority, subject, body, url, _key(entry.rung, first) + suffix)
